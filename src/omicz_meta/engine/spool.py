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


def quarantine_rows(block: Block, lost: npt.NDArray[np.int64], *, with_cells: bool = True) -> pa.Table:
    """The rejected rows of a block and those of its readable rows that gave no record, in order of rows.

    Their cells are not needed where the table can give the text of its rows again.
    """
    batch = block.batch
    cells = [name for name in batch.schema.names if name not in (ROW, LINE) and with_cells]
    head = [(ROW, pa.int64()), (LINE, pa.int64()), (REASON, pa.string()), (RAW, pa.binary())]
    form = pa.schema([*head, *((name, pa.string()) for name in cells)])
    raw = [{ROW: r.row, LINE: r.line, REASON: r.code, RAW: r.raw} for r in block.rejected]
    if not raw and not len(lost):
        return form.empty_table()
    kept = pa.Table.from_batches([batch]).filter(pa.array(np.isin(batch.column(ROW).to_numpy(), lost)))
    kept = kept.append_column(REASON, pa.repeat(pa.scalar(WITHHELD), kept.num_rows))
    kept = kept.append_column(RAW, pa.nulls(kept.num_rows, pa.binary()))
    both = pa.concat_tables([pa.Table.from_pylist(raw, schema=form), kept.select(form.names).cast(form)])
    return both.sort_by(ROW)


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

    def add(self, rows: pa.Table) -> None:
        """Take rows as `quarantine_rows` gives them."""
        if rows.num_rows:
            self._write(rows)

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

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="zstd")
        self._writer.write_table(table)
        self.rows += table.num_rows
