"""Three doors, one room: the same persons as Czech CSV, FHIR and OMOP become the same records.

What a door cannot bring stands in `losses.psv`, and every loss there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.rooms.cohort import Cohort, cohort
from tests.rooms.doors import czech_csv, fhir_bundles, fhir_ndjson, omop_csv

import omicz_meta as om

HERE = Path(__file__).parent
Rows = dict[str, dict[str, Any]]
Write = Callable[[Cohort, Path], None]
DOORS: dict[str, tuple[Write, str, str]] = {
    "csv": (czech_csv, "csv", str(HERE / "mapping")),
    "fhir-bundles": (fhir_bundles, "fhir", "fhir-r4"),
    "fhir-ndjson": (fhir_ndjson, "fhir", "fhir-r4"),
    "omop": (omop_csv, "omop", "omop-5.4"),
}
CLASSES = ("individual", "diagnosis", "measurement", "treatment", "biosample")
LOSSES = [tuple(line.split("|")) for line in (HERE / "losses.psv").read_text("utf-8").splitlines()[1:]]


@cache
def behind(door: str) -> dict[str, Rows]:
    """The records of each class by their ids, as they come through a door."""
    write, kind, mapping = DOORS[door]
    folder = Path(mkdtemp(prefix=f"omicz-{door}-"))
    write(cohort(), folder)
    made = om.harmonise(
        om.open_source(folder, kind=kind, name="cohort"), om.load_mapping(mapping), key=bytes(32)
    )
    return {name: _by_id(made, name) for name in CLASSES}


def _by_id(made: om.Harmonised, name: str) -> Rows:
    key = "subject_id" if name == "individual" else "id"
    return {row[key]: row for row in made.records[name].to_arrow().to_pylist()}


def lost(door: str) -> set[tuple[str, str]]:
    return {(record_class, slot) for known, record_class, slot, _ in LOSSES if known in (door, "*")}


@pytest.mark.parametrize("door", [door for door in DOORS if door != "csv"])
@pytest.mark.parametrize("name", CLASSES)
def test_all_doors_lead_to_the_same_records(door: str, name: str) -> None:
    first, other = behind("csv")[name], behind(door)[name]
    assert first.keys() == other.keys()
    slots = [slot for slot in next(iter(first.values())) if (name, slot) not in lost(door)]
    differ = {
        slot: (row[slot], other[key][slot])
        for key, row in first.items()
        for slot in slots
        if row[slot] != other[key][slot]
    }
    assert differ == {}


@pytest.mark.parametrize(("door", "record_class", "slot", "why"), LOSSES)
def test_every_declared_loss_is_one(door: str, record_class: str, slot: str, why: str) -> None:
    first, other = behind("csv")[record_class], behind(door)[record_class]
    assert why
    assert any(row[slot] != other[key][slot] for key, row in first.items())


def test_the_cohort_is_whole_behind_every_door() -> None:
    people = cohort()
    for door in DOORS:
        found = behind(door)
        assert [len(found[name]) for name in CLASSES] == [
            len(people.persons),
            len(people.diagnoses),
            len(people.measurements),
            len(people.drugs),
            len(people.samples),
        ]
