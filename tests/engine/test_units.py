"""Units in the kernel: `ucum`, `convert_unit` and `quantity` give what the oracle gives, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.plan import Column, Constant, Expression, walk
from omicz_meta.engine.session import session
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.rules import ColumnSpec, SourceSpec
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.unitplan import Settling
from omicz_meta.schema import Kind, load_schema
from omicz_meta.yamlfile import Node

from .asking import NAMES, ask_kernel, ask_oracle, slot_of

VALUE, UNIT = Column("Hb"), Column("Datum")
PLACE = Node("t.yaml", 1, 1)

WRITTEN = st.one_of(
    st.sampled_from(("", "5,3", "<0,01", ">= 200", "≤7", "-1,5", "0,000", "1 234,5", "1:160", "2-5", "+++")),
    st.sampled_from(("5,3 mmol/l", "7 G/l", "12 mm/hod", "4 /min", "3 kusy něčeho", "5.3", "5,3 {INR}")),
    st.sampled_from(("negativní", "12/2001", "x10^9/l", "5 10^9/l")),
    st.decimals("-1e6", "1e6", places=3).map(lambda number: str(number).replace(".", ",")),
    st.text("0123456789,.<>=≤ µl/mg", max_size=8),
)  # fmt: skip
UNITS = st.one_of(
    st.sampled_from(("g/l", "mg/dl", "G/l", "µkat/l", "U/l", "mmol/l", "kPa", "°C", "IU/l", "jedn.", "a", "", "INR")),
    st.text("gmolL/µdk", max_size=6),
)  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with session() as opened:
        yield opened


@cache
def _expression(text: str, unit: str | None = None) -> Expression:
    faults = Faults()
    columns = {"Hb": ColumnSpec(PLACE, unit=unit)}
    table = TableView("t", NAMES, SourceSpec("t", decimal=",", columns=columns))
    scope = Scope(load_schema(), table, (), faults)
    read = parse_expression(Node("t.yaml", 1, 1, text=text), scope).expression
    made = Settling({}, faults).settled(read, PLACE.where)
    assert not faults.found, faults.found
    return made


QUANTITY = slot_of(Kind.OBJECT, target="Quantity")
ASKED = (
    ("ucum({Datum})", slot_of(Kind.STRING)),
    ("convert_unit(decimal({Hb}, ','), {Datum}, 'mmol/l')", slot_of(Kind.DECIMAL)),
    ("convert_unit(decimal({Hb}, ','), {Datum}, 'g/l', 'glukóza')", slot_of(Kind.DECIMAL)),
    ("quantity({Hb}, {Datum})", QUANTITY),
    ("quantity({Hb}, 'g/l')", QUANTITY),
    ("quantity({Hb})", QUANTITY),
)


@pytest.mark.parametrize(("text", "slot"), ASKED, ids=[text for text, _ in ASKED])
@settings(max_examples=examples(40), deadline=None)
@given(rows=st.lists(st.tuples(WRITTEN, UNITS), min_size=1, max_size=20))
def test_kernel_and_oracle_agree(
    text: str, slot: object, rows: list[tuple[str, str]], connection: duckdb.DuckDBPyConnection
) -> None:
    node = _expression(text)
    cells = [{VALUE: value, UNIT: unit} for value, unit in rows]
    kind = next(slot for asked, slot in ASKED if asked == text)
    kernel = ask_kernel(connection, node, cells, kind)
    for row, told in zip(cells, kernel, strict=True):
        oracle = ask_oracle(node, row)
        value = oracle.value
        if isinstance(value, dict):
            value = {name: part for name, part in value.items() if part is not None}
        assert (told.value, told.note) == (value, oracle.note), row


CASES = (
    ("5,3", "mmol/l", {"value": Decimal("5.3"), "unit": "mmol/L"}, None),
    ("<0,01", "µkat/l", {"value": Decimal("0.01"), "unit": "ukat/L", "comparator": "lt", "text": "<0,01"}, None),
    (">= 200", "G/l", {"value": Decimal(200), "unit": "10*9/L", "comparator": "ge", "text": ">= 200"}, None),
    ("negativní", "", {"text": "negativní"}, None),
    ("negativní", "mmol/l", {"text": "negativní"}, None),
    ("1:160", "titr", {"text": "1:160"}, None),
    ("5,3", "jedn.", {"text": "5,3 jedn."}, "T010"),
    ("5,3", "", {"value": Decimal("5.3")}, None),
    ("5,3 mmol/l", "mmol/l", {"text": "5,3 mmol/l"}, None),
    ("", "mmol/l", None, None),
    ("", "jedn.", None, None),
    ("0,1234567890123", "g/l", {"text": "0,1234567890123"}, "V010"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "expected", "note"), CASES)
def test_quantity_with_a_unit_of_its_own_column(
    value: str, unit: str, expected: object, note: str | None, connection: duckdb.DuckDBPyConnection
) -> None:
    node = _expression("quantity({Hb}, {Datum})")
    (told,) = ask_kernel(connection, node, [{VALUE: value, UNIT: unit}], QUANTITY)
    assert (told.value, told.note) == (expected, note)
    assert told.column == ({"T010": "Datum", "V010": "Hb"}[note] if note else None)


BEHIND = (
    ("5,3 mmol/l", None, {"value": Decimal("5.3"), "unit": "mmol/L", "text": "5,3 mmol/l"}, None),
    ("<7G/l", None, {"value": Decimal(7), "unit": "10*9/L", "comparator": "lt", "text": "<7G/l"}, None),
    ("72 /min", None, {"value": Decimal(72), "unit": "/min", "text": "72 /min"}, None),
    ("5,3", "g/L", {"value": Decimal("5.3"), "unit": "g/L"}, None),
    ("5,3 mg/dl", "g/L", {"value": Decimal("5.3"), "unit": "mg/dL", "text": "5,3 mg/dl"}, None),
    ("5,3 opakovat", "g/L", {"text": "5,3 opakovat"}, "T010"),
    ("12/2001", "g/L", {"text": "12/2001"}, None),
    ("2-5", "g/L", {"text": "2-5"}, None),
    ("5.3", "g/L", {"text": "5.3"}, None),
)  # fmt: skip


@pytest.mark.parametrize(("value", "declared", "expected", "note"), BEHIND)
def test_quantity_with_its_unit_behind_the_number_or_declared(
    value: str,
    declared: str | None,
    expected: object,
    note: str | None,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    (told,) = ask_kernel(connection, _expression("quantity({Hb})", declared), [{VALUE: value}], QUANTITY)
    assert (told.value, told.note) == (expected, note)


def test_an_odd_unit_beside_an_empty_value_is_nobody_s_fault(connection: duckdb.DuckDBPyConnection) -> None:
    node = _expression("convert_unit(decimal({Hb}, ','), {Datum}, 'g/l')")
    (told,) = ask_kernel(connection, node, [{VALUE: "", UNIT: "jedn."}], slot_of(Kind.DECIMAL))
    assert (told.value, told.note) == (None, None)


def test_a_written_unit_is_a_code_when_the_plan_runs() -> None:
    written = [
        part.value
        for part in walk(_expression("convert_unit(add(1, 2), 'G/l', '/µl')"))
        if isinstance(part, Constant)
    ]
    assert written == [1, 2, "10*9/L", "/uL"]
