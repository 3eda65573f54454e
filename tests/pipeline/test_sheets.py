"""The workbook of a submission: every fault is marked in its cell, nothing identifying and no formula stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

import omicz_meta as om
from omicz_meta.pipeline import sheets
from omicz_meta.pipeline.sheets import write_marked
from omicz_meta.pipeline.validating import assess
from omicz_meta.reports import workbook

PEOPLE = """\
id;rč;jméno;kontakt;pohlaví;narozen;kraj
P1;4361215034;Jan Vymyšlený;jan@example.org;M;12.3.1981;Praha
P2;5151029158;Eva Smyšlená;eva@example.org;X;jaro;Praha
P3;3604247207;Ota Nikdo;;M;1990;=HYPERLINK("http://example.org")
P4;4354213211;Ida Žádná;ida@example.org;;5. 11. 1974;ida@example.org
P5;"broken;Max Nikdo;;M;1.1.1980;Praha
"""
MAPPING = """\
class_derivations:
  Individual:
    populated_from: lidé
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: narozen}
      administrative_gender: {populated_from: pohlaví, value_mappings: {M: male, Z: female}}
      data_source: {populated_from: kraj}
"""
SECRETS = ("4361215034", "5151029158", "Vymyšlený", "Smyšlená", "Nikdo", "example.org", "P1", "P4")


def judged(folder: Path) -> Workbook:
    for name, text in {
        "lidé.csv": PEOPLE,
        "lidé.transform.yaml": MAPPING,
        "lidé.source.yaml": "source: lidé\ncolumns: {narozen: {type: partial_date, formats: [d.m.yyyy, yyyy]}}\n",
        "submission.yaml": "id: s\nsources: [{name: lidé, kind: csv, path: lidé.csv}]\nmapping: .\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    result = om.run(folder)
    assert result.harmonised is not None
    write_marked(folder / "report.xlsx", result.report, result.harmonised, "en")
    return openpyxl.load_workbook(folder / "report.xlsx")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return judged(tmp_path_factory.mktemp("s"))


def cells(book: Workbook) -> Iterator[Cell]:
    yield from (cell for sheet in book for row in sheet.iter_rows() for cell in row)


def comments(book: Workbook) -> Mapping[str, str]:
    return {
        cell.coordinate: cell.comment.text for row in book["lidé"].iter_rows() for cell in row if cell.comment
    }


def test_sheets(book: Workbook) -> None:
    assert book.sheetnames == ["Summary", "All findings", "lidé"]
    assert [cell.value for cell in book["lidé"][1]] == [
        *("Row", "Findings", "id", "rč", "jméno", "kontakt", "pohlaví", "narozen", "kraj")
    ]


def test_faults_stand_in_their_cells(book: Workbook) -> None:
    found = {place: text.split(":")[0] for place, text in comments(book).items()}
    assert found == {
        "G3": "error T001",
        "H3": "error V003",
        "G5": "error V001",
        "I5": "error P002",
        "B6": "error R003",
    }
    assert {book["lidé"][place].fill.fgColor.rgb for place in found} == {"FFF9D5D2"}
    assert book["lidé"]["B3"].value == "V003 narozen, T001 pohlaví"


def test_a_row_without_faults_is_shown_through_the_gate(book: Workbook) -> None:
    first = [cell.value for cell in book["lidé"][2]]
    assert first == [
        1,
        None,
        "A9",
        "9999999999",
        "Aaa Aaaaaaaaa",
        "aaa@aaaaaaa.aaa",
        "M",
        "12.3.1981",
        "Aaaaa",
    ]


def test_nothing_identifying_and_no_formula(book: Workbook) -> None:
    for cell in cells(book):
        text = f"{cell.value} {cell.comment.text if cell.comment else ''}"
        assert not [secret for secret in SECRETS if secret in text], cell.coordinate
        assert cell.data_type != "f"
        assert not str(cell.value).startswith("=")


def test_of_a_long_table_only_faulty_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    monkeypatch.setattr(workbook, "MOST_COMMENTS", 1)
    book = judged(tmp_path)
    assert [row[0].value for row in book["lidé"].iter_rows(min_row=2)] == [2, 4, 5]
    assert list(comments(book)) == ["G2"]


def test_a_file_of_records(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("subject_id;birth_date;administrative_gender\np1;1987;male\np2;soon;other\n")
    done = assess(file, record_class="Individual")
    write_marked(tmp_path / "r.xlsx", done.report, done.harmonised, "cs")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["people"]
    assert sheet["D3"].comment.text.startswith("chyba V003")
    assert sheet["C3"].value == "a9"
