"""`--functions FILE.py`: the same functions for check, validate and run; recorded; harmless when they fail."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import Terminal, written

import omicz_meta as om

pytestmark = pytest.mark.heavy


FUNCTIONS = '''
def region(place: str) -> str:
    """The region of a place."""
    return {"Praha": "CZ010"}[place]
'''
NAMED = "region_of_residence: {expr: 'region({kraj})'}"


@pytest.fixture
def submission(terminal: Terminal) -> Path:
    folder = terminal.folder / "s"
    written(folder)
    mapping = folder / "mapping" / "lidé.transform.yaml"
    text = mapping.read_text(encoding="utf-8").replace("data_source: {populated_from: kraj}", NAMED)
    mapping.write_text(text, encoding="utf-8")
    people = folder / "data" / "lidé.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("M;4361215034", "M;Brno"), encoding="utf-8")
    (terminal.folder / "own.py").write_text(FUNCTIONS, encoding="utf-8")
    return folder


def test_check_knows_them(terminal: Terminal, submission: Path) -> None:
    without = terminal("mapping", "check", submission)
    assert without.code == 1
    assert "M007" in without.out
    assert terminal("mapping", "check", submission, "--functions", "own.py").code == 0


def test_run_records_them_and_survives_them(terminal: Terminal, submission: Path) -> None:
    said = terminal("run", submission, "-o", "out", "--functions", "own.py", "--lang", "en")
    assert said.code == 1, said.err
    regions = pq.read_table(terminal.folder / "out/records/individual.parquet")["region_of_residence"]
    assert regions.to_pylist() == ["CZ010", "CZ010", None, "CZ010"]
    problems = [
        row
        for row in pq.read_table(terminal.folder / "out/problems.parquet").to_pylist()
        if row["code"] == "V020"
    ]
    assert [(row["row"], row["column"], row["value"]) for row in problems] == [(3, "kraj", "Brno")]
    digest = hashlib.sha256(FUNCTIONS.encode()).hexdigest()
    run = json.loads((terminal.folder / "out/run.json").read_text(encoding="utf-8"))
    assert run["versions"]["functions"] == digest
    audit = Path(terminal.environment["OMICZ_AUDIT_LOG"]).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["functions"] for line in audit if "functions" in line] == [digest]
    assert "the function region made no value" in said.out
    assert "KeyError" not in said.out + (terminal.folder / "out/report.json").read_text(encoding="utf-8")


def test_validate_takes_them_too(terminal: Terminal, submission: Path) -> None:
    assert terminal("validate", submission, "--functions", "own.py").code == 1
    assert terminal("validate", submission).code == 2
    people = submission / "data" / "lidé.csv"
    single = terminal("validate", people, "--class", "Individual", "--functions", "own.py")
    assert (single.code, "no mapping" in single.err) == (2, True)


def region(place: str) -> str | None:
    """The region of a place."""
    return {"Praha": "CZ010"}.get(place)


def test_from_the_library(submission: Path) -> None:
    result = om.run(submission, functions=[region])
    assert result.records["individual"].to_arrow()["region_of_residence"].null_count == 1
    assert not [finding for finding in result.report.findings if finding.code == "V020"]
