"""Parquet files with row groups of a fixed size, whatever tables come."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omicz_meta.engine.parquet import Earlier, RowGroupWriter

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


NESTED = pa.schema(
    [
        ("id", pa.string()),
        ("codes", pa.list_(pa.struct([("value", pa.string()), ("at", pa.list_(pa.int64()))]))),
        ("yes", pa.bool_()),
        ("share", pa.float64()),
        ("nothing", pa.string()),
    ]
)


def _nested(count: int) -> pa.Table:
    rows = [
        {
            "id": f"k{n}",
            "codes": None if n % 5 == 0 else [{"value": "CDE"[n % 3], "at": [n, None]}] * (n % 3),
            "yes": (True, False, None)[n % 3],
            "share": n / 7,
            "nothing": None,
        }
        for n in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=NESTED)


@pytest.mark.parametrize("encoders", [0, 1, 3])
@pytest.mark.parametrize("rows", [0, 1, 7, 8, 150, 1000])
def test_a_file_is_as_arrow_writes_it_in_one_go(rows: int, encoders: int, tmp_path: Path) -> None:
    table = _nested(rows)
    unique = frozenset({"id"})
    ours = RowGroupWriter(tmp_path / "ours", NESTED, row_group=8, unique=unique, encoders=encoders)
    for start in range(0, rows, 5):
        ours.write(table.slice(start, 5))
    ours.close()
    repeating = ["codes.list.element.value", "codes.list.element.at.list.element", "yes", "share", "nothing"]
    with pq.ParquetWriter(
        tmp_path / "theirs",
        NESTED,
        use_dictionary=repeating,
        compression="zstd",
        compression_level=1,
        write_statistics=["id"],
    ) as theirs:
        for start in range(0, rows, 8):
            theirs.write_table(table.slice(start, 8))
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


@pytest.mark.parametrize("encoders", [0, 2])
@pytest.mark.parametrize(
    ("start", "rows", "taken"),
    [(0, 10, 3), (0, 8, 2), (0, 14, 2), (0, 12, 2), (1, 10, 0), (0, 0, 0)],
    ids=["same", "fewer", "more", "the last group filled up", "other rows", "no rows"],
)
def test_row_groups_are_taken_over_as_long_as_rows_are_the_same(
    start: int, rows: int, taken: int, encoders: int, tmp_path: Path
) -> None:
    first = RowGroupWriter(tmp_path / "earlier", FORM, row_group=4)
    first.write(_table(0, 10))
    first.close()
    # the same rows, by which is seen where row groups come from
    pq.write_table(_table(0, 10), tmp_path / "earlier", row_group_size=4, compression="gzip")
    earlier = Earlier(tmp_path / "earlier", tuple(first.told))
    writer = RowGroupWriter(tmp_path / "x", FORM, row_group=4, earlier=earlier, encoders=encoders)
    writer.write(_table(start, start + rows))
    writer.close()
    file = pq.ParquetFile(tmp_path / "x")
    pressed = [file.metadata.row_group(n).column(0).compression for n in range(file.num_row_groups)]
    assert pressed == ["GZIP"] * taken + ["ZSTD"] * (len(pressed) - taken)
    assert file.read().equals(_table(start, start + rows))
    assert len(writer.told) == len(pressed)


def test_what_is_written_twice_is_equal_byte_for_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        writer = RowGroupWriter(tmp_path / name, FORM, row_group=4)
        writer.write(_table(0, 10))
        writer.close()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
