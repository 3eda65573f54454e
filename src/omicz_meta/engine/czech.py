"""Python meanings that read Czech: durations in words, birth date and sex from a birth number."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from types import MappingProxyType

from omicz_meta.engine.python_functions import Refused
from omicz_meta.engine.reading import DURATION, SPACES
from omicz_meta.identifiers import BirthNumber, birth_number, padded_birth_number

NO_BIRTH_NUMBER = "V021"
"""The note of a text that is no birth number. It never shows the text: what is nearly one still names a person."""

UNITS: MappingProxyType[str, str] = MappingProxyType(
    {
        "Y": "rok|roky|roku|rokem|roků|let|r|rr|year|years|yr|yrs|y",
        "M": "měsíc|měsíce|měsíců|měsíci|měs|mesic|mesice|mesicu|mes|month|months|mo|mos",
        "W": "týden|týdny|týdnů|týdne|týd|tyden|tydny|tydnu|tyd|week|weeks|wk|wks|w",
        "D": "den|dny|dní|dnů|dne|dni|dnu|day|days|d",
        "H": "hodina|hodiny|hodin|hodinu|hod|hour|hours|hr|hrs|h",
        "m": "minuta|minuty|minut|minutu|min|minute|minutes|mins",
        "S": "sekunda|sekundy|sekund|sekundu|sek|second|seconds|sec|s",
    }
)
"""Words for the units of a duration, in lower case; a point may follow a shortened one."""

_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split("|")}
_FINER = {"Y": ("M", 12), "W": ("D", 7), "D": ("H", 24), "H": ("m", 60), "m": ("S", 60)}
_PART = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,3}))? *([^\W\d_]+)\.?(?: *(?:,|a|and) +| *)")
_ORDER = "YMWDHmS"


def duration(text: str) -> str | None:
    """A duration in words (Czech, English) or in ISO 8601-1 section 5.5.2, written in ISO 8601; None for all else.

    A fraction is written in the next finer unit, where it comes out whole there. Parts go from the coarsest unit down.

    >>> duration("3 roky"), duration("1 rok a 6 měsíců"), duration("1,5 roku"), duration("2 weeks"), duration("P3Y")
    ('P3Y', 'P1Y6M', 'P1Y6M', 'P2W', 'P3Y')
    >>> duration("dlouho"), duration("3 roky 2 roky"), duration("0,1 měsíce")
    (None, None, None)
    """
    text = text.strip(SPACES)
    if re.fullmatch(DURATION, text) and not re.fullmatch("P|.*T", text):
        return text
    words = re.sub(f"[{SPACES}]+", " ", unicodedata.normalize("NFC", text).lower())
    return _in_iso(words)


def _in_iso(words: str) -> str | None:
    amounts: dict[str, int] = {}
    at = 0
    while at < len(words):
        found = _PART.match(words, at)
        unit = _UNIT_OF.get(found[3]) if found else None
        if found is None or unit is None:
            return None
        for name, amount in _amounts(Decimal(f"{found[1]}.{found[2] or 0}"), unit):
            if amounts and _ORDER.index(name) <= _ORDER.index(next(reversed(amounts))):
                return None
            amounts[name] = amount
        at = found.end()
    return _written(amounts) if _whole(amounts) else None


def _amounts(amount: Decimal, unit: str) -> list[tuple[str, int]]:
    """The amount in its unit and, for a fraction, in the next finer one; -1 where it does not come out whole."""
    whole, rest = int(amount), amount % 1
    if not rest:
        return [(unit, whole)]
    finer, many = _FINER.get(unit, ("S", 0))
    parts = rest * many
    exact = many and not parts % 1
    return [*([(unit, whole)] if whole else []), (finer, int(parts) if exact else -1)]


def _whole(amounts: dict[str, int]) -> bool:
    return bool(amounts) and min(amounts.values()) >= 0


def _written(amounts: dict[str, int]) -> str:
    day = "".join(f"{amounts[unit]}{unit}" for unit in "YMWD" if unit in amounts)
    time = "".join(f"{amounts[unit]}{unit.upper()}" for unit in "HmS" if unit in amounts)
    return f"P{day}{'T' + time if time else ''}"


def birth_date(text: str) -> datetime.date | Refused:
    """The date of birth in a Czech birth number (Act 133/2000 Sb., section 13); refused where there is none.

    >>> birth_date("855715/0008"), birth_date("1000000014")
    (datetime.date(1985, 7, 15), Refused(code='V021'))
    """
    number = _birth_number(text)
    return Refused(NO_BIRTH_NUMBER) if number is None else number.birth


def sex(text: str) -> str | Refused:
    """`male` or `female`, by the month in a Czech birth number.

    >>> sex("855715/0008"), sex("530101/111")
    ('female', 'male')
    """
    number = _birth_number(text)
    return Refused(NO_BIRTH_NUMBER) if number is None else number.sex


def _birth_number(text: str) -> BirthNumber | None:
    """The one birth number a text can be. Nine digits that a spreadsheet may have shortened have two meanings: none.

    >>> _birth_number("401010005") is None, _birth_number("401010/005").birth.year
    (True, 1940)
    """
    written, shortened = birth_number(text), padded_birth_number(text)
    if written is not None and shortened is not None and written != shortened:
        return None
    return written or shortened
