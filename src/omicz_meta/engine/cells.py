"""What is done to whole columns of a block in Arrow, before and after the kernel, because it is cheaper there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.reading import SPACES

_EDGES = np.zeros(256, dtype=bool)
_EDGES[[byte for space in SPACES for byte in space.encode()]] = True
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without white space at the ends. First and last bytes prove that most columns need nothing.

    >>> trimmed(pa.chunked_array([["a", " b\\u00a0", None, ""]])).to_pylist()
    ['a', 'b', None, '']
    """
    if not any(_ragged(chunk) for chunk in column.chunks):
        return column
    return pc.utf8_trim(column, characters=SPACES)


def _ragged(array: pa.Array) -> bool:
    offsets, data = _parts(array)
    starts, ends = offsets[:-1], offsets[1:]
    filled = starts < ends
    if not filled.any():
        return False
    return bool(_EDGES[data[starts[filled]]].any() or _EDGES[data[ends[filled] - 1]].any())


def _parts(array: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    _, offsets, data = array.buffers()
    numbers = np.frombuffer(offsets, dtype="int32")[array.offset : array.offset + len(array) + 1]
    return numbers, np.frombuffer(data, dtype="uint8") if data else np.zeros(0, "uint8")


def letters(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Hexadecimal digits written as the letters a to p, in texts or lists of texts.

    >>> letters(pa.chunked_array([["09af", None]])).to_pylist()
    ['ajkp', None]
    """
    return pa.chunked_array([_lettered(chunk) for chunk in column.chunks], column.type)


def _lettered(array: pa.Array) -> pa.Array:
    if pa.types.is_list(array.type):
        inner = _lettered(array.values)
        return pa.ListArray.from_arrays(
            array.offsets, inner, mask=array.is_null() if array.null_count else None
        )
    compact = pa.concat_arrays([array])
    validity, offsets, data = compact.buffers()
    if data is None:
        return compact
    written = pa.py_buffer(data.to_pybytes().translate(_LETTERS))
    return pa.Array.from_buffers(compact.type, len(compact), [validity, offsets, written], compact.null_count)
