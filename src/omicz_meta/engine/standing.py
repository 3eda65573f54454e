"""Where the records of a class stand while they are judged: in files of a run, or where somebody keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from omicz_meta.engine.cell import call, case, column, constant, null
from omicz_meta.engine.physical import duckdb_type
from omicz_meta.engine.tally import count_values

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from omicz_meta.engine.checks import Check
    from omicz_meta.engine.staging import StagedClass
    from omicz_meta.engine.table import Origin
    from omicz_meta.schema import ClassDefinition, Schema

ORDER = "#order"
"""The order in which records were made, or rows of their lineage."""

ROW_NUMBER = "file_row_number"
"""What the kernel calls the position of a row in a Parquet file, from 0."""


class Standing(Protocol):
    """Records of one class with their lineage, as relations of whatever session asks for them."""

    @property
    def name(self) -> str:
        """The class."""
        ...

    @property
    def rows(self) -> int:
        """How many records."""
        ...

    def read_records(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records, a column for each slot, in any order."""
        ...

    def read_in_order(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records with their place in the order in which they were made, ORDER."""
        ...

    def read_lineage(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The rows that records came from, with ORDER."""
        ...

    def read_failed(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Slots whose value failed, by record."""
        ...

    def count_filled(
        self, connection: duckdb.DuckDBPyConnection, slots: Collection[str]
    ) -> Mapping[str, int]:
        """How many records have a value in each of these slots."""
        ...

    def count_values(
        self, connection: duckdb.DuckDBPyConnection, slots: Iterable[str]
    ) -> Mapping[str, pa.Table]:
        """The different values of these slots, one a row, with the number of records (COUNT) that hold each.

        Nothing is told of slots that are not `few`, or turn out to have many.
        """
        ...

    @property
    def few(self) -> frozenset[str]:
        """Slots in which few different values stand, over and over, as far as that is known."""
        ...

    @property
    def settled(self) -> frozenset[Check]:
        """Checks whose condition no record meets but, perhaps, the `unsettled` ones."""
        ...

    def read_unsettled(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Records that settled checks are still to be asked about."""
        ...


@dataclass(frozen=True, slots=True)
class InPlace:
    """Records that stay in the Parquet file they came in, but for some that were read one by one.

    `taken` are the rows (from 0, in ROW_NUMBER) that do not count in the file; what became of them is in `apart`.
    `given` are the slots that are columns of the file, `total` its rows. Of those that count, so many as `filled` says
    have a value in a slot, and none meets a condition of the `settled` checks. In `few` slots stand few different
    values, in `hollow` ones lists of nothing, which are no values.
    """

    definition: ClassDefinition
    schema: Schema
    path: Path
    origin: Origin
    rule: str
    given: frozenset[str]
    total: int
    taken: pa.Table
    filled: Mapping[str, int]
    apart: StagedClass
    settled: frozenset[Check]
    few: frozenset[str] = frozenset()
    hollow: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The class."""
        return self.definition.name

    @property
    def rows(self) -> int:
        """Records of the file and those apart from it."""
        return self.total - int(self.taken.num_rows) + self.apart.rows

    @property
    def files(self) -> tuple[Path, ...]:
        """What a session must have access to beside the folder of the records apart."""
        return (self.path.resolve(),)

    def read_records(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records, a column for each slot."""
        names = [column(name) for name in self.definition.slots]
        mine = self._left(connection).select(*self._slots())
        return mine.union(self.apart.read_records(connection).select(*names))

    def read_in_order(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records with the row that they came from; of several, the first."""
        mine = self._left(connection).select(*self._slots(), column(ROW_NUMBER).alias(ORDER))
        made = self.apart.read_lineage(connection).select(column("record_id"), column("row"))
        first = made.aggregate(
            [column("record_id"), (call("min", column("row")) - constant(1)).alias(ORDER)],
            column("record_id"),
        )
        others = self.apart.read_records(connection).join(
            first, condition=column(self._key) == column("record_id")
        )
        return mine.union(others.select(*(column(name) for name in self.definition.slots), column(ORDER)))

    def read_lineage(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Each row of the file under the id that stands in it, without a line."""
        places = (
            column(self._key).alias("record_id"),
            constant(self.origin.source).alias("source"),
            constant(self.origin.file).alias("file"),
            (column(ROW_NUMBER) + constant(1)).alias("row"),
            null("BIGINT").alias("line"),
            constant(self.rule).alias("rule"),
            column(ROW_NUMBER).alias(ORDER),
        )
        others = self.apart.read_lineage(connection)
        names = ("record_id", "source", "file", "row", "line", "rule")
        return (
            self._left(connection)
            .select(*places)
            .union(others.select(*map(column, names), (column("row") - constant(1)).alias(ORDER)))
        )

    def read_failed(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Slots whose value failed: only where a row was read by itself."""
        return self.apart.read_failed(connection)

    def count_filled(
        self, connection: duckdb.DuckDBPyConnection, slots: Collection[str]
    ) -> Mapping[str, int]:
        """How many records have a value in each of these slots."""
        others = self.apart.count_filled(connection, slots)
        return {name: count + self.filled[name] for name, count in others.items()}

    def count_values(
        self, connection: duckdb.DuckDBPyConnection, slots: Iterable[str]
    ) -> Mapping[str, pa.Table]:
        """The different values of those slots that have few, with the number of records that hold each."""
        asked = [name for name in slots if name in self.few]
        return count_values(self.read_records(connection), asked)

    def read_unsettled(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records apart from the file."""
        return self.apart.read_records(connection)

    @property
    def _key(self) -> str:
        return self.definition.key or "id"

    def _left(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The rows of the file that count."""
        rows = connection.read_parquet(str(self.path), file_row_number=True)
        if not self.taken.num_rows:
            return rows
        taken = connection.from_arrow(self.taken.rename_columns(["#taken"]))
        return rows.join(taken, condition=column(ROW_NUMBER) == column("#taken"), how="anti")

    def _slots(self) -> list[duckdb.Expression]:
        return slots_of(self.definition, self.schema, self.given, self.hollow)


def slots_of(
    definition: ClassDefinition, schema: Schema, given: frozenset[str], hollow: frozenset[str] = frozenset()
) -> list[duckdb.Expression]:
    """A column for each slot of a class; null for those that are not given, and for lists of nothing in `hollow`."""
    return [
        _filled(slot.name).alias(slot.name)
        if slot.name in hollow
        else column(slot.name)
        if slot.name in given
        else null(duckdb_type(slot, schema)).alias(slot.name)
        for slot in definition.slots.values()
    ]


def _filled(name: str) -> duckdb.Expression:
    return case((call("len", column(name)) > constant(0), column(name)))
