"""What the domain knows, as a table: records of one submission, and what is told of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.validation.bar import found

from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.plan import Constant
from omicz_meta.schema import load_schema
from omicz_meta.validation.circles import on_circles
from omicz_meta.validation.rules import CONDITIONS, REQUIRED, RULES, TERMS, VALUES, germline_depth
from omicz_meta.validation.rules.bounds import bounds
from omicz_meta.validation.rules.dates import before
from omicz_meta.validation.rules.sequencing import MADE_BY

DOMAIN = tuple(rule for rule in RULES if rule not in (REQUIRED, CONDITIONS, VALUES, TERMS))
ABOUT_REFERENCES = ("X002", "X003")


CASES = yaml.safe_load((Path(__file__).parent / "domain.yaml").read_text(encoding="utf-8"))


def numbers(value: Any, name: str = "") -> Any:
    """Records as they are stored: numbers, which stand as text in the table, are decimals."""
    if isinstance(value, dict):
        return {key: numbers(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [numbers(part) for part in value]
    return Decimal(value) if name in ("value", "mean_depth") else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_told(case: dict[str, Any]) -> None:
    records = {
        name: numbers(rows) for name, rows in case.items() if name not in ("case", "use_cases", "told")
    }
    findings = found(load_schema(), records, rules=DOMAIN, use_cases=tuple(case.get("use_cases", ())))
    told = [f"{one['code']} {one['slot']}" for one in findings if one["code"] not in ABOUT_REFERENCES]
    assert told == case["told"]


def test_another_depth() -> None:
    records = {
        "Experiment": [{"id": "E", "library_strategy": "WGS"}],
        "Run": [{"id": "R", "experiment": "E", "mean_depth": Decimal("22")}],
    }
    for least, told in ((Decimal(20), []), (Decimal(40), ["X036"])):
        findings = found(load_schema(), records, rules=(germline_depth(least),), use_cases=("rare_disease",))
        assert [one["code"] for one in findings if one["code"] == "X036"] == told


PARTIAL = st.builds(lambda date, length: date.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))


@given(PARTIAL, PARTIAL)
def test_partial_dates_are_before_when_every_day_is(one: str, other: str) -> None:
    """A date is before another when its last possible day is before the other's first, at their common precision."""
    answer = evaluate(before(Constant(one), Constant(other)), Row({}, {})).value
    common = min(len(one), len(other))
    assert answer is (one[:common] < other[:common])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_circles(steps: list[tuple[int, int]]) -> None:
    """Whoever reaches himself is found; whoever is found lies on a way from one circle to another at least."""
    pairs = [(str(one), str(other)) for one, other in steps]
    reach = {(one, other) for one, other in pairs}
    for _ in range(7):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    circular = {one for one, other in reach if one == other}
    between = {
        node
        for node in {n for pair in pairs for n in pair}
        if any((one, node) in reach for one in circular) and any((node, one) in reach for one in circular)
    }
    assert circular <= on_circles(pairs) == between


def test_tables_name_what_the_model_has() -> None:
    enums = load_schema().enums
    assert set(MADE_BY) <= set(enums["Platform"].names)
    classes = load_schema().classes
    for bound in bounds():
        assert bound.low < bound.high
        assert bound.codes or (bound.slot and bound.slot[1] in classes[bound.slot[0]].slots)
