"""Puts one question to the kernel and to the oracle: what is the value, and what the note, of this expression?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from omicz_meta.engine.cell import null
from omicz_meta.engine.class_kernel import cells, columns_of
from omicz_meta.engine.kernel import Scope, compile_expression, raw_name
from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.plan import CodeMap, Column, Expression
from omicz_meta.schema import load_schema

CODES = {"dg": CodeMap("dg", (("E75.2", "ORPHA:324"), ("á", "b"), ("-", "minus")), "dg.sssom.tsv")}

Cells = Mapping[Column, str | None]


@dataclass(frozen=True)
class Told:
    """A value in plain Python, the code or null flavour of the note, and the column the note names."""

    value: Any
    note: str | None
    column: str | None = None


def plain(value: Any) -> Any:
    """Values of both worlds in one form: numbers as decimals, dates as ISO text."""
    match value:
        case bool() | None | str():
            return value
        case int() | Decimal():
            return Decimal(value)
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.date():
            return value.isoformat()
        case list():
            return [plain(part) for part in value]
        case dict():
            return {name: plain(part) for name, part in value.items() if part is not None}
    raise TypeError(type(value))


def ask_kernel(
    connection: duckdb.DuckDBPyConnection, node: Expression, rows: Sequence[Cells], *, faulty: bool = False
) -> list[Told]:
    """What the kernel answers for these rows, in their order."""
    columns = columns_of(iter([node]))
    names = dict.fromkeys(raw_name(column) for column in columns)
    texts = {name: [_raw(name, row) for row in rows] for name in names}
    arrays = {"#row": pa.array(range(len(rows)), pa.int64())}
    arrays |= {name: pa.array(found, pa.string()) for name, found in texts.items()}
    known, projection = cells(columns, "", faulty)
    compiled = compile_expression(node, Scope(load_schema(), known, CODES))
    note = null() if compiled.note is None else compiled.note
    relation = connection.from_arrow(pa.table(arrays))
    made = relation.select(*(duckdb.ColumnExpression("#row"), *projection)).select(
        duckdb.ColumnExpression("#row").alias("r"), compiled.value.alias("v"), note.alias("n")
    )
    answers = made.to_arrow_table().sort_by("r").to_pylist()
    return [Told(plain(answer["v"]), *_note(answer["n"])) for answer in answers]


def _raw(name: str, row: Cells) -> str | None:
    return next((text for column, text in row.items() if raw_name(column) == name), None)


def _note(text: str | None) -> tuple[str | None, str | None]:
    code, column, _ = (*(text or "").split("\x1f"), "", "")[:3]
    return code or None, column or None


def ask_oracle(node: Expression, row: Cells) -> Told:
    """What the oracle answers for a row."""
    texts = {(column.table, column.name): text for column, text in row.items()}
    answer = evaluate(node, Row(texts, CODES))
    return Told(plain(answer.value), answer.note)
