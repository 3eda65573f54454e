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


OTHER = {"extension": [{"url": "http://example.org/x", **because("masked")}]}
PERSONS = [
    FACTS,
    {**FACTS, "id": "coded", "gender": "unknown"},
    {"resourceType": "Patient", "id": "reason", "_gender": because("unknown")},
    {**FACTS, "id": "both", "_birthDate": because("masked")},
    {"resourceType": "Patient", "id": "other", "_birthDate": OTHER},
]
REASONS = [*FLAVOURS, "no-such-reason"]
EVENTS = [
    {
        "resourceType": "Condition", "id": "c", "subject": OF_P1, "code": because("asked-declined"),
        "_recordedDate": because("temp-unknown"),
    },
    {
        "resourceType": "Specimen", "id": "s", "subject": OF_P1, "type": because("not-asked"),
        "collection": {"_collectedDateTime": because("not-performed")},
    },
    {
        "resourceType": "Encounter", "id": "e", "subject": OF_P1, "_status": because("unknown"),
        "class": {"code": "AMB"}, "period": {"_start": because("error")},
    },
    {"resourceType": "Condition", "id": "nobody", "subject": because("masked"), "code": {"text": "x"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> om.Harmonised:
    """All that follows, harmonised at once: no resource is asked about another."""
    whys = [{"resourceType": "Patient", "id": code, "_birthDate": because(code)} for code in REASONS]
    return harmonised(tmp_path_factory.mktemp("absent"), *PERSONS, *whys, *EVENTS)


def individuals(made: om.Harmonised) -> dict[str, tuple[dict[str, Any], dict[str, str]]]:
    """Each individual, in the order of the resources, with what is absent of it."""
    names = [*(str(one["id"]) for one in PERSONS), *REASONS]
    rows = made.records["individual"].to_arrow().to_pylist()
    return dict(zip(names, zip(rows, absent(made, "individual"), strict=True), strict=True))


def test_unknown_as_a_code_and_as_a_reason_are_two_things(made: om.Harmonised) -> None:
    (coded, none), (reasoned, reason) = (individuals(made)[name] for name in ("coded", "reason"))
    assert [row["administrative_gender"] for row in (coded, reasoned)] == ["unknown", None]
    assert [one.get("administrative_gender") for one in (none, reason)] == [None, "UNK"]


def test_a_value_counts_for_more_than_a_reason(made: om.Harmonised) -> None:
    row, reasons = individuals(made)["both"]
    assert row["birth_date"] == "1982-02-03"
    assert "birth_date" not in reasons


def test_elements_deep_inside_and_around(made: om.Harmonised) -> None:
    (diagnosis,), (sample,) = absent(made, "diagnosis"), absent(made, "biosample")
    assert (diagnosis["disease"], diagnosis["diagnosis_date"]) == ("ASKU", "NAV")
    assert (sample["sample_type"], sample["collection_date"]) == ("NASK", "NASK")


def test_every_reason_and_one_that_is_none(made: om.Harmonised) -> None:
    found = [individuals(made)[code][1]["birth_date"] for code in REASONS]
    assert found == [*FLAVOURS.values(), "NI"]
    assert set(FLAVOURS.values()) <= set(load_schema().enums["NullFlavour"].names)


def test_a_resource_whose_patient_is_masked_gives_no_record(made: om.Harmonised) -> None:
    assert made.records["diagnosis"].to_arrow().num_rows == 1, "the other condition's"
    assert made.ledger.sources["fhir"].rows_quarantined == 1


def test_a_state_that_is_absent_passes_filters(made: om.Harmonised) -> None:
    assert absent(made, "care_contact")[0]["contact_date"] == "INV"


def test_another_extension_says_nothing(made: om.Harmonised) -> None:
    assert "birth_date" not in individuals(made)["other"][1]


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
