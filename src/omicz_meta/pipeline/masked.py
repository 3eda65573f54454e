"""Tables whose file, or columns, are named after persons: the same rows under names that may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from omicz_meta.engine.sharing import shared_by
from omicz_meta.engine.table import (
    Block,
    Form,
    Layout,
    Piece,
    Piecewise,
    Reader,
    Recalling,
    Shared,
    Table,
    Unread,
)
from omicz_meta.privacy.gate import mask_path
from omicz_meta.privacy.shape import shape
from omicz_meta.privacy.surroundings import kind_in
from omicz_meta.problem import Problem


@dataclass(frozen=True, slots=True)
class MaskedTable:
    """A table under names that may be shown; `shown` are those of the columns that have another name.

    A mapping that reads such a column names it by its shape: it is handed on, so no person may stand in it.
    """

    table: Table
    file: str
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As in the table."""
        return self.table.name

    @property
    def source(self) -> str:
        """As in the table."""
        return self.table.source

    @property
    def columns(self) -> tuple[str, ...]:
        """As in the table, those that name persons by their shape."""
        return tuple(self.shown.get(name, name) for name in self.table.columns)

    @property
    def layout(self) -> Layout | Form | None:
        """As in the table."""
        return self.table.layout

    @property
    def problems(self) -> tuple[Problem, ...]:
        """As in the table."""
        return tuple(self._told(problem) for problem in self.table.problems)

    @property
    def shared(self) -> Shared | None:
        """As in the table, with names of files that may be shown."""
        shared = shared_by(self.table)
        files = tuple((first, mask_path(name)) for first, name in shared.files) if shared else ()
        return replace(shared, files=files) if shared else None

    def recalled(self, rows: Sequence[int]) -> Iterator[bytes]:
        """As in the table."""
        return self.table.recalled(rows) if isinstance(self.table, Recalling) else iter(())

    def blocks(self) -> Iterator[Block]:
        """As in the table."""
        blocks = self.table.blocks()
        return (renamed(block, self.shown) for block in blocks) if self.shown else blocks

    @property
    def reader(self) -> Reader | None:
        """As in the table."""
        reader = self.table.reader if isinstance(self.table, Piecewise) else None
        return _Renaming(reader, self.shown) if reader and self.shown else reader

    def pieces(self) -> Iterator[Piece]:
        """As in the table."""
        if self.reader is None or not isinstance(self.table, Piecewise):
            return self.blocks()
        return map(self._shown, self.table.pieces()) if self.shown else self.table.pieces()

    def _shown(self, part: Piece) -> Piece:
        if isinstance(part, Unread):
            return replace(part, reader=_Renaming(part.reader, self.shown))
        return renamed(part, self.shown)

    def _told(self, problem: Problem) -> Problem:
        column = problem.place.column
        if column is None or column not in self.shown:
            return problem
        return replace(problem, place=replace(problem.place, column=self.shown[column]))


@dataclass(frozen=True, slots=True)
class _Renaming:
    """A reader whose columns have other names."""

    reader: Reader
    shown: Mapping[str, str]

    @property
    def told(self) -> str:
        """As of the reader; names that are shown follow from those in the file."""
        return self.reader.told

    def read(self, rows: Unread) -> Block:
        """As the reader does."""
        return renamed(self.reader.read(rows), self.shown)


def renamed(block: Block, shown: Mapping[str, str]) -> Block:
    """The block with the names that are shown of its columns."""
    names = [shown.get(name, name) for name in block.batch.schema.names]
    batch = pa.RecordBatch.from_arrays(block.batch.columns, names)
    faults = (replace(fault, column=shown.get(fault.column, fault.column)) for fault in block.faults)
    return replace(block, batch=batch, faults=tuple(faults))


def masked_name(table: Table) -> Table:
    """The table, with names of its file and columns masked where they name a person."""
    file = mask_path(table.file) if table.file else table.file
    shared = shared_by(table)
    files = [name for _, name in shared.files] if shared else []
    columns = shown_columns(table.columns)
    masked = file != table.file or columns or any(mask_path(name) != name for name in files)
    return MaskedTable(table, file, columns) if masked else table


def shown_columns(columns: Sequence[str]) -> dict[str, str]:
    """The shapes of columns that name a person; equal shapes are numbered as equal headers are.

    >>> shown_columns(("id", "855715/0008", "855716/0007"))
    {'855715/0008': '999999/9999', '855716/0007': '999999/9999#2'}
    """
    taken, shown = set(columns), dict[str, str]()
    for column in columns:
        if kind_in(column) is None:
            continue
        name, number = shape(column), 1
        while name in taken:
            number += 1
            name = f"{shape(column)}#{number}"
        taken.add(name)
        shown[column] = name
    return {column: name for column, name in shown.items() if name != column}
