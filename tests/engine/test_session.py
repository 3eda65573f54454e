"""The kernel's one door: no other folder, no network, no setting that opens them again, no extension from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.spill import born


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    inside, outside = tmp_path / "run", tmp_path / "run-other"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "x.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    return inside, outside


def test_the_folder_of_the_run_is_open(places: tuple[Path, Path]) -> None:
    inside, _ = places
    with session((inside,)) as connection:
        assert connection.execute("SELECT * FROM read_csv($1)", [str(inside / "x.csv")]).fetchall() == [
            (1, 2)
        ]
        connection.execute(f"COPY (SELECT 1 AS a) TO '{inside / 'y.parquet'}' (FORMAT parquet)")
    assert (inside / "y.parquet").is_file()


def test_every_other_place_is_shut(places: tuple[Path, Path]) -> None:
    """`run-other` begins like `run`; a link inside leads out; `..` as well."""
    inside, outside = places
    paths = (outside / "x.csv", inside / ".." / "run-other" / "x.csv", Path("/etc/passwd"))
    with session((inside,)) as connection:
        for path in paths:
            with pytest.raises(duckdb.Error):
                connection.execute("SELECT * FROM read_csv($1)", [str(path)]).fetchall()
        with pytest.raises(duckdb.Error):
            connection.execute(f"COPY (SELECT 1) TO '{outside / 'y.parquet'}' (FORMAT parquet)")
    assert not (outside / "y.parquet").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT * FROM 's3://bucket/x.parquet'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "INSTALL spatial FROM community",
        "ATTACH '/etc/passwd' AS other",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SET memory_limit = '100GB'",
        "SET autoinstall_known_extensions = true",
        "COPY (SELECT 1) TO '/tmp/omicz-must-not-be-there.csv'",
    ],
)
def test_no_way_out(statement: str) -> None:
    with session() as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()


def test_limits_are_those_that_were_asked_for() -> None:
    with session((), Resources(memory_mib=128, threads=1)) as connection:
        settings = dict(connection.execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert (settings["memory_limit"], settings["threads"]) == ("128.0 MiB", "1")


def test_what_killed_processes_spilled_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    names = [
        f"omicz-spill-{ended.pid}-a",
        f"omicz-spill-{os.getpid()}-b",
        "omicz-spill-c",
        f"other-{ended.pid}-d",
        f"omicz-spill-{os.getpid()}-{born(os.getpid())}-e",
    ]
    reused = f"omicz-spill-{os.getpid()}-1-f"
    names.append(reused)
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "duckdb_temp_storage").write_bytes(b"x")
    with session():
        assert sum(path.name.startswith(f"omicz-spill-{os.getpid()}-") for path in tmp_path.iterdir()) == 3
    kept = [name for name in names[1:] if name != reused or not born(os.getpid())]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_spill_files_vanish_with_the_session() -> None:
    with session() as connection:
        ((spill,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
        assert Path(spill).is_dir()
    assert not Path(spill).exists()
