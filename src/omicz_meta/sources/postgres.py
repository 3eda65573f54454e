"""Reads the tables and views of a PostgreSQL database as tables of text, as Arrow streams through ADBC.

All tables of a source are read in one transaction that sees the database as it was when it was opened and can change
nothing. Tables and views are those of the schema that comes first in the search path. The database writes numbers and
dates as text itself, so that no digit is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from omicz_meta.engine.table import Block
from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.select import Kind, Query, Rows, count_of, query_of, select_of
from omicz_meta.sources.source import Source
from omicz_meta.sources.stored import BLOCK_ROWS, source_of
from omicz_meta.sources.textblock import arrow_block
from omicz_meta.submission.address import shown_address
from omicz_meta.submission.choice import Choice

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
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("smallint", "integer", "bigint", "real", "double precision", "numeric"), "number"),
        "date": "date",
        "timestamp without time zone": "moment",
        "timestamp with time zone": "moment",
    }
)
SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
)


def open_postgres(
    address: str, source: str, dialects: Mapping[str, Dialect], choice: Choice | None = None
) -> Source:
    """Open the database at an address; its tables go by `source.table`. `dialects` may set the limit of a cell.

    `choice` are the tables that are wanted. Raises UsageError for an address with a password, EnvironmentFault when
    the driver is missing or the server does not answer.
    """
    server = Server(address)
    return source_of(server, server.shown, server.tables(), source, dialects, choice)


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

    def batches(self, query: Query, what: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query, as they come. Raises EnvironmentFault when the server goes away."""
        connection = self._connection
        trouble = f"stopped answering while {what} was read; the previous output is as it was"
        with self._answering(trouble), closing(connection.cursor()) as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
            cursor.execute(query.text, query.values or None)
            yield from cursor.fetch_record_batch()

    def rows(self, query: Query, what: str) -> list[dict[str, Any]]:
        """All rows of a short answer."""
        return [row for batch in self.batches(query, what) for row in batch.to_pylist()]

    def tables(self) -> Iterator[Rows]:
        """Tables and views that may be read, in order of their names."""
        keys: dict[str, list[str]] = {}
        for row in self.rows(query_of(_keys(), "postgresql"), "the list of keys"):
            keys.setdefault(row["relname"], []).append(row["attname"])
        columns: dict[str, dict[str, str]] = {}
        for row in self.rows(query_of(_columns(), "postgresql"), "the list of tables"):
            columns.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
        for table, types in sorted(columns.items()):
            written = frozenset(name for name, kind in types.items() if kind not in NATIVE)
            kinds = {name: KINDS[kind] for name, kind in types.items() if kind in KINDS}
            yield Rows(table, tuple(types), tuple(keys.get(table, types)), written, "C", kinds=kinds)

    def blocks(self, rows: Rows, names: tuple[str, ...]) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the server goes away."""
        first = 1
        for batch in self.batches(select_of(rows, "postgresql"), f"table {rows.table}"):
            for start in range(0, batch.num_rows, BLOCK_ROWS):
                block = arrow_block(names, batch.slice(start, BLOCK_ROWS), first)
                first += block.rows_read
                yield block

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
