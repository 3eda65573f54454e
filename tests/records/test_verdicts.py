"""Our verdict on every record of the table that JSON Schema and SHACL are held to (tests/schema/verdicts.json)."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.records.judging import as_json, occurrences

from omicz_meta.schema import load_schema

Case = dict[str, Any]
WARNINGS = {"V002"}
pytestmark = pytest.mark.heavy  # tests/schema holds JSON Schema and SHACL to the table, in the everyday tests


@pytest.fixture(scope="module")
def cases(root: Path) -> list[Case]:
    return json.loads((root / "tests/schema/verdicts.json").read_text(encoding="utf-8"))["cases"]


@pytest.fixture(scope="module")
def found(cases: list[Case]) -> dict[str, set[str]]:
    """Codes of errors by case; the cases of a class and its use cases are one file, each under a key of its own."""
    groups = defaultdict[tuple[str, tuple[str, ...]], list[Case]](list)
    for case in cases:
        groups[case["class"], tuple(case["use_cases"])].append(case)
    codes: dict[str, set[str]] = {case["why"]: set() for case in cases}
    for (name, use_cases), group in groups.items():
        path = as_json([apart(case["record"], name, number) for number, case in enumerate(group)])
        for problem in occurrences(path, name, use_cases):
            codes[group[problem["row"] - 1]["why"]].add(problem["code"])
    return codes


def apart(record: dict[str, Any], name: str, number: int) -> dict[str, Any]:
    """The record under a key that no other one has."""
    key = load_schema().classes[name].key or "id"
    return {**record, key: f"{record[key]}-{number}"} if key in record else record


def test_verdicts_are_those_of_the_table(cases: list[Case], found: dict[str, set[str]]) -> None:
    verdicts = {why: not codes for why, codes in found.items()}
    assert verdicts == {case["why"]: case["valid"] for case in cases}


def test_codes_are_those_of_the_table(cases: list[Case], found: dict[str, set[str]]) -> None:
    expected = {case["why"]: set(case["codes"]) - WARNINGS for case in cases}
    assert {why: codes for why, codes in found.items() if not expected[why] <= codes} == {}
