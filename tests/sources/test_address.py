"""Addresses of databases: a password is refused where it stands, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.sources import open_source
from omicz_meta.submission import load_submission


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h/db", "postgresql://u@h/db?password=secret", "postgres://:secret@h/db"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    (tmp_path / "submission.yaml").write_text(
        f"id: s\nmapping: csv-demo\nsources:\n  - {{name: nis, kind: sql, url: '{url}'}}\n", encoding="utf-8"
    )
    _, problems = load_submission(tmp_path)
    assert [(problem.code, problem.value) for problem in problems] == [("R033", None)]
    with pytest.raises(UsageError) as told:
        open_source(url)
    assert "secret" not in str(told.value)


def manifest(folder: Path, source: str) -> Path:
    (folder / "submission.yaml").write_text(
        f"id: s\nmapping: csv-demo\nsources: [{source}]\n", encoding="utf-8"
    )
    return folder


def test_an_address_in_a_manifest(tmp_path: Path) -> None:
    found, problems = load_submission(
        manifest(tmp_path, "{name: nis, kind: sql, url: 'postgresql://reader@h/db'}")
    )
    assert problems == ()
    assert found is not None
    assert [(entry.kind, entry.url) for entry in found.sources] == [("sql", "postgresql://reader@h/db")]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{name: nis, kind: sql, url: 'ftp://h/db'}", "M009"),
        ("{name: nis, kind: sql, url: 'h/db'}", "M009"),
        ("{name: nis, kind: sql, path: a.csv}", "M001"),
        ("{name: nis, kind: csv, url: 'postgresql://h/db'}", "M001"),
    ],
)
def test_what_is_no_address(tmp_path: Path, source: str, code: str) -> None:
    _, problems = load_submission(manifest(tmp_path, source))
    assert [problem.code for problem in problems] == [code]
