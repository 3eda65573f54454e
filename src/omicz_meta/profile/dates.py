"""Which date formats a column has, where its shapes alone leave it open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from omicz_meta.profile.forms import YEAR_SHAPE, date_form

_DATE_WORDS = frozenset(
    {"datum", "dat", "date", "rok", "year", "narozeni", "narozen", "birth", "dob", "den", "day", "kdy"}
)
_PACKED_SHAPE = "99999999"
_YEAR = re.compile(r"(?<!\d)(1[89]\d|20\d|21\d)\d(?!\d)")
_AMBIGUOUS = ("d/m/yyyy", "d-m-yyyy", "d.m.yyyy")


def date_counts(shapes: Mapping[str, int], cells: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    """Cells by date format.

    A lone year is a date under a name that speaks of one or among other dates; eight digits
    when each of them is a day of the calendar; month before day where a first part would be no month otherwise.

    >>> date_counts({"99.9.9999": 2, "9999": 1}, ["12.3.1990", "1990"], ())
    {'d.m.yyyy': 2, 'yyyy': 1}
    >>> date_counts({"99/99/9999": 2}, ["12/31/1990"], ())
    {'m/d/yyyy': 2}
    """
    known = tuple(cells)
    found: Counter[str] = Counter()
    for shape, count in shapes.items():
        form = date_form(shape)
        if form:
            found[form] += count
    named = bool(_DATE_WORDS & set(words))
    if YEAR_SHAPE in shapes and (named or found) and _all_years(known):
        found["yyyy"] += shapes[YEAR_SHAPE]
    if _PACKED_SHAPE in shapes and _all_days(known):
        found["yyyymmdd"] += shapes[_PACKED_SHAPE]
    return {_order(form, known): count for form, count in found.items()}


def decades(cells: Mapping[str, int], forms: Mapping[str, int], least: int) -> tuple[int, int] | None:
    """The first and the last decade that at least so many cells lie in.

    >>> decades({"1. 2. 1931": 12, "2001": 15, "1850": 1}, {"yyyy": 1}, 10)
    (1930, 2000)
    """
    found: Counter[int] = Counter()
    for cell, count in cells.items():
        text = f"{cell[:4]}" if "yyyymmdd" in forms and len(cell) == 8 else cell
        match = _YEAR.search(text)
        if match:
            found[int(match[0]) // 10 * 10] += count
    often = [decade for decade, count in found.items() if count >= least]
    return (min(often), max(often)) if often else None


def _all_years(cells: Iterable[str]) -> bool:
    years = [cell for cell in cells if re.fullmatch("[0-9]{4}", cell)]
    return all(1850 <= int(year) <= 2100 for year in years)


def _all_days(cells: Iterable[str]) -> bool:
    packed = [cell for cell in cells if re.fullmatch("[0-9]{8}", cell)]
    return bool(packed) and all(map(_is_day, packed))


def _is_day(packed: str) -> bool:
    try:
        return 1850 <= date.fromisoformat(packed).year <= 2100
    except ValueError:
        return False


def _order(form: str, cells: Iterable[str]) -> str:
    day_first = form[:8]
    if day_first not in _AMBIGUOUS:
        return form
    mark = re.escape(form[1])
    parts = [match for cell in cells if (match := re.match(rf"(\d+)\s*{mark}\s*(\d+)\s*{mark}", cell))]
    months = sum(int(part[2]) > 12 for part in parts) > sum(int(part[1]) > 12 for part in parts)
    return f"m{form[1]}d{form[3:]}" if months else form
