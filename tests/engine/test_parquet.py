"""Parquet files with row groups of a fixed size, whatever tables come."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omicz_meta.engine.encoding import ROW_GROUP, Encoding
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.row_digest import digest_of, digest_of_groups

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


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 150, 1000])
def test_a_file_is_as_arrow_writes_it_in_one_go(rows: int, tmp_path: Path) -> None:
    table = _nested(rows)
    unique = frozenset({"id"})
    ours = RowGroupWriter(tmp_path / "ours", NESTED, row_group=8, unique=unique)
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


@pytest.mark.parametrize(
    ("cuts", "sizes"),
    [((0, 3, 3, 10), [3, 7]), ((0, 9, 10), [9, 1]), ((0, 0, 10), [10]), ((0, 1, 2, 10), [1, 1, 8])],
)
def test_groups_that_were_encoded_elsewhere_stand_as_they_are(
    cuts: tuple[int, ...], sizes: list[int], tmp_path: Path
) -> None:
    writer = RowGroupWriter(tmp_path / "x.parquet", FORM, row_group=4)
    for start, stop in pairwise(cuts):
        writer.add(Encoding(FORM).groups(_table(start, stop)))
    digest = writer.close()
    written = pq.ParquetFile(tmp_path / "x.parquet")
    assert [written.metadata.row_group(n).num_rows for n in range(written.num_row_groups)] == sizes
    assert (writer.rows, written.read().equals(_table(0, 10))) == (10, True)
    edges = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    told = [digest_of(_table(start, stop)) for start, stop in pairwise(edges)]
    assert digest == digest_of_groups(told)


def test_rows_that_wait_stand_before_groups_that_come_after_them(tmp_path: Path) -> None:
    writer = RowGroupWriter(tmp_path / "x.parquet", FORM, row_group=4)
    writer.write(_table(0, 6))
    writer.add(Encoding(FORM).groups(_table(6, 9)))
    writer.write(_table(9, 10))
    writer.close()
    written = pq.ParquetFile(tmp_path / "x.parquet")
    assert [written.metadata.row_group(n).num_rows for n in range(written.num_row_groups)] == [4, 2, 3, 1]
    assert written.read().equals(_table(0, 10))


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        (0, []),
        (1, [1]),
        (ROW_GROUP, [ROW_GROUP]),
        (ROW_GROUP + 1, [ROW_GROUP // 2 + 1, ROW_GROUP // 2]),
        (2 * ROW_GROUP, [ROW_GROUP] * 2),
    ],
)
def test_no_group_has_too_many_rows(rows: int, sizes: list[int]) -> None:
    assert [group.rows for group in Encoding(FORM).groups(_table(0, rows))] == sizes


def test_what_is_written_twice_is_equal_byte_for_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        writer = RowGroupWriter(tmp_path / name, FORM, row_group=4)
        writer.write(_table(0, 10))
        writer.close()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
