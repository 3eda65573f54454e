"""Makes Arrow batches of cut rows: cells as text in UTF-8, with row and physical line."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from omicz_meta.engine.table import LINE, ROW, Block, CellFault, RejectedRow
from omicz_meta.sources.codec import Codec
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.formula import formula_errors, may_hold_errors, without_guard
from omicz_meta.sources.header import Header
from omicz_meta.sources.lines import Marks
from omicz_meta.sources.splitter import Split
from omicz_meta.sources.transcode import in_utf8

BadCell = tuple[int, str, str, str]
"""Position among the kept rows, column, code, and the cell as it can be shown."""


@dataclass(frozen=True, slots=True)
class BlockMaker:
    """What is needed to make blocks of one table."""

    header: Header
    codec: Codec
    marks: Marks
    dialect: Dialect = field(default_factory=Dialect)

    def block(self, split: Split, first_row: int, first_line: int) -> Block:
        """The block of a split whose first row and line have these numbers (from 1)."""
        columns = self._columns(split)
        rows, lines = split.rows + first_row, split.lines + first_line
        bad = sorted((*self._lost(split, columns), *self._errors(split, columns)))
        places: dict[str, list[int]] = {}
        for kept, name, _, _ in bad:
            places.setdefault(name, []).append(kept)
        columns |= {name: _emptied(columns[name], at) for name, at in places.items()}
        arrays = [*columns.values(), pa.array(rows), pa.array(lines)]
        return Block(
            batch=pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE]),
            rejected=tuple(
                RejectedRow(lost.row + first_row, lost.line + first_line, lost.code, lost.raw)
                for lost in split.lost_rows
            ),
            faults=tuple(
                CellFault(int(rows[kept]), int(lines[kept]), name, code, raw) for kept, name, code, raw in bad
            ),
        )

    def _lost(self, split: Split, columns: dict[str, pa.Array]) -> Iterator[BadCell]:
        """R002 for cells with bytes that mean nothing."""
        for lost in split.lost_cells:
            name = self.header.names[lost.column]
            if name in columns:
                yield lost.kept, name, "R002", self.codec.shown(lost.raw)

    def _errors(self, split: Split, columns: dict[str, pa.Array]) -> Iterator[BadCell]:
        """R020 for the errors of formulas that a spreadsheet wrote."""
        if may_hold_errors(split.text):
            for name, cells in columns.items():
                for kept in formula_errors(cells, self.dialect.null_errors_of(name)):
                    yield kept, name, "R020", cells[kept].as_py().strip()

    def _columns(self, split: Split) -> dict[str, pa.Array]:
        names = self.header.columns
        if not len(split.rows):
            return {name: pa.array([], pa.string()) for name in names}
        # Arrow would take this for a byte order mark and leave it out
        late = not self.codec.is_utf8 and not split.text.startswith(BOM_UTF8)
        table = self._parsed(split.text if late else self.codec.to_utf8(split.text), split.quotes)
        if table.num_rows != len(split.rows):
            raise AssertionError(f"{len(split.rows)} rows were proven, {table.num_rows} were read")
        columns = {name: _whole(table.column(name)) for name in names}
        if late:
            columns = {name: in_utf8(column, self.codec) for name, column in columns.items()}
        if self.header.is_quarantine:
            return {name: without_guard(column) for name, column in columns.items()}
        return columns

    def _parsed(self, text: bytes, quotes: bool) -> pa.Table:
        """The cells of text that was proven to be well formed, in whatever encoding."""
        return pa_csv.read_csv(
            pa.BufferReader(text),
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=len(text) + 1, column_names=list(self.header.names)
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.marks.delimiter.decode("ascii"),
                quote_char=self.marks.quote.decode("ascii") if quotes and self.marks.quote else False,
                newlines_in_values=quotes,
            ),
            convert_options=pa_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(self.header.names, pa.string()),
                include_columns=list(self.header.columns),
            ),
        )


def _emptied(column: pa.Array, places: list[int]) -> pa.Array:
    """The column with null at these places."""
    hit = np.zeros(len(column), np.bool_)
    hit[places] = True
    return pc.if_else(pa.array(hit), pa.scalar(None, pa.string()), column)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array, without a copy where it is one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
