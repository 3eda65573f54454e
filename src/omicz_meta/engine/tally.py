"""Which different values stand in slots where they are few, and what this settles before any record is asked.

A condition on one slot is asked once of each of its values. Where none meets it, no record does, and nor does a record
meet what holds only beside it: most checks are settled by a thousand values instead of a million records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.cell import Cell, call, column, constant
from omicz_meta.engine.functions import PYTHON_MEANINGS
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.plan import Call, Column, Constant, Each, Expression, Recode, columns_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow.parquet as pq
    from duckdb import Expression as Sql

    from omicz_meta.schema import Schema

BYTES_OF_FEW = 6
"""Bytes that a value takes in a file when it is one of few: the number of an entry of a dictionary, and its share."""

MOST_VALUES = 200_000
"""More values of a slot are not few, however many records there are."""

MOST_NAMED = 64
"""So many values that meet a condition are looked for by themselves; of more, each record is asked."""

WORTH_IT = 20_000
"""Of fewer records each is asked as well: that costs less than counting values first."""

COUNT = "#records"


@dataclass(frozen=True, slots=True)
class Tally:
    """The different values of some slots, one a row, with the number of records (COUNT) that hold each.

    `full` are slots that have a value in every record, `nothing` those that have none in any.
    """

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    values: Mapping[str, pa.Table] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()

    def ask(self, slot: str, conditions: Sequence[Sql]) -> list[Sql | None]:
        """For conditions that read this slot alone: what is true of the same records, or None where it is of none."""
        if not conditions:
            return []
        rows = self.connection.from_arrow(self.values[slot].select([slot]))
        counts = (call("count_if", one).alias(f"c{n}") for n, one in enumerate(conditions))
        (hits,) = rows.aggregate(list(counts)).fetchall()
        return [self._narrowed(slot, one, count) for one, count in zip(conditions, hits, strict=True)]

    def _narrowed(self, slot: str, condition: Sql, hits: int) -> Sql | None:
        """A cheap condition first, where few values meet the dear one: that the value is one of these."""
        if hits == self.values[slot].num_rows:
            return constant(True)
        if not hits or hits > MOST_NAMED:
            return condition if hits else None
        rows = self.connection.from_arrow(self.values[slot].select([slot])).filter(condition)
        found = rows.select(call("hash", column(slot)).alias("h")).fetchall()
        wanted = (constant(number).cast("UBIGINT") for (number,) in found)
        return call("hash", column(slot)).isin(*wanted) & condition


def are_many(records: int) -> bool:
    """Whether counting values first is worth its while."""
    return records >= WORTH_IT


def few_valued(file: pq.FileMetaData) -> frozenset[str]:
    """Columns of a file that take so little room a value that few different ones are in them, over and over.

    None where there are not many rows.
    """
    if not are_many(file.num_rows):
        return frozenset()
    room, values = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for group in range(file.num_row_groups):
        for at in range(file.num_columns):
            chunk = file.row_group(group).column(at)
            name = chunk.path_in_schema.partition(".")[0], at
            room[name] += chunk.total_uncompressed_size
            values[name] += chunk.num_values
    large = {name for name, at in room if room[name, at] > BYTES_OF_FEW * values[name, at]}
    return frozenset(name for name, _ in room if name not in large)


def count_values(records: duckdb.DuckDBPyRelation, slots: Iterable[str]) -> dict[str, pa.Table]:
    """The values of these slots, one scan of a column each; slots that turn out to have many are left out."""
    found = {}
    for slot in slots:
        counted = records.aggregate([column(slot), call("count", constant(1)).alias(COUNT)], column(slot))
        table = counted.limit(MOST_VALUES + 1).to_arrow_table()
        if table.num_rows <= MOST_VALUES:
            found[slot] = table
    return found


def filled_in(values: pa.Table) -> int:
    """How many records have a value, of a table of values with the number of records that hold each."""
    there = values[0].is_valid()
    return int(pc.sum(values.filter(there)[COUNT]).as_py() or 0)


def settled(
    conditions: Sequence[Expression],
    columns: Sequence[str],
    known: Tally,
    schema: Schema,
    made: Mapping[Expression, Cell] | None = None,
) -> list[Sql | None]:
    """For each condition: what is true of the same records with these columns, or None where it is true of none.

    Parts of conditions that are `made` already are read as the columns that they are.
    """
    scope = Scope(schema, cells={Column(name): Cell(column(name)) for name in columns})
    asked: dict[str, dict[Expression, Sql]] = defaultdict(dict)
    for condition in conditions:
        for slot, part in _alone(condition, known):
            if not _is_plain(part):
                asked[slot][part] = compile_expression(part, scope).value
    answers: dict[Expression, Sql | None] = {}
    for slot, parts in asked.items():
        answers |= zip(parts, known.ask(slot, tuple(parts.values())), strict=True)
    told = _Told(replace(scope, staged=made or {}), answers, known.full, known.nothing)
    return [told.of(condition) for condition in conditions]


def _alone(condition: Expression, known: Tally) -> Iterator[tuple[str, Expression]]:
    """The largest parts that read one slot in the tally, in places where only their being true counts."""
    slot = alone(condition, known)
    if slot is not None:
        yield slot, condition
        return
    for part in _parts(condition):
        yield from _alone(part, known)


def alone(condition: Expression, known: Tally) -> str | None:
    """The slot in the tally that a condition reads, and no other; None where it reads more or another one."""
    read = {cell.name for cell in columns_of((condition,))}
    return read.pop() if len(read) == 1 and read <= set(known.values) else None


def _is_plain(condition: Expression) -> bool:
    """Whether a condition only says that a slot has no value: how many have one is known without its values."""
    match condition:
        case Call("is_null", (Column(),)):
            return True
    return False


def _parts(condition: Expression) -> tuple[Expression, ...]:
    """What a condition is true by, where nothing but its being true counts."""
    match condition:
        case Call("and" | "or", parts):
            return parts
        case Call("coalesce", (part, Constant(False))):
            return (part,)
    return ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What is left of conditions once it is known which of their parts some record meets (`answers`)."""

    scope: Scope
    answers: Mapping[Expression, Sql | None]
    full: frozenset[str]
    nothing: frozenset[str]

    def of(self, condition: Expression) -> Sql | None:
        """What is true of the same records, or None where it is true of none."""
        if condition in self.answers:
            return self.answers[condition]
        match condition:
            case Call("is_null", (Column(name),)) if name in self.full:
                return None
            case Call("is_null", (part,)) if self._is_nothing(part):
                return constant(True)
            case Call("not", (Call("is_null", (part,)),)) if self._is_nothing(part):
                return None
            case Call("not", (Call("coalesce", (part, Constant(False))),)) if self.of(part) is None:
                return constant(True)
            case Call() if self._is_nothing(condition):
                return None
            case Call("and", parts):
                found = [self.of(part) for part in parts]
                there = [part for part in found if part is not None]
                return reduce(and_, there) if len(there) == len(found) else None
            case Call("or", parts):
                there = [one for part in parts if (one := self.of(part)) is not None]
                return reduce(or_, there) if there else None
            case Call("coalesce", (part, Constant(False))):
                return self.of(part)
        return compile_expression(condition, self.scope).value

    def _is_nothing(self, part: Expression) -> bool:
        """Whether a part has no value in any record, since it is made of what has none."""
        match part:
            case Column(name):
                return name in self.nothing
            case Each(items=value) | Recode(value=value):
                return self._is_nothing(value)
            case Call("slots", (value,)):
                return self._is_nothing(value)
            case Call(function, parts):
                return function in PYTHON_MEANINGS and any(map(self._is_nothing, parts))
        return False
