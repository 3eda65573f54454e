"""Dates in the forms in which hospitals write them, good ones and impossible ones."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORMS = (
    (
        re.compile(
            r"(?P<d>\d{1,2})(?P<s>\.\s?)(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?P<t> \d{1,2}:\d{2}(?::\d{2})?)?"
        ),
        "dmy",
    ),
    (re.compile(r"(?P<d>\d{1,2})(?P<s>/)(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?P<t>)"), "dmy"),
    (
        re.compile(r"(?P<y>\d{4})(?P<s>-)(?P<m>\d{2})(?P=s)(?P<d>\d{2})(?P<t>[T ]\d{2}:\d{2}(?::\d{2})?Z?)?"),
        "ymd",
    ),
    (re.compile(r"(?P<y>(?:19|20)\d{2})(?P<s>)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<t>)"), "ymd"),
)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How a date is written: order, separator, two-digit days, time of day; and which day it is, if there is such."""

    order: str
    mark: str
    padded: bool
    time: str
    day: date | None
    year: int

    @property
    def valid(self) -> bool:
        """Whether there is such a day."""
        return self.day is not None

    def write(self, day: date, chance: random.Random) -> str:
        """Another day in this form; the 31st of February where the form's own day is none."""
        number, month = (day.day, day.month) if self.valid else (31, 2)
        parts = (f"{number:02}", f"{month:02}") if self.padded else (str(number), str(month))
        text = self.mark.join(
            (*parts, f"{day.year:04}") if self.order == "dmy" else (f"{day.year:04}", *parts[::-1])
        )
        return (
            text
            + "".join(str(chance.randrange(6)) if mark.isdigit() else mark for mark in self.time[:-1])
            + ("0" if self.time[-1:].isdigit() else self.time[-1:])
        )


def date_form(text: str) -> DateForm | None:
    """How a date is written; None for what has not the form of one.

    >>> date_form("31. 2. 2001").valid, date_form("2001-02-03").mark, date_form("C50.9")
    (False, '-', None)
    """
    for pattern, order in _FORMS:
        match = pattern.fullmatch(text.strip())
        if match is not None:
            padded = len(match["d"]) == len(match["m"]) == 2
            day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
            return DateForm(order, match["s"], padded, match["t"] or "", day, int(match["y"]))
    return None


def any_day(years: tuple[int, int], chance: random.Random) -> date:
    """A day from the first to the last of these years."""
    first, last = date(years[0], 1, 1), date(years[1], 12, 31)
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
