"""Harmonised records as tables: Arrow-backed, to pandas or Polars, or one by one as dataclasses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, make_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.schema import ClassDefinition, Schema

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The records of one class, in a Parquet file or in memory. `keep` holds a temporary folder alive."""

    definition: ClassDefinition
    empty: pa.Schema
    path: Path | None = None
    table: pa.Table | None = None
    keep: object = None

    def __repr__(self) -> str:
        return f"RecordTable({self.definition.name})"

    def __len__(self) -> int:
        if self.table is not None:
            return int(self.table.num_rows)
        return int(pq.read_metadata(self.path).num_rows) if self.path else 0

    def to_arrow(self) -> pa.Table:
        """All records; columns in schema order."""
        if self.table is not None:
            return self.table
        return pq.read_table(self.path) if self.path else self.empty.empty_table()

    def to_pandas(self) -> pd.DataFrame:
        """All records with Arrow-backed dtypes, so that integers stay integers and objects stay objects."""
        import pandas as pd  # noqa: PLC0415 - half a second that only this call needs

        frame: pd.DataFrame = self.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """All records as a Polars frame; needs polars to be installed."""
        import polars as pl  # noqa: PLC0415 - optional

        frame = pl.from_arrow(self.to_arrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - from_arrow of a table is a frame
        return frame

    def __iter__(self) -> Iterator[Any]:
        """Records one by one as frozen dataclasses named like the class."""
        kind = record_type(self.definition.name, tuple(self.definition.slots))
        for batch in self.to_arrow().to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                yield kind(**row)


@cache
def record_type(name: str, slots: tuple[str, ...]) -> type[Any]:
    """The dataclass of a record class: its slots in schema order, None where there is no value.

    >>> record_type("Individual", ("subject_id",))("p1")
    Individual(subject_id='p1')
    """
    return make_dataclass(name, [(slot, Any, None) for slot in slots], frozen=True, slots=True)


@dataclass(frozen=True, slots=True)
class Records(Mapping[str, RecordTable]):
    """Tables by class; `Individual` and `individual` both work, and a class without rows is an empty table."""

    schema: Schema
    tables: Mapping[str, RecordTable]
    forms: Mapping[str, pa.Schema]

    def __repr__(self) -> str:
        return f"Records({', '.join(self.tables)})"

    def __getitem__(self, name: str) -> RecordTable:
        definition = self.schema.class_named(name)
        empty = RecordTable(definition, self.forms[definition.name])
        return self.tables.get(definition.name, empty)

    def at(self, folder: Path) -> Records:
        """The same records after their files have moved to another folder."""
        moved = {
            name: replace(table, path=folder / table.path.name if table.path else None)
            for name, table in self.tables.items()
        }
        return replace(self, tables=moved)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)
