"""Cells beyond the limit, where a reader hands on whole values: each costs itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.table import LINE, ROW, Block, CellFault
from omicz_meta.sources.limits import Limits

SHOWN = 40
"""So many characters of such a cell are handed on for the gate to mask."""


def without_long_cells(block: Block, limits: Limits) -> Block:
    """The block with null and R015 for every cell that has more bytes, as UTF-8, than a cell may have.

    >>> numbers = {ROW: [7], LINE: pa.array([None], pa.int64())}
    >>> block = Block(pa.RecordBatch.from_pydict({"a": ["short"], "b": ["long " * 9], **numbers}))
    >>> kept = without_long_cells(block, Limits(cell_bytes=20))
    >>> kept.batch.to_pylist()[0]["b"], [(fault.code, fault.column, fault.row) for fault in kept.faults]
    (None, [('R015', 'b', 7)])
    """
    batch, faults = block.batch, list(block.faults)
    for at, name in enumerate(batch.schema.names):
        column = batch.column(at)
        if name in (ROW, LINE) or column.nbytes <= limits.cell_bytes:
            continue
        long = pc.fill_null(pc.greater(pc.binary_length(column), limits.cell_bytes), fill_value=False)
        if pc.any(long).as_py():
            faults += _faults(batch, at, long)
            batch = batch.set_column(at, name, pc.if_else(long, pa.scalar(None, pa.string()), column))
    return block if batch is block.batch else replace(block, batch=batch, faults=tuple(faults))


def _faults(batch: pa.RecordBatch, at: int, long: pa.BooleanArray) -> Iterator[CellFault]:
    rows, lines = batch.column(ROW), batch.column(LINE)
    for place in np.flatnonzero(long.to_numpy(zero_copy_only=False)).tolist():
        raw = batch.column(at)[place].as_py()[:SHOWN]
        yield CellFault(rows[place].as_py(), lines[place].as_py(), batch.schema.names[at], "R015", raw)
