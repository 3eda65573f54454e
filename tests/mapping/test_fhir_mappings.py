"""The shipped mappings for FHIR on their own examples: what each resource becomes, and what is left out and why."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.resources import mappings_folder

pytestmark = pytest.mark.heavy
Row = dict[str, Any]


@cache
def made(name: str) -> om.Harmonised:
    example = mappings_folder() / name / "example"
    return om.harmonise(
        om.open_source(example, kind="fhir", name="fhir"), om.load_mapping(name), key=bytes(32)
    )


def record(name: str, record_class: str, key: str) -> Row:
    rows = made(name).records[record_class].to_arrow().to_pylist()
    found = next(row for row in rows if row["id"] == key)
    return {slot: value for slot, value in found.items() if value is not None}


R4: list[tuple[str, str, Row]] = [
    (
        "diagnosis",
        "c1",
        {
            "disease": "ICD10:E84.9",
            "additional_codings": ["SNOMEDCT:190905008", "ORPHA:586"],
            "source_code": "E84.9",
            "source_text": "cystická fibróza",
            "diagnosis_date": "1986-09-02",
            "diagnosis_status": "confirmed",
            "excluded": False,
        },
    ),
    ("diagnosis", "c2", {"disease": "ICD10:J45.9", "excluded": True}),
    (
        "diagnosis",
        "c3",
        {"diagnosis_status": "likely", "absent": [{"slot": "provisional_disease", "reason": "UNC"}]},
    ),
    ("diagnosis", "report-dr1-1", {"disease": "ICD10:D50.9", "diagnosis_date": "2020-03-02"}),
    ("measurement", "report-dr1-1", {"assay": "LOINC:58410-2", "value_code": "SNOMEDCT:271737000"}),
    ("phenotypic_feature", "condition-c4", {"feature": "HP:0002099"}),
    ("phenotypic_feature", "o5", {"feature": "HP:0001250", "excluded": True}),
    ("measurement", "o1", {"assay": "LOINC:718-7", "biosample": "s1", "measurement_date": "2020-03-01"}),
    ("measurement", "o3", {"absent": [{"slot": "value_text", "reason": "NASK"}]}),
    ("measurement", "o4-2", {"assay": "LOINC:8462-4", "measurement_date": "2021"}),
    ("variant_interpretation", "o6", {"variant_hgvs": "NM_000492.4:c.1521_1523del", "gene": "HGNC:1884"}),
    ("treatment", "ms1", {"agent_codes": ["ATC:R05CB13"], "diagnosis": "c1", "end_date": "2012-01"}),
    ("treatment", "request-mr1", {"agent_codes": ["ATC:J01FA10"], "intended_duration": "P14D"}),
    ("treatment", "procedure-r1", {"procedure_codes": ["SNOMEDCT:80146002"], "treatment_type": "surgery"}),
    (
        "consent",
        "k1",
        {"consent_status": "active", "data_use_permission": "health_medical_biomedical_research"},
    ),
    ("family_relation", "f1", {"relationship": "full_sister", "diseases": ["ICD10:E84.9"]}),
    ("care_contact", "e1", {"contact_type": "telemedicine", "contact_date": "2020-03-01"}),
    ("imaging_reference", "i1", {"modalities": ["CT"]}),
    ("biosample", "s1", {"sample_type": "blood"}),
]
R5: list[tuple[str, str, Row]] = [
    ("treatment", "ms1", {"agent_codes": ["ATC:R05CB13"], "start_date": "2010"}),
    ("treatment", "request-mr1", {"agent_codes": ["ATC:J01FA10"]}),
    ("treatment", "procedure-r1", {"diagnosis": "c1", "start_date": "2001-04-05"}),
    ("biosample", "s1", {"anatomical_site": "SNOMEDCT:39607008"}),
    ("care_contact", "e1", {"contact_type": "telemedicine", "contact_date": "2020-03-01"}),
    ("imaging_reference", "i1", {"modalities": ["MR"]}),
]
CZECH: list[tuple[str, str, Row]] = [
    ("diagnosis", "c1", {"disease": "MKN10:C50.9"}),
    ("measurement", "o1", {"assay": "NCLP:03410"}),
]
CASES = [
    (name, *case)
    for name, cases in (("fhir-r4", R4), ("fhir-r5", R5), ("fhir-cz-core", CZECH))
    for case in cases
]


@pytest.mark.parametrize(("name", "record_class", "key", "expected"), CASES)
def test_record(name: str, record_class: str, key: str, expected: Row) -> None:
    found = record(name, record_class, key)
    assert {slot: found.get(slot) for slot in expected} == expected


def test_every_resource_is_accounted_for() -> None:
    account = made("fhir-r4").ledger.sources["fhir"]
    assert account.out_of_scope["filter {animal} != 'true'"] == 1
    assert account.out_of_scope["filter {person.animal} != 'true'"] == 1
    assert account.out_of_scope["no rule takes MolecularSequence"] == 1
    assert account.out_of_scope["filter {scope} != 'treatment'"] == 1
    assert account.rows_quarantined == 0
    codes = {one["code"] for one in made("fhir-r4").problems.to_pylist()}
    assert codes == {"R054", "R070"}


def test_who_withdrew_is_left_out() -> None:
    assert made("fhir-r5").ledger.sources["fhir"].out_of_scope == {"consent withdrawn or opted out": 1}


def test_one_person_with_two_patients_and_contradictions() -> None:
    made_ = made("fhir-cz-core")
    assert made_.records["individual"].to_arrow().num_rows == 2
    told = sorted(one["code"] for one in made_.problems.to_pylist() if one["severity"] != "info")
    assert told == ["V022", "X001", "X001", "X007", "X007", "X009", "X022", "X023"]
