"""Questions to all records of a class, asked once: the answers are kept for whoever asks again.

How many records hold which value of a slot says as well how many have one at all: no column is read twice to count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from omicz_meta.engine.standing import Standing
from omicz_meta.engine.tally import filled_in

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from omicz_meta.engine.checks import Check


@dataclass(frozen=True, slots=True)
class Answered:
    """Records of a class that do not change any more, with what was already answered about them.

    `filled` is the number of records with a value by slot, `values` what `count_values` gives.
    """

    records: Standing
    few: frozenset[str]
    filled: dict[str, int] = field(default_factory=dict, repr=False)
    values: dict[str, pa.Table | None] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The class."""
        return self.records.name

    @property
    def rows(self) -> int:
        """How many records."""
        return self.records.rows

    def read_records(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records, a column for each slot."""
        return self.records.read_records(connection)

    def read_in_order(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records with their place."""
        return self.records.read_in_order(connection)

    def read_lineage(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The rows that records came from."""
        return self.records.read_lineage(connection)

    def read_failed(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Slots whose value failed, by record."""
        return self.records.read_failed(connection)

    def count_filled(
        self, connection: duckdb.DuckDBPyConnection, slots: Collection[str]
    ) -> Mapping[str, int]:
        """How many records have a value in each of these slots."""
        unknown = [name for name in slots if name not in self.filled]
        if unknown:
            self.filled.update(self.records.count_filled(connection, unknown))
        return {name: self.filled[name] for name in slots}

    def count_values(
        self, connection: duckdb.DuckDBPyConnection, slots: Iterable[str]
    ) -> Mapping[str, pa.Table]:
        """The different values of those slots that have few, with the number of records that hold each."""
        wanted = [name for name in slots if name in self.few]
        unknown = [name for name in wanted if name not in self.values]
        if unknown:
            found = self.records.count_values(connection, unknown)
            self.values.update({name: found.get(name) for name in unknown})
            self.filled.update({name: filled_in(table) for name, table in found.items()})
        known = ((name, self.values[name]) for name in wanted)
        return {name: table for name, table in known if table is not None}

    @property
    def settled(self) -> frozenset[Check]:
        """Checks whose condition no record meets but, perhaps, the `unsettled` ones."""
        return self.records.settled

    def read_unsettled(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Records that settled checks are still to be asked about."""
        return self.records.read_unsettled(connection)


def answered(records: Standing) -> Answered:
    """The records with an eye on what was asked about them; those that have one already as they are."""
    return records if isinstance(records, Answered) else Answered(records, records.few)
