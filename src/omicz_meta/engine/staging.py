"""Files that grow while blocks pass: records, lineage and failed slots per class, problems, rows for quarantine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.counted import Count, Counted
from omicz_meta.engine.encoding import Encoding, of_lineage, of_records
from omicz_meta.engine.forms import FAILED, PROBLEMS
from omicz_meta.engine.outcome import Outcome
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.passed import Encoded, Made, Passed
from omicz_meta.engine.standing import ORDER, ROW_NUMBER
from omicz_meta.engine.tally import count_values, few_valued
from omicz_meta.schema import Schema

if TYPE_CHECKING:
    import duckdb

    from omicz_meta.engine.checks import Check

STEP = "#step"
STAGED_PROBLEMS = pa.schema([*PROBLEMS, pa.field(STEP, pa.int64())])
"""Problems with the step that found them, which is one of their sort keys."""

READING, MERGING, JUDGING = 0, 10_000, 20_000
"""Steps; class plans are numbered from 1 in between."""


def with_step(problems: pa.Table, step: int) -> pa.Table:
    """Problems with the step that found them."""
    steps = pa.repeat(pa.scalar(step, pa.int64()), problems.num_rows)
    return problems.append_column(STAGED_PROBLEMS.field(STEP), steps)


@dataclass(frozen=True, slots=True)
class Known:
    """What was counted in records while they were made, and the hash of their rows then."""

    rows_sha256: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class StagedClass:
    """Where the records of a class stand, with the hash of their rows, and what is `known` of them."""

    name: str
    records: Path
    lineage: Path
    failed: Path
    rows: int
    rows_sha256: str
    lineage_rows: int
    lineage_sha256: str
    known: Known | None = field(default=None, repr=False)

    @property
    def counted(self) -> Counted | None:
        """What was counted while these records were made, if they are still the same."""
        known = self.known
        return known.counted if known is not None and known.rows_sha256 == self.rows_sha256 else None

    def read_records(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records, a column for each slot."""
        return connection.read_parquet(str(self.records))

    def read_in_order(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The records with their place in the file."""
        return _numbered(connection, self.records)

    def read_lineage(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The rows that records came from, with their place in the file."""
        return _numbered(connection, self.lineage)

    def read_failed(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Slots whose value failed, by record."""
        return connection.read_parquet(str(self.failed))

    def count_filled(
        self, connection: duckdb.DuckDBPyConnection, slots: Collection[str]
    ) -> Mapping[str, int]:
        """How many records have a value in each of these slots."""
        if self.counted is not None:
            return {name: self.counted.filled[name] for name in slots}
        if not slots:
            return {}
        counted = self.read_records(connection).aggregate([call("count", column(name)) for name in slots])
        (counts,) = counted.fetchall()
        return dict(zip(slots, counts, strict=True))

    def count_values(
        self, connection: duckdb.DuckDBPyConnection, slots: Iterable[str]
    ) -> Mapping[str, pa.Table]:
        """The different values of those slots that have few, with the number of records that hold each."""
        if self.counted is not None:
            return {name: self.counted.values[name] for name in slots if name in self.counted.values}
        few = self.few
        asked = [name for name in slots if name in few]
        return count_values(self.read_records(connection), asked)

    @property
    def few(self) -> frozenset[str]:
        """Slots in which few different values stand."""
        if self.counted is not None:
            return frozenset(self.counted.values)
        return few_valued(pq.read_metadata(self.records))

    @property
    def settled(self) -> frozenset[Check]:
        """No check was asked while the records were made."""
        return frozenset()

    def read_unsettled(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """All records."""
        return self.read_records(connection)


def _numbered(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    rows = connection.read_parquet(str(path), file_row_number=True)
    names = (column(name) for name in rows.columns if name != ROW_NUMBER)
    return rows.select(*names, column(ROW_NUMBER).alias(ORDER))


@dataclass(slots=True)
class ClassSink:
    """Writers of one class, and what was counted in its records."""

    name: str
    records: RowGroupWriter
    lineage: RowGroupWriter
    failed: RowGroupWriter
    count: Count = field(default_factory=Count)

    def write(self, outcome: Outcome | Made) -> None:
        """Add what came of one block."""
        self.count.see(outcome.records)
        self.records.write(outcome.records)
        self.lineage.write(outcome.lineage)
        self.failed.write(outcome.failed)

    def add(self, encoded: Encoded) -> None:
        """Add what came of one stretch, and is encoded already."""
        self.count.add(encoded.counted)
        self.records.add(encoded.records)
        self.lineage.add(encoded.lineage)
        self.failed.write(encoded.failed)

    def close(self) -> StagedClass:
        """Finish the files."""
        records, lineage = self.records.close(), self.lineage.close()
        self.failed.close()
        counted = self.count.result()
        return StagedClass(
            self.name,
            self.records.path,
            self.lineage.path,
            self.failed.path,
            self.records.rows,
            records,
            self.lineage.rows,
            lineage,
            None if counted is None else Known(records, counted),
        )


@dataclass(slots=True)
class Staging:
    """The folder of a run while blocks pass; `lasting` says whether its files will be kept."""

    folder: Path
    schema: Schema
    lasting: bool = True
    classes: dict[str, ClassSink] = field(default_factory=dict)
    problems: RowGroupWriter = field(init=False)

    def __post_init__(self) -> None:
        self.problems = RowGroupWriter(self.folder / "staged" / "problems.parquet", STAGED_PROBLEMS)

    def write(self, outcome: Outcome, step: int) -> None:
        """Add what a class plan made of one block."""
        self.sink(outcome.target).write(outcome)
        self.write_problems(outcome.problems, step)

    def write_passed(self, passed: Passed) -> None:
        """Add what all class plans of a table made of some rows."""
        for name, made in passed.classes.items():
            self.sink(name).write(made)
        for name, encoded in passed.encoded.items():
            self.sink(name).add(encoded)
        if passed.problems.num_rows:
            self.problems.write(passed.problems)

    def write_problems(self, problems: pa.Table, step: int) -> None:
        """Add problems found by one step."""
        if problems.num_rows:
            self.problems.write(with_step(problems, step))

    def sink(self, name: str) -> ClassSink:
        """The writers of a class, opened when first needed."""
        if name not in self.classes:
            definition = self.schema.classes[name]
            records = of_records(definition, self.schema, lasting=self.lasting)
            self.classes[name] = ClassSink(
                name,
                self._writer(f"records/{definition.snake}.parquet", records),
                self._writer(f"lineage/{definition.snake}.parquet", of_lineage(lasting=self.lasting)),
                RowGroupWriter(self.folder / "staged" / f"{definition.snake}.failed.parquet", FAILED),
            )
        return self.classes[name]

    def _writer(self, path: str, encoding: Encoding) -> RowGroupWriter:
        return RowGroupWriter(
            self.folder / path, encoding.schema, unique=encoding.unique, lasting=encoding.lasting
        )
