"""Which dates of a person come before which: learnt from rows and across tables, so that lives in a twin have order."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations

from omicz_meta.twin.dates import date_form
from omicz_meta.twin.learn import Cells, Learnt

Name = tuple[str, str]
"""A column: its table and its name."""

DECADE = 10

MOSTLY = 0.95
"""Of so many pairs of dates the first is not later, where columns have an order; the others are faults."""

Days = Mapping[str, Sequence[tuple[int, date]]]
Numbers = Mapping[str, Sequence[tuple[int, int]]]
_AGE = re.compile(r"[0-9]{1,3}")


def earlier(days: Mapping[Name, Days], min_cell: int) -> Mapping[Name, tuple[Name, ...]]:
    """For each column of dates those whose dates come before, in the order in which all may be drawn.

    Dates of one row are compared, and dates of one person across tables. An order that fewer than `min_cell` pairs
    tell of is none.
    """
    before: dict[Name, list[Name]] = {name: [] for name in days}
    for first, second in permutations(days, 2):
        told = [
            (one, other)
            for owner in days[first].keys() & days[second].keys()
            for one, other in _pairs(days[first][owner], days[second][owner], same=first[0] == second[0])
        ]
        in_order = sum(one <= other for one, other in told)
        # dates that are mostly the same day have no order
        if len(told) >= min_cell and in_order >= MOSTLY * len(told) > sum(
            one >= other for one, other in told
        ):
            before[second].append(first)
    drawn = sorted(before, key=lambda name: (len(before[name]), name))
    return {
        name: tuple(one for one in drawn[:place] if one in before[name]) for place, name in enumerate(drawn)
    }


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of columns of dates, and what comes before what: when something happens to a person of some age."""

    spans: Mapping[Name, tuple[date, int]]
    before: Mapping[Name, tuple[Name, ...]]
    lasting: Mapping[Name, tuple[Name, Name]]

    def day(self, name: Name, age: float) -> date:
        """The day that a column has for a person who lives so early, from 0 to 1: never before what comes before it."""
        first, days = self.spans[name]
        own = first + timedelta(days=int(days * age))
        return max((own, *(self.day(one, age) for one in self.before[name])))

    def within(
        self, name: Name, cells: Sequence[str], ages: Sequence[float], chance: random.Random
    ) -> list[str]:
        """The cells of a column, its numbers cut to the years that lie between the dates they hang on."""
        if name not in self.lasting:
            return list(cells)
        start, end = self.lasting[name]
        made = []
        for cell, age in zip(cells, ages, strict=True):
            most = max(0, self.day(end, age).year - self.day(start, age).year - 1)
            beyond = bool(_AGE.fullmatch(cell.strip())) and int(cell) > most
            made.append(str(chance.randint(0, most)) if beyond else cell)
        return made


def calendar(
    tables: Sequence[Cells], learnt: Sequence[Learnt], persons: int | None, min_cell: int
) -> Calendar:
    """Learn the years of all columns of dates, in decades without the outermost 5 %, and their order."""
    spans = {(one.table, one.name): _span(one) for one in learnt if one.role == "date"}
    owners = {one.table: one.name for one in learnt if one.domain == persons and persons is not None}
    by_table = {cells.table.name: cells for cells in tables}
    days = {name: _days(by_table[name[0]], name[1], owners.get(name[0])) for name in spans}
    before = earlier(days, min_cell)
    numbers = [(one.table, one.name) for one in learnt if one.role in ("number", "code")]
    told = {name: _numbers(by_table[name[0]], name[1], owners.get(name[0])) for name in numbers}
    return Calendar(spans, before, lasting(told, days, before, min_cell))


def lasting(
    numbers: Mapping[Name, Numbers],
    days: Mapping[Name, Days],
    before: Mapping[Name, tuple[Name, ...]],
    least: int,
) -> Mapping[Name, tuple[Name, Name]]:
    """Columns of numbers that are hardly ever more than the years from one date of the person to one of the row."""
    found: dict[Name, tuple[Name, Name]] = {}
    for name, told in numbers.items():
        for end in (one for one in before if one[0] == name[0]):
            for start in before[end]:
                fits = [
                    number <= day.year - born.year
                    for owner in told.keys() & days[end].keys() & days[start].keys()
                    for row, number in told[owner]
                    for at, day in days[end][owner]
                    for _, born in days[start][owner][:1]
                    if row == at
                ]
                if len(fits) >= least and sum(fits) >= MOSTLY * len(fits):
                    found.setdefault(name, (start, end))
    return found


def _numbers(cells: Cells, name: str, owner: str | None) -> Numbers:
    """Whole numbers with their rows, by person; none where they stand for something else."""
    owners = cells.columns[owner] if owner else [f"{cells.table.name}#{row}" for row in range(cells.rows)]
    found: dict[str, list[tuple[int, int]]] = {}
    for row, (person, cell) in enumerate(zip(owners, cells.columns[name], strict=True)):
        if person.strip() and _AGE.fullmatch(cell.strip()):
            found.setdefault(person, []).append((row, int(cell)))
    return found


def _span(one: Learnt) -> tuple[date, int]:
    forms = (date_form(value) for value in one.counts.elements())
    years = sorted(form.year for form in forms if form is not None and 1900 <= form.year <= 2100)
    low, high = (years[len(years) // 20], years[-1 - len(years) // 20]) if years else (1950, 2020)
    first = date(low // DECADE * DECADE, 1, 1)
    return first, (date(max(first.year, high - 1), 12, 31) - first).days


def _days(cells: Cells, name: str, owner: str | None) -> Days:
    """Days with their rows, by person; each row by itself where no column says whose it is."""
    owners = cells.columns[owner] if owner else [f"{cells.table.name}#{row}" for row in range(cells.rows)]
    found: dict[str, list[tuple[int, date]]] = {}
    for row, (person, cell) in enumerate(zip(owners, cells.columns[name], strict=True)):
        form = date_form(cell)
        if person.strip() and form is not None and form.day is not None:
            found.setdefault(person, []).append((row, form.day))
    return found


def _pairs(
    ones: Sequence[tuple[int, date]], others: Sequence[tuple[int, date]], *, same: bool
) -> list[tuple[date, date]]:
    """Dates to compare: of the same rows in one table, each with each across tables."""
    return [(one, other) for row, one in ones for at, other in others if row == at or not same]
