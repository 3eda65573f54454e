"""How numbers, dates and counted nouns are written in Czech and in British English."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from omicz_meta.bilingual import Bilingual
from omicz_meta.problem import Language

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
Forms = tuple[str, str, str]
"""A noun for 1, for 2 to 4, and for 0 or 5 and more; English uses the first and the last."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS_CS = (
    *("leden", "únor", "březen", "duben", "květen", "červen"),
    *("červenec", "srpen", "září", "říjen", "listopad", "prosinec"),
)
_ONE_LETTER = re.compile(r"(?<!\w)([aikosuvz]) (?=\S)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def plural(count: int, forms: Forms, lang: Language) -> str:
    """The form of a noun that goes with a count.

    >>> [plural(n, ("osoba", "osoby", "osob"), "cs") for n in (0, 1, 2, 4, 5, 21)]
    ['osob', 'osoba', 'osoby', 'osoby', 'osob', 'osob']
    """
    one, few, many = forms
    if count == 1:
        return one
    return few if lang == "cs" and 2 <= count <= 4 else many


def counted(count: int, forms: Forms, lang: Language) -> str:
    """Number and noun, joined so that a line never breaks between them.

    >>> counted(2, ("row", "rows", "rows"), "en").split()
    ['2', 'rows']
    """
    return f"{number(count, lang)}{NBSP}{plural(count, forms, lang)}"


def number(count: int, lang: Language) -> str:
    """A whole number with thousands set apart: a thin space in Czech, a comma in English.

    >>> number(1731, "en"), number(1731, "cs") == f"1{THIN}731"
    ('1,731', True)
    """
    grouped = f"{count:,}"
    return grouped.replace(",", THIN) if lang == "cs" else grouped


def stepped(count: int, step: int, lang: Language) -> str:
    """A count that was rounded down to a multiple of a step: how many there are at least, or that they are few.

    >>> [stepped(count, 10, "en").replace(NBSP, " ") for count in (1230, 0)]
    ['≥ 1,230', '< 10']
    """
    return f"≥{NBSP}{number(count, lang)}" if count else f"<{NBSP}{number(step, lang)}"


def decimal_number(value: Decimal, places: int, lang: Language) -> str:
    """A number with decimals: a comma in Czech, a point in English.

    >>> decimal_number(Decimal("13.25"), 1, "cs"), decimal_number(Decimal("13.25"), 1, "en")
    ('13,2', '13.2')
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{rounded:,f}"
    return text.translate(str.maketrans(",.", f"{THIN},")) if lang == "cs" else text


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, rounded down, so that 100 % means all and 0 % none of it.

    >>> [percent(part, 1000).replace(NBSP, " ") for part in (1000, 999, 9, 0)], percent(0, 0)
    (['100 %', '99 %', '< 1 %', '0 %'], '–')
    """
    if not whole:
        return "–"
    share = 100 * part // whole
    return f"<{NBSP}1{NBSP}%" if part and not share else f"{share}{NBSP}%"


def written_date(day: date, lang: Language) -> str:
    """A date as people write it.

    >>> from datetime import date
    >>> [written_date(date(2026, 11, 3), lang).replace(NBSP, " ") for lang in ("cs", "en")]
    ['3. 11. 2026', '3 November 2026']
    """
    parts = (f"{day.day}.", f"{day.month}.", f"{day.year}")
    return NBSP.join(parts if lang == "cs" else (str(day.day), _MONTHS[day.month - 1], str(day.year)))


def partial_date(text: str, lang: Language) -> str:
    """A date as people write it, at the precision that it has; what is no date stays as it is.

    >>> [partial_date(day, "en").replace(NBSP, " ") for day in ("2026-11-03", "1990-05", "1990", "2026-13", "1.10")]
    ['3 November 2026', 'May 1990', '1990', '2026-13', '1.10']
    """
    try:
        day = date.fromisoformat(text + "-01-01"[len(text) - 10 :] if len(text) in (4, 7) else text)
    except ValueError:
        return text
    if len(text) == 7:
        months = _MONTHS_CS if lang == "cs" else _MONTHS
        return f"{months[day.month - 1]}{NBSP}{day.year}"
    return text if len(text) == 4 else written_date(day, lang)


def bind(text: str, lang: Language) -> str:
    """Keep Czech one-letter prepositions and conjunctions with the next word.

    >>> bind("v poli a u lesa", "cs") == f"v{NBSP}poli a{NBSP}u{NBSP}lesa"
    True
    """
    return _ONE_LETTER.sub(rf"\1{NBSP}", text) if lang == "cs" else text


class Phrase(Bilingual[str]):
    """A phrase in both languages, ready to set: Czech one-letter words stay with the next word (see `bind`)."""

    def __init__(self, cs: str, en: str) -> None:
        super().__init__(bind(cs, "cs"), en)


def printable(text: str) -> str:
    """The text without characters that steer a terminal, reorder a line or are not allowed in a page.

    >>> printable("a\\x1b[31mb")
    'a�[31mb'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def shortened(text: str, most: int) -> str:
    """The text, printable, cut to at most so many characters.

    >>> shortened("abcdefgh", 5)
    'abcd…'
    """
    clean = printable(text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
