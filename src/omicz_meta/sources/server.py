"""Reads the tables and views of any database server that SQLAlchemy has a driver for, as tables of text.

All tables of a source are read over one connection, in one transaction where the server has them, and with a bounded
number of rows at a time. Nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from omicz_meta.engine.table import Block
from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.select import Compared, Kind, Rows, counting, statement_of
from omicz_meta.sources.source import Source
from omicz_meta.sources.stored import BLOCK_ROWS, source_of
from omicz_meta.sources.textblock import text_block
from omicz_meta.submission.address import password_variable, shown_address
from omicz_meta.submission.choice import Choice

DRIVERS: Mapping[str, str] = MappingProxyType({"mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"})
"""Drivers that are used where an address names none and another is the usual one."""
COMPARED: Mapping[str, Compared] = MappingProxyType({"mysql": "utf8mb4", "mariadb": "utf8mb4"})
SETTINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("mysql", "mariadb"),
            ("SET time_zone = '+00:00'", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
        ),
        "oracle": ("SET TRANSACTION READ ONLY",),
        "sqlite": ("PRAGMA query_only = ON",),
    }
)
"""What makes a connection one moment of the database, in which nothing can be changed."""


def open_server(
    address: str, source: str, dialects: Mapping[str, Dialect], choice: Choice | None = None
) -> Source:
    """Open the database at an address, as `open_postgres` does. Raises EnvironmentFault as it does."""
    server = AnyServer(address, source)
    return source_of(server, server.shown, server.tables(), source, dialects, choice)


def password_of(source: str, address: str, user: str | None) -> str | None:
    """The password for a source: from its variable, else from the keyring of the system where `keyring` is installed.

    >>> os.environ["OMICZ_PASSWORD_NIS_2"] = "abc"
    >>> password_of("nis-2", "mysql://nis.example/cdm", "reader")
    'abc'
    """
    name = password_variable(source)
    if name in os.environ or user is None or find_spec("keyring") is None:
        return os.environ.get(name)
    keyring = import_module("keyring")
    try:
        found = keyring.get_password(shown_address(address), user)
    except import_module("keyring.errors").KeyringError:
        return None
    return str(found) if found is not None else None


@dataclass(frozen=True)
class AnyServer:
    """A database server, and one connection to it that lasts as long as this value."""

    address: str = field(repr=False)
    source: str

    @property
    def shown(self) -> str:
        """The address as people see it."""
        return shown_address(self.address)

    @cached_property
    def _connection(self) -> sa.Connection:
        with self._answering("cannot be reached, or refuses the login"):
            connection = self._engine.connect()
            for setting in SETTINGS.get(connection.dialect.name, ()):
                connection.exec_driver_sql(setting)
        return connection

    @property
    def _engine(self) -> sa.Engine:
        try:
            url = sa.make_url(self.address)
            url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
            return sa.create_engine(url.set(password=password_of(self.source, self.address, url.username)))
        except (NoSuchModuleError, ModuleNotFoundError) as missing:
            raise EnvironmentFault(
                f"Reading {self.shown} needs a driver: {_advice(self.address)}."
            ) from missing
        except (ArgumentError, ValueError) as fault:
            raise EnvironmentFault(f"The address {self.shown} cannot be understood.") from fault

    @contextmanager
    def _answering(self, trouble: str) -> Iterator[None]:
        """Every fault of the driver becomes one sentence, without what the server said: that may hold values."""
        try:
            yield
        except (SQLAlchemyError, OSError, UnicodeError) as fault:
            raise EnvironmentFault(f"The database {self.shown} {trouble}.") from fault

    def tables(self) -> Iterator[Rows]:
        """Tables and views of the schema that is the user's own, in order of their names."""
        with self._answering("does not tell its tables"):
            known = sa.inspect(self._connection)
            for name in sorted({*known.get_table_names(), *known.get_view_names()}):
                columns = known.get_columns(name)
                key = known.get_pk_constraint(name)["constrained_columns"]
                names = tuple(str(column["name"]) for column in columns)
                kinds = {str(c["name"]): kind for c in columns if (kind := _kind(c["type"]))}
                compared = COMPARED.get(self._connection.dialect.name, "as it is")
                yield Rows(name, names, tuple(key) or names, compared=compared, kinds=kinds)

    def count(self, rows: Rows) -> int:
        """The number of rows. Raises EnvironmentFault when the server goes away."""
        with self._answering(f"stopped answering while table {rows.table} was counted"):
            return int(self._connection.execute(counting(rows)).scalar_one())

    def blocks(self, rows: Rows, names: tuple[str, ...]) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the server goes away."""
        trouble = f"stopped answering while table {rows.table} was read; the previous output is as it was"
        streaming = {"stream_results": True, "max_row_buffer": BLOCK_ROWS}
        with (
            self._answering(trouble),
            self._connection.execute(statement_of(rows), execution_options=streaming) as answer,
        ):
            first = 1
            while values := answer.fetchmany(BLOCK_ROWS):
                yield text_block(names, values, first)
                first += len(values)


def _advice(address: str) -> str:
    kind, _, driver = address.partition("://")[0].partition("+")
    if kind in DRIVERS and not driver:
        return "pip install 'omicz-meta[mysql]'"
    return f"install a package with which SQLAlchemy reads {kind}{' through ' + driver if driver else ''}"


def _kind(known: sa.types.TypeEngine[Any]) -> Kind | None:
    if isinstance(known, sa.Integer | sa.Numeric):
        return "number"
    if isinstance(known, sa.DateTime | sa.TIMESTAMP):
        return "moment"
    return "date" if isinstance(known, sa.Date) else None
