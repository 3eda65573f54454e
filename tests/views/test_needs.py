"""What a view needs: a resource that lacks it gives neither a row nor a note."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.views.made import RESOURCES, Json, views
from tests.views.oracle import rows_of
from tests.views.test_oracle import plan_of, written

from omicz_meta.engine.view_needs import needs

CODE = "code.coding.where(system = 'http://loinc.org' and code = '1-8')"
COLUMN = [{"name": "id", "path": "getResourceKey()"}]


def clauses_of(where: list[str], **select: Any) -> list[list[str]]:
    view = {
        "resource": "Observation",
        "where": [{"path": path} for path in where],
        "select": [{"column": COLUMN}, *([{"column": [], **select}] if select else [])],
    }
    return sorted(sorted(clause) for clause in needs(plan_of(view)))


@pytest.mark.parametrize(
    ("where", "clauses"),
    [
        ([], []),
        ([f"{CODE}.exists()"], [["1-8"], ["http://loinc.org"]]),
        ([f"{CODE}.exists() or status = 'final'"], [["1-8", "final"], ["final", "http://loinc.org"]]),
        ([f"{CODE}.empty()"], []),
        (["status.exists()"], [['"status"']]),
        (["value.ofType(string) = '12'"], [['"valueString"']]),
        (["value.ofType(string) = 'true'"], [['"valueString"']]),
        (["value.ofType(string) = 'a\"b'"], [['"valueString"']]),
        (["value.ofType(Quantity).value > 5"], [['"value"'], ['"valueQuantity"']]),
        (["category.text = 'x' and status = 'final'"], [["final"], ["x"]]),
        (["category.text > 'x' and status = 'final'"], []),
    ],
)
def test_what_conditions_ask_for(where: list[str], clauses: list[list[str]]) -> None:
    assert clauses_of(where) == clauses


@pytest.mark.parametrize(
    ("select", "clauses"),
    [
        ({"forEach": "component", "column": [{"name": "n", "path": "code.text"}]}, [['"component"']]),
        ({"forEachOrNull": "component", "column": [{"name": "n", "path": "code.text"}]}, []),
        (
            {"forEach": "component", "column": [{"name": "n", "path": "interpretation.text & 'x'"}]},
            [['"component"']],
        ),
        ({"forEach": "component.where(code.text = 'x')", "column": [{"name": "n", "path": "id"}]}, [["x"]]),
    ],
)
def test_what_rows_are_made_for(select: Json, clauses: list[list[str]]) -> None:
    assert clauses_of([], **select) == clauses


@settings(
    max_examples=examples(300),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
)
@given(view=views(), data=st.data())
def test_who_lacks_it_gives_nothing(view: Json, data: st.DataObject) -> None:
    plan = plan_of(view)
    resource = data.draw(RESOURCES[view["resource"]])
    text = written(resource)
    if any(not any(piece in text for piece in clause) for clause in needs(plan)):
        assert rows_of(plan, json.loads(text, parse_float=Decimal), None) == ([], set())
