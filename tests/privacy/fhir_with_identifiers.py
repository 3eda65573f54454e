"""A FHIR submission whose resources hold identifiers wherever a hospital's system may put them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

MANIFEST = """\
id: vse-2026
sources:
  - {name: fhir, kind: fhir, path: "data/"}
mapping: fhir-cz-core
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""
Resource = dict[str, Any]


def narrative(said: str) -> Resource:
    markup = f'<div xmlns="http://www.w3.org/1999/xhtml">{said}</div>'
    return {"text": {"status": "generated", "div": markup}}


def extension(said: str) -> Resource:
    return {"extension": [{"url": "https://example.org/poznamka", "valueString": said}]}


def note(said: str) -> Resource:
    return {"note": [{"text": said}]}


def identifier(said: str) -> Resource:
    return {"identifier": [{"system": "https://example.org/cislo", "value": said}]}


def contained(said: str) -> Resource:
    return {"contained": [{"resourceType": "Practitioner", "id": "lekar", "name": [{"text": said}]}]}


def tagged(said: str) -> Resource:
    return {
        "meta": {"source": f"urn:his:{said}", "tag": [{"system": "urn:t", "code": said, "display": said}]}
    }


def unknown(said: str) -> Resource:
    return {"poznamka_his": said, "_status": {"extension": [{"url": said, "valueString": said}]}}


ANYWHERE: Sequence[Callable[[str], Resource]] = (narrative, extension, identifier, contained, tagged, unknown)
"""Elements that every resource may have."""


def patient(number: int, birth_number: str) -> Resource:
    system = "https://ncez.mzcr.cz/fhir/sid/rcis" if number % 2 else "urn:oid:1.2.203.24341.3"
    return {
        "resourceType": "Patient", "id": f"p{number}", "gender": ("female", "male")[number % 2],
        "birthDate": f"{1950 + number}-02-1{number % 9}",
        "identifier": [{"system": system, "value": birth_number}],
    }  # fmt: skip


def condition(number: int) -> Resource:
    coding = {"system": "http://hl7.org/fhir/sid/icd-10", "code": f"C{number % 9}0.{number % 9}"}
    return {
        "resourceType": "Condition", "id": f"c{number}", "subject": {"reference": f"Patient/p{number}"},
        "recordedDate": "2020-03-01", "code": {"coding": [coding], "text": "nález"},
    }  # fmt: skip


def observation(number: int) -> Resource:
    return {
        "resourceType": "Observation", "id": f"o{number}", "status": "final",
        "subject": {"reference": f"Patient/p{number}"}, "effectiveDateTime": "2020-03-02",
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
        "valueQuantity": {"value": 5.1, "unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L"},
    }  # fmt: skip


def specimen(number: int) -> Resource:
    return {
        "resourceType": "Specimen", "id": f"s{number}", "subject": {"reference": f"Patient/p{number}"},
        "type": {"coding": [{"system": "http://snomed.info/sct", "code": "119297000"}]},
        "collection": {"collectedDateTime": "2020-03-02"},
    }  # fmt: skip


def planted(kind: str, said: str, chance: random.Random) -> Resource:
    """Elements of one type of resource in which a text stands where it does not belong."""
    places: dict[str, Sequence[Callable[[str], Resource]]] = {
        "Patient": (
            lambda text: {"name": [{"use": "official", "text": text, "family": text}]},
            lambda text: {"telecom": [{"system": "phone", "value": text}]},
            lambda text: {"address": [{"line": [text], "city": text}]},
            lambda text: {"contact": [{"name": {"text": text}, "telecom": [{"value": text}]}]},
            lambda text: {"gender": text},
            lambda text: {"birthDate": text},
        ),
        "Condition": (
            note,
            lambda text: {"code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": text}]}},
            lambda text: {"code": {"text": text}},
            lambda text: {"recordedDate": text},
            lambda text: {"subject": {"reference": "Patient/p1", "display": text}},
        ),
        "Observation": (
            note,
            lambda text: {"valueString": text, "valueQuantity": None},
            lambda text: {"valueQuantity": {"value": 1, "unit": text}},
            lambda text: {"performer": [{"display": text, "identifier": {"value": text}}]},
            lambda text: {"status": text},
            lambda text: {"subject": {"identifier": {"system": "urn:x", "value": text}}},
        ),
        "Specimen": (
            note,
            lambda text: {"accessionIdentifier": {"value": text}},
            lambda text: {"type": {"text": text}},
            lambda text: {"collection": {"collectedDateTime": text}},
        ),
    }
    return chance.choice([*ANYWHERE, *places[kind]])(said)


def resources(chance: random.Random, identifiers: Sequence[str], births: Sequence[str]) -> Iterator[Resource]:
    """A few resources a person; each identifier stands in two of them, alone or in a sentence."""
    made = [
        one
        for number, birth_number in enumerate(births)
        for one in (patient(number, birth_number), condition(number), observation(number), specimen(number))
    ]
    for said in (one for one in identifiers for _ in range(2)):
        text = chance.choice((said, f"pozn. {said}, klid", f"<b>{said}</b>"))
        chosen = chance.choice(made)
        chosen |= planted(chosen["resourceType"], text, chance)
    return ({name: value for name, value in one.items() if value is not None} for one in made)


def as_ndjson(folder: Path, name: str, found: Sequence[Resource]) -> None:
    for kind in ("Patient", "Condition", "Observation", "Specimen"):
        lines = [json.dumps(one, ensure_ascii=False) for one in found if one["resourceType"] == kind]
        (folder / f"{kind} {name}.ndjson").write_text(
            "\n".join(lines) + "\n{kaputt " + name, encoding="utf-8"
        )


def as_bundle(folder: Path, name: str, found: Sequence[Resource]) -> None:
    entries = [
        {"fullUrl": f"https://example.org/{one['resourceType']}/{one['id']}", "resource": one}
        for one in found
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "id": "b", "entry": entries}
    (folder / f"{name}.json").write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")


WRITERS: dict[str, Callable[[Path, str, Sequence[Resource]], None]] = {
    "fhir-ndjson": as_ndjson,
    "fhir-bundle": as_bundle,
}


def fhir_submission(
    folder: Path, kind: str, chance: random.Random, identifiers: Sequence[str], births: Sequence[str]
) -> None:
    """Write the submission; a person's name stands in the names of its files as well."""
    (folder / "data").mkdir(parents=True)
    (folder / "submission.yaml").write_text(MANIFEST, encoding="utf-8")
    name = identifiers[4].replace(" ", "_")
    WRITERS[kind](folder / "data", name, list(resources(chance, identifiers, births)))
