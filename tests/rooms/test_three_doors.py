"""Three doors, one room: the same persons as Czech CSV, FHIR and OMOP become the same records.

What a door cannot bring stands in `losses.psv`, and every loss there is one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
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
    return {_key(name, row): row for row in made.records[name].to_arrow().to_pylist()}


def _key(name: str, row: dict[str, Any]) -> str:
    return str(row["subject_id" if name == "individual" else "id"])


def lost(door: str) -> set[tuple[str, str]]:
    return {(record_class, slot) for known, record_class, slot, _ in LOSSES if known in (door, "*")}


SLOW = ("fhir-bundles",)
"""Doors that are tried by make test-all."""
OTHERS = [
    pytest.param(door, marks=[pytest.mark.heavy] if door in SLOW else []) for door in DOORS if door != "csv"
]


@pytest.mark.parametrize("door", OTHERS)
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


MIXED = """
id: mixed
sources:
  - {name: his, kind: csv, path: his/}
  - {name: server, kind: fhir, path: server/, mapping: fhir-r4}
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""


@pytest.mark.heavy
def test_half_of_the_persons_by_fhir_and_all_by_csv_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "00" * 32)
    people = cohort()
    (tmp_path / "submission.yaml").write_text(MIXED)
    shutil.copytree(HERE / "mapping", tmp_path / "mapping")
    czech_csv(people, tmp_path / "his")
    fhir_ndjson(replace(people, persons=people.persons[::2]), tmp_path / "server")
    result = om.run(tmp_path)
    whole = behind("csv")
    for name in CLASSES:
        made = {_key(name, row): row for row in result.records[name].to_arrow().to_pylist()}
        assert sorted(map(without_key, made.values())) == sorted(map(without_key, whole[name].values()))
    assert [one.code for one in result.report.findings if one.code.startswith("X")] == []


def without_key(row: dict[str, Any]) -> str:
    """A record without the pseudonym of the person, which another realm gives another."""
    return str({slot: value for slot, value in row.items() if slot not in ("subject_id", "individual")})


def test_the_cohort_is_whole_behind_every_door() -> None:
    people = cohort()
    for door in ("csv", "fhir-ndjson", "omop"):
        found = behind(door)
        assert [len(found[name]) for name in CLASSES] == [
            len(people.persons),
            len(people.diagnoses),
            len(people.measurements),
            len(people.drugs),
            len(people.samples),
        ]
