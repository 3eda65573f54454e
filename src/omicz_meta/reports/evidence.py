"""Evidence for Article 78(3) of Regulation (EU) 2025/327: what is measured, what was written, what people must add.

It is evidence for whoever fills in the data quality and utility label, and no label itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.problem import Language
from omicz_meta.reports.charts import Head, table
from omicz_meta.reports.html import LANGUAGES, languages, page
from omicz_meta.reports.markup import Element, el
from omicz_meta.reports.words import Phrase, bind, number, percent

Origin = Literal["measured", "written", "missing"]
Part = Literal["a", "b", "c", "d", "e", "f"]
Said = Mapping[Language, str]
FORM = "omicz-meta evidence 1"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One element of one letter of Article 78(3): what can be said of it, and where that comes from."""

    part: Part
    element: Said
    origin: Origin
    said: Said


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a submission can show for Article 78; `to_add` are the elements that people must still write."""

    submission: str
    judged_on: str
    items: tuple[EvidenceItem, ...]

    @property
    def to_add(self) -> tuple[EvidenceItem, ...]:
        """Elements without evidence."""
        return tuple(item for item in self.items if item.origin == "missing")


class EvidenceWords(Words):
    """Headings and sentences of the evidence; `{...}` are counts."""

    part = by_key(
        {
            "a": ("Dokumentace", "Documentation"),
            "b": ("Technická kvalita", "Technical quality"),
            "c": ("Řízení kvality", "Quality management"),
            "d": ("Pokrytí", "Coverage"),
            "e": ("Přístup a poskytnutí", "Access and provision"),
            "f": ("Obohacení dat", "Enrichment"),
        }
    )
    origin = by_key(
        {
            "measured": ("změřeno", "measured"),
            "written": ("z popisu", "from the description"),
            "missing": ("doplní člověk", "to be added by people"),
        }
    )
    title = Bilingual("Podklady k článku 78", "Evidence for Article 78")
    lead = Phrase(
        "Podklady pro značku kvality a využitelnosti dat podle čl. 78 odst. 3 nařízení (EU) 2025/327. Nejde "
        "o značku samu ani o hodnocení QUANTUM. Počty pod hranicí malých počtů se neuvádějí.",
        "Evidence for the data quality and utility label of Article 78(3) of Regulation (EU) 2025/327. This is not the "
        "label itself, nor a QUANTUM assessment. Counts below the least cell are withheld.",
    )
    heads = Bilingual(("Prvek", "Zjištění", "Původ"), ("Element", "Evidence", "Origin"))
    add = Bilingual("Doplňte:", "Add:")
    left = Bilingual("Co musí doplnit člověk", "What people must add")
    have = Bilingual(
        "Doloženo {have} z {all} prvků; {left} musí doplnit člověk.",
        "{have} of {all} elements have evidence; {left} must be added by people.",
    )


def render_evidence_html(evidence: Evidence, lang: Language = "cs") -> str:
    """The evidence as one page, with `lang` shown first.

    >>> render_evidence_html(Evidence("s", "2026-11-16", ())).startswith("<!DOCTYPE html>")
    True
    """
    titles = (el("span", f"{EvidenceWords(each).title}: ", lang=each, data_lang=each) for each in LANGUAGES)
    header = el("header", el("h1", titles, evidence.submission), languages(lang), class_="top")
    main = el("main", [_version(evidence, each) for each in LANGUAGES], id="main", tabindex="-1")
    return page(f"{EvidenceWords(lang).title} · {evidence.submission}", lang, header, main)


def render_evidence_json(evidence: Evidence) -> str:
    """The evidence as JSON: form, submission, judged_on, items, in both languages."""
    return json.dumps({"form": FORM, **asdict(evidence)}, ensure_ascii=False, indent=2) + "\n"


def _version(evidence: Evidence, lang: Language) -> Element:
    words, left = EvidenceWords(lang), len(evidence.to_add)
    whole = len(evidence.items)
    counted = {"have": whole - left, "all": whole, "left": left}
    said = words.have.format_map({name: number(count, lang) for name, count in counted.items()})
    sign = el("span", "✔" if not left else "◐", class_="sign", aria_hidden="true")
    verdict = el(
        "div",
        sign,
        el("p", percent(whole - left, whole), class_="word"),
        el("p", said, class_="said"),
        class_="verdict ready" if not left else "verdict almost",
    )
    lead = el("p", words.lead)
    parts = [_part(part, evidence, lang) for part in words.part]
    missing = [
        el("li", f"{words.part[item.part]} · {item.element[lang]}: {item.said[lang]}")
        for item in evidence.to_add
    ]
    todo = el(
        "section", el("h2", words.left, id=f"{lang}-left"), el("ul", missing), aria_labelledby=f"{lang}-left"
    )
    return el("div", verdict, lead, parts, todo if missing else None, lang=lang, data_lang=lang)


def _said(item: EvidenceItem, lang: Language) -> str:
    return f"{EvidenceWords(lang).add} {item.said[lang]}" if item.origin == "missing" else item.said[lang]


def _part(part: str, evidence: Evidence, lang: Language) -> Element:
    words = EvidenceWords(lang)
    title = f"({part}) {words.part[part]}"
    rows = [
        (item.element[lang], bind(_said(item, lang), lang), words.origin[item.origin])
        for item in evidence.items
        if item.part == part
    ]
    heads = tuple(Head(name) for name in words.heads)
    name = f"{lang}-{part}"
    return el(
        "section", el("h2", title, id=name), table(title, heads, rows, visible=False), aria_labelledby=name
    )
