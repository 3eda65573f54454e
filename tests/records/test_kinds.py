"""The same records in every kind of file: the same findings at the same places."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.records.judging import as_csv, as_json, as_lines, as_sheet, errors, written

from omicz_meta.pipeline.prepare import InputError
from omicz_meta.pipeline.records_input import read_records
from omicz_meta.pipeline.validating import validate

pytestmark = pytest.mark.heavy


PEOPLE = [
    {"subject_id": "p1", "birth_date": "1987-05-12", "administrative_gender": "female"},
    {"subject_id": "p2", "birth_date": "1987-02-31", "administrative_gender": "male"},
    {"subject_id": "p3", "birth_date": "1987", "administrative_gender": "woman"},
    {"subject_id": "p4", "birth_date": None, "administrative_gender": "female"},
    {"birth_date": "1990-01", "administrative_gender": "male"},
    {
        "subject_id": "p6",
        "absent": [{"slot": "birth_date", "reason": "MSK"}],
        "administrative_gender": "male",
    },
    {
        "subject_id": "p7",
        "birth_date": "1990-01",
        "administrative_gender": "male",
        "ancestries": ["HANCESTRO:0005"],
    },
    {"subject_id": "p8", "birth_date": "1990-01", "administrative_gender": "male", "ancestries": ["x", "y"]},
]
FOUND = [
    ("V004", 2, "birth_date", "1987-02-31"),
    ("V008", 3, "administrative_gender", "woman"),
    ("V001", 4, "birth_date", None),
    ("X004", 5, "subject_id", None),
    ("V007", 8, "ancestries", "[x, y]"),
]
COLUMNS = ("subject_id", "birth_date", "administrative_gender", "absent", "ancestries")


def cells() -> list[list[str]]:
    rows = []
    for person in PEOPLE:
        absent = "|".join(f"{entry['slot']}:{entry['reason']}" for entry in person.get("absent", []))
        plain = [str(person.get(name) or "") for name in COLUMNS[:3]]
        rows.append([*plain, absent, "|".join(person.get("ancestries", []))])
    return [list(COLUMNS), *rows]


def as_parquet(records: list[dict[str, object]]) -> Path:
    path = written(b"", "records.parquet")
    pq.write_table(pa.Table.from_pylist([dict.fromkeys(COLUMNS) | record for record in records]), path)
    return path


BIRTH_NUMBERS = [f"855715/{n:04}" for n in range(10_000) if (8557150000 + n) % 11 == 0][:20]
KINDS = {
    "csv": (lambda: as_csv(cells()), 0, 1),
    "tsv": (lambda: as_csv(cells(), "\t", ".tsv"), 0, 1),
    "xlsx": (lambda: as_sheet(cells()), 1, None),
    "json": (lambda: as_json(PEOPLE), 0, 1),
    "ndjson": (lambda: as_lines(PEOPLE), 0, 0),
    "parquet": (lambda: as_parquet(PEOPLE), 0, None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_findings(kind: str) -> None:
    make, rows_above, lines_above = KINDS[kind]
    path = make()
    assert path.suffix == f".{kind}"
    found = errors(path)
    assert [(code, row, column, value or None) for code, row, _, column, value in found] == [
        (code, row + rows_above, column, value) for code, row, column, value in FOUND
    ]
    lines = [None if lines_above is None else row - rows_above + lines_above for _, row, _, _, _ in found]
    assert [line for _, _, line, _, _ in found] == lines


@pytest.mark.parametrize("kind", KINDS)
def test_the_ledger_adds_up(kind: str) -> None:
    report = validate(KINDS[kind][0](), record_class="individual")
    assert report.ledger.conserved
    (account,) = report.ledger.sources.values()
    assert (account.rows_read, account.rows_used, account.rows_quarantined) == (8, 7, 1)
    birth = report.ledger.slots["Individual.birth_date"]
    assert (birth.evaluated, birth.passed, birth.invalid, birth.absent) == (8, 5, 1, 2)
    full = {entry.slot: (entry.records, entry.filled, entry.absent) for entry in report.completeness}
    assert full["birth_date"] == (7, 4, 1)
    assert report.persons == 7


def test_cells_of_a_sheet_have_types() -> None:
    path = as_sheet(
        [
            ["id", "individual", "organism", "tumour_content", "collection_date"],
            ["s1", "p1", "NCBITaxon:9606", 62.5, datetime.date(2020, 2, 3)],
        ]
    )
    assert errors(path, "Biosample") == []
    harmonised = read_records(path, "Biosample")
    (sample,) = harmonised.records["Biosample"].to_arrow().to_pylist()
    assert (sample["collection_date"], sample["tumour_content"]) == ("2020-02-03", Decimal("62.5"))


def test_a_sheet_keeps_its_row_numbers() -> None:
    rows = [[], ["subject_id", "birth_date", "administrative_gender"], [], ["p1", "soon", "female"]]
    assert errors(as_sheet(rows)) == [("V003", 4, None, "birth_date", "soon")]


def test_parts_of_an_object_stand_in_columns() -> None:
    head = ["id", "individual", "assay", "value_quantity.value", "value_quantity.unit"]
    rows = [
        head,
        ["m1", "p1", "LOINC:718-7", "1.5", "g/L"],
        ["m2", "p1", "LOINC:718-7", "much", "g/L"],
        ["m3", "p1", "LOINC:718-7", "2", ""],
    ]
    path = as_csv(rows)
    assert [found[:2] for found in errors(path, "Measurement")] == [("V005", 2), ("V011", 3)]
    harmonised = read_records(path, "Measurement")
    quantity = harmonised.records["Measurement"].to_arrow()["value_quantity"][0].as_py()
    assert (quantity["value"], quantity["unit"]) == (Decimal("1.5"), "g/L")


@pytest.mark.parametrize(
    ("columns", "record_class", "code", "column", "candidates"),
    [
        (["subject_id", "birth_dat"], "Individual", "M004", "birth_dat", ("birth_date",)),
        (
            ["id", "value_quantity.unti"],
            "Measurement",
            "M004",
            "value_quantity.unti",
            ("value_quantity.unit",),
        ),
        (["id", "value_quantity"], "Measurement", "M015", "value_quantity", ()),
        (["id", "adverse_events.event_code"], "Treatment", "M015", "adverse_events.event_code", ()),
        (["subject_id", "855715/0008"], "Individual", "M004", "999999/9999", ()),
    ],
)
def test_a_column_that_is_no_slot(
    columns: list[str], record_class: str, code: str, column: str, candidates: tuple[str, ...]
) -> None:
    report = validate(as_csv([columns, ["a", "b"]]), record_class=record_class)
    (finding,) = [finding for finding in report.findings if finding.code in ("M004", "M015")]
    assert (finding.code, finding.column, finding.value, finding.record_class) == (
        code,
        column,
        column,
        record_class,
    )
    assert finding.candidates[:1] == candidates


def test_a_broken_null_flavour_in_a_cell() -> None:
    head = ["subject_id", "administrative_gender", "absent"]
    path = as_csv(
        [
            head,
            ["p1", "female", "birth_date:WHY"],
            ["p2", "female", "birth_date"],
            ["p3", "female", "birth_date:MSK"],
        ]
    )
    assert [(code, row) for code, row, *_ in errors(path)] == [("V008", 1), ("V001", 2)]


def test_two_records_with_one_id() -> None:
    path = as_lines([PEOPLE[0], {**PEOPLE[0], "birth_date": "1988"}, PEOPLE[0]])
    assert errors(path) == [("X001", 2, 2, "birth_date", "1988")]


def test_an_identifier_as_id_is_told_and_not_shown() -> None:
    path = as_lines([{**PEOPLE[0], "subject_id": number} for number in BIRTH_NUMBERS])
    report = validate(path, record_class="Individual")
    assert ("P002", "subject_id") in {(finding.code, finding.column) for finding in report.findings}
    assert "855715" not in str(report)


def test_a_withdrawn_consent_is_judged_as_well() -> None:
    consent = {
        "id": "c1",
        "individual": "p1",
        "consent_status": "withdrawn",
        "data_use_permission": "general_research_use",
    }
    assert [found[0] for found in errors(as_lines([consent]), "Consent")] == ["V011"]


def test_references_leave_the_file() -> None:
    diagnosis = {"id": "d1", "individual": "p9", "disease": "ORPHA:558"}
    assert errors(as_lines([diagnosis]), "Diagnosis") == []
    both = written(json.dumps({"Individual": [PEOPLE[0]], "diagnosis": [diagnosis]}), "all.json")
    assert [found[0] for found in errors(both, None)] == ["X002"]
    assert errors(both, "Diagnosis") == []


def test_use_cases_that_ask_for_other_classes() -> None:
    report = validate(as_lines([PEOPLE[0]]), record_class="Individual", use_cases=["rare_disease"])
    assert {finding.code for finding in report.findings if finding.severity == "error"} == {"V001"}


UNUSABLE = [
    ("empty.csv", b"", "R009"),
    ("empty.ndjson", b"", "R009"),
    ("blank.ndjson", b" \n\n", "R009"),
    ("empty.json", b"", "R009"),
    ("empty.parquet", b"", "R009"),
    ("empty.xlsx", b"", "R009"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "R011"),
    ("picture.ndjson", b"\x89PNG\r\n\x1a\n" + bytes(200), "R011"),
    ("picture.json", b"\x89PNG\r\n\x1a\n" + bytes(200), "R011"),
    ("picture.parquet", b"\x89PNG\r\n\x1a\n" + bytes(200), "R014"),
    ("cut.parquet", b"PAR1" + bytes(100) + b"PAR1", "R014"),
    ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "R014"),
    ("cut.xlsx", b"PK\x03\x04" + bytes(100), "R014"),
    ("cut.json", b'[{"subject_id": "p1"},\n{"subject', "R019"),
    ("twice.json", b"[]\n[]", "R019"),
]


@pytest.mark.parametrize(("name", "content", "code"), UNUSABLE, ids=[name for name, _, _ in UNUSABLE])
def test_files_that_cannot_be_read(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_records(written(content, name), "Individual")
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("kind", ["csv", "ndjson", "json", "parquet", "xlsx"])
def test_a_file_that_is_not_there(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_records(tmp_path / f"none.{kind}", "Individual")
    assert [problem.code for problem in caught.value.problems] == ["R014"]


@pytest.mark.parametrize(
    "path", [lambda: as_json([]), lambda: as_csv([["subject_id"]]), lambda: as_sheet([["subject_id"]])]
)
def test_no_records(path: object) -> None:
    assert callable(path)
    report = validate(path(), record_class="Individual")
    assert [finding.code for finding in report.findings] == ["R010"]
