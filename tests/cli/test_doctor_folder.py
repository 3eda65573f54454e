"""`doctor OUT`: files by privacy class, and every way in which folder or log are no longer as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminal import Terminal, environment, written

pytestmark = pytest.mark.heavy


@pytest.fixture
def place(tmp_path: Path) -> Terminal:
    """A folder with an output of its own, two runs old."""
    home = tmp_path / "home"
    home.mkdir()
    terminal = Terminal(home, environment(home))
    assert terminal("run", written(home / "s"), "-o", "out", "--fail-on", "never").code == 0
    return terminal


def lines_of_log(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    log = folder / "audit.jsonl"
    kept = change(log.read_text(encoding="utf-8").splitlines(keepends=True))
    log.write_text("".join(kept), encoding="utf-8")


DONE: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing", Path.exists, "intact"),
    ("a record changed", lambda home: (home / "out/report.json").write_text("{}"), "report.json  changed"),
    ("a file gone", lambda home: (home / "out/terms.sssom.tsv").unlink(), "terms.sssom.tsv  missing"),
    ("a file added", lambda home: (home / "out/notes.txt").write_text("x"), "not from a run"),
    ("the end of the log cut", lambda home: lines_of_log(home, lambda lines: lines[:-1]), "follows a gap"),
    ("the log reordered", lambda home: lines_of_log(home, lambda lines: lines[::-1]), "line 1 was changed"),
    ("the log gone", lambda home: (home / "audit.jsonl").unlink(), "gone"),
]


def test_folder_and_log(place: Terminal) -> None:
    said = place("doctor", "out")
    assert said.code == 0
    found = json.loads(place("doctor", "out", "--json").out)
    classes = {file["path"]: file["privacy"] for file in found["files"]}
    assert classes["records/individual.parquet"] == classes["problems.parquet"] == "pseudonymous"
    assert classes["report.html"] == classes["run.json"] == "internal"
    assert found["intact"] is True
    order = [line for line in said.out.splitlines() if line and not line.startswith(" ")]
    assert [line.split()[0] for line in order][-3:] == ["pseudonymous", "internal", "audit"]


@pytest.mark.parametrize(("what", "done", "told"), DONE)
def test_what_was_done_is_told(what: str, done: Callable[[Path], object], told: str, place: Terminal) -> None:
    done(place.folder)
    said = place("doctor", "out")
    assert said.code == (0 if what == "nothing" else 1), said.out
    assert told in said.out


def test_no_folder_of_a_run(place: Terminal) -> None:
    said = place("doctor", "s")
    assert said.code == 2
