"""What a resource says to be absent, and why, is a null flavour of the slots that are mapped from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.engine.view_reasons import FLAVOURS
from omicz_meta.schema import load_schema

from .reading import lines, opened

URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
FACTS: dict[str, Any] = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1982-02-03"}
OF_P1 = {"reference": "Patient/p1"}


def because(code: str) -> dict[str, Any]:
    return {"extension": [{"url": URL, "valueCode": code}]}


def harmonised(tmp_path: Path, *resources: dict[str, Any], mapping: str = "fhir-r4") -> om.Harmonised:
    path = lines(tmp_path, *resources)
    return om.harmonise(
        om.open_source(path, kind="fhir", name="fhir"), om.load_mapping(mapping), key=bytes(32)
    )


def absent(made: om.Harmonised, name: str) -> list[dict[str, str]]:
    return [
        {one["slot"]: one["reason"] for one in row["absent"] or ()}
        for row in made.records[name].to_arrow().to_pylist()
    ]


@pytest.mark.parametrize("mapping", ["fhir-r4", "fhir-r5", "fhir-cz-core"])
def test_a_primitive_element(tmp_path: Path, mapping: str) -> None:
    persons = [
        {**FACTS, "id": "whole"},
        {"resourceType": "Patient", "id": "bare"},
        {
            "resourceType": "Patient",
            "id": "why",
            "_birthDate": because("unknown"),
            "_gender": because("masked"),
        },
    ]
    made = harmonised(tmp_path, *persons, mapping=mapping)
    found = absent(made, "individual")
    assert [one.get("birth_date") for one in found] == [None, None, "UNK"]
    assert [one.get("administrative_gender") for one in found] == [None, None, "MSK"]
    rows = made.records["individual"].to_arrow().to_pylist()
    assert [row["birth_date"] for row in rows] == ["1982-02-03", None, None]
    assert [row["administrative_gender"] for row in rows] == ["female", None, None]


def test_unknown_as_a_code_and_as_a_reason_are_two_things(tmp_path: Path) -> None:
    said = {**FACTS, "id": "a", "gender": "unknown"}
    made = harmonised(tmp_path, said, {"resourceType": "Patient", "id": "b", "_gender": because("unknown")})
    rows = made.records["individual"].to_arrow().to_pylist()
    assert [row["administrative_gender"] for row in rows] == ["unknown", None]
    assert [one.get("administrative_gender") for one in absent(made, "individual")] == [None, "UNK"]


def test_a_value_counts_for_more_than_a_reason(tmp_path: Path) -> None:
    made = harmonised(tmp_path, {**FACTS, "_birthDate": because("masked")})
    assert made.records["individual"].to_arrow().to_pylist()[0]["birth_date"] == "1982-02-03"
    assert "birth_date" not in absent(made, "individual")[0]


def test_elements_deep_inside_and_around(tmp_path: Path) -> None:
    condition = {
        "resourceType": "Condition", "id": "c", "subject": OF_P1, "code": because("asked-declined"),
        "_recordedDate": because("temp-unknown"),
    }  # fmt: skip
    specimen = {
        "resourceType": "Specimen", "id": "s", "subject": OF_P1, "type": because("not-asked"),
        "collection": {"_collectedDateTime": because("not-performed")},
    }  # fmt: skip
    made = harmonised(tmp_path, FACTS, condition, specimen)
    (diagnosis,), (sample,) = absent(made, "diagnosis"), absent(made, "biosample")
    assert (diagnosis["disease"], diagnosis["diagnosis_date"]) == ("ASKU", "NAV")
    assert (sample["sample_type"], sample["collection_date"]) == ("NASK", "NASK")


def test_every_reason_and_one_that_is_none(tmp_path: Path) -> None:
    codes = [*FLAVOURS, "no-such-reason"]
    persons = [{"resourceType": "Patient", "id": code, "_birthDate": because(code)} for code in codes]
    made = harmonised(tmp_path, *persons)
    assert [one["birth_date"] for one in absent(made, "individual")] == [*FLAVOURS.values(), "NI"]
    assert set(FLAVOURS.values()) <= set(load_schema().enums["NullFlavour"].names)


def test_a_resource_whose_patient_is_masked_gives_no_record(tmp_path: Path) -> None:
    condition = {"resourceType": "Condition", "id": "c", "subject": because("masked"), "code": {"text": "x"}}
    made = harmonised(tmp_path, FACTS, condition)
    assert made.records["diagnosis"].to_arrow().num_rows == 0
    assert made.ledger.sources["fhir"].rows_quarantined == 1


def test_a_state_that_is_absent_passes_filters(tmp_path: Path) -> None:
    encounter = {
        "resourceType": "Encounter", "id": "e", "subject": OF_P1, "_status": because("unknown"),
        "class": {"code": "AMB"}, "period": {"_start": because("error")},
    }  # fmt: skip
    made = harmonised(tmp_path, FACTS, encounter)
    assert absent(made, "care_contact")[0]["contact_date"] == "INV"


def test_another_extension_says_nothing(tmp_path: Path) -> None:
    other = {"extension": [{"url": "http://example.org/x", **because("masked")}]}
    made = harmonised(tmp_path, {"resourceType": "Patient", "id": "p", "_birthDate": other})
    assert "birth_date" not in absent(made, "individual")[0]


def test_rows_of_several_items_keep_their_own_reasons(tmp_path: Path) -> None:
    view = {
        "resource": "Patient",
        "select": [
            {"column": [{"name": "id", "path": "getResourceKey()"}]},
            {"forEach": "name", "column": [{"name": "family", "path": "family"}]},
        ],
    }
    names = [{"family": "A"}, {"_family": because("masked")}, {"given": ["B"]}, because("unknown")]
    path = lines(
        tmp_path,
        {"resourceType": "Patient", "id": "1"},
        {"resourceType": "Patient", "id": "2", "name": names},
    )
    (block,) = opened(path, {"names": view}).tables[1].blocks()
    cells = block.batch.to_pylist()
    assert [(row["id"], row["family"]) for row in cells] == [
        ("2", "A"),
        ("2", None),
        ("2", None),
        ("2", None),
    ]
    told = {reason.row: (reason.column, reason.flavour) for reason in block.reasons}
    assert [told.get(row["#row"]) for row in cells] == [None, ("family", "MSK"), None, None]
