"""Turns columns of a table in a single-byte encoding into UTF-8, only those that hold more than ASCII."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.sources.codec import Codec


def in_utf8(column: pa.Array, codec: Codec) -> pa.Array:
    """A column of cells, none of them null, whose bytes are still those of the file, as text.

    >>> from omicz_meta.sources.codec import codec
    >>> raw = pa.array([b"kost", b"mo\\xe8", b""], pa.binary()).view(pa.string())
    >>> in_utf8(raw, codec("windows-1250")).to_pylist()
    ['kost', 'moč', '']
    """
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, "int32")[column.offset : column.offset + len(column) + 1]
    raw = np.frombuffer(data or b"", "uint8")[ends[0] : ends[-1]]
    if not raw.size or raw.max() < 128:
        return column
    moved = np.zeros(raw.size + 1, "int32")
    np.cumsum(_widths(codec.python)[raw], out=moved[1:])
    text = raw.tobytes().decode(codec.python).encode()
    buffers = [None, pa.py_buffer(moved[ends - ends[0]]), pa.py_buffer(text)]
    return pa.Array.from_buffers(pa.string(), len(column), buffers, 0)


@cache
def _widths(python: str) -> npt.NDArray[np.uint8]:
    """How many bytes in UTF-8 each byte of an encoding becomes."""
    return np.array([len(bytes((byte,)).decode(python, "replace").encode()) for byte in range(256)], "uint8")
