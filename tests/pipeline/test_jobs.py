"""However many processes work on the rows: records, problems, quarantine, lineage and ledger are the same files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pipeline.engines import INPUTS, in_small_stretches, ran, written

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("in_small_stretches")]
__all__ = ["in_small_stretches"]


@pytest.mark.parametrize("name", INPUTS)
def test_jobs_do_not_show(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = written(name, tmp_path)
    several = ran(given, tmp_path / "three", jobs=3)
    monkeypatch.undo()
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    assert several == ran(given, tmp_path / "one")
    assert any(path.startswith("records/") for path in several["outputs"])
