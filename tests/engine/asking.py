"""Puts one question to the kernel and to the oracle: what is the value, and what the note, of this expression?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from omicz_meta.engine.cells import trimmed
from omicz_meta.engine.class_kernel import compile_class
from omicz_meta.engine.kernel import PseudonymKey, Scope
from omicz_meta.engine.names import NOTE, VALUE
from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.plan import ClassPlan, CodeMap, Column, Expression, SlotPlan
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.schema import Kind, Slot, load_schema

CODES = {"dg": CodeMap("dg", (("E75.2", "ORPHA:324"), ("á", "b"), ("-", "minus")), "dg.sssom.tsv")}
CODES["long"] = CodeMap(
    "long", tuple((f"E{n // 10}.{n % 10}", f"C{n}") for n in range(1000)), "long.sssom.tsv"
)

NO_FUNCTIONS: Mapping[str, PythonFunction] = MappingProxyType({})

KEY = PseudonymKey(bytes(range(32)), "uzel/sada")
NAMES = ("Datum", "Číslo vzorku", "Hb", "Dg")
"""Columns of the rows that are asked about."""

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


def slot_of(kind: Kind, *, many: bool = False, target: str = "") -> Slot:
    """A slot of this kind under the name `x`."""
    return Slot("x", kind, target or str(kind), many, "O")


def ask_kernel(
    connection: duckdb.DuckDBPyConnection,
    node: Expression,
    rows: Sequence[Cells],
    slot: Slot,
    functions: Mapping[str, PythonFunction] = NO_FUNCTIONS,
) -> list[Told]:
    """What the kernel answers for these rows, in their order: a class with this one slot, run over one block."""
    rule = SlotPlan(slot, node, "computed", (), "rule", "t.yaml:1:1")
    plan = ClassPlan("rule", "Individual", "t", (rule,), "subject_id", None, "t.yaml:1:1")
    scope = Scope(load_schema(), codes=CODES, functions=functions)
    kernel = compile_class(connection, plan, scope)
    made = kernel.run(Prepared(connection), Pseudonyms(KEY), block(rows))
    notes = made[NOTE + "x"].to_pylist() if NOTE + "x" in made.column_names else [None] * len(rows)
    return [Told(plain(v), *_note(n)) for v, n in zip(made[VALUE + "x"].to_pylist(), notes, strict=True)]


def block(rows: Sequence[Cells]) -> pa.Table:
    """Rows as the kernel sees them: trimmed text, row and line numbers."""
    arrays = [trimmed(pa.chunked_array([[_raw(name, row) for row in rows]], pa.string())) for name in NAMES]
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    return pa.table([*arrays, numbers, numbers], names=[*NAMES, ROW, LINE])


def _raw(name: str, row: Cells) -> str | None:
    return next((text for column, text in row.items() if column.name == name), None)


def _note(text: str | None) -> tuple[str | None, str | None]:
    code, column, _ = (*(text or "").split("\x1f"), "", "")[:3]
    return code or None, column or None


def ask_oracle(node: Expression, row: Cells, functions: Mapping[str, PythonFunction] = NO_FUNCTIONS) -> Told:
    """What the oracle answers for a row."""
    texts = {(column.table, column.name): text for column, text in row.items()}
    answer = evaluate(node, Row(texts, CODES, functions=functions))
    return Told(plain(answer.value), answer.note)
