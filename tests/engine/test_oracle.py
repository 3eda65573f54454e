"""Kernel and oracle give the same value and note for every plan and row."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.engine.plan import Expression
from omicz_meta.engine.session import session

from . import plans
from .asking import Cells, ask_kernel, ask_oracle


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with session() as opened:
        yield opened


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
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_kernel_and_oracle_agree(kind: str, data: st.DataObject, connection: duckdb.DuckDBPyConnection) -> None:
    node: Expression = data.draw(QUESTIONS[kind])
    rows: list[Cells] = data.draw(st.lists(plans.rows(), min_size=1, max_size=6))
    for row, told in zip(rows, ask_kernel(connection, node, rows), strict=True):
        expected = ask_oracle(node, row)
        assert (told.value, told.note) == (expected.value, expected.note)
