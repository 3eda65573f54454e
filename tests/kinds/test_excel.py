"""Workbooks: what a cell becomes, what is told, what is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.kinds.reading import opened, read, refused

from omicz_meta.sources.dialect import ColumnForm, Dialect

Fill = Callable[[Any, Any], None]


def book(tmp_path: Path, *fills: Fill, name: str = "s.xlsx") -> Path:
    """A workbook with a sheet for each function that fills one."""
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path)) as made:
        for fill in fills:
            fill(made, made.add_worksheet())
    return path


def table(*rows: list[object]) -> Fill:
    def fill(_: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)

    return fill


def dated(value: object, form: str) -> Fill:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "a")
        sheet.write_datetime(1, 0, value, made.add_format({"num_format": form}))

    return fill


def number(value: float, form: str = "General") -> Fill:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "a")
        sheet.write_number(1, 0, value, made.add_format({"num_format": form}))

    return fill


CZECH = Dialect(decimal=",", columns={"a": ColumnForm(formats=("yyyy", "m/yyyy", "d.m.yyyy"))})
CELLS = [
    ("a date", dated(dt.date(1987, 5, 12), "d.m.yyyy"), None, "1987-05-12"),
    ("a date, declared Czech", dated(dt.date(1987, 5, 12), "d.m.yyyy"), CZECH, "12.5.1987"),
    ("a moment that no declared format holds", dated(dt.datetime(2020, 1, 2, 3, 4, 5), "d.m.yyyy hh:mm"), CZECH,
     "2020-01-02T03:04:05"),
    ("a time", dated(dt.time(10, 30), "hh:mm"), None, "10:30:00"),
    ("a span of time", number(1.5, "[h]:mm"), None, "P1DT12H"),
    ("a whole number", number(7), None, "7"),
    ("no dust", number(0.1 + 0.2), None, "0.3"),
    ("a decimal comma", number(71.5), CZECH, "71,5"),
    ("a percentage is its number", number(0.125, "0.0%"), None, "0.125"),
    ("a small number", number(1e-7), None, "0.0000001"),
    ("a birth number without its first zero", number(101010008), None, "101010008"),
    ("the longest exact number", number(999999999999999), None, "999999999999999"),
    ("yes", table(["a"], [True]), None, "true"),
    ("text that looks like a number", table(["a"], ["007"]), None, "007"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fill", "dialect", "expected"), [case[1:] for case in CELLS], ids=[c[0] for c in CELLS]
)
def test_cells(tmp_path: Path, fill: Fill, dialect: Dialect | None, expected: str) -> None:
    assert read(book(tmp_path, fill), dialect)["s"].cells == [(expected,)]


def test_text_stays_as_it_is_though_it_begins_like_a_formula(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "a")
        sheet.write_string(1, 0, "=1+1")

    assert read(book(tmp_path, fill))["s"].cells == [("=1+1",)]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_errors_of_formulas_are_told_cell_by_cell(tmp_path: Path, error: str) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(2, 1, "=A1", None, error)
        sheet.write(2, 0, "x")

    found = read(book(tmp_path, fill))["s"]
    assert found.faults == [(3, "b", "R020", error)]
    assert found.cells == [("x", "")]


def test_numbers_that_lost_digits_are_told(tmp_path: Path) -> None:
    found = read(book(tmp_path, number(123456789012345678)))["s"]
    assert [(row, column, code) for row, column, code, _ in found.faults] == [(2, "a", "R025")]
    assert found.cells == [(None,)]


def test_rows_have_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    path = book(
        tmp_path, table([], [None, "Export z NIS"], [None, "id", "b"], [None, 1, "x"], [], [None, 2, "y"])
    )
    found = read(path)["s"]
    assert found.columns == ("id", "b")
    assert [place[0] for place in found.places] == [4, 6]
    assert ("R008", None, 1) in found.problems


def test_a_declared_header_and_area(tmp_path: Path) -> None:
    path = book(tmp_path, table(["x", "y", "z"], ["q", "id", "b"], ["q", 1, 2], ["q", 3, 4], ["q", 5, 6]))
    found = read(path, Dialect(header_line=2, area="B2:C4"))["s"]
    assert (found.columns, found.cells, found.problems) == (("id", "b"), [("1", "2"), ("3", "4")], [])


def test_names_twice_and_no_name(tmp_path: Path) -> None:
    found = read(book(tmp_path, table(["a", "a", None], [1, 2, 3])))["s"]
    assert found.columns == ("a", "a#2", "column 3")
    assert [code for code, _, _ in found.problems] == ["R007", "R006"]


def test_sheets_are_tables(tmp_path: Path) -> None:
    def hidden(_: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["a", "x"])
        sheet.hide()

    path = book(tmp_path, table(["a"], [1]), table(["b"], [2]), hidden, table())
    found = read(path)
    assert {name: part.cells for name, part in found.items()} == {"s.Sheet1": [("1",)], "s.Sheet2": [("2",)]}
    assert found["s.Sheet1"].problems == [("R021", None, 1)]
    assert read(path, Dialect(sheet="Sheet2"))["s"].cells == [("2",)]
    assert read(path, Dialect(sheet="Sheet3"))["s"].cells == [("x",)]
    assert refused(path, Dialect(sheet="Sheet")) == ["R023"]
    assert opened(path, Dialect(sheet="Sheet")).problems[0].candidates[:2] == ("Sheet1", "Sheet2")


def test_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.merge_range("A2:A3", "m")
        sheet.write_column(1, 1, ["x", "y"])
        sheet.set_row(2, None, None, {"hidden": True})

    found = read(book(tmp_path, fill))["s"]
    assert found.cells == [("m", "x"), ("", "y")]
    assert found.problems == [("R022", None, 1), ("R024", None, 1)]


def test_the_calendar_of_1904(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["a"])
    made.active.append([dt.datetime(1987, 5, 12)])
    made.save(tmp_path / "s.xlsx")
    assert read(tmp_path / "s.xlsx")["s"].cells == [("1987-05-12",)]


def test_a_workbook_without_cells(tmp_path: Path) -> None:
    assert refused(book(tmp_path, table())) == ["R009"]
    (tmp_path / "s.xlsx").write_bytes(b"")
    assert refused(tmp_path / "s.xlsx") == ["R009"]
    assert read(book(tmp_path, table(["a", "b"])))["s"].problems == [("R010", None, 1)]


def altered(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """A workbook whose first sheet is changed."""
    out = path.with_name("altered.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return out


BOMBS = {
    "a cell far out": lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"'),
    "a row far down": lambda xml: xml.replace(b'r="A2"', b'r="ALL1000000"'),
    "a million columns": lambda xml: xml.replace(
        b"</row>", b"".join(b"<c><v>1</v></c>" for _ in range(10_001)) + b"</row>", 1
    ),
    "nothing but air": lambda xml: xml.replace(b"</worksheet>", b" " * 60_000_000 + b"</worksheet>"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused(tmp_path: Path, bomb: str) -> None:
    path = altered(book(tmp_path, table(["a"], [1])), BOMBS[bomb])
    assert refused(path) == ["R015"]


@pytest.mark.parametrize("cut", [30, 500, 2000, -30])
def test_a_workbook_that_was_cut_off(tmp_path: Path, cut: int) -> None:
    path = book(tmp_path, table(["a"], [1]))
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path) == ["R014"]
