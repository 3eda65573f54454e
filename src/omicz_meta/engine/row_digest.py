"""SHA-256 over rows in Arrow's form: of what stands in them, wherever their buffers begin and end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


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


def digest_of(rows: pa.Table) -> str:
    """The digest of some rows: their columns, one after the other.

    >>> table = pa.table({"x": ["a", None, "b"]})
    >>> digest_of(table) == digest_of(pa.concat_tables([table, table]).slice(3)), digest_of(table.slice(1))[:8]
    (True, '7c9ae746')
    """
    told = hashlib.sha256()
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        told.update(name.encode())
        feed(told, column.combine_chunks())
    return told.hexdigest()


def digest_of_groups(groups: Sequence[str]) -> str:
    """The digest of all rows of a file, `rows_sha256`, out of those of its row groups.

    That of one group is that of the file; of several, SHA-256 over their digests in hexadecimal, in order. So it can
    be told without rows that were digested before, or elsewhere.

    >>> digest_of_groups(["ab" * 32]) == "ab" * 32, digest_of_groups(["ab" * 32, "cd" * 32])[:8]
    (True, 'dcd7d37b')
    """
    return groups[0] if len(groups) == 1 else hashlib.sha256("".join(groups).encode()).hexdigest()
