"""Judges records by checks that are plan expressions: one scan per class, whatever the number of checks.

A check that depends on a slot whose value failed is unknown, not failed, and is not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.beside import beside, flattened
from omicz_meta.engine.cell import Cell, call, coalesce, column, constant, null
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.located import locate, without_failed
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.physical import duckdb_type
from omicz_meta.engine.plan import Column, Expression, columns_of, walk
from omicz_meta.engine.related import beyond, dangling, without_record
from omicz_meta.engine.standing import Standing
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

    `columns` are those of a slot as a whole, `of_rule` those from which each rule fills its slots.
    """

    staged: Standing
    columns: Mapping[str, str]
    mapped: frozenset[str] = frozenset()
    of_rule: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Court:
    """Where judging takes place: a session, the schema, and the masking gate."""

    connection: duckdb.DuckDBPyConnection
    schema: Schema
    show: Show

    def evaluate(self, judged: Judged, checks: Sequence[Check]) -> pa.Table:
        """Run the checks of one class over its records; returns rows of the form FOUND."""
        return _evaluate(self.connection, judged, checks, self.schema)

    def evaluate_beside(
        self, judged: Judged, checks: Sequence[Check], classes: Mapping[str, Judged]
    ) -> pa.Table:
        """Run checks that read other records as well; returns rows of the form FOUND."""
        if not checks:
            return FOUND.empty_table()
        records = beside(self.connection, judged, checks, classes, self.schema)
        return _flagged(judged, records, dict(enumerate(map(flattened, checks))), self.schema)

    def locate(self, judged: Judged, found: pa.Table, checks: Sequence[Check]) -> pa.Table:
        """Turn what checks found into problems with source, file, row and line; unknown ones drop out."""
        return locate(self, judged, found, checks)

    def occurring(self, judged: Judged, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Checks whose condition some record meets, apart from records where that is unknown."""
        return tuple(_occurring(self.connection, judged, checks, self.schema))

    def has_values(self, judged: Judged, slot: str) -> bool:
        """Whether some record of the class has the slot filled."""
        records = judged.staged.read_records(self.connection)
        return bool(records.filter(column(slot).isnotnull()).select(column(slot)).limit(1).fetchall())

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


def _evaluate(
    connection: duckdb.DuckDBPyConnection, judged: Judged, checks: Sequence[Check], schema: Schema
) -> pa.Table:
    if not checks:
        return FOUND.empty_table()
    settled = [number for number, check in enumerate(checks) if check in judged.staged.settled]
    others = [number for number in range(len(checks)) if number not in settled]
    sides = (
        (settled, judged.staged.read_unsettled(connection)),
        (others, judged.staged.read_records(connection)),
    )
    slots = schema.classes[judged.staged.name].slots
    asked = [({n: checks[n] for n in some}, records) for some, records in sides if some]
    parts = (
        _flagged(judged, _settled(records, some.values(), slots, schema), some, schema)
        for some, records in asked
    )
    return pa.concat_tables([FOUND.empty_table(), *parts])


def _settled(
    records: duckdb.DuckDBPyRelation, checks: Iterable[Check], slots: Mapping[str, Slot], schema: Schema
) -> duckdb.DuckDBPyRelation:
    """The records, with constants for slots without a value in any: what checks ask of these is settled once."""
    read = {name for check in checks for name in check.depends if name in records.columns}
    names = [name for name in records.columns if name in read]
    (counts,) = records.aggregate([call("count", column(name)) for name in names]).fetchall()
    empty = {name for name, count in zip(names, counts, strict=True) if not count}
    return records.select(
        *(
            null(duckdb_type(slots[name], schema)).alias(name) if name in empty else column(name)
            for name in records.columns
        )
    )


def _flagged(
    judged: Judged, records: duckdb.DuckDBPyRelation, checks: Mapping[int, Check], schema: Schema
) -> pa.Table:
    """What checks, by their number, find in records."""
    definition = schema.classes[judged.staged.name]
    conditions = violated(records.columns, checks.values(), schema)
    flags = {number: coalesce(one, constant(False)) for number, one in zip(checks, conditions, strict=True)}
    slots = dict.fromkeys(check.slot for check in checks.values())
    values = [_as_text(definition.slots[slot]).alias(f"v:{slot}") for slot in slots]
    # a filter stops at the first part of a condition that is settled; what is selected is computed whole
    chosen = records.filter(reduce(or_, conditions)).select(
        column(definition.key or "id").alias("record_id"),
        *(flag.alias(f"c{number}") for number, flag in flags.items()),
        *values,
    )
    return _long(chosen.to_arrow_reader(STREAM_ROWS), checks)


def violated(columns: Sequence[str], checks: Iterable[Check], schema: Schema) -> list[Sql]:
    """For each check, whether a record in these columns meets its condition; null where that is unknown."""
    names = {name: Cell(column(name)) for name in columns}
    found = []
    for check in checks:
        read = {part: names[part.name] for part in walk(check.violated) if isinstance(part, Column)}
        found.append(compile_expression(check.violated, Scope(schema, cells=read)).value)
    return found


def _occurring(
    connection: duckdb.DuckDBPyConnection, judged: Judged, checks: Sequence[Check], schema: Schema
) -> Iterator[Check]:
    if not checks:
        return
    records = judged.staged.read_records(connection)
    counts = [
        call("count_if", flag).alias(f"c{n}")
        for n, flag in enumerate(violated(records.columns, checks, schema))
    ]
    (totals,) = records.aggregate(counts).fetchall()
    failed = judged.staged.read_failed(connection).select(column("slot")).distinct().fetchall()
    doubtful = {slot for (slot,) in failed}
    for check, total in zip(checks, totals, strict=True):
        if total and doubtful.isdisjoint(check.depends):
            yield check
        elif total:
            found = _evaluate(connection, judged, (check,), schema)
            if without_failed(connection, judged, found, (check,)).limit(1).fetchall():
                yield check


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
