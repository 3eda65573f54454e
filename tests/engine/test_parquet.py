"""Parquet files with row groups of a fixed size, whatever tables come."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omicz_meta.engine.parquet import RowGroupWriter

FORM = pa.schema([("n", pa.int64()), ("text", pa.string())])


def _table(start: int, stop: int) -> pa.Table:
    return pa.table([list(range(start, stop)), [str(n) for n in range(start, stop)]], schema=FORM)


@pytest.mark.parametrize("cuts", [(0, 10), (0, 1, 2, 3, 10), (0, 4, 8, 10), (0, 3, 3, 3, 10), (0, 9, 10)])
def test_row_groups_have_the_same_size_however_tables_come(cuts: tuple[int, ...], tmp_path: Path) -> None:
    writer = RowGroupWriter(tmp_path / "deep" / "x.parquet", FORM, row_group=4)
    for start, stop in pairwise(cuts):
        writer.write(_table(start, stop))
    writer.close()
    written = pq.ParquetFile(tmp_path / "deep" / "x.parquet")
    sizes = [written.metadata.row_group(n).num_rows for n in range(written.num_row_groups)]
    assert (sizes, writer.rows) == ([4, 4, 2], 10)
    assert written.read().equals(_table(0, 10))


@pytest.mark.parametrize("empty", [[], [FORM.empty_table()], [FORM.empty_table()] * 3])
def test_a_file_without_rows_has_its_columns(empty: list[pa.Table], tmp_path: Path) -> None:
    writer = RowGroupWriter(tmp_path / "x.parquet", FORM)
    for table in empty:
        writer.write(table)
    digest = writer.close()
    assert pq.read_schema(tmp_path / "x.parquet").equals(FORM)
    nothing = RowGroupWriter(tmp_path / "y.parquet", FORM)
    assert (writer.rows, digest) == (0, nothing.close())


def test_what_is_written_twice_is_equal_byte_for_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        writer = RowGroupWriter(tmp_path / name, FORM, row_group=4)
        writer.write(_table(0, 10))
        writer.close()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
