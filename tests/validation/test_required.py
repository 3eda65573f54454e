"""Mandatory and recommended: filled, or declared absent where that is allowed; unknown where the value failed."""

from __future__ import annotations

import pytest

from omicz_meta.schema import Kind, Slot
from omicz_meta.validation.rules import REQUIRED

from .bar import codes, slot, tiny

WHY = [{"slot": "x", "reason": "NASK"}]
OTHER = [{"slot": "y", "reason": "NASK"}, {"slot": "z", "reason": "NI"}]

#  requirement, null flavour allowed, value, absent, found
TABLE = [
    ("M", True, "v", None, None),
    ("M", True, None, None, "V001"),
    ("M", True, None, WHY, None),
    ("M", True, None, [], "V001"),
    ("M", True, None, OTHER, "V001"),
    ("M", True, None, OTHER + WHY, None),
    ("M", False, None, WHY, "V001"),
    ("M", False, "v", None, None),
    ("R", True, None, None, "V002"),
    ("R", True, None, WHY, None),
    ("R", False, None, None, "V002"),
    ("R", True, "v", None, None),
    ("C", True, None, None, None),
    ("O", True, None, None, None),
]


@pytest.mark.parametrize(("requirement", "allowed", "value", "absent", "code"), TABLE)
def test_one_value(
    requirement: str, allowed: bool, value: str | None, absent: object, code: str | None
) -> None:
    schema = tiny(slot("x", requirement=requirement, absent_allowed=allowed))
    row = None if code == "V002" else 1
    assert codes(schema, {"x": value, "absent": absent}, rules=(REQUIRED,)) == (
        [(row, code, "x")] if code else []
    )


@pytest.mark.parametrize(
    ("requirement", "override", "use_cases", "code"),
    [
        ("O", "M", (), None),
        ("O", "M", ("care",), "V001"),
        ("M", "O", ("care",), "V001"),
        ("R", "M", ("care",), "V001"),
        ("O", "R", ("care",), "V002"),
        ("R", "O", ("care",), "V002"),
    ],
)
def test_use_cases_only_make_it_stricter(
    requirement: str, override: str, use_cases: tuple[str, ...], code: str | None
) -> None:
    schema = tiny(slot("x", requirement=requirement, overrides={"care": override}))
    found = codes(schema, {"x": None}, rules=(REQUIRED,), use_cases=use_cases)
    assert [code for _, code, _ in found] == ([code] if code else [])


@pytest.mark.parametrize("requirement", ["M", "R"])
def test_a_slot_whose_value_failed_is_unknown_not_missing(requirement: str) -> None:
    schema = tiny(slot("x", requirement=requirement))
    told = codes(schema, {"x": None}, rules=(REQUIRED,), failed=[("1", "x")])
    assert told == []


def test_only_the_record_that_failed_is_unknown() -> None:
    schema = tiny(slot("x", requirement="M"), slot("y", requirement="M"))
    told = codes(schema, {}, {}, rules=(REQUIRED,), failed=[("1", "x")])
    assert sorted(told) == [(1, "V001", "y"), (2, "V001", "x"), (2, "V001", "y")]


def test_recommended_slots_are_told_once_for_all_records() -> None:
    schema = tiny(slot("x", requirement="R"))
    assert codes(schema, {}, {"x": "v"}, {}, rules=(REQUIRED,)) == [(None, "V002", "x")]


def test_a_mandatory_slot_that_no_rule_fills_is_told_once() -> None:
    schema = tiny(slot("x", requirement="M"), slot("y", requirement="M"))
    told = codes(schema, {}, {}, rules=(REQUIRED,), mapped=frozenset({"id", "y"}))
    assert sorted(told, key=str) == [(1, "V001", "y"), (2, "V001", "y"), (None, "V001", "x")]


def test_a_slot_no_rule_fills_that_every_record_declares_absent_is_answered() -> None:
    schema = tiny(slot("x", requirement="M", absent_allowed=True))
    assert codes(schema, {"absent": WHY}, rules=(REQUIRED,), mapped=frozenset({"id"})) == []


@pytest.mark.parametrize(
    ("x", "value"),
    [
        (slot("x", Kind.INTEGER, requirement="M"), 0),
        (slot("x", Kind.BOOLEAN, requirement="M"), False),
        (slot("x", requirement="M", multivalued=True), ["a"]),
        (slot("x", requirement="M"), ""),
    ],
)
def test_nought_no_and_empty_text_are_values(x: Slot, value: object) -> None:
    assert codes(tiny(x), {"x": value}, rules=(REQUIRED,)) == []
