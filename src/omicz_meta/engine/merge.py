"""Records of one class with the same id become one: slot by slot, in the order of trust; disagreement is a Problem.

Only classes in which an id occurs twice are rewritten. Order of trust is the order in which records were made:
order of the sources in the manifest, then of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.cell import call, case, column, constant, kept, transform
from omicz_meta.engine.distinct_ids import all_differ
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.staging import STEP, StagedClass
from omicz_meta.problem import code_text
from omicz_meta.schema import ClassDefinition, Schema

ORD, NTH, TOTAL, AGAIN = "#ord", "#nth", "#total", "#again"
ABSENT = "absent"
STREAM_ROWS = 32_768
"""Rows per batch when streaming from the kernel to a file."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Source columns of the slots of a class (for places), and whether its rows were declared to be its records.

    `of_slot` is the column of the first rule that reads one; `of_rule` tells the columns of each rule.
    """

    of_slot: dict[str, str]
    one_per_row: bool
    of_rule: dict[str, dict[str, str]] = field(default_factory=dict)

    def read(self, rule: str | None, slot: str) -> str | None:
        """The column from which a rule fills a slot; None where it reads none for it."""
        return self.of_rule.get(rule or "", {}).get(slot)


def has_duplicates(connection: duckdb.DuckDBPyConnection, staged: StagedClass, key: str) -> bool:
    """Whether an id may occur more than once: only hashes are compared, so that a clean class costs little memory."""
    return not all_differ(staged.read_records(connection), key, staged.rows)


def merge_class(
    connection: duckdb.DuckDBPyConnection,
    staged: StagedClass,
    schema: Schema,
    columns: Columns,
    show: Show,
) -> tuple[StagedClass, pa.Table]:
    """Merge records with the same id; returns the rewritten class and what was found (X001, X006)."""
    definition = schema.classes[staged.name]
    # what streams from a file can be read once only
    twice = (_numbered(connection, staged, definition), _numbered(connection, staged, definition))
    told = _disagreements(*twice, definition, columns, show)
    found = pa.concat_tables([PROBLEMS.empty_table(), *told])
    target = staged.records.with_suffix(".merged")
    writer = RowGroupWriter(target, record_schema(definition, schema))
    merged = _merged(_numbered(connection, staged, definition), definition)
    for batch in merged.to_arrow_reader(STREAM_ROWS):
        writer.write(pa.Table.from_batches([batch]).cast(writer.schema))
    rows_sha256 = writer.close()
    target.replace(staged.records)
    return replace(staged, rows=writer.rows, rows_sha256=rows_sha256), found


def _numbered(
    connection: duckdb.DuckDBPyConnection, staged: StagedClass, definition: ClassDefinition
) -> duckdb.DuckDBPyRelation:
    """Records with their lineage, their order, and their number within those of the same id, also of one source."""
    key = column(definition.key or "id")
    records = connection.from_arrow(_side_by_side(staged))
    nth = call("row_number").over([key], [column(ORD)])
    total = call("count", key).over([key])
    again = call("row_number").over([key, column("#source")], [column(ORD)])
    return records.select(duckdb.StarExpression(), nth.alias(NTH), total.alias(TOTAL), again.alias(AGAIN))


def _side_by_side(staged: StagedClass) -> pa.RecordBatchReader:
    """Records and lineage were written in step, row for row; ORD numbers them."""
    records, lineage = pq.ParquetFile(staged.records), pq.ParquetFile(staged.lineage)
    places = [pa.field(f"#{f.name}", f.type) for f in lineage.schema_arrow]
    form = pa.schema([*records.schema_arrow, *places, pa.field(ORD, pa.int64())])

    def batches() -> Iterator[pa.RecordBatch]:
        start = 0
        for group in range(records.num_row_groups):
            left, right = records.read_row_group(group), lineage.read_row_group(group)
            order = pa.array(range(start, start + left.num_rows), pa.int64())
            start += left.num_rows
            yield from (
                pa.table([*left.columns, *right.columns, order], schema=form).combine_chunks().to_batches()
            )

    return pa.RecordBatchReader.from_batches(form, batches())


def _merged(numbered: duckdb.DuckDBPyRelation, definition: ClassDefinition) -> duckdb.DuckDBPyRelation:
    key = definition.key or "id"
    names = [name for name in definition.slots if name not in (key, ABSENT)]
    made = [call("min", column(ORD)).alias(ORD), *(_first(name).alias(name) for name in names)]
    reasons = [
        _reasons().alias(ABSENT),
        call("max", column(TOTAL)).alias(TOTAL),
        _first(ABSENT).alias("#own"),
    ]
    told = reasons if ABSENT in definition.slots else []
    grouped = numbered.aggregate([column(key), *made, *told], column(key)).sort(column(ORD))
    # a record that is alone says what it says, right or wrong
    still_empty = case(
        (column(TOTAL) > constant(1), _of_empty(column(ABSENT), names)), otherwise=column("#own")
    ).alias(ABSENT)
    return grouped.select(*(still_empty if name == ABSENT else column(name) for name in definition.slots))


def _reasons() -> duckdb.Expression:
    """Why slots are empty, said by all records with one id: in order of trust."""
    each = call("list_sort", call("list", call("row", column(ORD), column(ABSENT))))
    return call("flatten", transform(each, "of", call("struct_extract", column("of"), constant(2))))


def _of_empty(reasons: duckdb.Expression, names: Sequence[str]) -> duckdb.Expression:
    """The first reason for each slot, and none for one that another record has filled."""
    filled = call(
        "list_value", constant(""), *(case((column(name).isnotnull(), constant(name))) for name in names)
    )
    slots = transform(reasons, "of", call("struct_extract", column("of"), constant("slot")))
    slot = call("struct_extract", column("why"), constant("slot"))
    first = call("list_position", slots, slot) == column("nth")
    left = kept(reasons, ("why", "nth"), first & ~call("list_contains", filled, slot))
    return case((call("len", left) > constant(0), left))


def _first(name: str) -> duckdb.Expression:
    """Of the records with one id, the first value that is there."""
    return call("arg_min", column(name), column(ORD))


def _disagreements(
    numbered: duckdb.DuckDBPyRelation,
    same: duckdb.DuckDBPyRelation,
    definition: ClassDefinition,
    columns: Columns,
    show: Show,
) -> Iterator[pa.Table]:
    key = definition.key or "id"
    names = [name for name in definition.slots if name not in (key, ABSENT)]
    texts = {name: column(name).cast("VARCHAR") for name in names}
    # one aggregate and one join; a window for each slot would sort the class once a slot
    first = same.filter(column(TOTAL) > constant(1)).aggregate(
        [column(key).alias("#key"), *(_first(name).alias(f"first {name}") for name in names)], column(key)
    )
    told = {name: column(f"first {name}").cast("VARCHAR") for name in names}
    compared = (
        numbered.filter(column(NTH) > constant(1))
        .join(first, condition=column(key) == column("#key"))
        .select(
            *(column(f"#{name}") for name in ("source", "file", "row", "line", "rule")),
            column(key).alias("#id"),
            column(NTH),
            column(AGAIN),
            column(ORD),
            *(case((texts[name] != told[name], texts[name])).alias(name) for name in names),
        )
        .sort(column(ORD))
        .to_arrow_table()
    )
    agreeing = [True] * compared.num_rows
    for name in names:
        differing = [i for i, value in enumerate(compared[name].to_pylist()) if value is not None]
        for i in differing:
            agreeing[i] = False
        if differing:
            yield _told("X001", compared.take(differing), definition, name, columns, show)
    # that two sources speak of one thing is as it should be; that one source says it twice is worth telling
    repeated = (nth > 1 for nth in compared[AGAIN].to_pylist())
    alike = [i for i, (agrees, again) in enumerate(zip(agreeing, repeated, strict=True)) if agrees and again]
    if alike and columns.one_per_row:
        yield _told("X006", compared.take(alike), definition, None, columns, show)


def _told(
    code: str,
    rows: pa.Table,
    definition: ClassDefinition,
    slot: str | None,
    columns: Columns,
    show: Show,
) -> pa.Table:
    used = definition.slots[slot] if slot else None
    values = rows[slot].to_pylist() if slot else [None] * rows.num_rows
    asked = slot or definition.key or "id"
    read_by = [columns.read(rule, asked) for rule in rows["#rule"].to_pylist()]
    shown = [None if v is None else show(v, of or "", used) for v, of in zip(values, read_by, strict=True)]
    constants = {
        "code": code,
        "severity": code_text(code).severity,
        "slot": slot,
        "record_class": definition.name,
    }
    made = {"value": shown, "column": read_by}
    read = {
        "source": "#source",
        "file": "#file",
        "row": "#row",
        "line": "#line",
        "rule": "#rule",
        "record_id": "#id",
    }
    arrays = [
        pa.array(made[entry.name], pa.string())
        if entry.name in made
        else rows[read[entry.name]]
        if entry.name in read
        else pa.array([constants[entry.name]] * rows.num_rows, pa.string())
        for entry in PROBLEMS
    ]
    return pa.table(arrays, schema=PROBLEMS)


def drop_slots(staged: StagedClass, slots: frozenset[str]) -> StagedClass:
    """Empty these slots in every record: their column turned out to hold identifiers (P002)."""
    source = pq.ParquetFile(staged.records)
    target = staged.records.with_suffix(".dropped")
    writer = RowGroupWriter(target, source.schema_arrow)
    for group in range(source.num_row_groups):
        table = source.read_row_group(group)
        for name in slots:
            position = table.column_names.index(name)
            table = table.set_column(
                position, table.field(name), pa.nulls(table.num_rows, table.field(name).type)
            )
        writer.write(table)
    rows_sha256 = writer.close()
    target.replace(staged.records)
    return replace(staged, rows_sha256=rows_sha256)


def sort_problems(
    connection: duckdb.DuckDBPyConnection,
    staged: Sequence[Path],
    target: Path,
    files: tuple[str, ...],
    gone: pa.Table | None = None,
) -> tuple[int, str]:
    """Write problems.parquet in one order, whatever blocks and threads: by file, row, step, column, slot, code.

    `files` gives the order of the files; findings about no file come first, those about a whole column before rows.
    What was found in the rows of excluded persons (`gone`: source, file, row) is left out.
    """
    rows = connection.read_parquet([str(path) for path in staged])
    if gone is not None and gone.num_rows:
        names = {name: f"gone {name}" for name in gone.column_names}
        same = [column(name) == column(other) for name, other in names.items()]
        rows = rows.join(
            connection.from_arrow(gone.rename_columns(list(names.values()))),
            condition=same[0] & same[1] & same[2],
            how="anti",
        )
    order = (
        call("list_position", call("list_value", *map(constant, files)), column("file"))
        if files
        else constant(0)
    )
    keys = [
        column(key).asc().nulls_first() for key in ("row", STEP, "column", "slot", "code", "record_class")
    ]
    rows = rows.sort(order.asc().nulls_first(), *keys, column("record_id").asc().nulls_first())
    writer = RowGroupWriter(target, PROBLEMS)
    chosen = rows.select(*(column(name) for name in PROBLEMS.names))
    for batch in chosen.to_arrow_reader(STREAM_ROWS):
        writer.write(pa.Table.from_batches([batch]).cast(PROBLEMS))
    digest = writer.close()
    return writer.rows, digest
