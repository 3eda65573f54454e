"""Every code comes up in some test, outside of those that only look at its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omicz_meta.problem import codes

TESTS = Path(__file__).resolve().parents[1]
RUN_AS_TESTS = TESTS.parent / "docs/reference/linkml.md"
"""A page whose lines tests/conformance runs, with the codes that come of them."""
SUFFIXES = (".py", ".md", ".yaml", ".tsv", ".json")

NOT_YET: dict[str, str] = {
    "P013": "needs a leak that the masking of values lets pass; what finds it is tested in privacy/test_output.py",
}
"""Codes that no test brings up, and why. The list may only shrink."""


@pytest.fixture(scope="module")
def told() -> frozenset[str]:
    """Codes that stand in tests and their tables, apart from the lists of all codes."""
    files = (path for path in TESTS.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    apart = {
        TESTS / "codes" / name for name in ("test_codes.py", "test_produced.py", "test_repairs_of_files.py")
    }
    texts = (path.read_text(encoding="utf-8") for path in (*files, RUN_AS_TESTS) if path not in apart)
    return frozenset(code for text in texts for code in re.findall(r"\b[RMTVXPC][0-9]{3}\b", text))


def test_every_code_is_named_by_a_test(told: frozenset[str]) -> None:
    assert [code for code in codes() if code not in told | set(NOT_YET)] == []


def test_no_reason_outlives_its_need(told: frozenset[str]) -> None:
    assert set(NOT_YET) <= set(codes()) - told
