"""Writes the same rows in every kind of file that a source may be, with a mapping that reads them all."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Cell = str | dt.date | Decimal | None
COLUMNS = ("Číslo", "Narozen", "Pohlaví", "Hmotnost", "Dg")
ROWS: list[tuple[Cell, ...]] = [
    ("A1", dt.date(1970, 2, 1), "muž", Decimal("71.5"), "E75.2"),
    ("A2", dt.date(1971, 12, 31), "žena", Decimal("1071.25"), "e752,G71.0"),
    ("A3", "31.2.2001", "Mu", Decimal("60"), None),
    (None, dt.date(1955, 5, 5), "žena", Decimal("61"), "C50"),
    ("A5", dt.date(1900, 3, 1), "žena", Decimal("0.1"), "C50.9"),
    ("A6", None, None, "?", "nic"),
]
SOURCE = """source: register
dialect: {decimal: ","}
key: [Číslo]
columns:
  Narozen: {type: date, formats: [d.m.yyyy]}
  Hmotnost: {type: decimal, unit: kg}
  Dg: {type: code, system: MKN10, split: ","}
"""
TRANSFORM = """id: https://w3id.org/omicz/tests/kinds
class_derivations:
  - name: Individual
    populated_from: register
    slot_derivations:
      subject_id: {populated_from: Číslo}
      birth_date: {populated_from: Narozen}
      administrative_gender:
        populated_from: Pohlaví
        value_mappings: {muž: male, žena: female}
  - name: Diagnosis
    populated_from: register
    pivot_operation: {direction: MELT, source_slots: [Dg], value_slot: dg}
    slot_derivations:
      individual: {populated_from: Číslo}
      disease: {expr: "code({dg}, 'MKN10')"}
      source_code: {populated_from: dg}
  - name: Measurement
    populated_from: register
    slot_derivations:
      individual: {populated_from: Číslo}
      assay: {value: "LOINC:29463-7"}
      value_quantity: {populated_from: Hmotnost}
"""


def text(cell: Cell) -> str:
    """A cell as a Czech export writes it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell.day}.{cell.month}.{cell.year}"
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) else cell


def as_csv(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    with io.StringIO(newline="") as made:
        writer = csv.writer(made, delimiter=";")
        writer.writerows([COLUMNS, *(map(text, row) for row in rows)])
        content = made.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def as_sheet(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, date = book.add_worksheet("Register"), book.add_format({"num_format": "d.m.yyyy"})
        for number, row in enumerate([COLUMNS, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(cell, dt.time()), date)
                elif isinstance(cell, Decimal):
                    sheet.write_number(number, column, float(cell))
                elif cell is not None:
                    sheet.write_string(number, column, cell)


def objects(rows: list[tuple[Cell, ...]] = ROWS) -> list[str]:
    """Rows as JSON objects in which numbers are numbers; what is empty is not there."""
    made = []
    for row in rows:
        parts = (
            f"{json.dumps(name)}: {cell if isinstance(cell, Decimal) else json.dumps(text(cell))}"
            for name, cell in zip(COLUMNS, row, strict=True)
            if cell is not None
        )
        made.append("{" + ", ".join(parts) + "}")
    return made


def as_json(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    path.write_text('{"verze": 2, "register": [\n' + ",\n".join(objects(rows)) + "\n]}", encoding="utf-8")


def as_lines(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    content = "\n".join(objects(rows)).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def as_xml(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    lines = ['<?xml version="1.0" encoding="windows-1250"?>', "<export><verze>2</verze>"]
    for row in rows:
        cells = (f"<{name}>{escape(text(cell))}</{name}>" for name, cell in zip(COLUMNS, row, strict=True))
        lines.append(f"<osoba>{''.join(cells)}</osoba>")
    path.write_text("\n".join([*lines, "</export>"]), encoding="windows-1250")


def as_parquet(path: Path, rows: list[tuple[Cell, ...]] = ROWS) -> None:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
    arrays = {
        name: pa.array(cells)
        if len({type(c) for c in cells} - {type(None)}) < 2
        else pa.array(map(text, cells))
        for name, cells in columns.items()
    }
    pq.write_table(pa.table(arrays), path)


WRITERS: dict[str, tuple[str, Callable[..., None]]] = {
    ".csv": ("csv", as_csv),
    ".csv.gz": ("csv", as_csv),
    ".xlsx": ("excel", as_sheet),
    ".json": ("json", as_json),
    ".ndjson": ("json", as_lines),
    ".ndjson.gz": ("json", as_lines),
    ".xml": ("xml", as_xml),
    ".parquet": ("parquet", as_parquet),
}
"""Endings of files, with the kind in a manifest and what writes such a file."""


def submission(folder: Path, ending: str, source: str = SOURCE, transform: str = TRANSFORM) -> Path:
    """A submission without data: manifest and mapping."""
    (folder / "mapping").mkdir(parents=True)
    (folder / "mapping" / "register.source.yaml").write_text(source, encoding="utf-8")
    (folder / "mapping" / "register.transform.yaml").write_text(transform, encoding="utf-8")
    manifest = f"""id: kinds
sources:
  - {{name: register, kind: {WRITERS[ending][0]}, path: register{ending}}}
mapping: mapping
privacy: {{pseudonym_key: "env:OMICZ_PSEUDONYM_KEY"}}
"""
    (folder / "submission.yaml").write_text(manifest, encoding="utf-8")
    return folder
