"""Judges records by checks that are plan expressions: one scan per class, whatever the number of checks.

A check that depends on a slot whose value failed is unknown, not failed, and is not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from types import MappingProxyType

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.answered import answered
from omicz_meta.engine.cell import Cell, call, case, column, constant
from omicz_meta.engine.computed import Computed, computed
from omicz_meta.engine.distinct_ids import all_differ
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.located import locate
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.plan import Column, Expression, columns_of, walk
from omicz_meta.engine.referred_records import (
    beside,
    compared,
    flattened,
    only_compared,
    read_beside,
    unknown_beside,
)
from omicz_meta.engine.related import beyond, dangling, without_record
from omicz_meta.engine.standing import Standing
from omicz_meta.engine.tally import Tally, are_many, settled
from omicz_meta.schema import Kind, Minimum, Schema, Slot

STREAM_ROWS = 32_768


@dataclass(frozen=True, slots=True)
class Check:
    """One condition that a record must not meet. `Column(slot)` reads a slot of the record as it is stored.

    `Column(slot, reference)` reads a slot of the record that the slot `reference` refers to. The finding stands at
    `slot`.
    """

    code: str
    record_class: str
    slot: str
    violated: Expression
    rule: str

    @property
    def depends(self) -> tuple[str, ...]:
        """Slots the check reads of its own record, and the one it is about."""
        read = (part.table or part.name for part in walk(self.violated) if isinstance(part, Column))
        return tuple(dict.fromkeys((self.slot, *read)))

    @property
    def related(self) -> tuple[Column, ...]:
        """What the check reads of records that its own refers to."""
        return tuple(cell for cell in columns_of((self.violated,)) if cell.table is not None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A class to be judged: where its records stand, the slots that some rule fills, their columns (for places).

    `columns` are those of a slot as a whole, `of_rule` those from which each rule fills its slots. That `ids_differ`,
    each record having one of its own, is said where it is known.
    """

    staged: Standing
    columns: Mapping[str, str]
    mapped: frozenset[str] = frozenset()
    of_rule: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ids_differ: bool = False


def asked_once(judged: Judged) -> Judged:
    """The class, so that what is asked about all its records is answered from what was asked before."""
    return replace(judged, staged=answered(judged.staged))


@dataclass(frozen=True, slots=True)
class Court:
    """Where judging takes place: a session, the schema, and the masking gate."""

    connection: duckdb.DuckDBPyConnection
    schema: Schema
    show: Show

    def known(self, judged: Judged, checks: Sequence[Check]) -> Tally:
        """What can be said of the records before checks are asked of each; nothing where they are not many."""
        return _known(self, judged, checks)

    def told_apart(self, judged: Judged) -> Judged:
        """The class with what is known of its ids, where its records are many."""
        return replace(judged, ids_differ=_ids_differ(self, judged))

    def evaluate(self, judged: Judged, checks: Sequence[Check], known: Tally | None = None) -> pa.Table:
        """Run the checks of one class over its records; returns rows of the form FOUND."""
        return _evaluate(self, judged, checks, known or Tally(self.connection))

    def evaluate_beside(
        self,
        judged: Judged,
        checks: Sequence[Check],
        classes: Mapping[str, Judged],
        known: Tally | None = None,
    ) -> pa.Table:
        """Run checks that read other records as well; returns rows of the form FOUND."""
        return _evaluate_beside(self, judged, checks, classes, known or Tally(self.connection))

    def locate(self, judged: Judged, found: pa.Table, checks: Sequence[Check]) -> pa.Table:
        """Turn what checks found into problems with source, file, row and line; unknown ones drop out."""
        return locate(self, judged, found, checks)

    def occurring(
        self, judged: Judged, checks: Sequence[Check], known: Tally | None = None
    ) -> tuple[Check, ...]:
        """Checks whose condition some record meets, apart from records where that is unknown."""
        return tuple(_occurring(self, judged, checks, known or Tally(self.connection)))

    def has_values(self, judged: Judged, slot: str) -> bool:
        """Whether some record of the class has the slot filled."""
        slots = self.schema.classes[judged.staged.name].slots
        # one scan says it of all of them
        return bool(judged.staged.count_filled(self.connection, slots)[slot])

    def dangling(self, judged: Judged, number: int, slot: str, target: Judged | None) -> pa.Table:
        """Records whose reference in `slot` points to no record of its class; rows of the form FOUND."""
        return dangling(self.connection, judged, number, slot, target.staged if target else None, self.schema)

    def without_record(
        self,
        people: Judged,
        number: int,
        minimum: Minimum,
        dependent: Judged | None,
    ) -> pa.Table:
        """Individuals with fewer records of a class than the minimum says; rows of the form FOUND."""
        return without_record(
            self.connection, people, number, minimum, dependent.staged if dependent else None
        )

    def beyond(self, judged: Judged, most: int) -> pa.Table:
        """Records of a person after the first so many, in the order in which they were made; form FOUND."""
        return beyond(self.connection, judged, most, self.schema)


