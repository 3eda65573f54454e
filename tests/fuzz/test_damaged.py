"""Damaged files of every kind: read, or refused in a sentence. `benchmarks/fuzz.py` does the same for an hour."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fuzz.readers import READERS
from tests.fuzz.trial import trial

QUICK = ("csv", "json", "xml", "parquet", "sssom", "manifest", "archive", "vocabulary", "pack")
"""Readers that take some milliseconds."""


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)


def failures(name: str, folder: Path, most: int) -> list[str]:
    trial(name, 1, folder, 100, most)
    return [place.read_text(encoding="utf-8") for place in sorted(folder.glob("failed/*/why.txt"))]


@pytest.mark.parametrize("name", QUICK)
def test_some(name: str, tmp_path: Path) -> None:
    assert failures(name, tmp_path, 12) == []


@pytest.mark.heavy
@pytest.mark.parametrize("name", READERS)
def test_more(name: str, tmp_path: Path) -> None:
    assert failures(name, tmp_path, 60) == []
