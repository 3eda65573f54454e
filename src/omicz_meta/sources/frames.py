"""Takes frames in memory (pandas, Arrow, Polars) as tables of the text that a CSV file of them would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, Block, Layout
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.header import name_columns
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.text import as_text

BLOCK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class FrameTable:
    """A frame as a `Table` of the engine: rows have numbers but no lines, and there is no layout."""

    name: str
    source: str
    file: str
    frame: pa.Table
    problems: tuple[Problem, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names."""
        return tuple(self.frame.column_names)

    @property
    def layout(self) -> Layout | None:
        """None: the table never was text."""
        return None

    def blocks(self) -> Iterator[Block]:
        """The rows as text; what is missing in the frame is null."""
        for start in range(0, self.frame.num_rows, BLOCK_ROWS):
            part = self.frame.slice(start, BLOCK_ROWS)
            arrays = [column.combine_chunks() for column in part.columns]
            arrays.append(pa.array(np.arange(start + 1, start + 1 + part.num_rows)))
            arrays.append(pa.nulls(part.num_rows, pa.int64()))
            yield Block(pa.RecordBatch.from_arrays(arrays, names=[*self.columns, ROW, LINE]))


def open_frames(
    frames: Mapping[str, object], *, source: str | None = None, dialects: Mapping[str, Dialect] | None = None
) -> tuple[FrameTable, ...]:
    """Make a table of each frame, named by its key; `source` is the key as well by default.

    Dates and numbers are written as `dialects` declare for the columns of a table or of the source.

    Raises UsageError for what is no frame.

    >>> import pandas as pd
    >>> table, = open_frames({"pacienti": pd.DataFrame({"id": [1, None], "vaha": [0.1 + 0.2, 71.5]})})
    >>> next(table.blocks()).batch.to_pylist()[1]
    {'id': None, 'vaha': '71.5', '#row': 2, '#line': None}
    """
    declared = dialects or {}
    return tuple(
        _table(
            str(name),
            source or str(name),
            frame,
            declared.get(str(name)) or declared.get(source or "", Dialect()),
        )
        for name, frame in frames.items()
    )


def _table(name: str, source: str, frame: object, dialect: Dialect) -> FrameTable:
    columns = _columns(name, frame)
    header = name_columns(tuple(written for written, _ in columns), TablePlace(source, name), 1)
    text = [as_text(column, dialect.form(written)) for written, column in columns]
    problems = tuple(
        Problem(found.code, TablePlace(source, name).at(column=found.place.column), detail=found.detail)
        for found in header.problems
    )
    return FrameTable(name, source, name, pa.table(text, names=list(header.names)), problems)


def _columns(name: str, frame: object) -> list[tuple[str, pa.ChunkedArray | list[object]]]:
    """Names and values; Arrow columns where the frame can give them, else plain values."""
    if isinstance(frame, pa.RecordBatch):
        frame = pa.Table.from_batches([frame])
    if not isinstance(frame, pa.Table) and hasattr(frame, "to_arrow"):
        frame = frame.to_arrow()
    if isinstance(frame, pa.Table):
        return list(zip(frame.column_names, frame.columns, strict=True))
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        return [(str(column), _series(frame.iloc[:, at])) for at, column in enumerate(frame.columns)]
    raise UsageError(f"Table {name}: a pandas, Arrow or Polars frame is needed, not {type(frame).__name__}")


def _series(series: object) -> pa.ChunkedArray | list[object]:
    """A pandas column: as Arrow, or as a list where it holds values of several types."""
    try:
        array = pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return list(series)  # type: ignore[call-overload]
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