def _known(court: Court, judged: Judged, checks: Sequence[Check]) -> Tally:
    staged = judged.staged
    if not are_many(staged.rows):
        return Tally(court.connection)
    slots = court.schema.classes[staged.name].slots
    asked = [check for check in checks if check not in staged.settled]
    read = dict.fromkeys(name for check in asked for name in check.depends if name in slots)
    filled = staged.count_filled(court.connection, slots)
    values = staged.count_values(court.connection, [name for name in read if filled[name]])
    full = frozenset(name for name, count in filled.items() if count == staged.rows)
    nothing = frozenset(name for name, count in filled.items() if not count)
    return Tally(court.connection, values, full, nothing)


def _ids_differ(court: Court, judged: Judged) -> bool:
    staged = judged.staged
    if judged.ids_differ or not are_many(staged.rows):
        return judged.ids_differ
    key = court.schema.classes[staged.name].key or "id"
    return all_differ(staged.read_records(court.connection), key, staged.rows)


def _evaluate(court: Court, judged: Judged, checks: Sequence[Check], known: Tally) -> pa.Table:
    staged = judged.staged
    settled_before = {n: check for n, check in enumerate(checks) if check in staged.settled}
    others = {n: check for n, check in enumerate(checks) if n not in settled_before}
    sides = (
        (settled_before, staged.read_unsettled(court.connection), Tally(court.connection)),
        (others, staged.read_records(court.connection), known),
    )
    parts = (
        _flagged(court, judged, records, some, _asked(some, records.columns, told, court.schema))
        for some, records, told in sides
        if some
    )
    return pa.concat_tables([FOUND.empty_table(), *parts])


def _evaluate_beside(
    court: Court, judged: Judged, checks: Sequence[Check], classes: Mapping[str, Judged], known: Tally
) -> pa.Table:
    known = replace(known, nothing=known.nothing | unknown_beside(judged, checks, classes, court.schema))
    together: dict[frozenset[str | None], dict[int, Check]] = {}
    for number, check in enumerate(checks):
        together.setdefault(frozenset(cell.table for cell in check.related), {})[number] = check
    # those of one class at a time: all that are read of others are held in memory
    parts = (_flagged_beside(court, judged, some, classes, known) for some in together.values())
    return pa.concat_tables([FOUND.empty_table(), *parts])


