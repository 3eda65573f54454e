"""Judges records by checks that are plan expressions: one scan per class, whatever the number of checks.

A check that depends on a slot whose value failed is unknown, not failed, and is not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.beside import beside, flattened
from omicz_meta.engine.cell import Cell, call, coalesce, column, constant, null
from omicz_meta.engine.distinct import Coded, combined
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.physical import duckdb_type
from omicz_meta.engine.plan import Column, Expression, columns_of, walk
from omicz_meta.engine.standing import ORDER, Standing
from omicz_meta.problem import code_text
from omicz_meta.schema import Kind, Minimum, Schema, Slot

STREAM_ROWS = 32_768
FOUND = pa.schema([("check", pa.int64()), ("record_id", pa.string()), ("value", pa.string())])
"""What checks find, before it is known where it stands: number of the check, record, value as text."""


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
        return _locate(self, judged, found, checks)

    def occurring(self, judged: Judged, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Checks whose condition some record meets, apart from records where that is unknown."""
        return tuple(_occurring(self.connection, judged, checks, self.schema))

    def has_values(self, judged: Judged, slot: str) -> bool:
        """Whether some record of the class has the slot filled."""
        records = judged.staged.read_records(self.connection)
        return bool(records.filter(column(slot).isnotnull()).select(column(slot)).limit(1).fetchall())

    def dangling(self, judged: Judged, number: int, slot: str, target: Judged | None) -> pa.Table:
        """Records whose reference in `slot` points to no record of its class; rows of the form FOUND."""
        return _dangling(
            self.connection, judged, number, slot, target.staged if target else None, self.schema
        )

    def without_record(
        self,
        people: Judged,
        number: int,
        minimum: Minimum,
        dependent: Judged | None,
    ) -> pa.Table:
        """Individuals with fewer records of a class than the minimum says; rows of the form FOUND."""
        return _without_record(
            self.connection, people, number, minimum, dependent.staged if dependent else None
        )

    def beyond(self, judged: Judged, most: int) -> pa.Table:
        """Records of a person after the first so many, in the order in which they were made; form FOUND."""
        return _beyond(self.connection, judged, most, self.schema)


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
            if _without_failed(connection, judged, found, (check,)).limit(1).fetchall():
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


def _locate(court: Court, judged: Judged, found: pa.Table, checks: Sequence[Check]) -> pa.Table:
    connection = court.connection
    if not found.num_rows:
        return PROBLEMS.empty_table()
    known = _without_failed(connection, judged, found, checks)
    certain = known.to_arrow_table()
    numbered = certain.append_column("finding", pa.array(np.arange(certain.num_rows)))
    rows = _placed(connection, judged, connection.from_arrow(numbered), checks).sort(
        column("row").asc().nulls_first(), column("check"), column("record_id"), column("finding")
    )
    return _problems(rows.to_arrow_table(), judged, checks, court)


def _placed(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    found: duckdb.DuckDBPyRelation,
    checks: Sequence[Check],
) -> duckdb.DuckDBPyRelation:
    """Findings with the first row of their record whose rule reads a column for the slot, else its first row."""
    ids = found.select(column("record_id").alias("wanted")).distinct()
    lineage = judged.staged.read_lineage(connection)
    lineage = lineage.select(
        column("record_id").alias("id"),
        column("rule").alias("made_by"),
        column(ORDER).alias("nth"),
        *(column(name) for name in ("source", "file", "row", "line")),
    )
    lineage = lineage.join(ids, condition=column("id") == column("wanted"), how="semi")
    reads = connection.from_arrow(_reads(judged, checks))
    joined = found.join(lineage, condition=column("record_id") == column("id"), how="left")
    same = (column("made_by") == column("read_by")) & (column("check") == column("read_for"))
    joined = joined.join(reads, condition=same, how="left")
    order = [column("read_from").isnull(), column("nth")]
    best = call("row_number").over([column("finding")], order)
    return joined.select(duckdb.StarExpression(), best.alias("best")).filter(column("best") == constant(1))


def _reads(judged: Judged, checks: Sequence[Check]) -> pa.Table:
    """For each rule and check, the column from which the rule fills the slot of the check."""
    found = [
        (rule, number, columns[check.slot])
        for rule, columns in judged.of_rule.items()
        for number, check in enumerate(checks)
        if check.slot in columns
    ]
    form = pa.schema([("read_by", pa.string()), ("read_for", pa.int64()), ("read_from", pa.string())])
    return pa.table([list(part) for part in zip(*found, strict=True)] or [[], [], []], schema=form)


