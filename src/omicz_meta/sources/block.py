"""Makes Arrow batches of cut rows: cells as text in UTF-8, with row and physical line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from omicz_meta.engine.table import LINE, ROW, Block, CellFault, RejectedRow
from omicz_meta.sources.codec import Codec
from omicz_meta.sources.formula import without_guard
from omicz_meta.sources.header import Header
from omicz_meta.sources.lines import Marks
from omicz_meta.sources.splitter import LostCell, Split


@dataclass(frozen=True, slots=True)
class BlockMaker:
    """What is needed to make blocks of one table."""

    header: Header
    codec: Codec
    marks: Marks

    def block(self, split: Split, first_row: int, first_line: int) -> Block:
        """The block of a split whose first row and line have these numbers (from 1)."""
        columns = self._columns(split)
        for lost in split.lost_cells:
            self._empty(columns, lost)
        arrays = [*columns.values(), pa.array(split.rows + first_row), pa.array(split.lines + first_line)]
        return Block(
            batch=pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE]),
            rejected=tuple(
                RejectedRow(lost.row + first_row, lost.line + first_line, lost.code, lost.raw)
                for lost in split.lost_rows
            ),
            faults=tuple(
                CellFault(
                    row=lost.row + first_row,
                    line=lost.line + first_line,
                    column=self.header.names[lost.column],
                    code="R002",
                    raw=self.codec.shown(lost.raw),
                )
                for lost in split.lost_cells
                if self.header.names[lost.column] in columns
            ),
        )

    def _columns(self, split: Split) -> dict[str, pa.Array]:
        names = self.header.columns
        if not len(split.rows):
            return {name: pa.array([], pa.string()) for name in names}
        table = self._parsed(self.codec.to_utf8(split.text), split.quotes)
        if table.num_rows != len(split.rows):
            raise AssertionError(f"{len(split.rows)} rows were proven, {table.num_rows} were read")
        columns = {name: _whole(table.column(name)) for name in names}
        if self.header.is_quarantine:
            return {name: without_guard(column) for name, column in columns.items()}
        return columns

    def _parsed(self, text: bytes, quotes: bool) -> pa.Table:
        """The cells of text that was proven to be well formed."""
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

    def _empty(self, columns: dict[str, pa.Array], lost: LostCell) -> None:
        """Make a lost cell null."""
        name = self.header.names[lost.column]
        if name in columns:
            hit = np.zeros(len(columns[name]), np.bool_)
            hit[lost.kept] = True
            columns[name] = pc.if_else(pa.array(hit), pa.scalar(None, pa.string()), columns[name])


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array, without a copy where it is one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
