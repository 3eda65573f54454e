"""Reads DuckDB files that others made: opened for reading, alone, in a session from which nothing can be reached.

A database file carries more than rows: views, macros that are called like functions, computed columns. Any of these
would be run by whoever opens the file and names them. So the file is attached beside an empty database, where its
macros are no one's functions, and only what is stored in its tables is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from omicz_meta.engine.session import ATTACHED, LOG, attached
from omicz_meta.errors import EnvironmentFault

__all__ = ["ATTACHED", "LOG", "Kept", "KeptTable", "Unread", "batches", "kept_in"]

_TABLES = """
SELECT schema_name, table_name, column_name, data_type, is_generated
FROM system.main.duckdb_columns() JOIN system.main.duckdb_tables()
USING (database_name, schema_name, table_name)
WHERE database_name = $1 ORDER BY schema_name, table_name, column_index
"""
_VIEWS = """
SELECT schema_name, view_name FROM system.main.duckdb_views()
WHERE database_name = $1 AND NOT internal ORDER BY ALL
"""

Unread = Literal["busy", "unreadable"]
"""Why a file gives no tables: another program has it open, or it is damaged, encrypted or no DuckDB file."""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table of a file: its columns in order with their types, and those it would compute, which are not read."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    computed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds: tables in order of schema and name, and the names of views, which are not read."""

    tables: tuple[KeptTable, ...]
    views: tuple[str, ...] = ()


def kept_in(path: Path) -> Kept | Unread:
    """The tables of a DuckDB file. Its bytes are checked where they are read, not here."""
    try:
        with attached(path) as connection:
            rows = connection.execute(_TABLES, [ATTACHED]).fetchall()
            views = connection.execute(_VIEWS, [ATTACHED]).fetchall()
    except duckdb.Error as fault:
        return "busy" if "Could not set lock" in str(fault) else "unreadable"
    found: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for schema, table, column, kind, computed in rows:
        found.setdefault((schema, table), []).append((column, kind, computed))
    tables = (
        KeptTable(
            schema,
            name,
            tuple((column, kind) for column, kind, computed in columns if not computed),
            tuple(column for column, _, computed in columns if computed),
        )
        for (schema, name), columns in found.items()
    )
    return Kept(tuple(tables), tuple(name for _, name in views))


def batches(path: Path, query: str, values: Sequence[object], rows: int) -> Iterator[pa.RecordBatch]:
    """The answer to a query whose tables are called `ATTACHED.schema.table`, in the order in which rows are stored.

    Raises EnvironmentFault when the file can no longer be read, or the query does not fit what is in it.
    """
    try:
        with attached(path) as connection:
            yield from connection.sql(query, params=list(values)).to_arrow_reader(rows)
    except (duckdb.Error, pa.ArrowException) as fault:
        raise EnvironmentFault(f"{path.name}: reading stopped") from fault
