"""The tables that class plans join, read once and kept as Arrow files in the run's private folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from omicz_meta.engine.code_maps import bind_codes
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.kernel import Scope
from omicz_meta.engine.lookup import Lookup, has_surplus, load_lookup, lookup_of, shared, surplus
from omicz_meta.engine.partition import cells_of
from omicz_meta.engine.plan import ClassPlan, Join, Plan
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.sharing import placed, shared_by
from omicz_meta.engine.table import Origin, Table

BATCH = 32_768


@dataclass(frozen=True, slots=True)
class LookupFile:
    """A prepared lookup table: its name in the session, and where it is.

    `surplus` are problems, for each table whose class plans ask for it: rows that are passed over for them although
    they say something else (M021).
    """

    name: str
    path: Path
    surplus: Mapping[str, pa.Table]


def write_lookups(
    plan: Plan, tables: Mapping[str, Table], folder: Path, scope: Scope, resources: Resources
) -> tuple[LookupFile, ...]:
    """Prepare the lookup tables of all joins, each once: what is read of the rows, keys and row numbers."""
    joins = [(part, join, lookup_of(part, join)) for part in plan.classes for join in part.joins]
    files = []
    for position, lookup in enumerate(shared(one for _, _, one in joins)):
        mine = [(part, join) for part, join, one in joins if one.name == lookup.name]
        table, path = tables[lookup.table], folder / f"lookup-{position}.arrow"
        with session((), resources, scope.functions.values()) as connection:
            bind_codes(connection, scope.codes)
            load_lookup(connection, lookup, (cells_of(block) for block in table.blocks()), scope)
            _write(connection.table(lookup.name).to_arrow_reader(BATCH), path)
            told = _surplus(connection, lookup, mine, table)
        files.append(LookupFile(lookup.name, path, told))
    return tuple(files)


def _surplus(
    connection: duckdb.DuckDBPyConnection,
    lookup: Lookup,
    joins: Sequence[tuple[ClassPlan, Join]],
    table: Table,
) -> dict[str, pa.Table]:
    origin, held = Origin(table.source, table.file), shared_by(table)
    if not has_surplus(connection, lookup):
        return {part.table: PROBLEMS.empty_table() for part, _ in joins}
    found: dict[str, list[pa.Table]] = {}
    for part, join in joins:
        told = surplus(connection, lookup, part, join, origin)
        found.setdefault(part.table, []).append(placed(told, held))
    return {name: pa.concat_tables(parts) for name, parts in found.items()}


def _write(rows: pa.RecordBatchReader, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_file(path, rows.schema) as file:
        for batch in rows:
            file.write_batch(batch)


def read_lookup(path: Path) -> pa.Table:
    """The rows of a prepared lookup table, where they lie on the disk."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
