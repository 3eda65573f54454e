"""How full the slots of records are, and which values stand where they are few: counted by stretch, and added up.

Whoever works on a stretch counts its records while they are in memory; the sums say of a class what would else be asked
of all its records, and what was counted on another night is not counted again. It decides speed, never the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.distinct import Coded, Codes, numbered
from omicz_meta.engine.tally import COUNT, MOST_VALUES

MOST = 8_192
"""More values among the first rows twice over, or more than half of all, are not few."""

LONG = 8
"""Lists with more parts are not counted."""

TOGETHER = 16
"""So many parts are kept before they are added up."""

LOOSE = 16_384
"""So many records, or fewer, are kept until they are counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Of some records how many there are, how many have a slot filled, and the values of slots where these are few.

    Values come one a row, with the number of records (COUNT). A slot that no record has filled has no table.
    """

    rows: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, pa.Table] = field(default_factory=dict)


class Count:
    """Adds up what was counted of the records of a class, in parts; those of no part are kept until the end.

    They are counted only beside parts, and where they are few: else it costs more than it saves.
    """

    def __init__(self) -> None:
        self._parts: list[Counted] = []
        self._loose: list[pa.Table] = []
        self._rows = 0

    def add(self, part: Counted) -> None:
        """Take in records that were counted."""
        self._parts.append(part)
        if len(self._parts) > TOGETHER:
            self._parts = [added(self._parts)]

    def see(self, records: pa.Table) -> None:
        """Take in records that were not."""
        self._rows += records.num_rows
        if records.num_rows and self._rows <= LOOSE:
            self._loose.append(records)
        elif self._rows > LOOSE:
            self._loose.clear()

    def result(self) -> Counted | None:
        """What is known of all of them; None where not all were counted."""
        if not self._parts or self._rows > LOOSE:
            return None
        loose = [counted(pa.concat_tables(self._loose))] if self._rows else []
        return added([*self._parts, *loose])


def counted(records: pa.Table) -> Counted:
    """What there is to count in records.

    >>> table = pa.table({"sex": ["M", "F", None, "M"], "note": pa.nulls(4, pa.string())})
    >>> found = counted(table)
    >>> found.filled, found.values["sex"].to_pylist()[0]
    ({'sex': 3, 'note': 0}, {'sex': 'M', '#records': 2})
    """
    columns = {name: records[name].combine_chunks() for name in records.column_names}
    filled = {name: len(column) - column.null_count for name, column in columns.items()}
    tables = {name: _values(name, column) for name, column in columns.items() if filled[name]}
    return Counted(records.num_rows, filled, {name: one for name, one in tables.items() if one is not None})


def added(parts: Sequence[Counted]) -> Counted:
    """What several sets of records have together.

    >>> one, other = (counted(pa.table({"sex": sex})) for sex in (["M", "F"], ["M", None]))
    >>> added([one, other]).filled, sorted(added([one, other]).values["sex"][COUNT].to_pylist())
    ({'sex': 3}, [1, 1, 2])
    """
    names = dict.fromkeys(name for part in parts for name in part.filled)
    filled = {name: sum(part.filled.get(name, 0) for part in parts) for name in names}
    values = {name: _together(name, parts) for name in names if filled[name]}
    known = {name: table for name, table in values.items() if table is not None}
    return Counted(sum(part.rows for part in parts), filled, known)


def _together(name: str, parts: Sequence[Counted]) -> pa.Table | None:
    tables = [part.values[name] for part in parts if name in part.values]
    bare = [part for part in parts if name not in part.values]
    if not tables or any(part.filled.get(name, 0) for part in bare):
        return None
    form = tables[0].schema
    empty = [{name: None, COUNT: part.rows} for part in bare if part.rows]
    whole = pa.concat_tables([*tables, pa.Table.from_pylist(empty, schema=form)])
    found = _grouped(name, whole[name].combine_chunks(), whole[COUNT].combine_chunks())
    return found if found is not None and found.num_rows <= MOST_VALUES else None


def _values(name: str, column: pa.Array) -> pa.Table | None:
    """The values of a column with their numbers; None where they are not few."""
    first = column.slice(0, 2 * MOST)
    if len(column) > len(first):
        seen = _grouped(name, first)
        if seen is None or seen.num_rows > MOST:
            return None
    found = _grouped(name, column)
    few = found is not None and found.num_rows <= max(MOST, len(column) // 2)
    return found if few else None


def _grouped(name: str, column: pa.Array, counts: pa.Array | None = None) -> pa.Table | None:
    """Different values, each as it stands first, with how often they come, or the sum of these numbers."""
    if counts is None and not pa.types.is_nested(column.type):
        values, numbers = column.value_counts().flatten()
        return pa.table({name: values, COUNT: numbers})
    codes = _codes(column)
    if codes is None:
        return None
    groups, firsts = numbered(codes, len(column))
    # sums of whole numbers are exact in float64 far beyond what a file can hold
    sums = np.bincount(groups, None if counts is None else counts.to_numpy(), len(firsts)).astype("int64")
    return pa.table({name: column.take(pa.array(firsts)), COUNT: sums})


def _codes(column: pa.Array) -> list[Codes] | None:
    """Numbers that are together equal for equal values, and for no others; None where lists are long, or of lists."""
    kind = column.type
    if pa.types.is_struct(kind):
        parts = [_codes(part) for part in column.flatten() if part.null_count < len(part)]
        known = [part for part in parts if part is not None]
        validity = column.is_valid().to_numpy(zero_copy_only=False).astype("int32")
        return [validity, *(code for part in known for code in part)] if len(known) == len(parts) else None
    if pa.types.is_list(kind):
        return _codes_of_lists(column)
    return [Coded.of(pa.chunked_array([column])).codes]


def _codes_of_lists(column: pa.Array) -> list[Codes] | None:
    """Their lengths, and the numbers of what stands first, second, and so on in each."""
    lengths = pc.fill_null(pc.list_value_length(column), -1).to_numpy().astype("int32")
    longest, values = int(lengths.max(initial=0)), column.flatten()
    if longest > LONG or pa.types.is_nested(values.type):
        return None
    codes = np.append(Coded.of(pa.chunked_array([values])).codes + 1, np.int32(0))
    there = np.maximum(lengths, 0)
    begins = np.cumsum(there) - there
    places = (np.where(lengths > at, begins + at, len(codes) - 1) for at in range(longest))
    return [lengths + 1, *(codes[place] for place in places)]
