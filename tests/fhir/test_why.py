"""Where a record that came from FHIR comes from: the resource, its file, the columns of the view, and each step."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.cli.why import told
from omicz_meta.pipeline.retrace import Again
from omicz_meta.pipeline.why import Reading, Why, why

from .reading import bundle, lines
from .test_absent import because

pytestmark = pytest.mark.heavy

MANIFEST = "id: s\nmapping: fhir-r4\nsources: [{name: fhir, kind: fhir, path: data/}]\n"
PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1982-02-03", "_gender": because("masked")}
OF_P1 = {"subject": {"reference": "Patient/p1"}}
LOINC = "http://loinc.org"
PRESSURE = {
    "resourceType": "Observation", "id": "bp", **OF_P1, "status": "final",
    "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
    "component": [
        {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": {"value": value, "code": "mm[Hg]"}}
        for code, value in (("8480-6", 121), ("8462-4", 79))
    ],
}  # fmt: skip
CONDITION = {"resourceType": "Condition", "id": "c1", **OF_P1, "onsetDateTime": "2001-05-06",
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "E84.9"}]}}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("why")
    (root / "s" / "data").mkdir(parents=True)
    (root / "s" / "submission.yaml").write_text(
        MANIFEST + "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}\n"
    )
    lines(root / "s" / "data", {"resourceType": "Patient", "id": "p0"}, PERSON)
    entries = [{"resource": one} for one in (PRESSURE, CONDITION)]
    lines(root / "s" / "data", bundle("collection", *entries), name="b.json")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OMICZ_PSEUDONYM_KEY", "ab" * 32)
        om.run(root / "s", root / "out", today=datetime.date(2026, 11, 22))
    return root / "s", root / "out"


def asked(made: tuple[Path, Path], record_class: str, record: str, slot: str) -> tuple[Why, Reading]:
    found = why(made[1], record_class, record, slot, Again(made[0]))
    return found, found.values[0].readings[0]


def steps(reading: Reading) -> list[dict[str, Any]]:
    return [{step.step: step.shown for step in one.steps} for one in reading.retraced]


def test_the_resource_its_file_and_the_cell(made: tuple[Path, Path]) -> None:
    found, reading = asked(made, "Diagnosis", "c1", "source_code")
    assert [(row.file, row.row) for row in found.rows] == [("data/b.json", 4)]
    (followed,) = steps(reading)

    assert followed["{icd_code}"] == "E84.9"


def test_of_several_rows_the_one_that_gave_the_record(made: tuple[Path, Path]) -> None:
    for number, code in (("1", "LOINC:8480-6"), ("2", "LOINC:8462-4")):
        found, reading = asked(made, "Measurement", f"bp-{number}", "assay")
        assert (found.rows[0].file, found.rows[0].row, found.values[0].shown) == ("data/b.json", 3, code)
        (followed,) = steps(reading)
        assert code in followed.values()


def test_a_joined_resource_is_named_by_its_own_file(made: tuple[Path, Path]) -> None:
    _, reading = asked(made, "Diagnosis", "c1", "age_at_onset")
    ((joined,),) = [one.joined for one in reading.retraced]
    assert (joined.table, joined.file, joined.row, joined.line) == ("fhir.patient", "data/a.ndjson", 2, 2)


def test_why_something_is_absent(made: tuple[Path, Path]) -> None:
    records = pq.read_table(made[1] / "records" / "individual.parquet").to_pylist()
    (person,) = (one["subject_id"] for one in records if one["birth_date"])
    found, reading = asked(made, "Individual", person, "administrative_gender")
    assert (found.values[0].shown, found.values[0].absent) == (None, "MSK")
    ((first, *_),) = [one.steps for one in reading.retraced]
    assert (first.step, first.shown, first.note) == ("{gender}", None, "MSK")


def test_what_the_command_prints(made: tuple[Path, Path]) -> None:
    text = "\n".join(told(why(made[1], "Measurement", "bp-2", None, Again(made[0])), "en"))
    assert "data/b.json · row 3" in text
    assert "LOINC:8462-4" in text
    assert "8480-6" not in text
