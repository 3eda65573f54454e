"""A modifier extension that nobody understands keeps out what it may turn around, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.sources.fhir.modifiers import Modifiers

from .reading import PATIENT, lines, opened, read

pytestmark = pytest.mark.heavy

NOT, FORMER = "http://example.org/not", "http://example.org/former"
MODIFIER = {"modifierExtension": [{"url": NOT, "valueBoolean": True}]}
PERSON: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "birthDate": "1982-02-03",
    "gender": "female",
}
CONDITION: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "E84.9"}]},
}


def mapping(folder: Path, **top: object) -> Path:
    """A mapping of its own over fhir-r4."""
    folder.mkdir()
    text = {"id": "http://example.org/m", "includes": ["fhir-r4"], **top}
    (folder / "own.transform.yaml").write_text(json.dumps(text))
    return folder


def harmonised(tmp_path: Path, *resources: object, own: object = None) -> om.Harmonised:
    named = "fhir-r4" if own is None else mapping(tmp_path / "mapping", modifier_extensions=own)
    source = om.open_source(lines(tmp_path, *resources), kind="fhir", name="fhir")
    return om.harmonise(source, om.load_mapping(named), key=bytes(32))


def told(made: om.Harmonised, code: str) -> list[tuple[int, str, str]]:
    return [
        (one["row"], one["column"], one["value"]) for one in made.problems.to_pylist() if one["code"] == code
    ]


@pytest.mark.parametrize(
    ("resource", "element"),
    [
        ({**CONDITION, **MODIFIER}, "Condition"),
        ({**CONDITION, "code": {"coding": [{"code": "E84.9", **MODIFIER}]}}, "Condition.code.coding"),
        ({**CONDITION, "_recordedDate": MODIFIER}, "Condition.recordedDate"),
    ],
    ids=["resource", "element", "primitive"],
)  # fmt: skip
def test_what_is_read_is_left_out_and_told(tmp_path: Path, resource: object, element: str) -> None:
    made = harmonised(tmp_path, PERSON, resource, {**CONDITION, "id": "c2"})
    assert [row["id"] for row in made.records["diagnosis"].to_arrow().to_pylist()] == ["c2"]
    assert told(made, "R062") == [(2, element, NOT)]
    assert made.ledger.sources["fhir"].rows_quarantined == 1


def test_an_element_that_nothing_is_read_of_does_no_harm(tmp_path: Path) -> None:
    person = {**PERSON, "contact": [{"name": {"text": "x"}, "modifierExtension": [{"url": FORMER}]}]}
    made = harmonised(tmp_path, person, CONDITION)
    assert made.records["individual"].to_arrow().num_rows == 1
    assert told(made, "R053") == [(1, "Patient.contact", FORMER)]
    assert told(made, "R062") == []


def test_where_nobody_knows_what_is_read_everything_counts(tmp_path: Path) -> None:
    path = lines(tmp_path, {"resourceType": "Patient", "contact": [MODIFIER]})
    assert [code for _, _, code in read(path).rejected] == ["R062"]
    assert read(path, {"patient": PATIENT}).rejected == []


def test_a_mapping_says_which_it_understands(tmp_path: Path) -> None:
    both = {**CONDITION, "id": "c3", "modifierExtension": [{"url": NOT}, {"url": FORMER}]}
    made = harmonised(tmp_path, PERSON, {**CONDITION, **MODIFIER}, both, own=[NOT])
    assert [row["id"] for row in made.records["diagnosis"].to_arrow().to_pylist()] == ["c1"]
    assert told(made, "R062") == [(3, "Condition", FORMER)]


def test_a_view_reads_what_it_heeds(tmp_path: Path) -> None:
    path = f"modifierExtension.where(url = '{NOT}').value.ofType(boolean).first()"
    columns = [{"name": "ruled_out", "path": path}, {"name": "id", "path": "id"}]
    view = {"resource": "Condition", "select": [{"column": columns}]}
    found = read(lines(tmp_path, {**CONDITION, **MODIFIER}), {"c": view}, modifiers=frozenset({NOT}))
    assert found.rows["c"] == [{"ruled_out": "true", "id": "c1", "row": 1}]


def test_those_of_included_mappings_are_understood_too(tmp_path: Path) -> None:
    mapping(tmp_path / "below", modifier_extensions=NOT)
    mapping(tmp_path / "above", modifier_extensions=[FORMER])
    found = om.load_mapping([tmp_path / "below", tmp_path / "above"])
    assert found.modifiers == {NOT, FORMER}


def test_a_list_of_addresses_is_asked_for(tmp_path: Path) -> None:
    found = om.load_mapping(mapping(tmp_path / "m", modifier_extensions={"url": NOT}))
    assert [problem.code for problem in found.problems] == ["M001"]


def test_quarantine_gives_the_resource_back_as_it_was(tmp_path: Path) -> None:
    rejected = [
        row
        for block in opened(lines(tmp_path, {**PERSON, **MODIFIER})).tables[0].blocks()
        for row in block.rejected
    ]
    assert [(json.loads(row.raw), row.column, row.value) for row in rejected] == [
        ({**PERSON, **MODIFIER}, "Patient", NOT)
    ]


@pytest.mark.parametrize(
    ("held", "url"), [([], None), ({}, None), ("x", ""), ([None], ""), ([{"valueCode": "x"}], "")]
)
def test_forms_that_are_none(held: object, url: str | None) -> None:
    found = Modifiers().met({"resourceType": "Patient", "modifierExtension": held})
    assert (found and found.url) == url
