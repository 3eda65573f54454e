"""What a run has written is in the national form: judged again, as Parquet or JSON lines, it gives no new error."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.records.judging import errors, occurrences

from omicz_meta.pipeline.run import Result, run

CLASSES = ("Individual", "Diagnosis", "Biosample")


@pytest.fixture(scope="module")
def result(root: Path) -> Result:
    return run(root / "mappings/csv-demo/example", today=datetime.date(2026, 11, 22))


def files(result: Result) -> dict[str, Path]:
    return {name: table.path for name, table in result.records.tables.items() if table.path is not None}


def test_the_example_fills_these_classes(result: Result) -> None:
    assert set(CLASSES) <= set(files(result))


@pytest.mark.parametrize("name", CLASSES)
def test_no_error_that_the_run_did_not_tell(name: str, result: Result) -> None:
    assert result.harmonised is not None
    told = pq.read_table(result.harmonised.folder / "problems.parquet").to_pylist()
    known = {row["record_id"] for row in told if row["severity"] == "error" and row["record_class"] == name}
    found = occurrences(files(result)[name], name, result.report.use_cases)
    assert {row["record_id"] for row in found if row["row"] is not None} <= known
    assert {(row["code"], row["slot"]) for row in found if row["row"] is None} == set()


def test_a_notebook_shows_what_there_is_and_not_all_of_it(result: Result) -> None:
    assert repr(result.records) == f"Records({', '.join(result.records)})"
    for shown in (result, result.harmonised, result.records["diagnosis"], result.records.schema):
        assert len(repr(shown)) < 500


def as_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime.datetime):
        return f"{value.isoformat()}Z"
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.mark.parametrize("name", CLASSES)
def test_json_lines_say_the_same_as_parquet(name: str, result: Result, tmp_path: Path) -> None:
    path = files(result)[name]
    lines = tmp_path / f"{name}.ndjson"
    records = pq.read_table(path).to_pylist()
    lines.write_text("\n".join(json.dumps(record, default=as_text) for record in records), encoding="utf-8")
    use_cases = (*result.report.use_cases, "cancer")
    from_parquet = errors(path, name, use_cases)
    assert from_parquet
    assert errors(lines, name, use_cases) == [
        (code, row, row, column, value) for code, row, _, column, value in from_parquet
    ]
