"""What is done to whole columns of a block in Arrow, before and after the kernel, because it is cheaper there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.reading import SPACES

SAMPLE = 2_048
"""So many texts tell whether those of a column repeat, so that it is worth finding the distinct ones."""

_EDGES = np.zeros(256, dtype=bool)
_EDGES[[byte for space in SPACES for byte in space.encode()]] = True


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without white space at the ends. First and last bytes prove that most columns need nothing.

    >>> trimmed(pa.chunked_array([["a", " b\\u00a0", None, ""]])).to_pylist()
    ['a', 'b', None, '']
    """
    if not any(_ragged(chunk) for chunk in column.chunks):
        return column
    return pc.utf8_trim(column, characters=SPACES)


def repeats(texts: pa.Array) -> bool:
    """Whether texts come again, as far as the first of them tell.

    >>> repeats(pa.array(["M", "F"] * 10)), repeats(pa.array(["P1", "P2", "P3"]))
    (True, False)
    """
    first = texts.slice(0, SAMPLE)
    different: int = pc.count_distinct(first, mode="all").as_py()
    return different < len(first) * 15 // 16


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
