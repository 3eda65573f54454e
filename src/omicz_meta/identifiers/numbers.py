"""Numbers with a rule that can be checked: birth number (rodné číslo), RID and DRID."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

Sex = Literal["male", "female"]

_WRITTEN = re.compile(r"\s*([0-9]{6})[ \u00a0]?(?:/[ \u00a0]?)?([0-9]{3,4})\s*")
_SHORTENED = re.compile(r"\s*[0-9]{6,10}(?:\.0)?\s*")
_RID = re.compile(r"\s*[1-9][0-9]{9}\s*")
_DRID = re.compile(r"\s*D[0-9]{9}\s*")
_SHAPE = re.compile(r"\s*(?:[0-9]{6}[ \u00a0]?(?:/[ \u00a0]?)?[0-9]{3,4}(?:\.0)?|[0-9]{6,8}(?:\.0)?)\s*")


_OFFSETS = MappingProxyType({month + step: step for step in (0, 20, 50, 70) for month in range(1, 13)})


@dataclass(frozen=True, slots=True)
class BirthNumber:
    """A birth number that keeps its rule. `offset` is what was added to the month: 0, 20, 50 or 70."""

    digits: str
    birth: date
    sex: Sex
    offset: int


def birth_number(text: str) -> BirthNumber | None:
    """Read a Czech birth number (Act 133/2000 Sb., section 13), with or without the slash; None when it is none.

    Women's months are raised by 50; from 2004 on 20 (women 70) may be added when a day's numbers run out. Nine
    digits: born up to 1953, no check digit (of random nine digits 4 % pass). Ten digits: divisible by 11, or,
    up to 1985, remainder 10 of the first nine with last digit 0. The year is taken as 1954 to 2053.

    >>> birth_number("855715/0008")
    BirthNumber(digits='8557150008', birth=datetime.date(1985, 7, 15), sex='female', offset=50)
    >>> birth_number("855715/0009") is None
    True
    """
    match = _WRITTEN.fullmatch(text)
    return _checked(match[1] + match[2]) if match else None


def padded_birth_number(text: str) -> BirthNumber | None:
    """Read a ten-digit birth number that a spreadsheet took for a number: leading zeros cut, `.0` added.

    >>> padded_birth_number("401010005")
    BirthNumber(digits='0401010005', birth=datetime.date(2004, 1, 1), sex='male', offset=0)
    """
    if not _SHORTENED.fullmatch(text):
        return None
    return _checked(text.strip().removesuffix(".0").zfill(10))


def is_birth_shape(text: str) -> bool:
    """Whether digits stand as in a birth number, full or shortened, whatever their sense.

    >>> is_birth_shape("000000/0000"), is_birth_shape("C50.9")
    (True, False)
    """
    return bool(_SHAPE.fullmatch(text))


def birth_date_of(digits: str) -> tuple[date, int] | None:
    """The birth date in the first six of nine or ten digits, and the month's offset; None when there is no such day.

    >>> birth_date_of("8557150008")
    (datetime.date(1985, 7, 15), 50)
    """
    short, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    nine = len(digits) == 9
    year = 1900 + short if nine or short >= 54 else 2000 + short
    offset = _OFFSETS.get(month)
    if offset is None or (nine and year > 1953) or (offset in {20, 70} and year < 2004):
        return None
    try:
        return date(year, month - offset, day), offset
    except ValueError:
        return None


def contradictions(text: str, born: str | None, sex: str | None) -> tuple[str, ...]:
    """What a birth number contradicts: its rule (`check digit`, `date`), or what else is known (`sex`, `birth date`).

    `born` is a partial date, compared as far as it is known; text that does not look like a birth number
    contradicts nothing.

    >>> contradictions("855715/0009", "1985-07-15", "male")
    ('check digit', 'sex')
    >>> contradictions("851615/0009", "1984", None)
    ('check digit', 'date', 'birth date')
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return ()
    digits = match[1] + match[2]
    read, month = birth_date_of(digits), int(digits[2:4])
    year = 1900 + int(digits[:2]) if len(digits) == 9 or int(digits[:2]) >= 54 else 2000 + int(digits[:2])
    date = read[0].isoformat() if read else str(year)
    wrong = {
        "check digit": len(digits) == 10 and not _divides(digits, year),
        "date": read is None,
        "sex": sex is not None and sex != ("female" if month > 50 else "male"),
        "birth date": born is not None and date[: len(born)] != born[: len(date)],
    }
    return tuple(name for name, holds in wrong.items() if holds)


def is_rid(text: str) -> bool:
    """Whether this is a RID: ten digits, no leading zero, divisible by 13 and not by 11 (6 % of random ones are).

    >>> is_rid("1000000014"), is_rid("1000000015")
    (True, False)
    """
    return bool(_RID.fullmatch(text)) and int(text) % 13 == 0 and int(text) % 11 != 0


def is_drid(text: str) -> bool:
    """Whether this is a temporary RID (DRID): the letter D and nine digits.

    >>> is_drid("D123456789")
    True
    """
    return bool(_DRID.fullmatch(text))


def _checked(digits: str) -> BirthNumber | None:
    born = birth_date_of(digits)
    if born is None or (len(digits) == 10 and not _divides(digits, born[0].year)):
        return None
    return BirthNumber(digits, born[0], "female" if born[1] >= 50 else "male", born[1])


def _divides(digits: str, year: int) -> bool:
    remainder = int(digits[:9]) % 11
    if remainder == 10:
        return digits[9] == "0" and year <= 1985
    return remainder == int(digits[9])
