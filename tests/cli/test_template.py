"""The Excel template: made, filled in by hand, handed in, and right; headers are protected."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from tests.cli.terminal import Terminal

from omicz_meta.pipeline.new_submission import start
from omicz_meta.schema import load_schema

FILLED = {
    "Osoba": {
        "Identifikátor osoby": "A1",
        "Datum narození": datetime.date(1981, 3, 12),
        "Administrativní pohlaví": "žena",
        "Životní stav": "naživu",
        "První kontakt se specializovaným centrem": "3.1999",
        "Stav postižení": "postižený/á",
        "Dostupnost biologického vzorku": "ano",
        "Postižení": "(nezjišťováno)",
    },
    "Souhlas": {
        "Klíč souhlasu": "S1",
        "Osoba": "A1",
        "Stav souhlasu": "platný",
        "Oprávnění k využití dat": "",
        "Souhlas s opětovným kontaktováním": "ano",
        "Souhlas s opakovaným použitím dat": "ano",
        "Námitka proti sekundárnímu využití": "ne",
    },
    "Diagnóza": {
        "Klíč diagnózy": "D1",
        "Osoba": "A1",
        "Věk při začátku onemocnění": 2,
        "Věk při diagnóze": 18,
        "Stav diagnózy": "potvrzená",
        "Onemocnění": "ORPHA:586",
        "Další kódy": "MKN10:E84.9|MKN10:E84.0",
        "Datum diagnózy": "1999",
    },
    "Fenotypový znak": {"Klíč znaku": "F1", "Osoba": "A1", "Znak": "HP:0001250", "Vyloučeno": "ne"},
}


def columns(book: Workbook, sheet: str) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in book[sheet][1]}


def fill(path: Path, rows: dict[str, dict[str, object]]) -> None:
    """As somebody does in Excel: choose from lists, type, and save."""
    book = openpyxl.load_workbook(path)
    for sheet, cells in rows.items():
        at = columns(book, sheet)
        for header, value in cells.items():
            book[sheet].cell(2, at[header], value)
    book.save(path)


def choices(book: Workbook, sheet: str, header: str) -> list[str]:
    """What the drop-down of a column offers."""
    column = columns(book, sheet)[header]
    (rule,) = (
        rule
        for rule in book[sheet].data_validations.dataValidation
        if column in {part.min_col for part in rule.sqref.ranges}
    )
    name, cells = str(rule.formula1).split("!")
    return [str(cell.value) for (cell,) in book[name][cells.replace("$", "")]]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    start(tmp_path / "t", "excel", use_cases=("rare_disease",), lang="cs")
    return tmp_path / "t" / "data" / "records.xlsx"


def test_a_header_tells_what_belongs_below_it(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    cell = book["Osoba"]["B1"]
    assert cell.value == "Datum narození"
    assert cell.comment.text.splitlines()[:2] == [
        "povinné · birth_date",
        "Datum: 12.3.1981, 3.1981 nebo 1981.",
    ]
    assert "Date of birth" in cell.comment.text
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet
        assert all(cell.protection.locked for cell in sheet[1])
        assert not sheet.column_dimensions["A"].protection.locked
    assert book["lists"].sheet_state == "hidden"


def test_drop_downs_are_the_value_sets(template: Path) -> None:
    book, schema = openpyxl.load_workbook(template), load_schema()
    offered = choices(book, "Diagnóza", "Stav diagnózy")
    labels = [value.label["cs"] for value in schema.enums["DiagnosisStatus"].values]
    assert offered[: len(labels)] == labels
    assert offered[len(labels) :] == ["(nezjišťováno)", "(není známo)", "(neuvedeno)"]
    assert choices(book, "Souhlas", "Námitka proti sekundárnímu využití")[:2] == ["ano", "ne"]


def test_nothing_in_it_is_a_formula(template: Path) -> None:
    cells = (cell for sheet in openpyxl.load_workbook(template) for row in sheet.iter_rows() for cell in row)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.heavy
def test_filled_in_it_validates(terminal: Terminal) -> None:
    made = terminal("init", "t", "--excel", "--use-case", "rare_disease", "--lang", "cs")
    assert made.code == 0, made.err
    path = terminal.folder / "t" / "data" / "records.xlsx"
    permission = choices(openpyxl.load_workbook(path), "Souhlas", "Oprávnění k využití dat")[0]
    consent = choices(openpyxl.load_workbook(path), "Souhlas", "Stav souhlasu")[0]
    more = {"Oprávnění k využití dat": permission, "Stav souhlasu": consent}
    fill(path, FILLED | {"Souhlas": FILLED["Souhlas"] | more})
    said = terminal("validate", "t", "--lang", "en")
    assert "error[" not in said.out, said.out
    assert said.code == 0


@pytest.mark.heavy
def test_what_is_typed_wrong_is_told_by_the_words_of_the_sheet(terminal: Terminal) -> None:
    terminal("init", "t", "--excel", "--lang", "en")
    path = terminal.folder / "t" / "data" / "records.xlsx"
    fill(
        path,
        {"Individual": {"Subject identifier": "A1", "Date of birth": "spring", "Administrative gender": "x"}},
    )
    said = terminal("validate", "t", "--lang", "en")
    assert said.code == 1
    assert "column Administrative gender · row 2" in said.out
    assert "V003" in said.out


def test_use_cases_are_for_templates(terminal: Terminal) -> None:
    said = terminal("init", "t", "--use-case", "cancer")
    assert (said.code, said.message) == (
        2,
        "Use cases choose the sheets of a template: --excel --use-case rare_disease.",
    )
    assert terminal("init", "t", "--excel", "--use-case", "x").code == 2
    assert not (terminal.folder / "t").exists()
