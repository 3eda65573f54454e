"""The tables that class plans join, read once and kept as Arrow files in the run's private folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from omicz_meta.engine.code_maps import bind_codes
from omicz_meta.engine.kernel import Scope
from omicz_meta.engine.lookup import load_lookup, lookup_name, surplus
from omicz_meta.engine.partition import cells_of
from omicz_meta.engine.plan import Plan
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.table import Origin, Table

BATCH = 32_768


@dataclass(frozen=True, slots=True)
class LookupFile:
    """A prepared lookup table: the class plan's table it is for, its name in the session, and where it is.

    `surplus` are problems: its rows that are passed over although they say something else (M021).
    """

    table: str
    name: str
    path: Path
    surplus: pa.Table


def write_lookups(
    plan: Plan, tables: Mapping[str, Table], folder: Path, scope: Scope, resources: Resources
) -> tuple[LookupFile, ...]:
    """Prepare the lookup tables of all joins: cleaned cells, keys and row numbers, one row for each key."""
    wanted = [(part, join, number) for part in plan.classes for number, join in enumerate(part.joins)]
    found = []
    for position, (part, join, number) in enumerate(wanted):
        table, name, path = tables[join.table], lookup_name(part, join), folder / f"lookup-{position}.arrow"
        with session((), resources, scope.functions.values()) as connection:
            bind_codes(connection, scope.codes)
            cells = (cells_of(block) for block in table.blocks())
            rest = load_lookup(connection, part, join, number, cells, scope)
            _write(connection.table(name).to_arrow_reader(BATCH), path)
        told = surplus(part, join, rest, Origin(table.source, table.file))
        found.append(LookupFile(part.table, name, path, told))
    return tuple(found)


def _write(rows: pa.RecordBatchReader, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_file(path, rows.schema) as file:
        for batch in rows:
            file.write_batch(batch)


def read_lookup(path: Path) -> pa.RecordBatchReader:
    """The rows of a prepared lookup table."""
    file = pa.ipc.open_file(pa.memory_map(str(path)))
    batches = (file.get_batch(number) for number in range(file.num_record_batches))
    return pa.RecordBatchReader.from_batches(file.schema, batches)
