"""One stray quote in row 11 of 100,000: we lose row 11. The libraries beside lose the rest of the file or stop.

What they do stands here as executable documentation of why the splitter is our own.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
from tests.sources.reading import read_path

ROWS = 100_000
STRAY = 11


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stray") / "vysledky.csv"
    quotes = {STRAY: '"'}
    rows = (f"{row};{quotes.get(row, '')}Žofie;123,5;1. 2. 2026\n" for row in range(1, ROWS + 1))
    path.write_text("id;jméno;hodnota;datum\n" + "".join(rows), encoding="utf-8")
    return path


def test_we_lose_exactly_that_row(export: Path) -> None:
    got = read_path(export)
    assert got.lost == [(STRAY, STRAY + 1, "R003")]
    assert got.rejected[0].raw.decode() == '11;"Žofie;123,5;1. 2. 2026'
    assert [row for row, _ in got.places] == [row for row in range(1, ROWS + 1) if row != STRAY]
    assert all(line == row + 1 for row, line in got.places)
    assert set(got.cells[9:12]) == {(str(row), "Žofie", "123,5", "1. 2. 2026") for row in (10, 12, 13)}


def with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file, delimiter=";"))


def with_pandas(path: Path) -> int:
    return len(pd.read_csv(path, sep=";", dtype=str, on_bad_lines="skip"))


def with_pyarrow(path: Path) -> int:
    parse = pa_csv.ParseOptions(delimiter=";", newlines_in_values=True, invalid_row_handler=lambda _: "skip")
    return pa_csv.read_csv(path, parse_options=parse).num_rows


def with_polars(path: Path) -> int:
    return pl.read_csv(path, separator=";", infer_schema=False, ignore_errors=True).height


def with_duckdb(path: Path) -> int:
    """Told the quote, as anyone must who has quoted cells; left to itself it takes the file for one without quotes."""
    with duckdb.connect() as connection:
        table = connection.read_csv(
            str(path), delimiter=";", quotechar='"', header=True, all_varchar=True, store_rejects=True
        )
        return len(table)


RAISED = (csv.Error, pd.errors.ParserError, pa.ArrowInvalid, pl.exceptions.PolarsError, duckdb.Error)


@pytest.mark.parametrize("library", [with_csv, with_pandas, with_pyarrow, with_polars, with_duckdb])
def test_others_stop_or_lose_the_rest(library: Callable[[Path], int], export: Path) -> None:
    try:
        rows = library(export)
    except RAISED:
        rows = 0
    assert rows < STRAY + 1, (
        f"{library.__name__} reads {rows} rows now: correct performance-facts and this text"
    )
