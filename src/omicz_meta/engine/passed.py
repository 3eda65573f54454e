"""What came of some rows of a table: the outcome of the kernel contract, whoever worked on the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add

import numpy as np
import pyarrow as pa

from omicz_meta.engine.accounts import Fates, add_slots
from omicz_meta.engine.counted import Counted
from omicz_meta.engine.encoding import Group
from omicz_meta.engine.table import ROW
from omicz_meta.engine.watch import Watch
from omicz_meta.result import SlotLedger

JoinName = tuple[str, str]
"""Rule of a class plan, and the name of one of its joins."""

Met = tuple[bool, bool]
"""Whether a record asked a join, and whether the join found a row."""


@dataclass(frozen=True, slots=True)
class Made:
    """Records of one class with their lineage, row for row, and their slots that failed."""

    records: pa.Table
    lineage: pa.Table
    failed: pa.Table


@dataclass(frozen=True, slots=True)
class Encoded:
    """Records of one class as they will stand in its file, with their lineage, row for row, and slots that failed.

    What there is to count in records is `counted`.
    """

    records: tuple[Group, ...]
    lineage: tuple[Group, ...]
    failed: pa.Table
    counted: Counted


@dataclass(frozen=True, slots=True)
class Passed:
    """Records by class, problems (with their step), rows for quarantine, and counts, all in the order of rows.

    `met` says of joins whether they were asked, and found a row. Outcomes of different rows of a table add up with
    `combined`, in any grouping, until records of a class are `encoded`: of a whole stretch, where they are many.
    """

    classes: Mapping[str, Made]
    problems: pa.Table
    quarantine: pa.Table
    slots: Mapping[str, SlotLedger]
    fates: Fates
    seen: tuple[Watch, ...] = ()
    met: Mapping[JoinName, Met] = field(default_factory=dict)
    encoded: Mapping[str, Encoded] = field(default_factory=dict)


def combined(parts: Sequence[Passed]) -> Passed:
    """One outcome of several, each of other rows of one table; the order is that of rows again."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part.classes)
    return Passed(
        {name: together([part.classes[name] for part in parts if name in part.classes]) for name in names},
        in_row_order([part.problems for part in parts], "row"),
        in_row_order([part.quarantine for part in parts], ROW),
        reduce(add_slots, (part.slots for part in parts)),
        reduce(add, (part.fates for part in parts)),
        tuple(watch for part in parts for watch in part.seen),
        reduce(with_joins, (part.met for part in parts)),
    )


def with_joins(met: Mapping[JoinName, Met], more: Mapping[JoinName, Met]) -> Mapping[JoinName, Met]:
    """Whether joins were asked and found a row, here or there."""
    never = (False, False)
    pairs = {name: (met.get(name, never), more.get(name, never)) for name in (*met, *more)}
    return {name: (one[0] or other[0], one[1] or other[1]) for name, (one, other) in pairs.items()}


def together(parts: Sequence[Made]) -> Made:
    """Records of one class from several sides, in the order of their rows; of one row, in the order given."""
    if len(parts) == 1:
        return parts[0]
    records = pa.concat_tables([part.records for part in parts])
    lineage = pa.concat_tables([part.lineage for part in parts])
    order = pa.array(np.argsort(lineage["row"].to_numpy(), kind="stable"))
    return Made(records.take(order), lineage.take(order), pa.concat_tables([part.failed for part in parts]))


def in_row_order(tables: Sequence[pa.Table], row: str) -> pa.Table:
    """The rows of all tables in the order of a column of row numbers; equal ones stay as they came."""
    whole = pa.concat_tables(tables)
    if whole.num_rows < 2:
        return whole
    return whole.take(pa.array(np.argsort(whole[row].to_numpy(), kind="stable")))
