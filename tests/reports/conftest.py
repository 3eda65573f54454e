"""The hand-made reports as fixtures."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from omicz_meta.result import Report

_SPEC = importlib.util.spec_from_file_location("report_fixtures", Path(__file__).with_name("fixtures.py"))
assert _SPEC is not None and _SPEC.loader is not None
_FIXTURES = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_FIXTURES)


@pytest.fixture(scope="session")
def rich() -> Report:
    report = _FIXTURES.RICH
    assert isinstance(report, Report)
    return report


@pytest.fixture(scope="session")
def clean() -> Report:
    report = _FIXTURES.CLEAN
    assert isinstance(report, Report)
    return report
