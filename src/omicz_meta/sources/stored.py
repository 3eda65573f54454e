"""Tables of databases, whatever the database: which are chosen, what is said of them, and their rows as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from omicz_meta.engine.table import Block, Layout, SourceFile
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.files import Found, Part
from omicz_meta.sources.header import name_columns
from omicz_meta.sources.limits import USUAL, Limits
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.select import Kind, Rows, value_of
from omicz_meta.sources.source import WRITTEN_OUT, Source
from omicz_meta.sources.textblock import counted
from omicz_meta.submission.choice import Choice, Condition

BLOCK_ROWS = 32_768


class Database(Protocol):
    """Where rows are kept: a file or a server, asked with a description of rows."""

    def count(self, rows: Rows) -> int:
        """The number of rows. Raises EnvironmentFault when the database fails."""

    def blocks(self, rows: Rows, names: tuple[str, ...]) -> Iterator[Block]:
        """The rows as text, in order, under these names of columns. Raises EnvironmentFault as `count` does."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table or view of a database; `columns` are called as in `rows`, in its order."""

    name: str
    source: str
    file: str
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]
    database: Database
    rows: Rows
    limits: Limits = USUAL

    @property
    def layout(self) -> Layout:
        """Rows for quarantine are written as CSV."""
        return WRITTEN_OUT

    def only(self, columns: tuple[str, ...]) -> StoredTable:
        """The same rows; columns that are left out are not fetched."""
        pairs = zip(self.columns, self.rows.columns, strict=True)
        kept = [(name, stored) for name, stored in pairs if name in columns]
        rows = replace(self.rows, columns=tuple(stored for _, stored in kept))
        return replace(self, columns=tuple(name for name, _ in kept), rows=rows)

    def blocks(self) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the database fails, or is not what it was."""
        if not self.columns:
            yield from counted(self.database.count(self.rows), BLOCK_ROWS)
            return
        for block in self.database.blocks(self.rows, self.columns):
            yield without_long_cells(block, self.limits)


def stored_table(
    name: str, place: TablePlace, database: Database, rows: Rows, limits: Limits, told: Sequence[Problem] = ()
) -> StoredTable:
    """A table of a database, with what is to be said of it: names, no rows (R010), rows left behind (R041)."""
    header = name_columns(rows.columns, place, 1)
    count = database.count(rows)
    problems = (*header.problems, *told, *_counted(rows, count, database, place))
    return StoredTable(name, place.source, place.file, header.names, problems, database, rows, limits)


def _counted(rows: Rows, count: int, database: Database, place: TablePlace) -> Iterator[Problem]:
    if not count:
        yield Problem("R010", place.at())
    if rows.conditions:
        left = database.count(replace(rows, conditions=())) - count
        yield Problem("R041", place.at(), detail=(("table", rows.name), ("rows", str(left))))


def source_of(
    database: Database,
    shown: str,
    found: Iterable[Rows],
    source: str,
    dialects: Mapping[str, Dialect],
    choice: Choice | None,
) -> Source:
    """A server as a source: its tables go by `source.table`; R014 where there is none, or not the one wanted."""
    place = TablePlace(source, shown)
    wanted = chosen(tuple(found), choice, place)
    if not isinstance(wanted, Problem) and not wanted:
        wanted = Problem("R014", place.at(), detail=(("reason", "no table in it that may be read"),))
    if isinstance(wanted, Problem):
        return Source(source, (), problems=(wanted,))
    tables = (
        stored_table(f"{source}.{rows.name}", place, database, rows, limits_of(rows.name, source, dialects))
        for rows in wanted
    )
    return Source(source, tuple(tables), (SourceFile(shown, ""),))


def limits_of(table: str, source: str, dialects: Mapping[str, Dialect]) -> Limits:
    """The limits declared for a table of a source by its whole name, its own, or that of the source."""
    names = (f"{source}.{table}", table, source)
    return next((dialects[name].limits for name in names if name in dialects), USUAL)


def parts_of(
    found: Found, tables: Sequence[Rows], opened: Callable[[Found, Rows, str], StoredTable]
) -> tuple[Part, ...] | Problem:
    """The tables of a file that are wanted. Where some were named, each goes by its own name, also a single one."""
    wanted = chosen(tables, found.request.tables, found.place)
    if isinstance(wanted, Problem):
        return wanted
    named = found.request.tables is not None
    return tuple(Part(rows.name, partial(opened, found, rows), named) for rows in wanted)


def chosen(found: Sequence[Rows], choice: Choice | None, place: TablePlace) -> tuple[Rows, ...] | Problem:
    """The tables that are wanted, with their conditions; R014 where there is no such table, column or value.

    >>> place = TablePlace("cdm", "cdm.sqlite")
    >>> chosen([Rows("person", ("id",), ("id",))], {"persons": ()}, place).detail
    (('reason', 'no table persons in it'),)
    """
    if choice is None:
        return tuple(found)
    by_name = {rows.name: rows for rows in found}
    reasons = [
        reason for name, wanted in choice.items() for reason in _amiss(by_name.get(name), name, wanted)
    ]
    if reasons:
        return Problem("R014", place.at(), detail=(("reason", "; ".join(reasons)),))
    return tuple(replace(rows, conditions=choice[rows.name]) for rows in found if rows.name in choice)


def _amiss(rows: Rows | None, name: str, wanted: Sequence[Condition]) -> Iterator[str]:
    if rows is None:
        yield f"no table {name} in it"
        return
    for condition in wanted:
        kind = rows.kinds.get(condition.column, "text")
        if condition.column not in rows.columns:
            yield f"no column {condition.column} in table {name}"
        elif not all(_fits(value, kind) for value in condition.values):
            yield f"column {condition.column} of table {name} is compared with what is no {kind}"


def _fits(text: str, kind: Kind) -> bool:
    try:
        value_of(text, kind)
    except ValueError:
        return False
    return True
