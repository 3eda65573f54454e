"""Rows of a database as blocks of text, whether they come as Python values or as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.table import LINE, ROW, Block, CellFault
from omicz_meta.sources.text import as_text, value_text

NUL = "\0"
SHOWN = 40
"""So many characters of a cell that cannot be read are handed on for the gate to mask."""


def counted(count: int, size: int) -> Iterator[Block]:
    """Blocks of rows of which nothing is known but that they are there."""
    for start in range(0, count, size):
        yield _block((), [], start + 1, min(size, count - start), ())


def text_block(columns: tuple[str, ...], values: Sequence[Sequence[object]], first: int) -> Block:
    """The block of some rows of a database; `first` is the number of the first one.

    What cannot be text is a fault of its cell: binary values and NUL characters (R032), broken UTF-8 (R002).

    >>> block = text_block(("a", "b"), [(1, "x"), (2.5, b"y")], 1)
    >>> block.batch.to_pylist()[1], [(fault.code, fault.row) for fault in block.faults]
    ({'a': '2.5', 'b': None, '#row': 2, '#line': None}, [('R032', 2)])
    """
    arrays, faults = list[pa.Array](), list[CellFault]()
    for name, cells in zip(columns, zip(*values, strict=True), strict=True):
        array = _plain(cells)
        if array is None:
            texts = [_cell(cell) for cell in cells]
            array = pa.array([text if isinstance(text, str) else None for text in texts], pa.string())
            faults += [
                CellFault(first + at, None, name, text.code, text.raw)
                for at, text in enumerate(texts)
                if isinstance(text, _Fault)
            ]
        arrays.append(array)
    return _block(columns, arrays, first, len(values), tuple(faults))


def _plain(cells: tuple[object, ...]) -> pa.Array | None:
    """A column of nothing but text without NUL, or nothing but whole numbers, as text at once; else None."""
    types = set(map(type, cells)) - {type(None)}
    if types == {int}:
        return pa.array(cells, pa.int64()).cast(pa.string())
    if types == {str}:
        texts = pa.array(cells, pa.string())
        return None if pc.any(pc.match_substring(texts, NUL)).as_py() else texts
    return None if types else pa.nulls(len(cells), pa.string())


def arrow_block(columns: tuple[str, ...], batch: pa.RecordBatch, first: int) -> Block:
    """The block of some rows that came as Arrow; binary values are faults of their cells (R032)."""
    arrays, faults = list[pa.Array](), list[CellFault]()
    for name, values in zip(columns, batch.columns, strict=True):
        if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
            at = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False)).tolist()
            faults += [CellFault(first + row, None, name, "R032", "") for row in at]
            arrays.append(pa.nulls(len(values), pa.string()))
        else:
            arrays.append(as_text(pa.chunked_array([values])).combine_chunks())
    return _block(columns, arrays, first, batch.num_rows, tuple(faults))


def _block(
    columns: tuple[str, ...], arrays: list[pa.Array], first: int, count: int, faults: tuple[CellFault, ...]
) -> Block:
    numbers = pa.array(np.arange(first, first + count, dtype="int64"))
    batch = pa.RecordBatch.from_arrays(
        [*arrays, numbers, pa.nulls(count, pa.int64())], names=[*columns, ROW, LINE]
    )
    return Block(batch, faults=faults)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A value that cannot be text: why, and as much of it as may be shown."""

    code: str
    raw: str


def _cell(value: object) -> str | _Fault | None:
    if isinstance(value, bytearray):
        return _Fault("R002", value[:SHOWN].decode("utf-8", "replace"))
    if isinstance(value, bytes | memoryview):
        return _Fault("R032", "")
    text = value_text(value)
    if text is not None and NUL in text:
        return _Fault("R032", text[:SHOWN].replace(NUL, "\N{REPLACEMENT CHARACTER}"))
    return text
