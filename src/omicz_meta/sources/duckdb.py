"""Reads the tables of a DuckDB file as tables of text, in the order in which their rows were stored.

Views and computed columns are not read: they are not data, but what somebody wants to be run. They are told (R040).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from omicz_meta.engine.database import ATTACHED, LOG, Kept, batches, kept_in
from omicz_meta.engine.table import Block
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.select import Kind, Rows, count_of, select_of
from omicz_meta.sources.stored import BLOCK_ROWS, StoredTable, parts_of, stored_table
from omicz_meta.sources.textblock import arrow_block

MAIN = "main"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")
NATIVE = (*WHOLE, *MOMENTS, "BOOLEAN", "FLOAT", "DOUBLE", "VARCHAR", "BLOB")
"""Types that are read as they are, and lists and structures of any; the database writes all others as text."""


def find_tables(found: Found) -> tuple[Part | Problem, ...] | Problem:
    """The tables of a file, which are read once to know that none is damaged; R030 and R031 where that fails."""
    log = found.path.with_name(found.path.name + LOG)
    kept = "busy" if log.is_file() and log.stat().st_size else kept_in(found.path)
    if not isinstance(kept, Kept):
        return _unread(found) if kept == "unreadable" else Problem("R031", found.place.at())
    rows = tuple(_rows(kept))
    try:
        for table in rows:
            for _ in _batches(found.path, table):
                pass
    except EnvironmentFault:
        return _unread(found)
    parts = parts_of(found, rows, partial(_opened, kept))
    return parts if isinstance(parts, Problem) else (*parts, *(_left(found, view) for view in kept.views))


DUCKDB = FileKind((".duckdb",), "DuckDB", find_tables)
"""DuckDB; every table of a file is a table of the source."""


def _unread(found: Found) -> Problem:
    reason = "no DuckDB file, or an encrypted, newer or damaged one"
    return Problem("R030", found.place.at(), detail=(("reason", reason),))


def _rows(kept: Kept) -> Iterator[Rows]:
    """Tables of the schema `main` first; one whose name another schema has too is called by both names."""
    names = Counter(table.name for table in kept.tables)
    for table in sorted(kept.tables, key=lambda one: (one.schema != MAIN, one.schema, one.name)):
        if table.columns:
            alone = names[table.name] == 1 or table.schema == MAIN
            yield Rows(
                table.name,
                tuple(name for name, _ in table.columns),
                (),
                frozenset(name for name, kind in table.columns if not _is_native(kind)),
                "C",
                (ATTACHED, table.schema),
                {name: known for name, kind in table.columns if (known := _kind(kind))},
                called="" if alone else f"{table.schema}.{table.name}",
            )


def _is_native(kind: str) -> bool:
    return kind in NATIVE or kind.endswith("]") or kind.startswith("STRUCT(")


def _kind(kind: str) -> Kind | None:
    if kind in (*WHOLE, "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE") or kind.startswith("DECIMAL("):
        return "number"
    return "date" if kind == "DATE" else "moment" if kind in MOMENTS else None


def _opened(kept: Kept, found: Found, rows: Rows, name: str) -> StoredTable:
    source = next(t for t in kept.tables if (ATTACHED, t.schema, t.name) == (*rows.schema, rows.table))
    told = [_left(found, f"{rows.name}.{column}") for column in source.computed]
    limits = found.dialect(name, rows.name).limits
    return stored_table(name, found.place, DuckdbFile(found.path), rows, limits, told)


def _left(found: Found, name: str) -> Problem:
    return Problem("R040", found.place.at(), detail=(("name", name),))


def _batches(path: Path, rows: Rows) -> Iterator[pa.RecordBatch]:
    query = select_of(rows, "postgresql")
    return batches(path, query.text, query.values, BLOCK_ROWS)


@dataclass(frozen=True, slots=True)
class DuckdbFile:
    """A DuckDB file as a database; each question opens it anew."""

    path: Path

    def count(self, rows: Rows) -> int:
        """The number of rows. Raises EnvironmentFault when the file is not what it was when it was opened."""
        query = count_of(rows, "postgresql")
        (batch,) = batches(self.path, query.text, query.values, 1)
        return int(batch.column(0)[0].as_py())

    def blocks(self, rows: Rows, names: tuple[str, ...]) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault as `count` does."""
        query, first = select_of(rows, "postgresql"), 1
        for batch in batches(self.path, query.text, query.values, BLOCK_ROWS):
            yield arrow_block(names, batch, first)
            first += batch.num_rows
