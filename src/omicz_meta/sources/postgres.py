"""Reads the tables and views of a PostgreSQL database as tables of text, as Arrow streams through ADBC.

All tables of a source are read in one transaction that sees the database as it was when it was opened and can change
nothing. Tables and views are those of the schema that comes first in the search path. The database writes numbers and
dates as text itself, so that no digit is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from omicz_meta.engine.table import Block, Layout, SourceFile
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.address import holds_password, shown_address
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.header import name_columns
from omicz_meta.sources.limits import USUAL, Limits
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.select import Rows, arrow_block, count_of, counted, query_text, select_of
from omicz_meta.sources.source import WRITTEN_OUT, Source

BLOCK_ROWS = 20_000
BATCH_BYTES = 4 * 1024 * 1024
NATIVE = (
    "boolean",
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "text",
    "character varying",
    "timestamp without time zone",
    "timestamp with time zone",
    "bytea",
)
"""Types that are read as they are; the database writes all others as text."""
SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
)


def open_postgres(address: str, source: str, dialects: Mapping[str, Dialect]) -> Source:
    """Open the database at an address; its tables go by `source.table`. `dialects` may set the limit of a cell.

    Raises UsageError for an address with a password, EnvironmentFault when the driver is missing or the server does
    not answer.
    """
    if holds_password(address):
        raise UsageError(
            f"Source {source}: a password may not stand in an address. Put it into PGPASSWORD or ~/.pgpass."
        )
    server = Server(address)
    place = TablePlace(source, server.shown)
    found = [(rows, *server.described(rows, place)) for rows in server.tables()]
    tables = tuple(
        PostgresTable(
            f"{source}.{rows.table}",
            source,
            server.shown,
            columns,
            problems,
            server,
            rows,
            _limits(rows, source, dialects),
        )
        for rows, columns, problems in found
    )
    if not tables:
        nothing = Problem("R014", place.at(), detail=(("reason", "no table in it that may be read"),))
        return Source(source, (), problems=(nothing,))
    return Source(source, tables, (SourceFile(server.shown, ""),))


def _limits(rows: Rows, source: str, dialects: Mapping[str, Dialect]) -> Limits:
    names = (f"{source}.{rows.table}", rows.table, source)
    return next((dialects[name].limits for name in names if name in dialects), USUAL)


@dataclass(frozen=True)
class Server:
    """A database server, and one transaction in it that lasts as long as this value."""

    address: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The address as people see it."""
        return shown_address(self.address)

    @cached_property
    def _connection(self) -> Any:
        try:
            adbc = import_module("adbc_driver_postgresql.dbapi")
        except ImportError as missing:
            raise EnvironmentFault(
                "Reading PostgreSQL needs a driver: pip install 'omicz-meta[postgres]'."
            ) from missing
        with self._answering("cannot be reached, or refuses the login (PGPASSWORD, ~/.pgpass)"):
            connection = adbc.connect(self.address)
            with closing(connection.cursor()) as cursor:
                for setting in SETTINGS:
                    cursor.execute(setting)
        return connection

    @contextmanager
    def _answering(self, trouble: str) -> Iterator[None]:
        """Every fault of the driver becomes one sentence, without what the server said: that may hold values."""
        error = import_module("adbc_driver_manager.dbapi").Error
        try:
            yield
        except (error, pa.ArrowException, OSError) as fault:
            raise EnvironmentFault(f"The database {self.shown} {trouble}.") from fault

    def batches(self, query: str, what: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query, as they come. Raises EnvironmentFault when the server goes away."""
        connection = self._connection
        trouble = f"stopped answering while {what} was read; the previous output is as it was"
        with self._answering(trouble), closing(connection.cursor()) as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
            cursor.execute(query)
            yield from cursor.fetch_record_batch()

    def rows(self, query: str, what: str) -> list[dict[str, Any]]:
        """All rows of a short answer."""
        return [row for batch in self.batches(query, what) for row in batch.to_pylist()]

    def tables(self) -> Iterator[Rows]:
        """Tables and views that may be read, in order of their names."""
        keys: dict[str, list[str]] = {}
        for row in self.rows(query_text(_keys(), "postgresql"), "the list of keys"):
            keys.setdefault(row["relname"], []).append(row["attname"])
        columns: dict[str, dict[str, str]] = {}
        for row in self.rows(query_text(_columns(), "postgresql"), "the list of tables"):
            columns.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
        for table, types in sorted(columns.items()):
            written = frozenset(name for name, kind in types.items() if kind not in NATIVE)
            yield Rows(table, tuple(types), tuple(keys.get(table, types)), written, "C")

    def described(self, rows: Rows, place: TablePlace) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """Names of the columns of a table, and what is to be said of it."""
        header = name_columns(rows.columns, place, 1)
        nothing = () if self.count(rows) else (Problem("R010", place.at()),)
        return header.names, (*header.problems, *nothing)

    def count(self, rows: Rows) -> int:
        """The number of rows."""
        (answer,) = self.rows(count_of(rows, "postgresql"), f"table {rows.table}")
        return int(next(iter(answer.values())))


def _columns() -> sa.SelectBase:
    names = ("table_schema", "table_name", "column_name", "data_type", "ordinal_position")
    known = sa.table("columns", *(sa.column(name) for name in names), schema="information_schema")
    wanted = (sa.cast(known.c[name], sa.Text).label(name) for name in names[1:4])
    here = known.c.table_schema == sa.func.current_schema()
    return sa.select(*wanted).where(here).order_by(known.c.table_name, known.c.ordinal_position)


def _keys() -> sa.SelectBase:
    """Columns of primary keys."""
    index, table, column = (
        sa.table(name, *map(sa.column, columns), schema="pg_catalog")
        for name, columns in (
            ("pg_index", ("indrelid", "indkey", "indisprimary")),
            ("pg_class", ("oid", "relname", "relnamespace")),
            ("pg_attribute", ("attrelid", "attnum", "attname")),
        )
    )
    space = sa.table("pg_namespace", sa.column("oid"), sa.column("nspname"), schema="pg_catalog")
    return (
        sa.select(*(sa.cast(name, sa.Text).label(name.name) for name in (table.c.relname, column.c.attname)))
        .join_from(index, table, table.c.oid == index.c.indrelid)
        .join(space, space.c.oid == table.c.relnamespace)
        .join(column, (column.c.attrelid == table.c.oid) & (column.c.attnum == sa.any_(index.c.indkey)))
        .where(index.c.indisprimary, space.c.nspname == sa.func.current_schema())
        .order_by(table.c.relname, column.c.attnum)
    )


@dataclass(frozen=True, slots=True)
class PostgresTable:
    """A table or view; `columns` are called as in `rows`, in its order."""

    name: str
    source: str
    file: str
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]
    server: Server
    rows: Rows
    limits: Limits = USUAL

    @property
    def layout(self) -> Layout:
        """Rows for quarantine are written as CSV."""
        return WRITTEN_OUT

    def only(self, columns: tuple[str, ...]) -> PostgresTable:
        """The same rows; columns that are left out are not fetched."""
        pairs = zip(self.columns, self.rows.columns, strict=True)
        kept = [(name, stored) for name, stored in pairs if name in columns]
        rows = replace(self.rows, columns=tuple(stored for _, stored in kept))
        return replace(self, columns=tuple(name for name, _ in kept), rows=rows)

    def blocks(self) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the server goes away."""
        if not self.columns:
            yield from counted(self.server.count(self.rows), BLOCK_ROWS)
            return
        first = 1
        for batch in self.server.batches(select_of(self.rows, "postgresql"), f"table {self.rows.table}"):
            for start in range(0, batch.num_rows, BLOCK_ROWS):
                block = arrow_block(self.columns, batch.slice(start, BLOCK_ROWS), first)
                first += block.rows_read
                yield without_long_cells(block, self.limits)
