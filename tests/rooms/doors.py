"""The cohort as hospitals would hand it in: Czech CSV, FHIR R4 as bundles or NDJSON, OMOP CSV."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.rooms.cohort import AGENTS, ASSAYS, DISEASES, SAMPLES, Cohort, Fact, Person

Resource = dict[str, Any]
SYSTEMS = {
    "disease": "http://hl7.org/fhir/sid/icd-10",
    "assay": "http://loinc.org",
    "agent": "http://www.whocc.no/atc",
    "sample": "http://snomed.info/sct",
}
VOCABULARIES = {"disease": "ICD10", "assay": "LOINC", "agent": "ATC", "sample": "SNOMED"}
CODES = {
    "disease": DISEASES,
    "assay": tuple(code for code, *_ in ASSAYS),
    "agent": AGENTS,
    "sample": tuple(code for _, code in SAMPLES),
}
CONCEPTS = {
    (kind, code): 1000 + number
    for number, (kind, code) in enumerate((kind, code) for kind, codes in CODES.items() for code in codes)
}
UNITS = {unit: 2000 + number for number, unit in enumerate(sorted({unit for _, unit, *_ in ASSAYS}))}


# --- Czech CSV ----------------------------------------------------------------------------------------------


def czech_csv(cohort: Cohort, folder: Path) -> None:
    """Five tables in windows-1250 with Czech dates and decimal commas."""
    _czech(
        folder / "pacienti.csv",
        ("ID_pacienta", "Pohlaví", "Datum_narození", "Datum_úmrtí"),
        ((p.number, "žena" if p.female else "muž", _cz(p.born), _cz(p.died)) for p in cohort.persons),
    )
    _czech(
        folder / "diagnozy.csv",
        ("ID_dg", "ID_pacienta", "Kód", "Datum"),
        ((f"condition-{f.number}", f.person, f.code, _cz(f.day)) for f in cohort.diagnoses),
    )
    _czech(
        folder / "mereni.csv",
        ("ID_měření", "ID_pacienta", "LOINC", "Hodnota", "Jednotka", "Datum"),
        (
            (f"measurement-{f.number}", f.person, f.code, str(f.value).replace(".", ","), f.unit, _cz(f.day))
            for f in cohort.measurements
        ),
    )
    _czech(
        folder / "leky.csv",
        ("ID_léku", "ID_pacienta", "ATC", "Od", "Do", "Stav"),
        ((f"drug-{f.number}", f.person, f.code, _cz(f.day), _cz(f.until), "ukončeno") for f in cohort.drugs),
    )
    _czech(
        folder / "vzorky.csv",
        ("ID_vzorku", "ID_pacienta", "Typ", "Datum_odběru"),
        ((f"specimen-{f.number}", f.person, f.code, _cz(f.day)) for f in cohort.samples),
    )


def _cz(day: datetime.date | None) -> str:
    return "" if day is None else f"{day.day}. {day.month}. {day.year}"


def _czech(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="windows-1250", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)


# --- FHIR R4 ------------------------------------------------------------------------------------------------


def fhir_bundles(cohort: Cohort, folder: Path) -> None:
    """A transaction bundle for each person; references go by `urn:uuid` as systems that send bundles write them."""
    folder.mkdir(parents=True, exist_ok=True)
    for person in cohort.persons:
        entries = [
            {"fullUrl": _address(one), "resource": one, "request": {"method": "PUT", "url": _relative(one)}}
            for one in resources(cohort, person)
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        (folder / f"bundle-{person.number:03}.json").write_text(json.dumps(bundle))


def fhir_ndjson(cohort: Cohort, folder: Path) -> None:
    """A file for each type of resource, as a bulk export has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: dict[str, list[str]] = {}
    for person in cohort.persons:
        for one in resources(cohort, person):
            lines.setdefault(one["resourceType"], []).append(json.dumps(one))
    for kind, written in lines.items():
        (folder / f"{kind}.ndjson").write_text("".join(f"{line}\n" for line in written))


