"""One failing mapping, at least, for each M code: every fault is told at once, with file, line, column."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.mapping import check_mapping, compile_plan, load_mapping
from omicz_meta.problem import Language, codes
from omicz_meta.reports.message import UNKNOWN, message
from omicz_meta.reports.words import shortened
from omicz_meta.schema import Schema

from .reader import MarkdownCase, mapping_folder, markdown_cases, tables_of, told

CASES = markdown_cases("faults.md")
LANGUAGES: tuple[Language, ...] = ("cs", "en")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_every_fault_is_told_at_its_place(case: MarkdownCase, schema: Schema, tmp_path: Path) -> None:
    name = case.blocks.get("mapping", "m").strip()
    mapping_folder(case, tmp_path / "m")
    mapping = load_mapping(name, base=tmp_path, schema=schema)
    found = check_mapping(mapping, schema, tables_of(case) if name == "m" else {})
    assert [told(problem) for problem in found] == case.blocks["problems"].splitlines()
    plan, problems = compile_plan(mapping, schema, tables_of(case) if name == "m" else {})
    assert problems == found
    assert (plan is None) == any(problem.severity == "error" for problem in found)


TOLD_BY_A_RUN = {"M021", "M022", "M023"}
"""Codes that need rows: their cases stand in `runs.md` and in `tests/validation/test_references.py`."""


def test_every_mapping_code_has_a_case() -> None:
    told_codes = {line.split()[0] for case in CASES for line in case.blocks["problems"].splitlines()}
    # those of views are told in tests/views
    asked = {code for code in codes() if code.startswith("M") and code < "M040"} | {"T010", "T011", "T012"}
    assert asked - TOLD_BY_A_RUN <= told_codes
    assert told_codes.isdisjoint(TOLD_BY_A_RUN)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_each_message_finds_its_words(case: MarkdownCase, schema: Schema, tmp_path: Path) -> None:
    """The placeholders of the message are all filled by the problem."""
    mapping_folder(case, tmp_path / "m")
    mapping = load_mapping(case.blocks.get("mapping", "m").strip(), base=tmp_path, schema=schema)
    for problem in check_mapping(mapping, schema, tables_of(case)):
        for lang in LANGUAGES:
            said = message(problem, lang)
            assert UNKNOWN not in said.replace(shortened(problem.value or "", 80), "")
            assert "None" not in said
