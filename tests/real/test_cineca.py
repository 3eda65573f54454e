"""A synthetic cohort like UK Biobank, mapped by the shipped `cineca-uk1`, against the counts of its facts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.pipeline.harmonising import judged
from omicz_meta.profile import profile_tables
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema
from omicz_meta.validation.rules import RULES

Facts = dict[str, Any]
EXAMPLE = mappings_folder() / "cineca-uk1" / "example" / "uk1.tsv"
NATIONS = {"England": "GB-ENG", "Wales": "GB-WLS", "Scotland": "GB-SCT", "Northern Ireland": "GB-NIR"}
COUNTRIES = NATIONS | {"Republic of Ireland": "IE"}


def harmonised(path: Path) -> om.Harmonised:
    mapping = om.load_mapping("cineca-uk1")
    dialects = {name: spec.dialect for name, spec in mapping.sources.items()}
    return om.harmonise(om.open_source(path, name="uk1", dialects=dialects), mapping, key=bytes(32))


@pytest.fixture(scope="module")
def table(shared: Path) -> Path:
    return shared / "data" / "cineca-uk1" / "uk1.tsv.gz"


@pytest.fixture(scope="module")
def people(table: Path) -> om.Harmonised:
    return harmonised(table)


@pytest.fixture(scope="module")
def facts(table: Path) -> Facts:
    return json.loads(table.with_name("facts.json").read_text())


def values(facts: Facts, column: str) -> Counter[str]:
    return Counter(facts["profile"][column]["values"])


def records(made: om.Harmonised, name: str) -> pd.DataFrame:
    return made.records[name].to_pandas()


def reasons(frame: pd.DataFrame, slot: str) -> Counter[str]:
    absent = (one for parts in frame.absent.dropna() for one in parts)
    return Counter(one["reason"] for one in absent if one["slot"] == slot)


def test_every_row_is_a_person(people: om.Harmonised, facts: Facts) -> None:
    account = people.ledger.sources["uk1"]
    assert (account.rows_read, account.rows_used) == (facts["rows"], facts["rows"])
    found = records(people, "individual")
    assert Counter(found.administrative_gender) == facts["sex"]
    born = values(facts, "Country of birth (UK/elsewhere)-0.0")
    assert Counter(found.country_of_birth.dropna()) == {code: born[name] for name, code in COUNTRIES.items()}
    assert reasons(found, "country_of_birth") == {
        "OTH": born["Elsewhere"],
        "ASKU": born["Do not know"],
        "MSK": born["Prefer not to answer"],
    }


def test_every_error_of_a_formula_is_told_with_its_cell(people: om.Harmonised, facts: Facts) -> None:
    found = people.problems.filter(pd.Series(people.problems["code"].to_pylist()).eq("R020").to_numpy())
    assert found.num_rows == facts["excel_ref_errors"]
    told = Counter(found["column"].to_pylist())
    profile = facts["profile"]
    assert told == {
        name: part["values"]["#REF!"] for name, part in profile.items() if "#REF!" in part.get("values", {})
    }
    assert len(set(zip(found["column"].to_pylist(), found["row"].to_pylist(), strict=True))) == len(found)


def test_what_inspect_counts_are_the_same_errors(table: Path, facts: Facts) -> None:
    source = om.open_source(table)
    (seen,) = profile_tables(source.tables, load_schema()).facts.tables
    counted = {column.name: column.formula_errors for column in seen.columns}
    assert sum(counted.values()) == facts["excel_ref_errors"]
    wholly = {name for name in counted if counted[name] and not facts["profile"][name]["empty"]}
    assert {counted[name] for name in wholly} == {facts["rows"]}
    assert {column.type for column in seen.columns if column.name in facts["columns_only_ref_or_empty"]} == {
        "empty"
    }


def test_results_carry_the_units_of_their_fields(people: om.Harmonised, facts: Facts) -> None:
    found = records(people, "measurement")
    assert Counter(found.assay) == dict.fromkeys(found.assay.unique(), facts["rows"])
    units = {assay: {one["unit"] for one in part} for assay, part in found.groupby("assay").value_quantity}
    assert units["LOINC:777-3"] == {"10*9/L"}
    assert units["LOINC:60474-4"] == {"10*12/L"}
    assert units["LOINC:14927-8"] == {"mmol/L"}
    assert len(units) == 18


def test_negative_amounts_are_told_by_validation(people: om.Harmonised, facts: Facts) -> None:
    with judged(people, RULES, (), "2026-11-22") as verdicts:
        told = Counter(pq.read_table(verdicts.problems, columns=["code"])["code"].to_pylist())
    found = records(people, "measurement")
    below = Counter(found.source_code[[one["value"] < 0 for one in found.value_quantity]])
    assert told["V006"] == below.total()
    expected = {
        name: count for name, count in facts["negative_values_in_positive_quantities"].items() if count
    }
    assert {name: below[name] for name in expected} == expected


def test_diagnoses_by_the_curated_map(people: om.Harmonised, facts: Facts) -> None:
    found = records(people, "diagnosis")
    told = sum((values(facts, name) for name in list(facts["profile"])[-7:]), Counter[str]())
    assert Counter(found.source_text) == told
    assert found.disease.notna().all()
    codes = dict(zip(found.source_text, found.disease, strict=True))
    assert (codes["sarcoidosis"], codes["haemorrhoids"], codes["huntington's disease"]) == (
        "ICD10:D86",
        "ICD10:K64",
        "ICD10:G10",
    )


def test_habits(people: om.Harmonised, facts: Facts) -> None:
    found = records(people, "exposure")
    smoked, drank = values(facts, "Ever smoked-0.0"), values(facts, "Frequency of drinking alcohol-0.0")
    assert Counter(found.tobacco_status.dropna()) == {"never": smoked["No"]}
    assert reasons(found, "tobacco_status") == {"OTH": smoked["Yes"]}
    refused = drank.pop("Prefer not to answer")
    never = drank.pop("Never")
    assert Counter(found.alcohol_status.dropna()) == {"non_drinker": never, "current": drank.total()}
    assert reasons(found, "alcohol_status") == {"MSK": refused}


def test_operations_are_cut_into_code_and_words(people: om.Harmonised, facts: Facts) -> None:
    found = records(people, "treatment")
    together = {
        f"{code} {words}" for code, words in zip(found.source_code, found.treatment_subtype, strict=True)
    }
    assert len(together) == facts["profile"]["Operative procedures - OPCS4-0.0"]["distinct"]
    assert [list(codes) for codes in found.procedure_codes] == [
        [f"OPCS4:{code}"] for code in found.source_code
    ]
    methods = found.source_code.str[0].isin(["Y", "Z"])
    assert found.treatment_type[~methods].eq("surgery").all()
    assert reasons(found, "treatment_type") == {"UNC": methods.sum()}


def test_groups_without_an_exact_term_are_told_and_never_guessed(people: om.Harmonised) -> None:
    found = records(people, "individual")
    given = found.ancestries.dropna().size
    asked = reasons(found, "ancestries")
    codes = Counter(people.problems["code"].to_pylist())
    assert codes["T003"] == len(found) - given - asked.total()
    assert asked == {"ASKU": 22, "MSK": 21}


def test_no_identifier_of_the_cohort_leaves(people: om.Harmonised) -> None:
    for made in people.records.values():
        text = made.to_arrow().to_string()
        assert not any(word in text for word in ("fake", "synthetic_sample", "SAMEA", "HG00", "EGAN")), made


def test_the_example_beside_the_mapping_says_the_same_things() -> None:
    made = harmonised(EXAMPLE)
    assert {name: len(part) for name, part in made.records.items()} == {
        "Individual": 3,
        "Measurement": 8,
        "Diagnosis": 3,
        "Exposure": 3,
        "Treatment": 2,
    }
    assert Counter(made.problems["code"].to_pylist()) == {"R020": 4, "T003": 1, "M016": 5}
