"""Records of a Parquet file that are judged where they stand: most are proved as they are, the others read with care.

The file must have the form in which a run writes records. Which of its rows may be anything else than a record as it
stands, `engine.doubtful_rows` says in one pass; these go the way of all records that come in (`pipeline.recorded`), and
no other row is copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.accounts import Fates, TableAccount, add_slots, ledger
from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.checks import Check
from omicz_meta.engine.doubtful_rows import (
    DOUBT,
    Proof,
    in_form,
    rows_in_doubt,
    rows_that_identify,
    rows_with_repeated,
)
from omicz_meta.engine.harmonise import Staged
from omicz_meta.engine.plan import Plan
from omicz_meta.engine.session import KernelFault
from omicz_meta.engine.staging import StagedClass, Staging
from omicz_meta.engine.standing import ROW_NUMBER, InPlace, slots_of
from omicz_meta.engine.table import ROW, Origin
from omicz_meta.engine.tally import Tally, count_values, few_valued, filled_in
from omicz_meta.pipeline.recorded import RecordStage
from omicz_meta.pipeline.watching import ColumnWatch
from omicz_meta.privacy.detect import FULLY_READ, THEN_EVERY
from omicz_meta.result import SlotLedger
from omicz_meta.sources.records import Batch

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 32_768
MOST_IN_DOUBT = 200_000
"""More rows in doubt, and all rows are rather read as they come."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Records that stand in a file. What became of its rows `taken` is `staged`, with the ledger of all.

    No other row meets the condition of a `settled` check; `filled` counts the values of these others by slot.
    """

    file: RecordsFile
    taken: pa.Table
    filled: Mapping[str, int]
    settled: frozenset[Check]
    staged: Staged
    watch: ColumnWatch

    def beside(self, apart: StagedClass) -> InPlace:
        """The records of the file, and those apart from it."""
        stage = self.file.stage
        return InPlace(
            stage.definition,
            stage.schema,
            self.file.path,
            Origin(stage.place.source, stage.place.file),
            stage.plan.rule,
            self.file.given,
            self.file.total,
            self.taken,
            self.filled,
            apart,
            self.settled,
            self.file.few,
            self.file.hollow,
        )


def stand(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    stage: RecordStage,
    folder: Path,
    checks: tuple[Check, ...] = (),
) -> Stood | None:
    """The records of a file where they are; None when it has another form, or too many of its rows are in doubt.

    What the kernel cannot read is left to those who say why. Rows in doubt are staged in the folder. `checks` are asked
    in the same pass, unless too many rows meet one.
    """
    try:
        file = _opened(connection, path, stage)
        if file is None:
            return None
        look = file.look()
        apart = file.apart(look)
        # a check that most rows meet takes none of them out of the file; it is asked later
        for settled in dict.fromkeys((checks, ())) if apart is not None else ():
            chosen = file.chosen(look, settled, apart)
            if chosen is not None:
                staging = Staging(folder, stage.schema, lasting=False)
                return _stood(file, chosen, frozenset(settled), look.filled, staging)
    except (KernelFault, pa.ArrowException):
        return None
    return None


def _opened(connection: duckdb.DuckDBPyConnection, path: Path, stage: RecordStage) -> RecordsFile | None:
    with pq.ParquetFile(path) as opened:
        columns, metadata = opened.schema_arrow, opened.metadata
    if not metadata.num_rows or not in_form(columns, stage.definition, stage.schema):
        return None
    given, total = frozenset(columns.names), metadata.num_rows
    return RecordsFile(connection, path, stage, given, total, few_valued(metadata)).without_hollow()


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """A file whose columns have the form of records: the slots that it gives, and how many rows it has.

    In `few` ones of its columns stand few different values; in `hollow` ones are lists of nothing.
    """

    connection: duckdb.DuckDBPyConnection
    path: Path
    stage: RecordStage
    given: frozenset[str]
    total: int
    few: frozenset[str]
    hollow: frozenset[str] = frozenset()

    @property
    def rows(self) -> duckdb.DuckDBPyRelation:
        """All rows, a column for each slot, with their numbers."""
        rows = self.connection.read_parquet(str(self.path), file_row_number=True)
        slots = slots_of(self.stage.definition, self.stage.schema, self.given, self.hollow)
        return rows.select(*slots, column(ROW_NUMBER))

    def without_hollow(self) -> RecordsFile:
        """The file with an eye on its lists of nothing."""
        slots = self.stage.definition.slots.values()
        lists = [slot.name for slot in slots if slot.multivalued and slot.name in self.given]
        if not lists:
            return self
        lengths = (call("min", call("len", column(name))) for name in lists)
        (least,) = self.rows.aggregate(list(lengths)).fetchall()
        hollow = (name for name, length in zip(lists, least, strict=True) if length == 0)
        return replace(self, hollow=frozenset(hollow))

    def look(self) -> Look:
        """What stands in the file, before any row is asked."""
        values = count_values(self.rows, sorted(self.few & self.given))
        filled = {name: filled_in(table) for name, table in values.items()}
        others = sorted(self.given - set(values))
        if others:
            (counts,) = self.rows.aggregate([call("count", column(name)) for name in others]).fetchall()
            filled |= zip(others, counts, strict=True)
        slots = self.stage.definition.slots
        nothing = frozenset(name for name in slots if not filled.get(name))
        full = frozenset(name for name, count in filled.items() if count == self.total)
        known = Tally(self.connection, values, full, nothing)
        return Look(known, {name: filled.get(name, 0) for name in slots})

    def apart(self, look: Look) -> duckdb.DuckDBPyRelation | None:
        """Numbers of rows with text that identifies, or an id that comes again; None when they are too many."""
        proof = Proof(self.stage.definition, self.stage.schema, self.given)
        named = rows_that_identify(self.rows, proof, look.known, MOST_IN_DOUBT)
        if named.num_rows > MOST_IN_DOUBT:
            return None
        repeated = rows_with_repeated(self.rows, self.stage.plan.key)
        found = self.connection.from_arrow(named)
        return found if repeated is None else found.union(repeated)

    def chosen(
        self, look: Look, checks: tuple[Check, ...], apart: duckdb.DuckDBPyRelation
    ) -> pa.Table | None:
        """Rows in doubt and rows of the sample; None when too many are in doubt."""
        number = column(ROW_NUMBER)
        sampled = (number < constant(FULLY_READ)) | (number % constant(THEN_EVERY) == constant(0))
        proof = Proof(self.stage.definition, self.stage.schema, self.given, checks)
        most = MOST_IN_DOUBT + self.total // THEN_EVERY
        doubt = proof.doubtful(look.known)
        found = rows_in_doubt(self.connection, self.rows, proof, doubt, apart, sampled, most)
        return found if found.num_rows < most else None


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of the values of a file, and how many of its rows have one in each slot."""

    known: Tally
    filled: Mapping[str, int]


