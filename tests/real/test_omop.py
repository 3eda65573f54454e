"""A real OMOP database of synthetic persons: the shipped mapping gives the counts of its facts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.sources.postgres import address, ask, connected, server

import omicz_meta as om

__all__ = ["address", "server"]

Facts = dict[str, Any]
CLASSES = ("individual", "diagnosis", "measurement", "treatment", "care_contact")
FORMS = ("Synthea27Nj_5.4.zip", "Synthea27NjParquet_5.4.zip", "Synthea27Nj_5.4.sqlite")


@pytest.fixture(scope="module")
def place(shared: Path) -> Path:
    return shared / "data" / "omop-synthea27nj-5.4"


@pytest.fixture(scope="module")
def facts(place: Path) -> Facts:
    found: Facts = json.loads((place / "facts.json").read_text())
    return found


@cache
def harmonised(source: str | Path) -> om.Harmonised:
    opened = om.open_source(source, kind="omop", name="cdm")
    return om.harmonise(opened, om.load_mapping("omop-5.4"), key=bytes(32))


def records(made: om.Harmonised, name: str) -> pa.Table:
    """Records by their ids: databases keep rows in an order of their own."""
    table = made.records[name].to_arrow()
    return table.sort_by("subject_id" if name == "individual" else "id")


def of(table: pa.Table, kind: str) -> pa.Table:
    """Records that come from one table of the database, as their ids say."""
    return table.filter(pc.starts_with(table["id"], f"{kind}-"))


QUICK = (FORMS[0], *(pytest.param(form, marks=pytest.mark.heavy) for form in FORMS[1:]))


@pytest.mark.parametrize("form", QUICK)
def test_every_form_has_the_counts_of_the_facts(form: str, place: Path, facts: Facts) -> None:
    made, rows = harmonised(place / form), facts["row_counts"]
    treatments, measurements = records(made, "treatment"), records(made, "measurement")
    assert {
        "PERSON": records(made, "individual").num_rows,
        "CONDITION_OCCURRENCE": records(made, "diagnosis").num_rows,
        "DRUG_EXPOSURE": of(treatments, "drug").num_rows,
        "PROCEDURE_OCCURRENCE": of(treatments, "procedure").num_rows,
        "MEASUREMENT": of(measurements, "measurement").num_rows,
        "OBSERVATION": of(measurements, "observation").num_rows,
        "VISIT_OCCURRENCE": records(made, "care_contact").num_rows,
    } == {
        name: rows[name]
        for name in (
            "PERSON",
            "CONDITION_OCCURRENCE",
            "DRUG_EXPOSURE",
            "PROCEDURE_OCCURRENCE",
            "MEASUREMENT",
            "OBSERVATION",
            "VISIT_OCCURRENCE",
        )
    }


def test_what_the_facts_say_of_persons(place: Path, facts: Facts) -> None:
    people = records(harmonised(place / FORMS[0]), "individual").to_pylist()
    genders = facts["persons_by_gender_concept_id"]
    assert Counter(one["administrative_gender"] for one in people) == {
        "male": genders["8507"],
        "female": genders["8532"],
    }
    years = sorted(int(one["birth_date"][:4]) for one in people)
    assert (years[0], years[-1]) == (facts["year_of_birth_min"], facts["year_of_birth_max"])
    died = [one for one in people if one["vital_status"] == "deceased"]
    assert len(died) == facts["persons_with_death_row"]
    assert all(one["death_date"] and one["cause_of_death"].startswith("SNOMEDCT:") for one in died)


def test_codes_are_of_the_vocabularies_that_the_facts_count(place: Path, facts: Facts) -> None:
    made = harmonised(place / FORMS[0])
    told = {"SNOMEDCT": "SNOMED", "LOINC": "LOINC", "RXNORM": "RxNorm"}

    def vocabularies(codes: Iterator[str]) -> dict[str, int]:
        return dict(Counter(told[code.partition(":")[0]] for code in codes))

    treatments, measurements = records(made, "treatment"), records(made, "measurement")
    drugs = (row["agent_codes"][0] for row in of(treatments, "drug").to_pylist())
    procedures = (row["procedure_codes"][0] for row in of(treatments, "procedure").to_pylist())
    assert (
        vocabularies(iter(records(made, "diagnosis")["disease"].to_pylist()))
        == facts["condition_occurrence_vocabularies"]
    )
    assert vocabularies(drugs) == facts["drug_exposure_vocabularies"]
    assert vocabularies(procedures) == facts["procedure_occurrence_vocabularies"]
    assert (
        vocabularies(iter(of(measurements, "measurement")["assay"].to_pylist()))
        == facts["measurement_vocabularies"]
    )
    assert (
        vocabularies(iter(of(measurements, "observation")["assay"].to_pylist()))
        == facts["observation_vocabularies"]
    )


def test_measured_values_have_their_units(place: Path, facts: Facts) -> None:
    measured = of(records(harmonised(place / FORMS[0]), "measurement"), "measurement").to_pylist()
    without = [one for one in measured if one["value_quantity"] is None]
    assert len(without) == facts["measurement_value_null"]
    units = Counter(one["value_quantity"]["unit"] for one in measured if one["value_quantity"])
    told = {unit: count for unit, count in facts["measurement_units"].items() if unit != "None"}
    assert {unit: units[unit] for unit in told} == told


@pytest.mark.heavy
@pytest.mark.parametrize("form", FORMS[1:])
def test_all_forms_give_the_same_records(form: str, place: Path) -> None:
    first, other = harmonised(place / FORMS[0]), harmonised(place / form)
    for name in CLASSES:
        assert records(other, name).equals(records(first, name)), name


@pytest.mark.heavy
def test_a_server_gives_the_same_records(place: Path, address: str) -> None:
    fill(place / FORMS[2], address)
    first, other = harmonised(place / FORMS[0]), harmonised(address)
    for name in CLASSES:
        assert records(other, name).equals(records(first, name)), name


def fill(file: Path, address: str) -> None:
    """Copy the tables of an SQLite file into a database: numbers as numbers, the rest as text."""
    with closing(sqlite3.connect(file)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"')
            columns = [column for column, *_ in rows.description]
            typed = ", ".join(f'"{column}" {kind(column)}' for column in columns)
            ask(address, f"CREATE TABLE {name} ({typed})")
            filled = [tuple(None if cell == "" else cell for cell in row) for row in rows.fetchall()]
            if filled:
                load(address, name, columns, filled)


def kind(column: str) -> str:
    if column.endswith("_id") and column not in (
        "vocabulary_id",
        "domain_id",
        "concept_class_id",
        "unique_device_id",
        "production_id",
    ):
        return "bigint"
    return "numeric" if column.startswith(("value_as_number", "range_")) else "text"


def load(address: str, name: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    arrays = []
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        if kind(column) == "bigint":
            arrays.append(
                pa.array([None if cell is None else int(float(cell)) for cell in cells], pa.int64())
            )
        else:
            arrays.append(pa.array([None if cell is None else str(cell) for cell in cells], pa.string()))
    staged = f"{name}_text"
    with closing(connected(address)) as connection, closing(connection.cursor()) as cursor:
        cursor.adbc_ingest(staged, pa.table(arrays, names=columns), mode="create")
        listed = ", ".join(f'"{column}"::{kind(column)}' for column in columns)
        cursor.execute(f"INSERT INTO {name} SELECT {listed} FROM {staged}")
        cursor.execute(f"DROP TABLE {staged}")
        connection.commit()
