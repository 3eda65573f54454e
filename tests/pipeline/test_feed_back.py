"""Quarantine, repaired in a spreadsheet, and fed back: no letter is lost, and every row becomes a record."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

import omicz_meta as om
from omicz_meta.result import Report

HEADER = ("id", "pohlaví", "kraj")
ROWS = (
    ("P1", "žena", "Žďár nad Sázavou"),
    ("", "muž", "Příšerně žluťoučký kůň"),
    ("P3", "žena", "Ústí nad Labem"),
    ("", "žena", "=Šťáhlavy"),
)
MAPPING = """\
class_derivations:
  Individual:
    populated_from: lidé
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "absent('NASK')"}
      administrative_gender: {populated_from: pohlaví, value_mappings: {žena: female, muž: male}}
      data_source: {populated_from: kraj}
"""


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)


def submission(folder: Path, file: str, kind: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "lidé.transform.yaml").write_text(MAPPING, encoding="utf-8")
    text = f"id: s\nsources: [{{name: lidé, kind: {kind}, path: {file}}}]\nmapping: .\n"
    text += "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}\n"
    (folder / "submission.yaml").write_text(text, encoding="utf-8")
    return folder


def told(report: Report) -> tuple[int, int]:
    account = report.ledger.sources["lidé"]
    return account.rows_used, account.rows_quarantined


def places(result: om.Result) -> list[str]:
    return sorted(result.records["individual"].to_arrow()["data_source"].to_pylist())


def as_a_spreadsheet_reads(data: bytes) -> list[list[str]]:
    """The first bytes say whether a text is Unicode; anything else is the code page of the country."""
    mark = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for first, name in mark.items() if data.startswith(first)), "windows-1250")
    return list(csv.reader(io.StringIO(data.decode(encoding)), delimiter=";"))


@pytest.mark.heavy
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1250", "utf-16-le"])
@pytest.mark.parametrize("saved_as", ["windows-1250", "utf-8-sig"])
def test_csv(tmp_path: Path, encoding: str, saved_as: str) -> None:
    folder = submission(tmp_path / "s", "lidé.csv", "csv")
    lines = [";".join(row) for row in (HEADER, *ROWS)]
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    (folder / "lidé.csv").write_bytes((mark + "\r\n".join(lines) + "\r\n").encode(encoding))
    first = om.run(folder, tmp_path / "out")
    assert told(first.report) == (2, 2)
    sheet = as_a_spreadsheet_reads((tmp_path / "out" / "quarantine" / "lidé.csv").read_bytes())
    assert sheet[0] == ["omicz_reason", "omicz_row", "omicz_line", *HEADER]
    assert [row[-1] for row in sheet[1:]] == ["Příšerně žluťoučký kůň", "'=Šťáhlavy"]
    for number, row in enumerate(sheet[1:]):
        row[3] = f"N{number}"
    again = submission(tmp_path / "again", "lidé.csv", "csv")
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(sheet)
    (again / "lidé.csv").write_bytes(text.getvalue().encode(saved_as))
    second = om.run(again, tmp_path / "out2")
    assert told(second.report) == (2, 0)
    assert places(second) == ["=Šťáhlavy", "Příšerně žluťoučký kůň"]


def test_xlsx(tmp_path: Path) -> None:
    folder = submission(tmp_path / "s", "lidé.xlsx", "excel")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *ROWS):
        sheet.append(row)
    for cell in sheet["C"]:
        cell.data_type = "s"
    book.save(folder / "lidé.xlsx")
    assert told(om.run(folder, tmp_path / "out").report) == (2, 2)
    repaired = openpyxl.load_workbook(tmp_path / "out" / "quarantine" / "lidé.xlsx")
    (page,) = repaired.worksheets
    assert page["F2"].value == "Příšerně žluťoučký kůň"
    assert page["F3"].data_type == "s"
    for number, row in enumerate(page.iter_rows(min_row=2)):
        row[3].value = f"N{number}"
        row[5].data_type = "s"
    again = submission(tmp_path / "again", "lidé.xlsx", "excel")
    repaired.save(again / "lidé.xlsx")
    second = om.run(again, tmp_path / "out2")
    assert told(second.report) == (2, 0)
    assert places(second) == ["=Šťáhlavy", "Příšerně žluťoučký kůň"]
