"""Golden folders: `data/*.csv` and `mapping/` go in; records, problems, findings and the ledger must come out.

Through the library's face, as an ETL job would use it. Ids are pseudonyms under a fixed key.
"""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.pipeline.harmonising import Harmonised

FOLDERS = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())
PROBLEM = ("code", "file", "row", "line", "column", "record_class", "slot", "value")
FINDING = ("code", "severity", "count", "file", "column", "record_class", "slot", "value", "rows")


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name, scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module")
def harmonised(folder: Path) -> Harmonised:
    mapping = om.load_mapping(folder / "mapping")
    dialects = {name: spec.dialect for name, spec in mapping.sources.items()}
    sources = [om.open_source(path, dialects=dialects) for path in sorted((folder / "data").iterdir())]
    return om.harmonise(sources, mapping, key=bytes(range(32)), realm="golden")


def test_records(folder: Path, harmonised: Harmonised) -> None:
    expected = {path.stem: _lines(path) for path in (folder / "records").iterdir()}
    assert {name: records_of(harmonised, name) for name in expected} == expected
    assert set(map(snake, harmonised.records)) == set(expected)


def test_problems(folder: Path, harmonised: Harmonised) -> None:
    assert problems_of(harmonised) == _rows(folder / "problems.tsv")


def test_findings(folder: Path, harmonised: Harmonised) -> None:
    assert findings_of(harmonised) == _rows(folder / "findings.tsv")


def test_ledger(folder: Path, harmonised: Harmonised) -> None:
    assert ledger_of(harmonised) == json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    assert harmonised.ledger.conserved


def snake(name: str) -> str:
    return om.load_schema().class_named(name).snake


def records_of(harmonised: Harmonised, name: str) -> list[dict[str, Any]]:
    """Records without their empty slots, as JSON has them."""
    rows = harmonised.records[name].to_arrow().to_pylist()
    return [json.loads(json.dumps(_filled(row), default=str)) for row in rows]


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part is not None}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def problems_of(harmonised: Harmonised) -> list[tuple[str, ...]]:
    """Problems of reading and mapping, in the order of files and rows."""
    rows = [tuple(_text(problem[name]) for name in PROBLEM) for problem in harmonised.problems.to_pylist()]
    return sorted(rows, key=lambda row: (row[1], int(row[2] or 0), row))


def findings_of(harmonised: Harmonised) -> list[tuple[str, ...]]:
    """What the report says, problems of judging included."""
    report = om.validate(harmonised, today=datetime.date(2026, 11, 22))
    return [tuple(_text(getattr(finding, name)) for name in FINDING) for finding in report.findings]


def ledger_of(harmonised: Harmonised) -> dict[str, dict[str, int]]:
    """Rows of the sources."""
    return {
        name: {
            "read": one.rows_read,
            "used": one.rows_used,
            "quarantined": one.rows_quarantined,
            **one.out_of_scope,
        }
        for name, one in harmonised.ledger.sources.items()
    }


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [tuple(row) for row in rows]
