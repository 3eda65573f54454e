"""A row that a source repeats is told once (X006), whether a mapping gives the id of its records or it is derived."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.engine.plan import Plan
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.pipeline.prepare import with_row_keys
from omicz_meta.schema import Schema, load_schema

SAMPLE = "{name: Biosample, populated_from: t, slot_derivations: {individual: {populated_from: who}%s}}"
CONSENT = "{name: Consent, populated_from: t, slot_derivations: {individual: {populated_from: who}}}"
PERSON = "{name: Individual, populated_from: t, slot_derivations: {subject_id: {populated_from: who}}}"
GIVEN, FROM_OTHERS = SAMPLE % ", id: {populated_from: nr}", SAMPLE % ", id: {populated_from: other}"
DERIVED = SAMPLE % ""

CASES = {
    "an id of its own": ("[nr]", [GIVEN], {"Biosample"}),
    "a derived id": ("[nr]", [DERIVED], {"Biosample"}),
    "a derived id of several columns": ("[nr, who]", [DERIVED], {"Biosample"}),
    "derived beside given: told once": ("[nr]", [CONSENT, GIVEN], {"Biosample"}),
    "derived beside a person with many rows": ("[nr]", [PERSON, DERIVED], {"Biosample"}),
    "derived beside a person of one row": ("[who]", [PERSON, DERIVED], {"Individual"}),
    "two of one class": ("[nr]", [DERIVED, DERIVED], {"Biosample", "Biosample#2"}),
    "an id of other columns": ("[nr]", [FROM_OTHERS], set[str]()),
    "no key declared: each row is another record": ("[]", [DERIVED], set[str]()),
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def planned(folder: Path, key: str, classes: list[str], schema: Schema) -> Plan:
    folder.mkdir()
    rules = "".join(f"  - {rule}\n" for rule in classes)
    (folder / "m.transform.yaml").write_text(
        f"id: https://example.org/m\nclass_derivations:\n{rules}", encoding="utf-8"
    )
    (folder / "t.source.yaml").write_text(f"source: t\nkey: {key}\n", encoding="utf-8")
    mapping = load_mapping(folder, schema=schema)
    plan, problems = compile_plan(mapping, schema, {"t": ("nr", "who", "other")})
    assert plan is not None, problems
    return with_row_keys(plan, mapping)


@pytest.mark.parametrize("case", CASES)
def test_classes_whose_records_are_the_rows(case: str, schema: Schema, tmp_path: Path) -> None:
    key, classes, expected = CASES[case]
    plan = planned(tmp_path / "m", key, classes, schema)
    assert {part.rule for part in plan.classes if part.one_per_row} == expected
