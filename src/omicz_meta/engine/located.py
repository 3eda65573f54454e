"""Where findings stand: source, file, row and line of what checks found, without those that are unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.distinct import Coded, combined
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.standing import ORDER
from omicz_meta.problem import code_text

if TYPE_CHECKING:
    from omicz_meta.engine.checks import Check, Court, Judged
    from omicz_meta.schema import Slot


def locate(court: Court, judged: Judged, found: pa.Table, checks: Sequence[Check]) -> pa.Table:
    """Problems of the form PROBLEMS, in the order of rows; what depends on a failed value drops out."""
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
    """Findings, without those whose check depends on a slot of the record that failed."""
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
