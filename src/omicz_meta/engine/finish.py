"""What happens after all blocks have passed: identifiers dropped, withdrawn persons excluded, records merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.cell import column, constant
from omicz_meta.engine.harmonise import Run, Staged
from omicz_meta.engine.merge import Columns, drop_slots, has_duplicates, merge_class
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.plan import Plan
from omicz_meta.engine.staging import StagedClass
from omicz_meta.result import SourceLedger

WITHDRAWN = "consent withdrawn or opted out"
PLACES = pa.schema([("source", pa.string()), ("file", pa.string()), ("row", pa.int64())])
"""Which rows a record came from."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Records as they leave the engine, what was found on the way, and who was excluded: how many, and their rows."""

    staged: Staged
    problems: tuple[pa.Table, ...]
    excluded: int
    gone: pa.Table


def slot_columns(plan: Plan) -> dict[str, Columns]:
    """Per class: the source column that feeds each slot (the first, where several do), in all and for each rule."""
    found: dict[str, Columns] = {}
    for part in plan.classes:
        known = found.setdefault(part.target, Columns({}, False))
        for slot in part.slots:
            if slot.columns:
                known.of_slot.setdefault(slot.slot.name, slot.columns[0])
                known.of_rule.setdefault(part.rule, {}).setdefault(slot.slot.name, slot.columns[0])
        found[part.target] = replace(known, one_per_row=known.one_per_row or part.one_per_row)
    return found


def finish(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    plan: Plan,
    run: Run,
    drop: Mapping[str, frozenset[str]],
) -> Finished:
    """Finish the records: drop what identifies, exclude who withdrew, merge what has one id."""
    classes = dict(staged.classes)
    for name, slots in drop.items():
        classes[name] = drop_slots(classes[name], slots)
    withdrawn = _withdrawn(connection, classes)
    gone = PLACES.empty_table()
    ledger = staged.ledger
    if len(withdrawn):
        removed = []
        for name, part in classes.items():
            classes[name], places = _exclude(part, run, withdrawn)
            removed.append(places)
        gone = _gone(connection, pa.concat_tables(removed), classes)
        counts = Counter(gone["source"].to_pylist())
        ledger = replace(ledger, sources=_moved(ledger.sources, counts))
    found = []
    columns = slot_columns(plan)
    for name, part in classes.items():
        if has_duplicates(connection, part, run.schema.classes[name].key or "id"):
            classes[name], problems = merge_class(connection, part, run.schema, columns[name], run.show)
            found.append(problems)
    return Finished(replace(staged, classes=classes, ledger=ledger), tuple(found), len(withdrawn), gone)


def _withdrawn(connection: duckdb.DuckDBPyConnection, classes: Mapping[str, StagedClass]) -> pa.Array:
    """Individuals who withdrew their consent, refused it, or opted out of secondary use."""
    if "Consent" not in classes:
        return pa.array([], pa.string())
    consents = connection.read_parquet(str(classes["Consent"].records))
    against = column("consent_status").isin(constant("withdrawn"), constant("refused"))
    opted_out = column("secondary_use_opt_out").cast("VARCHAR").isin(constant("true"), constant("yes"))
    left = consents.filter((against | opted_out) & column("individual").isnotnull())
    return left.select(column("individual")).distinct().to_arrow_table()["individual"].combine_chunks()


def _exclude(part: StagedClass, run: Run, withdrawn: pa.Array) -> tuple[StagedClass, pa.Table]:
    """Take the records of these persons out; returns the places they came from. Lineage stands row by row beside."""
    definition = run.schema.classes[part.name]
    owner = "subject_id" if part.name == "Individual" else "individual"
    if owner not in definition.slots:
        return part, PLACES.empty_table()
    records, lineage = pq.ParquetFile(part.records), pq.ParquetFile(part.lineage)
    kept = RowGroupWriter(part.records.with_suffix(".kept"), records.schema_arrow)
    places = RowGroupWriter(part.lineage.with_suffix(".kept"), lineage.schema_arrow)
    removed = []
    for group in range(records.num_row_groups):
        left, right = records.read_row_group(group), lineage.read_row_group(group)
        stays = pc.invert(pc.is_in(left[owner], value_set=withdrawn))
        kept.write(left.filter(stays))
        places.write(right.filter(stays))
        removed.append(right.filter(pc.invert(stays)).select(PLACES.names))
    rows_sha256, lineage_sha256 = kept.close(), places.close()
    kept.path.replace(part.records)
    places.path.replace(part.lineage)
    rest = replace(
        part, rows=kept.rows, rows_sha256=rows_sha256, lineage_rows=places.rows, lineage_sha256=lineage_sha256
    )
    return rest, pa.concat_tables([PLACES.empty_table(), *removed])


def _gone(
    connection: duckdb.DuckDBPyConnection, removed: pa.Table, classes: Mapping[str, StagedClass]
) -> pa.Table:
    """Rows from which no record is left."""
    rows = connection.from_arrow(removed).distinct()
    for part in classes.values():
        there = connection.read_parquet(str(part.lineage)).select(
            *(column(name).alias(f"still {name}") for name in PLACES.names)
        )
        same = column("source") == column("still source")
        for name in PLACES.names[1:]:
            same = same & (column(name) == column(f"still {name}"))
        rows = rows.join(there, condition=same, how="anti")
    return rows.select(*(column(name) for name in PLACES.names)).to_arrow_table()


def _moved(sources: Mapping[str, SourceLedger], gone: Mapping[str, int]) -> dict[str, SourceLedger]:
    """Rows of excluded persons count as out of scope, by that reason."""
    return {name: _less(account, gone.get(name, 0)) for name, account in sources.items()}


def _less(account: SourceLedger, count: int) -> SourceLedger:
    if not count:
        return account
    return replace(
        account,
        rows_used=account.rows_used - count,
        rows_out_of_scope=account.rows_out_of_scope + count,
        out_of_scope={**account.out_of_scope, WITHDRAWN: count},
    )
