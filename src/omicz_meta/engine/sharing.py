"""Rows that several tables share, and their numbers: inside the engine every row of a table has one of its own.

A resource of FHIR is a row, and a view may give several rows for it. Within the engine these are told apart: ROW is the
number of the resource, moved up by ITEM_BITS, and the position among its rows. What leaves the engine names the
resource and the file it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.accounts import Fates
from omicz_meta.engine.outcome import distinct
from omicz_meta.engine.passed import Made, Passed
from omicz_meta.engine.table import ROW, Shared, Sharing, Table

Rows = npt.NDArray[np.int64]

ITEM_BITS = 20
"""A view gives at most 2 to this power rows for one resource; beyond, the last ones are one."""


def numbered(rows: Rows) -> Rows:
    """ROW for rows that stand one behind the other, each with the number of what it was made of.

    >>> (numbered(np.array([1, 1, 4])) - (1 << ITEM_BITS)).tolist(), plain(numbered(np.array([1, 1, 4]))).tolist()
    ([0, 1, 3145728], [1, 1, 4])
    """
    first = np.concatenate([np.ones(min(1, len(rows)), bool), rows[1:] != rows[:-1]])
    begins = np.flatnonzero(first)
    position = np.arange(len(rows)) - np.repeat(begins, np.diff(np.append(begins, len(rows))))
    made: Rows = (rows << ITEM_BITS) + np.minimum(position, (1 << ITEM_BITS) - 1)
    return made


def plain(rows: Rows) -> Rows:
    """The numbers that ROW was made of."""
    return rows >> ITEM_BITS


def shared_by(table: Table) -> Shared | None:
    """What a table shares with others."""
    return table.shared if isinstance(table, Sharing) else None


def files_of(table: Table) -> tuple[str, ...]:
    """The files that rows of a table stand in, in order; first the one that it is named after."""
    shared = shared_by(table)
    return (table.file, *(name for _, name in shared.files)) if shared else (table.file,)


def place_of(table: Table, row: int) -> tuple[str, int]:
    """The file and the number by which people know a row of a table's blocks."""
    shared = shared_by(table)
    if shared is None:
        return table.file, row
    number = row >> ITEM_BITS
    return next((name for first, name in reversed(shared.files) if first <= number), table.file), number


def space_of(table: Table) -> str:
    """The name of the table by which its rows are counted; mostly its own."""
    shared = shared_by(table)
    return table.name if shared is None else shared.space


def told_of(passed: Passed, table: str, shared: Mapping[str, Shared]) -> Passed:
    """What came of rows, by the numbers of the resources and by their files, where tables share them."""
    went = replace(
        passed.fates,
        joined={name: _plain(rows) if name in shared else rows for name, rows in passed.fates.joined.items()},
    )
    if table not in shared:
        return replace(passed, fates=went)
    own = shared[table]
    return replace(
        passed,
        classes={
            name: Made(made.records, placed(made.lineage, own), made.failed)
            for name, made in passed.classes.items()
        },
        problems=placed(passed.problems, own),
        quarantine=_renumbered(passed.quarantine, ROW),
        fates=_went(went),
    )


def _went(fates: Fates) -> Fates:
    made = _plain(fates.made)
    return replace(
        fates,
        made=made,
        lost=_without(_plain(fates.lost), made),
        left_out={reason: _without(_plain(rows), made) for reason, rows in fates.left_out.items()},
    )


def _without(rows: Rows, made: Rows) -> Rows:
    """Of distinct rows those that are not among others."""
    return np.setdiff1d(rows, made, assume_unique=True) if len(rows) and len(made) else rows


def _plain(rows: Rows) -> Rows:
    return distinct(plain(rows))


def placed(told: pa.Table, shared: Shared | None) -> pa.Table:
    """A table with columns `row` and `file`, by the number and file of the resource where they are of shared rows."""
    if shared is None or not told.num_rows:
        return told
    rows = told["row"].combine_chunks()
    numbers = plain(rows.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64))
    starts = np.array([first for first, _ in shared.files], np.int64)
    at = np.maximum(np.searchsorted(starts, numbers, side="right") - 1, 0)
    names = pa.array([name for _, name in shared.files], pa.string())
    missing = pa.array(rows.is_null())
    file = _either(missing, told["file"].combine_chunks(), names.take(pa.array(at)))
    made = told.set_column(told.column_names.index("file"), "file", file)
    return made.set_column(made.column_names.index("row"), "row", pa.array(numbers, mask=np.asarray(missing)))


def _either(condition: pa.Array, one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.if_else(condition, one, other)


def _renumbered(table: pa.Table, name: str) -> pa.Table:
    rows = pa.array(plain(table[name].to_numpy()))
    return table.set_column(table.column_names.index(name), table.schema.field(name), rows)
