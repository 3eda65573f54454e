"""Kernel and oracle give the same value and note for every plan and row."""

from __future__ import annotations

import os

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.plan import Column, Each, Expression, Item, Split, Translate, walk
from omicz_meta.schema import Kind, Slot

from . import plans
from .asking import Cells, ask_kernel, ask_oracle, slot_of

EXAMPLES = int(os.environ.get("FUZZ", examples(25)))
QUESTIONS = {
    "text": (plans.text(), slot_of(Kind.STRING)),
    "integer": (plans.integer(), slot_of(Kind.INTEGER)),
    "decimal": (plans.decimal(), slot_of(Kind.DECIMAL)),
    "boolean": (plans.boolean(), slot_of(Kind.BOOLEAN)),
    "date": (plans.date(2), slot_of(Kind.DATE)),
    "partial_date": (plans.partial_date(2), slot_of(Kind.PARTIAL_DATE)),
    "datetime": (plans.moment(), slot_of(Kind.DATETIME)),
    "duration": (plans.duration(2), slot_of(Kind.DURATION)),
    "texts": (plans.texts_in_list(), slot_of(Kind.STRING, many=True)),
    "numbers": (plans.numbers_in_list(), slot_of(Kind.DECIMAL, many=True)),
    "quantity": (plans.quantity(), slot_of(Kind.OBJECT, target="Quantity")),
    "period": (plans.period(), slot_of(Kind.OBJECT, target="PeriodOfTime")),
}


@pytest.mark.parametrize("kind", QUESTIONS)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_kernel_and_oracle_agree(
    kind: str, data: st.DataObject, connection: duckdb.DuckDBPyConnection
) -> None:
    """The note names a column only when it is the one the expression reads."""
    nodes, slot = QUESTIONS[kind]
    node: Expression = data.draw(nodes)
    rows: list[Cells] = [data.draw(plans.rows()), *plans.corpus(data.draw(st.integers(0, 40)))]
    told = ask_kernel(connection, node, rows, slot)
    expected = [ask_oracle(node, row) for row in rows]
    assert [(t.value, t.note) for t in told] == [(e.value, e.note) for e in expected]
    assert {t.column for t in told} <= {None, *(part.name for part in walk(node) if isinstance(part, Column))}


@pytest.mark.parametrize(
    ("node", "slot"),
    [
        (Translate(plans.COLUMNS[3], "long"), slot_of(Kind.STRING)),
        (Each(Split(plans.COLUMNS[3], ","), Translate(Item(), "long")), slot_of(Kind.STRING, many=True)),
    ],
)
def test_a_long_code_map(node: Expression, slot: Slot, connection: duckdb.DuckDBPyConnection) -> None:
    """Such a map is a function of the session, and no part of the query; also for the items of a list."""
    cells = ("E75.2", "e75.2", "E0.0", "E99.9", "E100.0", "E1.1,xx,E2.2", "", "neuvedeno", None)
    rows = [{plans.COLUMNS[3]: cell} for cell in cells]
    told = ask_kernel(connection, node, rows, slot)
    assert [(t.value, t.note) for t in told] == [
        (e.value, e.note) for e in (ask_oracle(node, row) for row in rows)
    ]
    assert told[0].value in ("C752", ["C752"])
