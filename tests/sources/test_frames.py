"""Frames in memory become the text that a careful export of them would hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from omicz_meta.errors import UsageError
from omicz_meta.sources.frames import BLOCK_ROWS, open_frames

DAY, MOMENT = dt.datetime(2001, 2, 3), dt.datetime(2001, 2, 3, 4, 5, 6)
COLUMNS: list[tuple[str, list[object], list[str | None]]] = [
    ("text", ["Žofie", None, "", "a;b"], ["Žofie", None, "", "a;b"]),
    ("celé", [1, None, -3, 10**12], ["1", None, "-3", "1000000000000"]),
    ("desetinné", [0.1, None, 2.5, 1e-7], ["0.1", None, "2.5", "0.0000001"]),
    (
        "velké",
        [1e22, None, 100.0, 123.10000000000001],
        ["10000000000000000000000", None, "100", "123.10000000000001"],
    ),
    ("ano", [True, False, None, True], ["true", "false", None, "true"]),
    ("den", [DAY.date(), None, DAY.date(), DAY.date()], ["2001-02-03", None, "2001-02-03", "2001-02-03"]),
    ("chvíle", [DAY, MOMENT, None, DAY], ["2001-02-03", "2001-02-03T04:05:06", None, "2001-02-03"]),
    ("přesné", [Decimal("1.10"), None, Decimal("2.00"), Decimal("-0.01")], ["1.10", None, "2.00", "-0.01"]),
]


def text_of(frame: object) -> list[str | None]:
    (table,) = open_frames({"t": frame})
    return [row[table.columns[0]] for block in table.blocks() for row in block.batch.to_pylist()]


@pytest.mark.parametrize(("name", "values", "text"), COLUMNS, ids=[column[0] for column in COLUMNS])
def test_all_frames_give_the_same_text(name: str, values: list[object], text: list[str | None]) -> None:
    assert text_of(pa.table({name: values})) == text
    assert text_of(pa.RecordBatch.from_pydict({name: values})) == text
    assert text_of(pl.DataFrame({name: values}, strict=False)) == text
    assert text_of(pd.DataFrame({name: pd.Series(values, dtype=object)})) == text
    assert text_of(pd.DataFrame({name: values})) == text


def test_pandas_columns_of_several_types_and_categories() -> None:
    assert text_of(pd.DataFrame({"a": [1, "x", None, dt.date(2001, 2, 3)]})) == ["1", "x", None, "2001-02-03"]
    assert text_of(pd.DataFrame({"a": pd.Categorical(["M", None, "Ž"])})) == ["M", None, "Ž"]
    assert text_of(pd.DataFrame({"a": pd.array([1, None], dtype="Int64")})) == ["1", None]
    assert text_of(pd.DataFrame({"a": pd.to_datetime(["2001-02-03", None])})) == ["2001-02-03", None]


def test_floats_of_32_bits_have_no_dust() -> None:
    assert text_of(pa.table({"a": pa.array([0.1, None, 12.3], pa.float32())})) == ["0.1", None, "12.3"]


def test_names_are_made_unique_and_rows_numbered() -> None:
    frame = pd.DataFrame([[1, 2, 3]] * (BLOCK_ROWS + 1), columns=["a", "a", ""])
    (table,) = open_frames({"pacienti": frame}, source="export")
    assert (table.name, table.source, table.columns) == ("pacienti", "export", ("a", "a#2", "column 3"))
    assert [problem.code for problem in table.problems] == ["R007", "R006"]
    blocks = list(table.blocks())
    assert [block.rows_read for block in blocks] == [BLOCK_ROWS, 1]
    assert blocks[1].batch.to_pylist() == [
        {"a": "1", "a#2": "2", "column 3": "3", "#row": BLOCK_ROWS + 1, "#line": None}
    ]
    assert table.layout is None


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(UsageError, match="not dict"):
        open_frames({"t": {"a": [1]}})
