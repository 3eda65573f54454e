"""Elements that a resource must have: rules of our own for every type of every version, R4's own types among them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from omicz_meta.sources.fhir.knowledge import demands, only_in
from omicz_meta.sources.fhir.strict import is_installed
from omicz_meta.views.elements import CHOICE, VERSIONS, element, is_resource

from .reading import lines, opened, read


def required(kind: str, version: str) -> set[str]:
    return {demand.element for demand in demands(kind) if demand.holds(version)}


@pytest.mark.parametrize(
    ("kind", "version", "expected"),
    [
        ("MedicinalProductAuthorization", "R4", set()),
        ("MedicinalProductInteraction", "R4", set()),
        ("MedicinalProduct", "R4", {"name"}),
        ("MedicinalProductPackaged", "R4", {"packageItem"}),
        ("RiskEvidenceSynthesis", "R4", {"status", "population", "outcome"}),
        ("Evidence", "R4", {"status", "exposureBackground"}),
        ("Evidence", "R4B", {"status", "variableDefinition"}),
        ("Observation", "R4", {"status", "code"}),
        ("DeviceUsage", "R5", {"status", "patient", "device"}),
        ("DeviceRequest", "R4", {"intent", "subject", "code[x]"}),
    ],
)
def test_known_types(kind: str, version: str, expected: set[str]) -> None:
    assert required(kind, version) == expected


def test_all_that_is_required_is_there_to_be_given() -> None:
    text = (resources.files("omicz_meta.sources.fhir") / "required.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind, name, *held = line.split("\t")
        for version in VERSIONS:
            if is_resource(version, kind) and (not held or version in held[0].split()):
                assert element(version, kind, name.removesuffix(CHOICE)), (kind, name, version)


def test_a_type_that_only_r4_has(tmp_path: Path) -> None:
    whole = {"resourceType": "RiskEvidenceSynthesis", "status": "draft", "population": {}, "outcome": {}}
    without = {key: value for key, value in whole.items() if key != "outcome"}
    found = read(lines(tmp_path, whole, without))
    assert only_in("RiskEvidenceSynthesis") == "R4"
    assert found.faults == [(2, "R064", "outcome")]


@pytest.mark.skipif(not is_installed(), reason="the extra fhir is not there")
def test_a_type_without_a_model_is_told_as_such(tmp_path: Path) -> None:
    path = lines(tmp_path, {"resourceType": "MedicinalProduct", "name": [{"productName": "x"}]})
    (block,) = opened(path, strict=True).tables[0].blocks()
    assert [(fault.code, fault.column) for fault in block.faults] == [("R065", "resourceType (no model)")]