def resources(cohort: Cohort, person: Person) -> Iterator[Resource]:
    """What a FHIR server knows of a person."""
    mine = {"reference": f"Patient/{person.number}"}
    yield _patient(person)
    for fact in _of(person, cohort.diagnoses):
        yield {
            "resourceType": "Condition",
            "id": f"condition-{fact.number}",
            "code": _concept("disease", fact.code),
            "subject": mine,
            "recordedDate": str(fact.day),
        }
    for fact in _of(person, cohort.measurements):
        yield {
            "resourceType": "Observation",
            "id": f"measurement-{fact.number}",
            "status": "final",
            "code": _concept("assay", fact.code),
            "subject": mine,
            "effectiveDateTime": str(fact.day),
            "valueQuantity": {
                "value": float(fact.value or 0),
                "system": "http://unitsofmeasure.org",
                "code": fact.unit,
            },
        }
    for fact in _of(person, cohort.drugs):
        yield {
            "resourceType": "MedicationStatement",
            "id": f"drug-{fact.number}",
            "status": "completed",
            "medicationCodeableConcept": _concept("agent", fact.code),
            "subject": mine,
            "effectivePeriod": {"start": str(fact.day), "end": str(fact.until)},
        }
    for fact in _of(person, cohort.samples):
        yield {
            "resourceType": "Specimen",
            "id": f"specimen-{fact.number}",
            "type": _concept("sample", fact.code),
            "subject": mine,
            "collection": {"collectedDateTime": str(fact.day)},
        }


def _patient(person: Person) -> Resource:
    made: Resource = {
        "resourceType": "Patient",
        "id": str(person.number),
        "gender": "female" if person.female else "male",
        "birthDate": str(person.born),
    }
    return made | ({"deceasedDateTime": str(person.died)} if person.died else {})


def _concept(kind: str, code: str) -> Resource:
    return {"coding": [{"system": SYSTEMS[kind], "code": code}]}


def _of(person: Person, facts: Iterable[Fact]) -> Iterator[Fact]:
    return (fact for fact in facts if fact.person == person.number)


def _relative(one: Resource) -> str:
    return f"{one['resourceType']}/{one['id']}"


def _address(one: Resource) -> str:
    return f"https://fhir.example.org/{_relative(one)}"


# --- OMOP ---------------------------------------------------------------------------------------------------


def omop_csv(cohort: Cohort, folder: Path) -> None:
    """Tables of the Common Data Model with the concepts that they need."""
    died = [person for person in cohort.persons if person.died]
    tables: dict[str, list[dict[str, Any]]] = {
        "person": [
            {
                "person_id": p.number,
                "gender_concept_id": 8532 if p.female else 8507,
                "year_of_birth": p.born.year,
                "month_of_birth": p.born.month,
                "day_of_birth": p.born.day,
            }
            for p in cohort.persons
        ],
        "death": [{"person_id": p.number, "death_date": p.died} for p in died],
        "condition_occurrence": [
            _fact(f, "condition", "disease", condition_start_date=f.day) for f in cohort.diagnoses
        ],
        "drug_exposure": [
            _fact(f, "drug", "agent", drug_exposure_start_date=f.day, drug_exposure_end_date=f.until)
            for f in cohort.drugs
        ],
        "measurement": [
            _fact(
                f,
                "measurement",
                "assay",
                measurement_date=f.day,
                value_as_number=f.value,
                unit_concept_id=UNITS[f.unit or ""],
            )
            for f in cohort.measurements
        ],
        "specimen": [_fact(f, "specimen", "sample", specimen_date=f.day) for f in cohort.samples],
        "concept": list(_concepts()),
        "concept_relationship": [{"concept_id_1": 1, "concept_id_2": 1, "relationship_id": "Maps to"}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


KEYS = {"condition": "condition_occurrence_id", "drug": "drug_exposure_id"}


def _fact(fact: Fact, name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        KEYS.get(name, f"{name}_id"): fact.number,
        "person_id": fact.person,
        f"{name}_concept_id": CONCEPTS[kind, fact.code],
        f"{name}_source_value": fact.code,
        **more,
    }


def _concepts() -> Iterator[dict[str, Any]]:
    for (kind, code), number in CONCEPTS.items():
        yield {"concept_id": number, "vocabulary_id": VOCABULARIES[kind], "concept_code": code}
    for unit, number in UNITS.items():
        yield {"concept_id": number, "vocabulary_id": "UCUM", "concept_code": unit}
