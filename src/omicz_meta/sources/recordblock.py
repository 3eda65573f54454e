"""Records on their way in: most of a block as columns that are proved clean, the others as what the file holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.engine.objects import ObjectReader
from omicz_meta.engine.table import RejectedRow
from omicz_meta.sources.columns import ColumnReader

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the file holds it: its number, its physical line where there is one, its keys and values."""

    row: int
    line: int | None
    content: dict[str, object]


@dataclass(frozen=True, slots=True)
class RecordBlock:
    """A run of records: `columns` in physical types, beside ROW and LINE; `records` to be read with care.

    `rejected` could not be read. The columns hold all rows of the block and are right for those of `certain`
    positions; every other row is a record to be read, a rejected one, or none. Rows are in order within each.
    """

    records: tuple[RawRecord, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    columns: pa.Table | None = None
    certain: Mask = field(default_factory=lambda: np.zeros(0, bool))


@dataclass(frozen=True, slots=True)
class Reading:
    """What blocks are read with: columns of one class, and objects of JSON."""

    columns: ColumnReader
    objects: ObjectReader


class Part(Protocol):
    """A piece of a file, not read yet. Parts may be read side by side."""

    def read(self, reading: Reading) -> RecordBlock:
        """Read it; bad data never raises."""
        ...


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A piece that was read already."""

    block: RecordBlock

    def read(self, reading: Reading) -> RecordBlock:
        """The block."""
        del reading
        return self.block