def _without_failed(
    connection: duckdb.DuckDBPyConnection, judged: Judged, found: pa.Table, checks: Sequence[Check]
) -> duckdb.DuckDBPyRelation:
    pairs = [(number, slot) for number, check in enumerate(checks) for slot in check.depends]
    depends = connection.from_arrow(
        pa.table({"on": [number for number, _ in pairs], "slot": [slot for _, slot in pairs]})
    )
    failed = judged.staged.read_failed(connection).select(
        column("record_id").alias("fid"), column("slot").alias("fslot")
    )
    unknown = failed.join(depends, condition=column("fslot") == column("slot"), how="inner")
    same = (column("record_id") == column("fid")) & (column("check") == column("on"))
    return connection.from_arrow(found).join(unknown, condition=same, how="anti")


def _problems(rows: pa.Table, judged: Judged, checks: Sequence[Check], court: Court) -> pa.Table:
    numbers = rows["check"].combine_chunks()
    of_check = {
        "code": [check.code for check in checks],
        "severity": [code_text(check.code).severity for check in checks],
        "slot": [check.slot for check in checks],
        "record_class": [judged.staged.name for _ in checks],
        "rule": [check.rule for check in checks],
    }
    made = {name: pa.array(texts, pa.string()).take(numbers) for name, texts in of_check.items()}
    made |= {"column": rows["read_from"], "value": _shown(rows, judged, checks, court)}
    arrays = [made[name] if name in made else rows[name] for name in PROBLEMS.names]
    return pa.table(arrays, schema=PROBLEMS)


def _shown(rows: pa.Table, judged: Judged, checks: Sequence[Check], court: Court) -> pa.Array:
    """The values as they may be shown; the gate is asked once for each of a check and a column."""
    slots = court.schema.classes[judged.staged.name].slots
    asked = ("value", "read_from", "check")
    codes, first = combined([Coded.of(rows[name]) for name in asked], rows.num_rows)
    texts = [
        None if row["value"] is None else _show(row, slots, checks, court)
        for row in rows.select(asked).take(pa.array(first)).to_pylist()
    ]
    return pa.array(texts, pa.string()).take(pa.array(codes))


def _show(row: Mapping[str, Any], slots: Mapping[str, Slot], checks: Sequence[Check], court: Court) -> str:
    return court.show(row["value"], row["read_from"] or "", slots.get(checks[row["check"]].slot))


def _dangling(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    number: int,
    slot: str,
    target: Standing | None,
    schema: Schema,
) -> pa.Table:
    definition = schema.classes[judged.staged.name]
    key = definition.key or "id"
    records = judged.staged.read_records(connection).filter(column(slot).isnotnull())
    single = call("unnest", column(slot)) if definition.slots[slot].multivalued else column(slot)
    links = records.select(column(key).alias("record_id"), single.alias("link"))
    if target is not None:
        target_key = schema.classes[target.name].key or "id"
        ids = target.read_records(connection).select(column(target_key).alias("target"))
        links = links.join(ids, condition=column("link") == column("target"), how="anti")
    numbered = links.select(
        constant(number).cast("BIGINT").alias("check"), column("record_id"), column("link").alias("value")
    )
    return numbered.to_arrow_table().cast(FOUND)


def _without_record(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    number: int,
    minimum: Minimum,
    dependent: Standing | None,
) -> pa.Table:
    people = _meeting(judged.staged.read_records(connection), minimum.where)
    people = people.select(column("subject_id").alias("record_id"))
    if dependent is not None:
        counting = _meeting(dependent.read_records(connection), minimum.counting)
        owners = counting.select(column("individual").alias("owner"))
        counted = owners.aggregate(
            [column("owner"), call("count", column("owner")).alias("n")], column("owner")
        )
        enough = counted.filter(column("n") >= constant(minimum.per_individual))
        people = people.join(enough, condition=column("record_id") == column("owner"), how="anti")
    numbered = people.select(
        constant(number).cast("BIGINT").alias("check"),
        column("record_id"),
        constant(None).cast("VARCHAR").alias("value"),
    )
    return numbered.to_arrow_table().cast(FOUND)


def _meeting(
    records: duckdb.DuckDBPyRelation, wanted: Mapping[str, tuple[str | None, ...]]
) -> duckdb.DuckDBPyRelation:
    """Records whose slots have one of these values; None stands for the empty slot."""
    for slot, values in wanted.items():
        text, named = column(slot).cast("VARCHAR"), [constant(value) for value in values if value is not None]
        fitting = text.isin(*named) if named else constant(False)
        records = records.filter(fitting | text.isnull() if None in values else fitting)
    return records


def _beyond(connection: duckdb.DuckDBPyConnection, judged: Judged, most: int, schema: Schema) -> pa.Table:
    key = schema.classes[judged.staged.name].key or "id"
    records = judged.staged.read_in_order(connection)
    records = records.filter(column("individual").isnotnull())
    nth = call("row_number").over([column("individual")], [column(ORDER)])
    numbered = records.select(column(key), column("individual"), nth.alias("nth"))
    surplus = numbered.filter(column("nth") > constant(most)).select(
        constant(0).cast("BIGINT").alias("check"),
        column(key).alias("record_id"),
        column("individual").alias("value"),
    )
    return surplus.to_arrow_table().cast(FOUND)
