"""Who is who across sources: a person known by one identifier has one pseudonym, whatever each source calls them.

A first pass over the tables that declare an `identity` learns which local id belongs to which identifier. Both are
kept as pseudonyms only, 64 bytes a person, so that no identifier stands in a table, file or message of ours. In
the pass that makes records, the pseudonym of a local id is exchanged for that of the identifier.

The pseudonym of a person is that of system and identifier, never of a source or row: the order of sources and
rows cannot show in it. A local id counts within its source. Sources that declare no identity of their own speak
of those who do, as long as only one person can be meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.names import NOTE, VALUE
from omicz_meta.engine.plan import ClassPlan

PERSON = "Individual"
LETTERS = 32

Names = npt.NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class Known:
    """Local pseudonyms in order, and the person each stands for; empty where several could be meant."""

    local: Names = field(default_factory=lambda: np.zeros(0, f"S{LETTERS}"))
    person: Names = field(default_factory=lambda: np.zeros(0, f"S{LETTERS}"))

    def named(self, names: Names) -> Names:
        """The pseudonym of each person; who is not known keeps the local one."""
        if not len(self.local):
            return names
        at = np.minimum(np.searchsorted(self.local, names), len(self.local) - 1)
        return np.where(self.local[at] == names, self.person[at], names)

    def renamed(self, plan: ClassPlan, made: pa.Table) -> pa.Table:
        """Candidate records with one pseudonym a person, in every slot that names one (X008 where none is sure)."""
        for slot in plan.slots:
            if slot.pseudonym == PERSON and len(self.local):
                made = _renamed(made, slot.slot.name, self)
        return made


@dataclass(frozen=True, slots=True)
class People:
    """Who is who, per source that declares an identity, and for all other sources together.

    `merged` counts persons who are known by several local ids or in several sources.
    """

    own: Mapping[str, Known]
    others: Known
    merged: int

    def of(self, source: str) -> Known:
        """What the ids in a source mean."""
        return self.own.get(source, self.others)


def _renamed(made: pa.Table, slot: str, known: Known) -> pa.Table:
    before = made[VALUE + slot].combine_chunks()
    after = _exchanged(before, known)
    made = made.set_column(made.column_names.index(VALUE + slot), VALUE + slot, after)
    lost = _unsure(before, after)
    if lost is None:
        return made
    earlier = made[NOTE + slot] if NOTE + slot in made.column_names else pa.nulls(made.num_rows, pa.string())
    notes = pc.if_else(lost, pa.scalar("X008"), earlier)
    if NOTE + slot not in made.column_names:
        return made.append_column(NOTE + slot, notes)
    return made.set_column(made.column_names.index(NOTE + slot), NOTE + slot, notes)


def _exchanged(array: pa.Array, known: Known) -> pa.Array:
    if pa.types.is_list(array.type):
        inner = _exchanged(array.flatten(), known)
        if inner.null_count:
            # rare: an entry that could be two persons is left out
            lists = pa.ListArray.from_arrays(_offsets(array), inner, mask=array.is_null())
            return pa.array([_without_nulls(one) for one in lists.to_pylist()], array.type)
        return pa.ListArray.from_arrays(_offsets(array), inner, mask=array.is_null())
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    texts = known.named(names_of(array.drop_null()))
    made = _text(texts)
    at = np.where(valid, np.cumsum(valid) - 1, 0)
    return made.take(pa.array(at, mask=~valid)) if len(made) else array


def _without_nulls(names: list[str | None] | None) -> list[str] | None:
    return None if names is None else [name for name in names if name is not None] or None


def _offsets(lists: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    return pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype("int32"))


def names_of(array: pa.Array | pa.ChunkedArray) -> Names:
    """Pseudonyms as an array of bytes: all have one length."""
    return np.array(array.to_pylist(), f"S{LETTERS}") if len(array) else np.zeros(0, f"S{LETTERS}")


def _text(names: Names) -> pa.Array:
    """Pseudonyms as Arrow text; an empty one is null."""
    return pa.array([name.decode() or None for name in names.tolist()], pa.string())


def _unsure(before: pa.Array, after: pa.Array) -> pa.Array | None:
    """Where something was left out; None when nothing was."""
    if pa.types.is_list(before.type):
        lengths = (pc.fill_null(pc.list_value_length(part), 0) for part in (before, after))
        lost = pc.not_equal(*lengths)
    else:
        lost = pc.and_(before.is_valid(), after.is_null())
    return lost if pc.any(lost).as_py() else None
