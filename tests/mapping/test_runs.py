"""Mappings run over tables, case by case: the records and problems that come of it, and kernel beside oracle."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.engine.session import session
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.schema import Schema

from ..engine.mill import mill
from .reader import MarkdownCase, markdown_cases
from .running import bare, by_kernel, by_oracle, folder_of, told, written

CASES = markdown_cases("runs.md")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_mapping_makes(case: MarkdownCase, schema: Schema, tmp_path: Path) -> None:
    sheets = folder_of(case.blocks, tmp_path / "m")
    mapping = load_mapping(tmp_path / "m", schema=schema)
    plan, problems = compile_plan(mapping, schema, {name: one.columns for name, one in sheets.items()})
    assert plan is not None, problems
    plan = bare(plan)
    made = mill(plan, list(sheets.values()))
    assert written(made.records, plan) == case.blocks["records"].splitlines()
    assert [told(problem) for problem in made.problems] == case.blocks.get("problems", "").splitlines()
    with session() as connection:
        for part in plan.classes:
            expected = list(by_oracle(part, sheets, mapping.codes))
            assert list(by_kernel(connection, part, sheets, mapping.codes, schema)) == expected


def test_every_code_that_only_a_run_can_tell_has_a_case() -> None:
    told_codes = {line.split()[0] for case in CASES for line in case.blocks.get("problems", "").splitlines()}
    assert {"M021", "M022"} <= told_codes
