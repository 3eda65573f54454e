"""Real and published FHIR: the shipped mappings give the counts of the facts, and report what the facts contradict."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pytest

import omicz_meta as om

Facts = dict[str, Any]
Json = dict[str, Any]
CONTRADICTIONS = ("V022", "V023", "X022", "X023")


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data"


def facts(data: Path, name: str) -> Facts:
    found: Facts = json.loads((data / name / "facts.json").read_text())
    return found


@cache
def harmonised(folder: Path, mapping: str) -> om.Harmonised:
    """What comes of a folder without its facts, which are no FHIR."""
    copy = Path(mkdtemp(prefix="omicz-")) / folder.name
    copytree(folder, copy, ignore=ignore_patterns("facts.json", "README.md"), copy_function=copyfile)
    return om.harmonise(
        om.open_source(copy, kind="fhir", name="fhir"), om.load_mapping(mapping), key=bytes(32)
    )


def rows(made: om.Harmonised, name: str) -> list[Json]:
    found: list[Json] = made.records[name].to_arrow().to_pylist()
    return found


def resources(folder: Path, kind: str) -> Iterator[Json]:
    """The resources of a type as they stand in the files, each type and id once."""
    seen = set()
    for path in sorted(folder.rglob("*.json*")):
        content = json.loads(
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        )
        for entry in content.get("entry", ()):
            one = entry["resource"]
            if one["resourceType"] == kind and one["id"] not in seen:
                seen.add(one["id"])
                yield one


def prefixes(codes: Iterator[str | None]) -> dict[str, int]:
    return dict(Counter(code.partition(":")[0] for code in codes if code))


@pytest.mark.heavy
def test_bundles_of_patients(data: Path) -> None:
    folder = data / "fhir-r4-synthea-bundles"
    told, made = facts(data, folder.name), harmonised(folder, "fhir-r4")
    counts = told["resource_types"]
    observations = list(resources(folder, "Observation"))
    panels = [one for one in observations if "component" in one and not {"valueQuantity"} & one.keys()]
    parts = sum(len(one.get("component", ())) for one in observations)
    assert len(observations) == counts["Observation"]
    assert {
        name: len(rows(made, name)) for name in ("individual", "diagnosis", "care_contact", "treatment")
    } == {
        "individual": counts["Patient"],
        "diagnosis": counts["Condition"],
        "care_contact": counts["Encounter"],
        "treatment": counts["Procedure"] + counts["MedicationRequest"],
    }
    assert len(rows(made, "measurement")) == counts["Observation"] - len(panels) + parts
    assert len(rows(made, "imaging_reference")) == counts["ImagingStudy"]
    genders = Counter(one["administrative_gender"] for one in rows(made, "individual"))
    assert genders == told["patients_by_gender"]
    codes = Counter(one["source_code"] for one in rows(made, "diagnosis"))
    assert {code: codes[code] for code in told["top_condition_codes"]} == told["top_condition_codes"]
    assert len(codes) == told["distinct_condition_codes"]
    assert prefixes(one["disease"] for one in rows(made, "diagnosis")) == {"SNOMEDCT": counts["Condition"]}
    measured = {one["source_code"] for one in rows(made, "measurement") if "-" not in one["id"][36:]}
    assert len(measured) == told["distinct_observation_codes"] - len({code(one) for one in panels})
    agents = [one["agent_codes"] for one in rows(made, "treatment") if one["treatment_type"] == "medication"]
    systems = told["codings_by_system"]["http://www.nlm.nih.gov/research/umls/rxnorm"]
    assert prefixes(code for listed in agents for code in listed) == {"RXNORM": systems["codings"]}
    assert len({code for listed in agents for code in listed}) == systems["distinct_codes"]
    quantities = [one["value_quantity"] for one in rows(made, "measurement") if one["value_quantity"]]
    # the export has a unit (score) that is none of UCUM
    assert sum(one["value"] is None for one in quantities) == 2
    assert errors(made) == {"T010": 2}


def code(one: Json) -> str:
    found: str = one["code"]["coding"][0]["code"]
    return found


def errors(made: om.Harmonised) -> dict[str, int]:
    told = pa.Table.from_pylist([], made.problems.schema) if made.problems is None else made.problems
    return dict(Counter(one["code"] for one in told.to_pylist() if one["severity"] == "error"))


@pytest.mark.heavy
def test_a_bulk_export(data: Path) -> None:
    told, made = facts(data, "fhir-bulk-ndjson-10"), harmonised(data / "fhir-bulk-ndjson-10", "fhir-r4")
    counts = told["resource_types"]
    assert {
        name: len(rows(made, name)) for name in ("individual", "diagnosis", "care_contact", "treatment")
    } == {
        "individual": counts["Patient"],
        "diagnosis": counts["Condition"],
        "care_contact": counts["Encounter"],
        "treatment": counts["Procedure"] + counts["MedicationRequest"],
    }
    people = rows(made, "individual")
    assert Counter(one["administrative_gender"] for one in people) == told["patients_by_gender"]
    assert sum(one["vital_status"] == "deceased" for one in people) == told["deceased"]
    assert prefixes(one["disease"] for one in rows(made, "diagnosis")) == {"SNOMEDCT": counts["Condition"]}
    left = made.ledger.sources["fhir"].out_of_scope
    assert left["no rule takes Immunization"] == counts["Immunization"]


@pytest.mark.heavy
def test_published_examples(data: Path, tmp_path: Path) -> None:
    for name, mapping in (("fhir-r4-examples", "fhir-r4"), ("fhir-r5-examples", "fhir-r5")):
        counts = facts(data, name)["resource_types"]
        made = harmonised(data / name, mapping)
        account = made.ledger.sources["fhir"]
        assert account.rows_read == sum(counts.values())
        assert account.rows_read == account.rows_used + account.rows_quarantined + account.rows_out_of_scope
        assert len(rows(made, "family_relation")) == counts["FamilyMemberHistory"]
        # of one person a second Patient has the same id, or none at all
        assert len(rows(made, "treatment")) == 1


def expected(told: Facts) -> set[tuple[str, str]]:
    """What the birth numbers in the facts contradict: each number with the code that must be told of it."""
    found = set()
    for guide in ("cz-core", "cz-lab", "img-order"):
        for number, said in told[guide]["birth_numbers"].items():
            wrong = {
                "V022": not said["mod11"],
                "V023": not is_day(said["birth"]),
                "X022": said["sex"] != said["gender"],
                "X023": said["birth"] != said["birthDate"],
            }
            found |= {(number, code) for code, holds in wrong.items() if holds}
    return found


def is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


@pytest.mark.heavy
def test_contradictory_birth_numbers_are_told_and_no_other(data: Path) -> None:
    made, told = harmonised(data / "cz-fhir", "fhir-cz-core"), facts(data, "cz-fhir")
    whose = {
        said["patient"]: number
        for guide in ("cz-core", "cz-lab", "img-order")
        for number, said in told[guide]["birth_numbers"].items()
    }
    lines = [one for one in made.problems.to_pylist() if one["code"] in CONTRADICTIONS]
    reported = {(whose[patient_at(data / "cz-fhir", one)], one["code"]) for one in lines}
    assert reported == expected(told)
    assert len(lines) == len(reported) == 6
    assert all(one["value"] is None for one in lines)


def patient_at(folder: Path, problem: Json) -> str:
    """The id of the patient that a problem is about, found again in the file and entry it names."""
    content = json.loads(next(folder.rglob(problem["file"])).read_text())
    entries = [entry["resource"] for entry in content.get("entry", ())] or [content]
    found: str = next(one["id"] for one in entries if one["resourceType"] == "Patient")
    return found


@pytest.mark.heavy
def test_czech_guides(data: Path) -> None:
    made, told = harmonised(data / "cz-fhir", "fhir-cz-core"), facts(data, "cz-fhir")
    people = rows(made, "individual")
    # 11 patients stand in the guides; five and two and two of them are one person each, by RID and birth number
    assert len(people) == 7
    left = made.ledger.sources["fhir"].out_of_scope
    assert left["filter {animal} != 'true'"] == told["cz-core"]["animal_patients"]
    assert [one["disease"] for one in rows(made, "diagnosis")] == ["MKN10:S01.8"]
    assays = prefixes(one["assay"] for one in rows(made, "measurement"))
    assert assays.keys() == {"NCLP", "LOINC", "SNOMEDCT"}
    told_of = {one["code"] for one in made.problems.to_pylist() if one["severity"] != "info"}
    assert told_of <= {*CONTRADICTIONS, "P012", "T001", "X004", "X007", "X009", "X020"}