def _flagged_beside(
    court: Court, judged: Judged, checks: Mapping[int, Check], classes: Mapping[str, Judged], known: Tally
) -> pa.Table:
    """What checks, by their number, find in records beside those of the same other classes."""
    flat = {number: flattened(check) for number, check in checks.items()}
    every = [*checks.values()]
    names = [*court.schema.classes[judged.staged.name].slots, *read_beside(every)]
    hashed = only_compared(every, court.schema)
    asked = _asked(flat, names, known, court.schema, compared(every, hashed))
    # what no record can meet needs no other record beside it
    left = [checks[number] for number in asked.conditions]
    own = asked.computed.added(judged.staged.read_records(court.connection))
    records = beside(court.connection, own, judged, left, classes, court.schema, hashed)
    return _flagged(court, judged, records, flat, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Conditions that some record may meet, by the number of their check, and the parts that are computed before."""

    conditions: Mapping[int, Sql]
    computed: Computed

    @property
    def flags(self) -> Iterator[Sql]:
        """Whether a record meets each condition; asked so, it stops at the first part that settles it."""
        for number, one in self.conditions.items():
            yield case((one, constant(True)), otherwise=constant(False)).alias(f"c{number}")


def _asked(
    checks: Mapping[int, Check],
    columns: Sequence[str],
    known: Tally,
    schema: Schema,
    made: Mapping[Expression, Cell] = MappingProxyType({}),
) -> _Asked:
    violations = [check.violated for check in checks.values()]
    parts = computed(violations, known.values, schema)
    found = settled(violations, columns, known, schema, {**parts.cells(), **made})
    return _Asked({number: one for number, one in zip(checks, found, strict=True) if one is not None}, parts)


def _flagged(
    court: Court,
    judged: Judged,
    records: duckdb.DuckDBPyRelation,
    checks: Mapping[int, Check],
    asked: _Asked,
) -> pa.Table:
    """What checks, by their number, find in records: those that meet one of the conditions."""
    if not asked.conditions:
        return FOUND.empty_table()
    definition = court.schema.classes[judged.staged.name]
    checks = {number: checks[number] for number in asked.conditions}
    slots = dict.fromkeys(check.slot for check in checks.values())
    key = column(definition.key or "id").alias("record_id")
    flagged = asked.computed.added(records).select(key, *asked.flags, *map(column, slots))
    names = [f"c{number}" for number in checks]
    # a filter would be pushed down to the scan, and compute there what stands in columns above it
    true = court.connection.from_arrow(pa.table({"true": [True]}))
    chosen = flagged.join(true, condition=reduce(or_, map(column, names)) == column("true"), how="semi")
    values = (_as_text(definition.slots[slot]).alias(f"v:{slot}") for slot in slots)
    return _long(chosen.select("record_id", *names, *values).to_arrow_reader(STREAM_ROWS), checks)


def violated(columns: Sequence[str], checks: Iterable[Check], schema: Schema) -> list[Sql]:
    """For each check, whether a record in these columns meets its condition; null where that is unknown."""
    names = {name: Cell(column(name)) for name in columns}
    found = []
    for check in checks:
        read = {part: names[part.name] for part in walk(check.violated) if isinstance(part, Column)}
        found.append(compile_expression(check.violated, Scope(schema, cells=read)).value)
    return found


def _occurring(court: Court, judged: Judged, checks: Sequence[Check], known: Tally) -> Iterator[Check]:
    numbered = dict(enumerate(checks))
    records = judged.staged.read_records(court.connection)
    # most of what some record meets one of the first does
    early = _met(records.limit(STREAM_ROWS), numbered, known, court.schema)
    late = {n: check for n, check in numbered.items() if n not in early}
    met = early if judged.staged.rows <= STREAM_ROWS else early | _met(records, late, known, court.schema)
    failed = judged.staged.read_failed(court.connection).select(column("slot")).distinct().fetchall()
    doubtful = {slot for (slot,) in failed}
    for number in sorted(met):
        check = checks[number]
        if doubtful.isdisjoint(check.depends) or _is_certain(court, judged, check, known):
            yield check


def _is_certain(court: Court, judged: Judged, check: Check, known: Tally) -> bool:
    """Whether a record meets a condition in which no value that failed is read."""
    records = judged.staged.read_records(court.connection)
    asked = _asked({0: check}, records.columns, known, court.schema)
    key = column(court.schema.classes[judged.staged.name].key or "id").alias("key")
    meeting = asked.computed.added(records).select(key, *asked.flags).filter(column("c0"))
    failed = judged.staged.read_failed(court.connection)
    unknown = failed.filter(column("slot").isin(*map(constant, check.depends)))
    left = meeting.join(unknown, condition=column("key") == column("record_id"), how="anti")
    return bool(left.select(column("key")).limit(1).fetchall())


def _met(
    records: duckdb.DuckDBPyRelation, checks: Mapping[int, Check], known: Tally, schema: Schema
) -> frozenset[int]:
    """Numbers of the checks whose condition some record meets."""
    asked = _asked(checks, records.columns, known, schema)
    if not asked.conditions:
        return frozenset()
    flags = asked.computed.added(records).select(*asked.flags)
    (met,) = flags.aggregate([call("bool_or", column(name)).alias(name) for name in flags.columns]).fetchall()
    return frozenset(number for number, one in zip(asked.conditions, met, strict=True) if one)


def _as_text(slot: Slot) -> Sql:
    """A stored value as people write it: a decimal without the zeros that its type adds, a quantity with its unit."""
    if slot.kind is Kind.OBJECT and slot.target == "Quantity" and not slot.multivalued:
        number, unit = (
            call("struct_extract", column(slot.name), constant(part)) for part in ("value", "unit")
        )
        return call("concat_ws", constant(" "), _plain_number(number), unit)
    if slot.kind is Kind.DECIMAL and not slot.multivalued:
        return _plain_number(column(slot.name))
    return column(slot.name).cast("VARCHAR")


def _plain_number(value: Sql) -> Sql:
    return call("rtrim", call("rtrim", value.cast("VARCHAR"), constant("0")), constant("."))


def _long(reader: pa.RecordBatchReader, checks: Mapping[int, Check]) -> pa.Table:
    parts = [FOUND.empty_table()]
    for batch in reader:
        table = pa.Table.from_batches([batch])
        for number, check in checks.items():
            hit = table.filter(table[f"c{number}"])
            if hit.num_rows:
                numbers = pa.repeat(pa.scalar(number, pa.int64()), hit.num_rows)
                parts.append(pa.table([numbers, hit["record_id"], hit[f"v:{check.slot}"]], schema=FOUND))
    return pa.concat_tables(parts)
