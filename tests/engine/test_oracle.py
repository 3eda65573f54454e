"""Kernel and oracle give the same value and note for every plan and row."""

from __future__ import annotations

import os
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omicz_meta.engine.plan import Expression
from omicz_meta.engine.session import session

from . import plans
from .asking import Cells, ask_kernel, ask_oracle


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with session() as opened:
        yield opened


EXAMPLES = int(os.environ.get("FUZZ", "40"))
QUESTIONS = {
    "text": plans.text(),
    "integer": plans.integer(),
    "decimal": plans.decimal(),
    "boolean": plans.boolean(),
    "date": plans.date(2),
    "partial_date": plans.partial_date(2),
    "datetime": plans.moment(),
    "duration": plans.duration(2),
    "list": plans.many(),
    "object": plans.record(),
}


@pytest.mark.parametrize("kind", QUESTIONS)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_kernel_and_oracle_agree(kind: str, data: st.DataObject, connection: duckdb.DuckDBPyConnection) -> None:
    node: Expression = data.draw(QUESTIONS[kind])
    rows: list[Cells] = [data.draw(plans.rows()), *plans.corpus(data.draw(st.integers(0, 40)))]
    expected = [ask_oracle(node, row) for row in rows]
    told = ask_kernel(connection, node, rows)
    assert [(t.value, t.note) for t in told] == [(e.value, e.note) for e in expected]
