"""Rows on their way to quarantine: kept with their cells until it is known that nothing took from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.table import LINE, ROW, Block

REASON, RAW = "#reason", "#raw"
WITHHELD = "X004"


@dataclass(slots=True)
class QuarantineSpool:
    """Quarantine of one table, as a temporary Parquet file inside the run's folder."""

    folder: Path
    table: str
    columns: tuple[str, ...]
    rows: int = 0
    _writer: pq.ParquetWriter | None = None
    _kept: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, "int64"))

    @property
    def path(self) -> Path:
        """Where the spool is."""
        return self.folder / f"{self.table}.quarantine.parquet"

    def add(self, block: Block, cells: pa.Table, lost: npt.NDArray[np.int64]) -> None:
        """Take the rejected rows of a block, and those of its readable rows that gave no record."""
        form = self._form()
        if block.rejected:
            raw = [{ROW: r.row, LINE: r.line, REASON: r.code, RAW: r.raw} for r in block.rejected]
            self._write(pa.Table.from_pylist(raw, schema=form))
        if len(lost):
            table = pa.Table.from_batches([block.batch]).filter(
                pa.array(np.isin(cells[ROW].to_numpy(), lost))
            )
            table = table.append_column(REASON, pa.repeat(pa.scalar(WITHHELD), table.num_rows))
            table = table.append_column(RAW, pa.nulls(table.num_rows, pa.binary()))
            self._write(table.select(form.names).cast(form))

    def close(self, lost: npt.NDArray[np.int64]) -> None:
        """Finish the file; `lost` are the rows that gave nothing in the end."""
        self._kept = lost
        if self._writer is not None:
            self._writer.close()

    def read(self) -> Iterator[pa.RecordBatch]:
        """The quarantined rows: ROW, LINE, REASON, RAW (null for readable rows) and the cells; unordered."""
        if self._writer is None:
            return
        for batch in pq.ParquetFile(self.path).iter_batches(batch_size=10_000):
            raw = batch.column(RAW).is_valid().to_numpy(zero_copy_only=False)
            kept = raw | np.isin(batch.column(ROW).to_numpy(), self._kept)
            yield batch.filter(pa.array(kept))

    def _form(self) -> pa.Schema:
        names = [pa.field(name, pa.string()) for name in self.columns]
        head = [(ROW, pa.int64()), (LINE, pa.int64()), (REASON, pa.string()), (RAW, pa.binary())]
        return pa.schema([*head, *names])

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, self._form(), compression="zstd")
        self._writer.write_table(table)
        self.rows += table.num_rows
