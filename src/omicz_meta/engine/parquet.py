"""Parquet files with fixed row groups and a hash over their rows, so that equal rows give equal files and figures."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP = 65_536


class _Digest(Protocol):
    def update(self, data: bytes | memoryview, /) -> None: ...


def feed(digest: _Digest, array: pa.Array) -> None:
    """Add an array to a hash: length, validity, then values with nulls zeroed; offsets and slices do not matter."""
    digest.update(f"{array.type}:{len(array)}:{array.null_count}".encode())
    if array.null_count:
        digest.update(memoryview(pc.is_null(array).cast(pa.uint8()).buffers()[1])[: len(array)])
    if pa.types.is_null(array.type):
        return
    if pa.types.is_struct(array.type):
        for child in array.flatten():
            feed(digest, child)
    elif pa.types.is_list(array.type):
        feed(digest, pc.fill_null(pc.list_value_length(array), 0))
        feed(digest, array.flatten())
    elif pa.types.is_string(array.type):
        lengths = pc.fill_null(pc.binary_length(array), 0)
        digest.update(_values(lengths, 4))
        digest.update(_text(array))
    else:
        digest.update(_fixed(array))


def _text(array: pa.Array) -> memoryview:
    compact = pa.concat_arrays([array.drop_null()])
    _, offsets, data = compact.buffers()
    if data is None:
        return memoryview(b"")
    first = int.from_bytes(
        memoryview(offsets)[compact.offset * 4 : compact.offset * 4 + 4], "little", signed=True
    )
    end = (compact.offset + len(compact)) * 4
    last = int.from_bytes(memoryview(offsets)[end : end + 4], "little", signed=True)
    return memoryview(data)[first:last]


def _fixed(array: pa.Array) -> memoryview:
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.uint8())
    width = array.type.bit_width // 8
    filled = array.drop_null()
    return _values(filled, width)


def _values(array: pa.Array, width: int) -> memoryview:
    data = array.buffers()[1]
    if data is None:
        return memoryview(b"")
    return memoryview(data)[array.offset * width : (array.offset + len(array)) * width]


class RowGroupWriter:
    """Writes tables as they come into row groups of fixed size, and hashes the rows on the way."""

    def __init__(self, path: Path, schema: pa.Schema, row_group: int = ROW_GROUP) -> None:
        self.path, self.schema, self.rows = path, schema, 0
        self._row_group, self._digest = row_group, hashlib.sha256()
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(
            path, schema, compression="zstd", compression_level=1, store_schema=True
        )

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        while self._waiting_rows >= self._row_group:
            self._flush(self._row_group)

    def close(self) -> str:
        """Write what is left and return the hash of all rows, `rows_sha256`."""
        if self._waiting_rows:
            self._flush(self._waiting_rows)
        self._writer.close()
        return self._digest.hexdigest()

    def _flush(self, count: int) -> None:
        table = pa.concat_tables(self._waiting)
        head, rest = table.slice(0, count).combine_chunks(), table.slice(count)
        self._waiting, self._waiting_rows = [rest], rest.num_rows
        for name, column in zip(head.column_names, head.columns, strict=True):
            self._digest.update(name.encode())
            for chunk in column.chunks:
                feed(self._digest, chunk)
        self._writer.write_table(head, row_group_size=count)
