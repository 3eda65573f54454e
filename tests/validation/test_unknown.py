"""A check that depends on a value that failed is unknown: what is told holds whatever the value was meant to be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omicz_meta.schema import Kind, Schema, Slot, load_schema
from omicz_meta.schema.constraints import Constraint, Demand, UniqueKey, ValueTest

from .bar import codes, found, slot, tiny

SCHEMA = load_schema()
CLASSES = ("Diagnosis", "Measurement", "Treatment", "Consent", "Run", "TumourStage", "Individual")
USE_CASES = ("rare_disease", "cancer")
POOLS: dict[Kind, list[Any]] = {
    Kind.BOOLEAN: [True, False],
    Kind.INTEGER: [-1, 0, 3, 500],
    Kind.DECIMAL: [Decimal(-1), Decimal(0), Decimal(35), Decimal(500)],
    Kind.PARTIAL_DATE: ["1849", "1987-05", "1987-05-12", "2040-01-01"],
    Kind.CURIE: ["ORPHA:558", "MKN10:C61", "MKN10:O80", "LOINC:718-7", "x"],
    Kind.STRING: ["x", "1", "NM_1.1:c.1A>G"],
    Kind.REFERENCE: ["p1", "p2", "nobody"],
}
QUANTITY = {"value": Decimal(9000), "unit": "g/L", "comparator": None, "text": None}
KEYS = ("individual", "id", "subject_id", "absent")


def values(of: Slot) -> list[Any]:
    """Some values of a slot, good and bad ones."""
    if of.kind is Kind.ENUM:
        single: list[Any] = list(SCHEMA.enums[of.target].names[:4])
    elif of.kind is Kind.OBJECT:
        single = [QUANTITY] if of.target == "Quantity" else []
    else:
        single = POOLS.get(of.kind, [])
    return [[one] for one in single] if of.multivalued else single


@cache
def fields(name: str) -> dict[str, st.SearchStrategy[Any]]:
    """What may be drawn for the slots of a class."""
    body = SCHEMA.classes[name].slots.values()
    return {one.name: st.sampled_from(pool) for one in body if one.name not in KEYS and (pool := values(one))}


@st.composite
def a_failure(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """A class, records of it, and the values that may have stood in slots of the first one, which failed."""
    name = draw(st.sampled_from(CLASSES))
    pool = fields(name)
    some = st.lists(st.sampled_from(sorted(pool)), min_size=1, max_size=6, unique=True)
    records = [{slot: draw(pool[slot]) for slot in draw(some)} for _ in range(draw(st.integers(1, 3)))]
    meant = {slot: draw(st.none() | pool[slot]) for slot in draw(some)}
    return name, records, meant


Told = set[tuple[str | None, str, str | None, str | None]]


def told(name: str, records: list[dict[str, Any]], failed: list[tuple[str, str]]) -> Told:
    key = SCHEMA.classes[name].key or "id"
    ids = [f"p{n}" if name == "Individual" else f"r{n}" for n in range(1, len(records) + 1)]
    owner = {"individual": "p1"} if "individual" in SCHEMA.classes[name].slots else {}
    keyed = [{key: one, **owner, **record} for one, record in zip(ids, records, strict=True)]
    people = {} if name == "Individual" else {"Individual": [{"subject_id": "p1", "birth_date": "1950"}]}
    rows = found(SCHEMA, {**people, name: keyed}, use_cases=USE_CASES, failed=failed, failed_in=name)
    return {(row["record_id"], row["code"], row["slot"], row["rule"]) for row in rows}


def holds_whatever_was_meant(case: tuple[str, list[dict[str, Any]], dict[str, Any]]) -> None:
    name, (first, *others), meant = case
    without = {slot: value for slot, value in first.items() if slot not in meant}
    record = "p1" if name == "Individual" else "r1"
    unknown = told(name, [without, *others], [(record, slot) for slot in meant])
    filled = {slot: value for slot, value in meant.items() if value is not None}
    assert unknown <= told(name, [{**without, **filled}, *others], [])


SLOW = (HealthCheck.too_slow,)


def tried(many: int) -> Callable[..., Any]:
    return settings(max_examples=many, deadline=None, suppress_health_check=SLOW)


@tried(3)  # of the same kind as the many below
@given(case=a_failure())
def test_what_is_told_holds_whatever_was_meant(
    case: tuple[str, list[dict[str, Any]], dict[str, Any]],
) -> None:
    holds_whatever_was_meant(case)


@pytest.mark.heavy
@tried(40)
@given(case=a_failure())
def test_what_is_told_holds_for_many(case: tuple[str, list[dict[str, Any]], dict[str, Any]]) -> None:
    holds_whatever_was_meant(case)


PERSON = {"birth_date": "1987", "affected_status": "UNAFFECTED"}
AFFECTED = [
    ({}, set()),
    ({"affected_status": "AFFECTED"}, {"minimum Diagnosis", "minimum PhenotypicFeature"}),
]


@pytest.mark.parametrize(("more", "missing"), AFFECTED, ids=["failed", "affected"])
def test_nothing_is_asked_of_whoever_may_be_unaffected(more: dict[str, Any], missing: set[str]) -> None:
    """Found by the property above."""
    without = {slot: value for slot, value in PERSON.items() if slot != "affected_status"} | more
    rows = told("Individual", [without], [] if more else [("p1", "affected_status")])
    # a sample is asked of everybody in the use case cancer
    assert {rule for _, code, _, rule in rows if code == "X003"} == {"minimum Biosample", *missing}


def constrained() -> Schema:
    """A schema that says: x is red or y is filled; no two have the same x and y."""
    either = Demand(
        any_of=(Demand("x", present=True, each=ValueTest(equals=("red",))), Demand("y", present=True))
    )
    base = tiny(slot("x"), slot("y"))
    thing = base.classes["Thing"]
    made = type(thing)(
        "Thing",
        thing.slots,
        key="id",
        constraints=(Constraint("V052", "x", either),),
        unique_keys=(UniqueKey("k", ("x", "y")),),
    )
    return Schema("t", "1", {**base.classes, "Thing": made}, base.objects, base.enums, {}, ())


ROWS = [{"x": "blue"}, {"x": "blue"}, {"x": "red"}]


def test_expressions_and_keys() -> None:
    assert codes(constrained(), *ROWS) == [(1, "V052", "x"), (2, "V052", "x"), (2, "X040", "x")]


@pytest.mark.parametrize("failed", ["x", "y"])
def test_expressions_and_keys_where_a_value_failed(failed: str) -> None:
    without = [{key: value for key, value in ROWS[0].items() if key != failed}, *ROWS[1:]]
    assert codes(constrained(), *without, failed=[("1", failed)]) == [(2, "V052", "x")]
