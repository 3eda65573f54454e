"""494 real patients of a TCGA study, mapped by the shipped `cbioportal`; counts are those of the data's facts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.resources import mappings_folder

Facts = dict[str, Any]
EXAMPLE = mappings_folder() / "cbioportal" / "example" / "data_clinical_patient.txt"


def harmonised(path: Path) -> om.Harmonised:
    mapping = om.load_mapping("cbioportal")
    dialects = {name: spec.dialect for name, spec in mapping.sources.items()}
    return om.harmonise(om.open_source(path, name="patients", dialects=dialects), mapping, key=bytes(32))


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "tcga-prad-cbioportal"


@pytest.fixture(scope="module")
def patients(folder: Path) -> om.Harmonised:
    return harmonised(folder / "data_clinical_patient.txt")


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    return json.loads((folder / "facts.json").read_text())


def values(facts: Facts, column: str) -> Counter[str]:
    return Counter(facts["profile"][column]["values"])


def test_comment_rows_are_no_patients(patients: om.Harmonised, facts: Facts) -> None:
    account = patients.ledger.sources["patients"]
    assert (account.rows_read, account.rows_used) == (facts["rows"], facts["rows"])
    assert len(patients.records["individual"]) == facts["profile"]["PATIENT_ID"]["distinct"]


def test_one_tumour_each_with_site_morphology_and_age(patients: om.Harmonised, facts: Facts) -> None:
    tumours = patients.records["diagnosis"].to_pandas()
    codes = Counter(value.removeprefix("ICD10:") for value in tumours.disease)
    assert codes == values(facts, "ICD_10")
    assert Counter(tumours.morphology) == values(facts, "ICD_O_3_HISTOLOGY")
    assert Counter(v.removeprefix("ICDO3T:") for v in tumours.primary_site) == values(facts, "ICD_O_3_SITE")
    assert len({age["duration"] for age in tumours.age_at_diagnosis}) == facts["profile"]["AGE"]["distinct"]


def test_stages_are_those_of_the_facts(patients: om.Harmonised, facts: Facts) -> None:
    stages = patients.records["tumour_stage"].to_pandas()
    assert Counter(stages.t_category.dropna().str.upper()) == values(facts, "PATH_T_STAGE")
    assert Counter(stages.n_category.dropna()) == values(facts, "PATH_N_STAGE")
    assert stages.m_category.isna().all()
    assert set(stages.diagnosis) == set(patients.records["diagnosis"].to_pandas().id)


def test_only_the_irradiated_have_a_treatment(patients: om.Harmonised, facts: Facts) -> None:
    assert len(patients.records["treatment"]) == values(facts, "RADIATION_THERAPY")["Yes"]


def test_the_dead_and_the_living(patients: om.Harmonised, facts: Facts) -> None:
    status = Counter(patients.records["individual"].to_pandas().vital_status)
    told = values(facts, "OS_STATUS")
    assert status == {"alive": told["0:LIVING"], "deceased": told["1:DECEASED"]}


def test_admixed_ancestries_are_told_and_never_guessed(patients: om.Harmonised, facts: Facts) -> None:
    labels = values(facts, "GENETIC_ANCESTRY_LABEL")
    people = patients.records["individual"].to_pandas()
    found = Counter(value for values in people.ancestries.dropna() for value in values)
    assert found == {
        "HANCESTRO:0005": labels["EUR"],
        "HANCESTRO:0010": labels["AFR"],
        "HANCESTRO:0009": labels["EAS"],
        "HANCESTRO:0306": labels["ADMIX"],
    }
    problems = Counter(code for code in patients.problems["code"].to_pylist() if code[0] in "RTV")
    assert problems == {"T003": sum(count for name, count in labels.items() if "_ADMIX" in name), "R008": 1}


def test_no_identifier_of_the_study_leaves(patients: om.Harmonised) -> None:
    for table in patients.records.values():
        assert "TCGA-" not in table.to_arrow().to_string(), table


def test_the_example_beside_the_mapping_says_the_same_things() -> None:
    made = harmonised(EXAMPLE)
    assert {name: len(table) for name, table in made.records.items()} == {
        "Individual": 3,
        "Diagnosis": 3,
        "TumourStage": 3,
        "Treatment": 2,
    }
