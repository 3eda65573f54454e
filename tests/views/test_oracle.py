"""Whatever the view and the resources, the kernel makes the rows and notes that the oracle says, in its order."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.views.made import DATES, RESOURCES, STAMPS, TIMES, Json, views
from tests.views.oracle import rows_of

from omicz_meta.engine.resource_block import RESOURCE_COLUMNS
from omicz_meta.engine.view_kernel import ViewKernel
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import read_definition

CONNECTION = duckdb.connect(config={"threads": 1})


def written(resource: Any) -> str:
    """JSON in which decimals have the digits they are made of."""
    marked = json.dumps(resource, default=lambda number: f"\0{number}\0", ensure_ascii=False)
    return marked.replace('"\\u0000', "").replace('\\u0000"', "")


def block(resources: list[Json], url: str | None = None) -> pa.Table:
    rows = [
        {"resource": written(one), "#row": at, "#line": at, "type": one["resourceType"], "full_url": url}
        for at, one in enumerate(resources, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=RESOURCE_COLUMNS)


def plan_of(view: Json) -> ViewPlan:
    definition, faults = read_definition(view)
    assert not faults, (view, faults)
    plan, faults = compile_view(definition, "R4")
    assert not faults, (view, faults)
    return plan


def told(plan: ViewPlan, resources: list[Json], url: str | None = None) -> tuple[list[Json], list[Any]]:
    made = ViewKernel(CONNECTION, plan).run(block(resources, url))
    notes = sorted((note.row, note.column, note.code) for note in made.notes)
    return made.batch.drop_columns(["#row", "#line"]).to_pylist(), notes


def meant(plan: ViewPlan, resources: list[Json], url: str | None = None) -> tuple[list[Json], list[Any]]:
    rows, notes = [], []
    for at, resource in enumerate(resources, start=1):
        read = json.loads(written(resource), parse_float=Decimal)
        made, found = rows_of(plan, read, url)
        rows += made
        notes += [(at, *note) for note in found]
    return rows, sorted(notes)


@settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(view=views(), data=st.data())
def test_the_kernel_says_what_the_oracle_says(view: Json, data: st.DataObject) -> None:
    plan = plan_of(view)
    resources = data.draw(st.lists(RESOURCES[view["resource"]], min_size=1, max_size=4))
    assert told(plan, resources) == meant(plan, resources)


def every_pair(left: str, right: str, values: list[Any], operators: list[str]) -> None:
    """The kernel and the oracle compare and reckon every value with every other alike."""
    columns = [
        {"name": f"c{at}", "path": f"{left} {operator} {right}"} for at, operator in enumerate(operators)
    ]
    plan = plan_of({"resource": "Observation", "select": [{"column": columns}]})
    assert told(plan, values) == meant(plan, values)


ORDERS = ["=", "!=", "<", "<=", ">", ">="]


def test_every_moment_against_every_other() -> None:
    pairs = [
        {"resourceType": "Observation", "effectiveDateTime": one, "valueDateTime": other}
        for one in DATES + STAMPS
        for other in DATES + STAMPS
    ]
    every_pair("effective.ofType(dateTime)", "value.ofType(dateTime)", pairs, ORDERS)


def test_every_time_against_every_other() -> None:
    for literal in ("@T10", "@T10:00", "@T10:00:00", "@T10:00:00.5", "@T23:59:59.000"):
        times = [{"resourceType": "Observation", "valueTime": one} for one in TIMES]
        every_pair("value.ofType(time)", literal, times, ORDERS)


def test_every_number_against_every_other() -> None:
    numbers = [
        "0",
        "1",
        "-1",
        "1.50",
        "-2.25",
        "0.000000001",
        "0.0000000001",
        "3",
        "999999999.5",
        "1000000000",
    ]
    numbers += [
        "3.1415926535897932",
        "12345678901234567890.5",
        "99999999999999999999",
        "99999999999999999999999",
    ]
    pairs = [
        {
            "resourceType": "Observation",
            "valueQuantity": {"value": Decimal(one)},
            "referenceRange": [{"low": {"value": Decimal(other)}}],
        }
        for one in numbers
        for other in numbers
    ]
    other = "referenceRange.first().low.value"
    every_pair("value.ofType(Quantity).value", other, pairs, [*ORDERS, "+", "-", "*", "/"])


def test_every_truth_against_every_other() -> None:
    truths = ["true", "false", "{}"]
    for one in truths:
        for other in truths:
            every_pair(one, other, [{"resourceType": "Observation"}], ["and", "or", "xor", "implies"])
