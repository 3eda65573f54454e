"""Cuts blocks into pieces by person: all rows of one person in one table go to the same partition."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.engine.cells import trimmed
from omicz_meta.engine.plan import Plan, columns_of
from omicz_meta.engine.table import ROW, Block


def person_column(plan: Plan, table: str) -> str | None:
    """The column of a table that names the person, by its first rule that says so; None where none does."""
    for part in plan.classes:
        values = [slot.value for slot in part.slots if slot.slot.name == part.person]
        read = columns_of(iter(values))
        if part.table == table and len(read) == 1 and read[0].table is None:
            return read[0].name
    return None


def split(block: Block, person: str | None, number: int, count: int) -> dict[int, Block]:
    """The pieces of a block by partition, none of them empty; without a person column the whole block in turn.

    >>> batch = pa.record_batch({"id": ["P3", "P4", "P3 "], ROW: [1, 2, 3]})
    >>> sorted(piece.batch[ROW].to_pylist() for piece in split(Block(batch), "id", 0, 2).values())
    [[1, 3], [2]]
    """
    if person is None or count == 1 or not (block.rows_read or block.left_out):
        return {number % count: block}
    lanes = _lanes(block.batch, person, count)
    pieces = {lane: _piece(block, lanes, lane, count) for lane in range(count)}
    return {lane: piece for lane, piece in pieces.items() if piece.rows_read or piece.left_out}


def _lanes(batch: pa.RecordBatch, person: str, count: int) -> npt.NDArray[np.int64]:
    """The partition of each row. Rows without a person are together, as rows of one."""
    ids = trimmed(pa.chunked_array([batch.column(person)])).combine_chunks().dictionary_encode("encode")
    of_value = [crc32((text or "").encode()) % count for text in ids.dictionary.to_pylist()]
    lanes: npt.NDArray[np.int64] = np.array(of_value, "int64")[ids.indices.to_numpy()]
    return lanes


def _piece(block: Block, lanes: npt.NDArray[np.int64], lane: int, count: int) -> Block:
    batch = block.batch.filter(pa.array(lanes == lane))
    rows = frozenset(batch.column(ROW).to_pylist() if block.faults or block.reasons else ())
    return Block(
        batch,
        tuple(row for row in block.rejected if row.row % count == lane),
        tuple(fault for fault in block.faults if fault.row in rows),
        block.left_out if lane == 0 else {},
        tuple(reason for reason in block.reasons if reason.row in rows),
    )
