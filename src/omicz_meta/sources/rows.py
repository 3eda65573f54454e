"""A table that a reader made of rows with cells: the shape that workbooks, JSON, XML and Parquet have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, Block, CellFault, Form, RejectedRow
from omicz_meta.problem import Problem

BLOCK_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class RowTable:
    """A `Table` of the engine whose rows `read` gives from the beginning, each time it is called."""

    name: str
    source: str
    file: str
    columns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    layout: Form | None = None
    read: Callable[[], Iterator[Block]] = lambda: iter(())

    def blocks(self) -> Iterator[Block]:
        """The rows, in blocks."""
        return self.read()


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row: its number, its line if it has one, and its cells by column (a column that is missing is null)."""

    row: int
    line: int | None
    cells: dict[str, str | None]


def block_of(
    columns: Sequence[str],
    rows: Sequence[TextRow],
    rejected: Sequence[RejectedRow] = (),
    faults: Sequence[CellFault] = (),
) -> Block:
    """The block of some rows.

    >>> block_of(("a", "b"), [TextRow(2, None, {"b": "x"})]).batch.to_pylist()
    [{'a': None, 'b': 'x', '#row': 2, '#line': None}]
    """
    arrays = [pa.array([row.cells.get(name) for row in rows], pa.string()) for name in columns]
    arrays.append(pa.array([row.row for row in rows], pa.int64()))
    arrays.append(pa.array([row.line for row in rows], pa.int64()))
    batch = pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE])
    return Block(batch, tuple(rejected), tuple(faults))