def _stood(
    file: RecordsFile,
    chosen: pa.Table,
    settled: frozenset[Check],
    filled: Mapping[str, int],
    staging: Staging,
) -> Stood:
    stage, watch = file.stage, ColumnWatch(Plan((file.stage.plan,), (), ()))
    staging.sink(stage.definition.name)
    rows = pc.add(chosen[ROW_NUMBER], 1)
    watch.see(stage.plan.table, stage.texts(chosen.append_column(ROW, rows)))
    doubtful = chosen.filter(chosen[DOUBT])
    account = TableAccount(stage.place.source)
    certain = file.total - doubtful.num_rows
    account.add(Fates(certain))
    left = {name: count - _values(doubtful, name) for name, count in filled.items()}
    slots: Mapping[str, SlotLedger] = {
        f"{stage.definition.name}.{name}": SlotLedger(certain, passed=count, absent=certain - count)
        for name, count in left.items()
    }
    for start in range(0, doubtful.num_rows, BATCH_ROWS):
        passed = stage.work(_part(doubtful.slice(start, BATCH_ROWS), file.given))
        slots = add_slots(slots, stage.write(passed, staging, account, 1))
    closed = {name: sink.close() for name, sink in staging.classes.items()}
    staged = Staged(closed, ledger([account], slots), {}, staging)
    return Stood(file, doubtful.select([ROW_NUMBER]), left, settled, staged, watch)


def _part(rows: pa.Table, given: frozenset[str]) -> Batch:
    numbers = rows[ROW_NUMBER].to_numpy() + 1
    (batch,) = rows.select(sorted(given)).combine_chunks().to_batches()
    return Batch(numbers, batch)


def _values(rows: pa.Table, name: str) -> int:
    return rows.num_rows - rows[name].null_count if name in rows.column_names else 0
