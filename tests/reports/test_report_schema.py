"""The published JSON Schema of the report: every report keeps to it, and it says of every key that it is there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from omicz_meta.pipeline.validating import validate
from omicz_meta.reports import render_json, since
from omicz_meta.resources import schemas_folder
from omicz_meta.result import Finding, Report

SCHEMA = json.loads((schemas_folder() / "report.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def faults(report: Report) -> list[str]:
    return [error.message for error in CHECK.iter_errors(json.loads(render_json(report)))]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_reports_keep_to_it(rich: Report, clean: Report) -> None:
    for report in (rich, clean, Report("empty"), since(rich, clean), since(clean, rich)):
        assert faults(report) == []


def test_a_judged_file_keeps_to_it(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "subject_id;birth_date;administrative_gender\np1;soon;male\np2;1987;x\n", encoding="utf-8"
    )
    assert faults(validate(file, record_class="Individual", use_cases=["rare_disease"])) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("persons", -1), ("persons", "3"), ("form", "omicz-meta report 2"), ("verdict", {}), ("surplus", 1)],
)
def test_what_is_wrong_is_seen(rich: Report, key: str, value: Any) -> None:
    written = json.loads(render_json(rich)) | {key: value}
    assert not CHECK.is_valid(written)


def test_a_code_that_is_none_is_seen(rich: Report) -> None:
    text = render_json(replace(rich, findings=(Finding("V003", "error", 1),)))
    assert not CHECK.is_valid(json.loads(text.replace('"V003"', '"W003"')))
