"""What was not asked of a submission, and why: the same sentences in text, page and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.problem import Language, code_text
from omicz_meta.reports.charts import Head, table
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Node
from omicz_meta.reports.words import bind, number
from omicz_meta.result import NotAsked, Report


class UnaskedWords(Words):
    """Headings, and a sentence for each reason; `{about}` is what it is about.

    >>> UnaskedWords("en").title
    'What was not asked'
    """

    title = Bilingual("Co se neposuzovalo", "What was not asked")
    lead = Bilingual(
        "Na tyto kontroly zpráva neodpovídá: nejsou splněné, jen se nepoložily.",
        "On these checks the report is silent: they did not pass, nobody asked them.",
    )
    reasons = by_key(
        {
            "no description": (
                "neposouzeno: podání nemá dataset.yaml, se kterým by se souhlasy porovnaly",
                "not judged: no dataset.yaml that consents could be held against",
            ),
            "no terms of use": (
                "neposouzeno: dataset.yaml ani uzel neuvádějí podmínky užití (policy)",
                "not judged: neither dataset.yaml nor the node names terms of use (policy)",
            ),
            "use case": ("posuzuje se jen pro účel: {about}", "judged in these use cases only: {about}"),
            "no pack": (
                "neposouzeno: není nainstalován číselník ({about})",
                "not judged: packs that are not installed ({about})",
            ),
            "no packs": (
                "neposouzeno: není nainstalován žádný číselník",
                "not judged: no pack is installed",
            ),
            "no identity": (
                "neposouzeno: mapování neuvádí, podle čeho se osoba pozná (identity)",
                "not judged: the mapping does not say by what a person is known (identity)",
            ),
            "no birth number": (
                "neposouzeno: mapování neuvádí rodné číslo jako identity vedle údaje {about}",
                "not judged: the mapping names no birth number as identity beside the {about}",
            ),
            "alone": (
                "neposouzeno: soubor se posuzuje sám, ostatní záznamy chybějí",
                "not judged: the file is judged by itself, without other records",
            ),
            "no records": (
                "není na čem posoudit, chybějí záznamy: {about}",
                "nothing to judge, there are no records of {about}",
            ),
            "not understood": (
                "Co závisí na nerozpoznaných hodnotách ({about}), je neznámé, nikoli v pořádku.",
                "What depends on values that were not understood ({about}) is unknown, not right.",
            ),
            "sex": ("pohlaví", "sex"),
            "birth date": ("datum narození", "birth date"),
        }
    )


def unasked_title(lang: Language) -> str:
    """What stands above it.

    >>> unasked_title("en")
    'What was not asked'
    """
    return UnaskedWords(lang).title


def reason(one: NotAsked, lang: Language) -> str:
    """Why something was not asked, in a sentence.

    >>> reason(NotAsked(("X037",), "use case", "rare_disease"), "en")
    'judged in these use cases only: rare_disease'
    """
    words = UnaskedWords(lang).reasons
    key = "no packs" if one.reason == "no pack" and not one.about else one.reason
    about = number(int(one.about), lang) if one.about.isdecimal() else words.get(one.about, one.about)
    return bind(words[key].format(about=about), lang)


def unasked_lines(report: Report, lang: Language) -> Iterator[str]:
    """A line for each reason, with the codes it is the reason for."""
    for one in report.not_asked:
        yield f"{', '.join(one.codes)}: {reason(one, lang)}" if one.codes else reason(one, lang)


def unasked_section(report: Report, lang: Language) -> list[Node]:
    """A table of codes, what they ask, and why they were not asked."""
    if not report.not_asked:
        return []
    words = Labels(lang)
    heads = (Head(words.code), Head(words.finding), Head(words.why))
    rows = [
        (", ".join(one.codes) or "–", "; ".join(_titles(one, lang)) or "–", reason(one, lang))
        for one in report.not_asked
    ]
    return [table(UnaskedWords(lang).lead, heads, rows)]


def _titles(one: NotAsked, lang: Language) -> Iterator[str]:
    return (bind(code_text(code).title[lang], lang) for code in one.codes)
