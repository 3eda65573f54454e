"""What one slot says makes another necessary."""

from __future__ import annotations

import pytest

from omicz_meta.schema import Condition, Kind
from omicz_meta.validation.rules import CONDITIONS

from .bar import codes, slot, tiny

X, Y = slot("x"), slot("y", absent_allowed=True)
FLAG = slot("x", Kind.BOOLEAN)
MANY = slot("x", multivalued=True)
DEAD = Condition({"x": ("dead", "lost")}, ("y",))
WHY_Y = [{"slot": "y", "reason": "NASK"}]

#  the slot, the condition, the record, what is found at y
TABLE = [
    (X, DEAD, {"x": "dead"}, True),
    (X, DEAD, {"x": "lost"}, True),
    (X, DEAD, {"x": "alive"}, False),
    (X, DEAD, {"x": None}, False),
    (X, DEAD, {"x": "dead", "y": "v"}, False),
    (X, DEAD, {"x": "dead", "absent": WHY_Y}, False),
    (FLAG, Condition({"x": ("true",)}, ("y",)), {"x": True}, True),
    (FLAG, Condition({"x": ("true",)}, ("y",)), {"x": False}, False),
    (FLAG, Condition({"x": ("false",)}, ("y",)), {"x": False}, True),
    (FLAG, Condition({"x": ("false",)}, ("y",)), {"x": None}, False),
    (MANY, Condition({"x": ("a",)}, ("y",)), {"x": ["b", "a"]}, True),
    (MANY, Condition({"x": ("a",)}, ("y",)), {"x": ["b"]}, False),
    (MANY, Condition({"x": ("a",)}, ("y",)), {"x": None}, False),
    (X, Condition({"x": ("*",)}, ("y",)), {"x": "anything"}, True),
    (X, Condition({"x": ("*",)}, ("y",)), {"x": None}, False),
    (X, Condition({}, ("y",)), {}, True),
    (X, Condition({}, ("y",), use_case="care"), {}, False),
]


@pytest.mark.parametrize(("x", "condition", "record", "missing"), TABLE)
def test_required(x: object, condition: Condition, record: dict[str, object], missing: bool) -> None:
    schema = tiny(x, Y, conditions=[condition])
    assert codes(schema, record, rules=(CONDITIONS,)) == ([(1, "V011", "y")] if missing else [])


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        ({}, True),
        ({"x": "v"}, False),
        ({"y": "v"}, False),
        ({"x": "v", "y": "v"}, False),
        ({"absent": WHY_Y}, False),
    ],
)
def test_any_of(record: dict[str, object], missing: bool) -> None:
    schema = tiny(X, Y, conditions=[Condition({}, any_of=("x", "y"))])
    assert codes(schema, record, rules=(CONDITIONS,)) == ([(1, "V011", "x")] if missing else [])


def test_a_condition_of_a_use_case_counts_in_it() -> None:
    schema = tiny(X, Y, conditions=[Condition({}, ("y",), use_case="care")])
    assert codes(schema, {}, rules=(CONDITIONS,), use_cases=("care",)) == [(1, "V011", "y")]


@pytest.mark.parametrize("failed", ["x", "y"])
def test_unknown_where_a_value_failed(failed: str) -> None:
    """Neither the condition nor what it asks for can be told when the cell could not be read."""
    schema = tiny(X, Y, conditions=[DEAD])
    assert codes(schema, {"x": "dead"}, rules=(CONDITIONS,), failed=[("1", failed)]) == []


def test_two_conditions_of_one_slot_are_both_asked() -> None:
    schema = tiny(X, Y, conditions=[Condition({"x": ("a",)}, ("y",)), Condition({"x": ("b",)}, ("y",))])
    assert codes(schema, {"x": "a"}, {"x": "b"}, {"x": "c"}, rules=(CONDITIONS,)) == [
        (1, "V011", "y"),
        (2, "V011", "y"),
    ]
