"""Writes records in every kind of file, judges them, and gives what was found as plain values."""

from __future__ import annotations

import csv
import datetime
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from omicz_meta.pipeline.harmonising import judged
from omicz_meta.pipeline.records_input import read_records
from omicz_meta.validation.rules import RULES

Found = tuple[str, int | None, int | None, str | None, str | None]
TODAY = datetime.date(2027, 12, 1)
"""A day behind every date in the tables of cases."""


def occurrences(
    path: Path, record_class: str | None, use_cases: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Every error of a file, one by one, as rows of problems.parquet."""
    harmonised = read_records(path, record_class, use_cases=use_cases)
    with judged(harmonised, RULES, use_cases, TODAY.isoformat()) as verdicts:
        rows = pq.read_table(verdicts.problems).to_pylist()
    return [row for row in rows if row["severity"] == "error"]


def errors(
    path: Path, record_class: str | None = "Individual", use_cases: tuple[str, ...] = ()
) -> list[Found]:
    """Code, row, line, column and value of every error of a file."""
    keys = ("code", "row", "line", "column", "value")
    found = [tuple(row[key] for key in keys) for row in occurrences(path, record_class, use_cases)]
    return [(code, row, line, column, value) for code, row, line, column, value in found]


def written(content: str | bytes, name: str) -> Path:
    """A file with this content in a folder of its own."""
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def as_lines(records: list[Any]) -> Path:
    return written("\n".join(json.dumps(record, ensure_ascii=False) for record in records), "records.ndjson")


def as_json(records: list[Any]) -> Path:
    return written("[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]", "records.json")


def as_csv(rows: list[list[str]], delimiter: str = ";", suffix: str = ".csv") -> Path:
    path = written("", f"records{suffix}")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def as_sheet(rows: list[list[Any]]) -> Path:
    path = written("", "records.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    return path
