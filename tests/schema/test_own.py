"""A hospital's own schema is compiled once, and again when a file of it has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omicz_meta.schema import own

from .test_build import ALONE, COLUMNS


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was compiled, here in this process; what it became is kept in a folder of this test."""
    paths: list[Path] = []

    def ask(path: Path) -> dict[str, Any]:
        paths.append(path)
        return own.main(path)

    monkeypatch.setenv("OMICZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(own, "_ask", ask)
    return paths


def test_what_was_compiled_is_found_until_a_file_changes(tmp_path: Path, asked: list[Path]) -> None:
    (tmp_path / "use-cases").mkdir()
    path = tmp_path / "alone.yaml"
    path.write_text(ALONE, encoding="utf-8")
    first = own.used_schema(path)
    assert (own.used_schema(path), asked) == (first, [path])
    path.write_text(ALONE.replace("range: integer", "range: integer, maximum_value: 20"), encoding="utf-8")
    second = own.used_schema(path)
    assert (first.schema.classes["Thing"].slots["weight"].maximum, len(asked)) == (None, 2)
    assert second.schema.classes["Thing"].slots["weight"].maximum == "20"
    assert second.sha256 != first.sha256
    (tmp_path / "use-cases" / "heavy.tsv").write_text(f"{COLUMNS}\nThing\tweight\tM\t-\n", encoding="utf-8")
    assert own.used_schema(path).schema.use_cases == ("heavy",)
    assert len(asked) == 3
