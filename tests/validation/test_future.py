"""A date of something that happened does not lie in the future, at the precision it is known."""

from __future__ import annotations

import datetime

import pytest

from omicz_meta.schema import Kind
from omicz_meta.validation.rules import FUTURE

from .bar import codes, slot, tiny

#  today is 2026-11-22
TABLE = [
    ("2026-11-22", False),
    ("2026-11-23", True),
    ("2026-11-21", False),
    ("2026-11", False),
    ("2026-12", True),
    ("2026-10", False),
    ("2026", False),
    ("2027", True),
    ("2027-01-01", True),
    ("1899-12-31", False),
    (None, False),
]


@pytest.mark.parametrize(("value", "late"), TABLE)
def test_partial_dates(value: str | None, late: bool) -> None:
    schema = tiny(slot("x", Kind.PARTIAL_DATE))
    assert codes(schema, {"x": value}, rules=(FUTURE,)) == ([(1, "V014", "x")] if late else [])


@pytest.mark.parametrize(("value", "late"), [case for case in TABLE if case[0] and len(case[0]) == 10])
def test_dates(value: str, late: bool) -> None:
    schema = tiny(slot("x", Kind.DATE))
    told = codes(schema, {"x": datetime.date.fromisoformat(value)}, rules=(FUTURE,))
    assert told == ([(1, "V014", "x")] if late else [])


@pytest.mark.parametrize("name", ["expected_release_date", "expiry_date", "valid_until"])
def test_what_is_planned_may_lie_ahead(name: str) -> None:
    assert codes(tiny(slot(name, Kind.PARTIAL_DATE)), {name: "2030"}, rules=(FUTURE,)) == []
