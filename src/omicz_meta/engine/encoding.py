"""Rows as row groups of Parquet, each encoded apart from the others: here, in another process, or an earlier night.

Equal rows give equal bytes. Where a row group begins and ends depends on rows and stretches alone, so it does not show
who worked on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.forms import LINEAGE
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.row_digest import digest_of
from omicz_meta.schema import ClassDefinition, Kind, Schema

ROW_GROUP = 65_536
"""So many rows form a row group, where rows are gathered for one; none has more."""

LEAST = 4_096
"""So many records of a stretch form row groups of their own; fewer are gathered with those of other stretches."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows as a Parquet file of one row group, how many they are, and their digest (empty where none is wanted)."""

    rows: int
    digest: str
    content: pa.Buffer | bytes


@dataclass(frozen=True, slots=True)
class Encoding:
    """How rows are encoded. `unique` names columns whose values hardly repeat: a dictionary of them would be begun and
    thrown away. A file that nobody keeps (`lasting` is false) is pressed less, and has neither statistics nor digest.
    """

    schema: pa.Schema
    unique: frozenset[str] = frozenset()
    lasting: bool = True

    def group(self, rows: pa.Table) -> Group:
        """Rows as one row group; without rows as a file of none."""
        whole = rows.combine_chunks()
        told = digest_of(whole) if self.lasting and whole.num_rows else ""
        return Group(whole.num_rows, told, self._encoded(whole))

    def groups(self, rows: pa.Table) -> tuple[Group, ...]:
        """Rows as row groups of much the same size, none of more than ROW_GROUP."""
        size = -(-rows.num_rows // max(1, -(-rows.num_rows // ROW_GROUP)))
        return tuple(self.group(rows.slice(start, size)) for start in range(0, rows.num_rows, max(1, size)))

    def _encoded(self, rows: pa.Table) -> pa.Buffer:
        sink = pa.BufferOutputStream()
        with self._writer(sink) as writer:
            if rows.num_rows:
                writer.write_table(rows, row_group_size=rows.num_rows)
        return sink.getvalue()

    def _writer(self, sink: pa.NativeFile) -> pq.ParquetWriter:
        fields = (field for field in self.schema if field.name not in self.unique)
        compression, level = ("zstd", 1) if self.lasting else ("lz4", None)
        return pq.ParquetWriter(
            sink,
            self.schema,
            use_dictionary=[leaf for field in fields for leaf in _leaves(field.name, field.type)],
            compression=compression,
            compression_level=level,
            # by these columns records are looked for
            write_statistics=sorted(self.unique) if self.lasting and self.unique else self.lasting,
        )


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    """Paths of the Parquet columns behind an Arrow column."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    else:
        yield path


def of_records(definition: ClassDefinition, schema: Schema, *, lasting: bool = True) -> Encoding:
    """How records of a class are encoded."""
    unique = {definition.key or "id", "individual"}
    if not lasting:
        # they are written as they are, where the file is only passing: mostly every record has another id
        unique |= {slot.name for slot in definition.slots.values() if slot.kind is Kind.REFERENCE}
    return Encoding(record_schema(definition, schema), frozenset(unique), lasting)


def of_lineage(*, lasting: bool = True) -> Encoding:
    """How the lineage of records is encoded, row for row beside them."""
    return Encoding(LINEAGE, frozenset({"record_id", "row", "line"}), lasting)
