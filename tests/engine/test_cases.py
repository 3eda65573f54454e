"""Readable cases of every function and conversion, as data: `functions.psv` and `conversions.psv`; asked of both."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from omicz_meta.engine.plan import Call, Column, Convert, Expression, walk
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.rules import SourceSpec
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.typed import Typed
from omicz_meta.schema import Kind, load_schema
from omicz_meta.yamlfile import Node

from .asking import CODES, Told, ask_kernel, ask_oracle, slot_of

HERE = Path(__file__).parent
KINDS = {"any": Kind.STRING, "text": Kind.STRING, "list": Kind.STRING}


def _table(name: str) -> list[list[str]]:
    _, *lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("|") for line in lines]


FUNCTIONS, CONVERSIONS = _table("functions.psv"), _table("conversions.psv")


def _parsed(text: str) -> Typed:
    faults = Faults()
    scope = Scope(load_schema(), TableView("t", (), SourceSpec("t")), tuple(CODES), faults)
    typed = parse_expression(Node("t.yaml", 1, 1, text=text), scope)
    assert not faults.found, text
    return typed


def _shown(told: Told) -> str:
    if told.note:
        return f"!{told.note}"
    match told.value:
        case None:
            return ""
        case bool() | list():
            return json.dumps(told.value)
        case Decimal():
            return _number(told.value)
    return str(told.value)


def _number(value: Decimal) -> str:
    written = f"{value or Decimal(0):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS, ids=[text for text, _ in FUNCTIONS])
def test_function(text: str, expected: str, connection: duckdb.DuckDBPyConnection) -> None:
    typed = _parsed(text)
    kind = KINDS.get(typed.type) or Kind(typed.type)
    (kernel,) = ask_kernel(connection, typed.expression, [{}], slot_of(kind, many=typed.type == "list"))
    assert _shown(kernel) == expected
    assert _shown(ask_oracle(typed.expression, {})) == expected


def test_every_function_has_a_case() -> None:
    called = {
        part.function
        for text, _ in FUNCTIONS
        for part in walk(_parsed(text).expression)
        if isinstance(part, Call)
    }
    assert called >= set(SIGNATURES) - {"pseudonym"}


@pytest.mark.parametrize(
    ("kind", "how", "text", "value", "note"), CONVERSIONS, ids=["|".join(case[:3]) for case in CONVERSIONS]
)
def test_conversion(
    kind: str, how: str, text: str, value: str, note: str, connection: duckdb.DuckDBPyConnection
) -> None:
    cell = Column("Datum")
    row = {cell: text.format(nbsp="\u00a0", thin="\u2009")}
    node: Expression = (
        Convert(cell, Kind(kind), decimal=how)
        if kind == "decimal"
        else Convert(cell, Kind(kind), _formats(how))
    )
    expected = f"!{note}" if note else value
    (kernel,) = ask_kernel(connection, node, [row], slot_of(Kind(kind)))
    assert _shown(kernel) == expected
    assert kernel.column == ("Datum" if note else None)
    assert _shown(ask_oracle(node, row)) == expected


def _formats(how: str) -> tuple[str, ...]:
    if " HH" in how:
        return (how,)
    return tuple(how.split())


@pytest.mark.parametrize("text", ["", "-", "  ", "neuvedeno", "\u00a0neuvedeno\u2009"])
def test_nothing_in_a_cell_is_no_fault(text: str, connection: duckdb.DuckDBPyConnection) -> None:
    cell = Column("Dg", null_tokens=("-",), meanings=(("neuvedeno", "NI"),))
    why = "NI" if "neuvedeno" in text else None
    for kind in (Kind.STRING, Kind.DATE, Kind.DECIMAL, Kind.BOOLEAN):
        (kernel,) = ask_kernel(connection, Convert(cell, kind), [{cell: text}], slot_of(kind))
        assert (kernel.value, kernel.note) == (None, why)
