"""`omicz-meta validate FILE --class CLASS` as people call it: exit codes, words, formats, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests import warm
from tests.records.judging import as_csv, as_lines, written

GOOD = {"subject_id": "p1", "birth_date": "1987", "administrative_gender": "female"}
BAD = GOOD | {"subject_id": "p2", "birth_date": "31.2.2001", "admin_gender": "male"}


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    called = ["validate", *map(str, words), "--lang", "en"]
    if warm.from_nothing(called):
        program = str(Path(sys.executable).with_name("omicz-meta"))
        done = subprocess.run([program, *called], capture_output=True, text=True, check=False)
    else:
        with tempfile.TemporaryDirectory() as said:
            done = subprocess.CompletedProcess(called, *warm.run(called, Path.cwd(), os.environ, Path(said)))
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_clean_records() -> None:
    done = command(as_lines([GOOD]), "--class", "Individual")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 1" in done.stdout


def test_errors_are_told_with_their_place() -> None:
    done = command(as_lines([GOOD, BAD]), "--class", "individual", "--format", "json")
    assert done.returncode == 1
    findings = {finding["code"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert (findings["V003"]["rows"], findings["V003"]["lines"], findings["V003"]["value"]) == (
        [2],
        [2],
        "31.2.2001",
    )
    assert findings["M004"]["candidates"] == ["administrative_gender"]


def test_use_cases_and_severities() -> None:
    path = as_csv([[*GOOD], [*GOOD.values()]])
    assert command(path, "--class", "Individual", "--use-case", "rare_disease").returncode == 1
    assert (
        command(path, "--class", "Individual", "--use-case", "rare_disease", "--fail-on", "never").returncode
        == 0
    )
    assert command(path, "--class", "Individual", "--fail-on", "warning").returncode == 1


MISUSED = [
    ((written("x", "a.csv"),), "--class"),
    ((written("{}", "a.json"),), "--class"),
    ((written("{}", "a.json"), "--class", "Individum"), "Individum"),
    ((written("a", "a.docx"), "--class", "Individual"), ".ndjson"),
    ((written("", "a.csv"), "--class", "Individual"), "R009"),
    ((written(b"\x89PNG\r\n\x1a\n" + bytes(99), "a.ndjson"), "--class", "Individual"), "R011"),
    ((written("[{]", "a.json"), "--class", "Individual"), "line 1"),
    ((Path("none.parquet"), "--class", "Individual"), "There is no file or folder none.parquet."),
    ((written("{}", "a.json"), "--class", "Individual", "--use-case", "gardening"), "gardening"),
]


@pytest.mark.parametrize(("words", "told"), MISUSED, ids=[told for _, told in MISUSED])
def test_misuse_and_unreadable_files(words: tuple[str | Path, ...], told: str) -> None:
    done = command(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
