"""Every line of docs/reference/linkml.md, run against both validators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.conformance.pages import Row, preamble, records_of, schema_of, table
from tests.conformance.verdicts import Both, Records

from omicz_meta.problem import code_text
from omicz_meta.schema.build import compile_texts, compiled_source
from omicz_meta.schema.refusal import SchemaRefused

SAME, OTHER, REFUSED = "The same verdict", "Another verdict, on purpose", "Refused when a schema is compiled"
ACCEPTS = "accepts"


def both_of(root: Path, folder: Path, rows: list[Row]) -> Both:
    return Both(folder, schema_of(preamble(root), [row[0] for row in rows]))


def test_the_same_verdict(root: Path, tmp_path: Path) -> None:
    rows = table(root, SAME)
    both = both_of(root, tmp_path, rows)
    records: Records = {}
    for number, (_, good, bad, _) in enumerate(rows):
        (one,), (other,) = records_of(good), records_of(bad)
        records[f"Row{number}"] = [one, {**other, "id": "k1"}]
    ours = both.ours(records)
    found = [
        (
            row[0],
            [sorted(ours[f"Row{n}", at]) for at in (0, 1)],
            [both.refused(f"Row{n}", record) for record in records[f"Row{n}"]],
        )
        for n, row in enumerate(rows)
    ]
    assert found == [(row[0], [[], [row[3]]], [False, True]) for row in rows]


def test_another_verdict(root: Path, tmp_path: Path) -> None:
    rows = table(root, OTHER)
    both = both_of(root, tmp_path, rows)
    records: Records = {f"Row{n}": records_of(row[1]) for n, row in enumerate(rows)}
    ours = both.ours(records)
    found = []
    for number, row in enumerate(rows):
        name, last = f"Row{number}", len(records[f"Row{number}"]) - 1
        theirs = "refuses" if both.refused(name, records[name][last]) else ACCEPTS
        found.append((row[0], row[1], ", ".join(sorted(ours[name, last])) or ACCEPTS, theirs))
    assert found == [row[:4] for row in rows]


def test_refused_when_compiled(root: Path, tmp_path: Path) -> None:
    rows, base = table(root, REFUSED), preamble(root)
    found = []
    for number, (body, _) in enumerate(rows):
        path = tmp_path / f"{number}.yaml"
        path.write_text(yaml.safe_dump(schema_of(base, [body])), encoding="utf-8")
        with pytest.raises(SchemaRefused) as caught:
            compiled_source(path)
        (problem,) = caught.value.problems
        found.append((body, dict(problem.detail)["feature"], problem.code))
    assert found == [(body, feature, "M050") for body, feature in rows]


def test_our_json_schema(root: Path, tmp_path: Path) -> None:
    """The artefact that `schema build` writes says the same as well."""
    rows = table(root, SAME)
    path = tmp_path / "all.yaml"
    path.write_text(yaml.safe_dump(schema_of(preamble(root), [row[0] for row in rows])), encoding="utf-8")
    schema = json.loads(dict(compile_texts(path))["conformance.schema.json"])
    check = Draft202012Validator.FORMAT_CHECKER
    found = []
    for number, (body, good, bad, _) in enumerate(rows):
        of_class = {"$ref": f"#/$defs/Row{number}", "$defs": schema["$defs"]}
        asked = Draft202012Validator(of_class, format_checker=check)
        found.append((body, [asked.is_valid(records_of(text)[0]) for text in (good, bad)]))
    assert found == [(row[0], [True, False]) for row in rows]


def test_every_reason_is_told(root: Path) -> None:
    assert all(len(reason) > 8 for *_, reason in table(root, OTHER) if reason != "the same")
    assert {code_text(code).severity for *_, code in table(root, SAME)} == {"error"}
