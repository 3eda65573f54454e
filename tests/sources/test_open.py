"""Sources are files, folders or frames; nothing outside the submission is read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from omicz_meta.engine.table import SourceFile
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.sources import open_source
from omicz_meta.sources.dialect import Dialect

DATA = b"id;a\n1;x\n"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    root = tmp_path / "submission"
    (root / "data").mkdir(parents=True)
    (tmp_path / "outside.csv").write_bytes(DATA)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_bytes(DATA)
    for name in ("vzorky.tsv", "pacienti.csv"):
        (root / "data" / name).write_bytes(DATA)
    (root / "data" / "read.me").write_bytes(b"text")
    return root


def test_a_file(submission: Path) -> None:
    source = open_source("data/pacienti.csv", root=submission)
    assert (source.name, [table.name for table in source.tables]) == ("pacienti", ["pacienti"])
    assert source.tables[0].file == "data/pacienti.csv"
    assert source.files == (SourceFile("data/pacienti.csv", hashlib.sha256(DATA).hexdigest(), len(DATA)),)
    assert source.problems == ()


def test_a_folder_in_order_of_names(submission: Path) -> None:
    source = open_source("data", root=submission, name="export")
    assert [(table.name, table.source, table.file) for table in source.tables] == [
        ("export.pacienti", "export", "data/pacienti.csv"),
        ("export.vzorky", "export", "data/vzorky.tsv"),
    ]
    assert [file.path for file in source.files] == ["data/pacienti.csv", "data/vzorky.tsv"]


@pytest.mark.parametrize("key", ["export.vzorky", "vzorky"])
def test_declared_dialects_go_by_table_or_file(submission: Path, key: str) -> None:
    source = open_source("data", root=submission, name="export", dialects={key: Dialect(delimiter=",")})
    codes = {table.name: [problem.code for problem in table.problems] for table in source.tables}
    assert codes == {"export.pacienti": [], "export.vzorky": ["R013"]}


@pytest.mark.parametrize(
    "path", ["../outside.csv", "data/../../outside.csv", "../elsewhere", "../nothing.csv"]
)
def test_paths_that_lead_outside(submission: Path, path: str) -> None:
    source = open_source(path, root=submission)
    assert ([problem.code for problem in source.problems], source.tables, source.files) == (["R017"], (), ())


def test_absolute_paths_outside(submission: Path) -> None:
    source = open_source(submission.parent / "outside.csv", root=submission)
    assert [problem.code for problem in source.problems] == ["R017"]
    assert source.problems[0].place.file == "outside.csv"


def test_symbolic_links_that_lead_outside(submission: Path) -> None:
    (submission / "data" / "link.csv").symlink_to(submission.parent / "outside.csv")
    (submission / "folder").symlink_to(submission.parent / "elsewhere")
    assert [problem.code for problem in open_source("folder", root=submission).problems] == ["R017"]
    source = open_source("data", root=submission)
    assert [(problem.code, problem.place.file) for problem in source.problems] == [("R017", "data/link.csv")]
    assert len(source.tables) == 2


def test_symbolic_links_inside_are_followed(submission: Path) -> None:
    (submission / "link.csv").symlink_to(submission / "data" / "pacienti.csv")
    assert [table.file for table in open_source("link.csv", root=submission).tables] == ["link.csv"]


def test_missing_files_and_folders_without_tables(submission: Path) -> None:
    (submission / "empty").mkdir()
    (submission / "folder.csv").mkdir()
    os.mkfifo(submission / "pipe.csv")
    for path in ("nothing.csv", "empty", "folder.csv", "pipe.csv"):
        source = open_source(path, root=submission)
        assert ([problem.code for problem in source.problems], source.tables) == (["R014"], ()), path


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(submission: Path) -> None:
    (submission / "data" / "pacienti.csv").chmod(0)
    source = open_source("data/pacienti.csv", root=submission)
    assert [(problem.code, problem.detail) for problem in source.problems] == [
        ("R014", (("reason", "Permission denied"),))
    ]


def test_kinds_that_cannot_be_read(submission: Path) -> None:
    with pytest.raises(UsageError, match="not yet supported: dasta"):
        open_source("data", root=submission, kind="dasta")


def test_a_file_that_is_not_of_its_kind(submission: Path) -> None:
    for ending, code in ((".xlsx", "R014"), (".parquet", "R014"), (".json", "R011"), (".xml", "R027")):
        (submission / f"a{ending}").write_bytes(b"PK\x03\x04" * 10)
        source = open_source(f"a{ending}", root=submission)
        assert ([problem.code for problem in source.problems], source.tables) == ([code], ()), ending
    assert [
        problem.code for problem in open_source("a.xlsx", kind="csv", root=submission).tables[0].problems
    ] == ["R011"]


def test_frames() -> None:
    source = open_source({"pacienti": pa.table({"id": [1]}), "vzorky": pa.table({"id": [2]})}, name="export")
    assert [(table.name, table.source) for table in source.tables] == [
        ("pacienti", "export"),
        ("vzorky", "export"),
    ]
    assert source.files == ()


def test_a_table_can_be_read_twice(submission: Path) -> None:
    (table,) = open_source("data/pacienti.csv", root=submission).tables
    first, second = ([block.batch.to_pylist() for block in table.blocks()] for _ in range(2))
    assert first == second == [[{"id": "1", "a": "x", "#row": 1, "#line": 2}]]


def test_a_file_that_goes_away_while_it_is_read(submission: Path) -> None:
    (table,) = open_source("data/pacienti.csv", root=submission).tables
    (submission / "data" / "pacienti.csv").unlink()
    with pytest.raises(EnvironmentFault, match=r"data/pacienti\.csv: reading stopped"):
        list(table.blocks())


def test_a_source_that_is_opened_again_is_not_hashed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened as its mapping declares it, it keeps its fingerprints, but for files that something happened to."""
    path = tmp_path / "p.csv"
    path.write_text("id;a\n1;x\n", encoding="utf-8")
    first = open_source(path)
    taken = list[str]()
    digest = hashlib.file_digest

    def counted(stream: Any, algorithm: Any) -> Any:
        taken.append(str(algorithm))
        return digest(stream, algorithm)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    declared = {"p": Dialect(delimiter=";", decimal=",")}
    again = first.declared(declared)
    assert (again.files, again.tables[0].columns, taken) == (first.files, ("id", "a"), [])
    path.write_text("id;a\n1;x\n2;y\n", encoding="utf-8")
    assert first.declared(declared).files != first.files
    assert len(taken) == 1
