"""Parquet files with fixed row groups and a hash over their rows, so that equal rows give equal files and figures."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.footer import Fields, GroupFile, read_footer

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
        for part in _text(array):
            digest.update(part)
    else:
        digest.update(_fixed(array))


def _text(array: pa.Array) -> tuple[memoryview, memoryview]:
    """Lengths of the texts, 0 for null, and the texts one behind the other."""
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype="int32")[array.offset : array.offset + len(array) + 1]
    lengths = np.diff(ends)
    if array.null_count and lengths[array.is_null().to_numpy(zero_copy_only=False)].any():
        # text may lie under a null; without it the rest is the same
        return _text(pa.array(array.to_pylist(), pa.string()))
    text = memoryview(data)[ends[0] : ends[-1]] if data is not None and len(ends) else memoryview(b"")
    return memoryview(lengths.tobytes()), text


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


@dataclass(frozen=True, slots=True)
class Encoding:
    """How rows are encoded. `unique` names columns whose values hardly repeat: a dictionary of them would be begun and
    thrown away. A file that nobody keeps (`lasting` is false) is pressed less, and has no statistics.
    """

    schema: pa.Schema
    unique: frozenset[str] = frozenset()
    lasting: bool = True

    def encoded(self, rows: pa.Table) -> pa.Buffer:
        """Rows as a Parquet file of one row group; of none where there are no rows."""
        sink = pa.BufferOutputStream()
        with self._writer(sink) as writer:
            if rows.num_rows:
                writer.write_table(rows, row_group_size=rows.num_rows)
        return sink.getvalue()

    def _writer(self, sink: pa.NativeFile) -> pq.ParquetWriter:
        fields = (field for field in self.schema if field.name not in self.unique)
        compression, level = ("zstd", 1) if self.lasting else ("lz4", None)
        return pq.ParquetWriter(
            sink,
            self.schema,
            use_dictionary=[leaf for field in fields for leaf in _leaves(field.name, field.type)],
            compression=compression,
            compression_level=level,
            # by these columns records are looked for
            write_statistics=sorted(self.unique) if self.lasting and self.unique else self.lasting,
        )


@dataclass(frozen=True)
class Earlier:
    """A file that an earlier run wrote in the same way; `told` is the hash of its rows after each row group."""

    path: Path
    told: tuple[str, ...]

    @cached_property
    def footer(self) -> Fields:
        """The footer of the file."""
        with self.path.open("rb") as file:
            return read_footer(file)


class RowGroupWriter:
    """Writes tables as they come into row groups of fixed size, and hashes the rows on the way.

    Full row groups are written by a thread of the writer's own, one at a time, while the next rows come in. Each is
    encoded apart from the others, by so many further threads as `encoders` says (0: by the first), or is taken out of
    an `earlier` file as long as all rows are the same. `unique` and `lasting` are those of `Encoding`; what is not
    lasting has no hash. `told` is the hash of all rows after each group.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        row_group: int = ROW_GROUP,
        unique: frozenset[str] = frozenset(),
        *,
        lasting: bool = True,
        earlier: Earlier | None = None,
        encoders: int = 0,
    ) -> None:
        self.told: list[str] = []
        self._earlier = earlier
        self._encoders = (
            ThreadPoolExecutor(encoders, thread_name_prefix="omicz-encoder") if encoders else None
        )
        self._most, self._encoding_now = encoders, deque[Future[pa.Buffer]]()
        self.path, self.schema, self.rows = path, schema, 0
        self._row_group, self._digest = row_group, hashlib.sha256() if lasting else None
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="omicz-writer")
        self._writing: Future[None] | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        self._encoding = Encoding(schema, unique, lasting)
        self._file = GroupFile(path)

    def write(self, table: pa.Table) -> None:
        """Add rows. What went wrong with earlier ones is raised here."""
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        while self._waiting_rows >= self._row_group:
            group = self._take(self._row_group)
            self._wait()
            self._writing = self._thread.submit(self._put, group)

    def close(self) -> str:
        """Write what is left and return the hash of all rows, `rows_sha256`; empty where none is wanted."""
        try:
            self._wait()
            if self._waiting_rows or not self.rows:
                self._put(pa.concat_tables([self.schema.empty_table(), *self._waiting]))
            self._add_encoded(0)
            self._file.close()
        finally:
            self._thread.shutdown()
            if self._encoders:
                self._encoders.shutdown()
        return self._digest.hexdigest() if self._digest else ""

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def _take(self, count: int) -> pa.Table:
        table = pa.concat_tables(self._waiting)
        rest = table.slice(count)
        self._waiting, self._waiting_rows = [rest], rest.num_rows
        return table.slice(0, count)

    def _put(self, rows: pa.Table) -> None:
        group = rows.combine_chunks()
        if self._digest is not None and group.num_rows:
            _hash(self._digest, group)
            self.told.append(self._digest.hexdigest())
        count, before = len(self.told), self._earlier
        if before and count and before.told[count - 1 : count] == (self.told[-1],):
            # rows that were the same so far: nothing before them is being encoded
            with before.path.open("rb") as file:
                self._file.add(file, before.footer, count - 1)
        elif self._encoders:
            self._encoding_now.append(self._encoders.submit(self._encoding.encoded, group))
            self._add_encoded(self._most)
        else:
            self._add(self._encoding.encoded(group))

    def _add_encoded(self, left: int) -> None:
        """Put what was encoded into the file in its order, until no more than so many groups are left."""
        while len(self._encoding_now) > left:
            self._add(self._encoding_now.popleft().result())

    def _add(self, encoded: pa.Buffer) -> None:
        file = pa.BufferReader(encoded)
        self._file.add(file, read_footer(file))


def _hash(digest: _Digest, group: pa.Table) -> None:
    for name, column in zip(group.column_names, group.columns, strict=True):
        digest.update(name.encode())
        for chunk in column.chunks:
            feed(digest, chunk)


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    """Paths of the Parquet columns behind an Arrow column."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    else:
        yield path
