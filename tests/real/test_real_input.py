"""Real Czech exports, mapped by the shipped mappings; the counts are those of the data's own facts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import omicz_meta as om


@pytest.fixture(scope="module")
def osoby(shared: Path) -> om.Harmonised:
    path = shared / "data" / "cz-mzcr-osoby" / "osoby-short.csv"
    return om.harmonise(om.open_source(path, name="osoby"), om.load_mapping("cz-mzcr"), key=bytes(32))


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, object]:
    return json.loads((shared / "data" / "cz-mzcr-osoby" / "facts.json").read_text())["osoby-short.csv"]


def test_every_person_of_the_ministrys_file_becomes_an_individual(osoby: om.Harmonised, facts: dict) -> None:
    assert osoby.ledger.sources["osoby"].rows_read == facts["rows"]
    assert osoby.ledger.sources["osoby"].rows_used == facts["rows"]
    assert len(osoby.records["individual"]) == facts["rows"] - facts["duplicate_ids"]


def test_sex_and_region_are_those_of_the_facts(osoby: om.Harmonised, facts: dict) -> None:
    people = osoby.records["individual"].to_pandas()
    sex = facts["profile"]["pohlavi"]["values"]
    assert people.administrative_gender.value_counts().to_dict() == {"male": sex["M"], "female": sex["Z"]}
    regions = facts["profile"]["kraj_nuts_kod"]
    assert people.region_of_residence.value_counts().to_dict() == regions["values"]
    assert int(people.region_of_residence.isna().sum()) == regions["empty"]


def test_infections_abroad_are_those_of_the_facts(osoby: om.Harmonised, facts: dict) -> None:
    abroad = facts["rows"] - facts["profile"]["nakaza_zeme_csu_kod"]["empty"]
    assert len(osoby.records["exposure"]) == abroad


def test_nothing_in_the_ministrys_file_is_wrong_for_the_reader(osoby: om.Harmonised) -> None:
    codes = Counter(osoby.problems["code"].to_pylist())
    assert not [code for code in codes if code[0] in "RV"], codes


def test_the_second_file_of_the_ministry_reads_the_same_way(shared: Path) -> None:
    path = shared / "data" / "cz-mzcr-osoby" / "osoby2.csv"
    made = om.harmonise(om.open_source(path, name="osoby"), om.load_mapping("cz-mzcr"), key=bytes(32))
    people = made.records["individual"].to_pandas()
    assert people.administrative_gender.value_counts().to_dict() == {"female": 29, "male": 20}


def test_the_biobank_export_gives_its_three_donors_five_diagnoses_and_three_samples(shared: Path) -> None:
    path = shared / "data" / "peers" / "bbmri-cz-fhir-module" / "csv_data" / "test_data.csv"
    made = om.harmonise(om.open_source(path, name="vzorky"), om.load_mapping("bbmri-cz"), key=bytes(32))
    assert {name: len(table) for name, table in made.records.items()} == {
        "Individual": 3,
        "Diagnosis": 5,
        "Biosample": 3,
    }
    codes = made.records["diagnosis"].to_pandas().disease.tolist()
    assert codes == ["MKN10:M33", "MKN10:M05.8", "MKN10:M08", "MKN10:M05.8", "MKN10:M05"]
    samples = made.records["biosample"].to_pandas()
    assert samples.collection_date.tolist() == ["2017-10-16", "2018-10-30", "2019-10-22"]
    assert samples.sample_type.tolist() == ["serum", "blood", "tissue"]
