"""Reads the tables and views of an SQLite file as tables of text, in the order in which their rows were stored.

The file is opened for reading only and nothing is written beside it. SQLite lets any value stand in any column, so
values are told by what they are and not by what their column declares.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from omicz_meta.engine.table import Block
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.select import ROW_NUMBERS, Rows, count_of, select_of
from omicz_meta.sources.stored import BLOCK_ROWS, StoredTable, parts_of, stored_table
from omicz_meta.sources.textblock import text_block

SUFFIXES = (".sqlite", ".sqlite3", ".db", ".db3")
JOURNALS = ("-wal", "-journal")
_TABLES = (
    "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') "
    "AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name"
)
_COLUMNS = "SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid"


def find_tables(found: Found) -> tuple[Part, ...] | Problem:
    """The tables and views of a file, which is checked from beginning to end; R030 and R031 where that fails."""
    if any(_filled(found.path.with_name(found.path.name + ending)) for ending in JOURNALS):
        return Problem("R031", found.place.at())
    try:
        with closing(connected(found.path)) as connection:
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if state not in ("ok", b"ok"):
                return _unreadable(found, "damaged")
            tables = list(_tables(connection))
            if not tables:
                return _unreadable(found, "no table in it")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Problem("R031", found.place.at())
        return _unreadable(found, "damaged")
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # damaged names may stand in what SQLite says of it
        return _unreadable(found, "no SQLite file, or an encrypted or damaged one")
    return parts_of(found, tables, _opened)


SQLITE = FileKind(SUFFIXES, "SQLite", find_tables)
"""SQLite; every table and view of a file is a table of the source."""


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _unreadable(found: Found, reason: str) -> Problem:
    return Problem("R030", found.place.at(), detail=(("reason", reason),))


def connected(path: Path) -> sqlite3.Connection:
    """A connection that can do nothing but read. Raises sqlite3.Error.

    A file that keeps a write-ahead log is told not to change: SQLite would make the log's files beside it otherwise.
    """
    with path.open("rb") as file:
        logging = file.read(20)[18:20] == b"\x02\x02"
    mode = "mode=ro&immutable=1" if logging else "mode=ro"
    address = f"file:{quote(str(path.absolute()))}?{mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=1)
    connection.text_factory = _decoded
    for setting in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _decoded(raw: bytes) -> str | bytearray:
    """Text of a cell; a bytearray is text that is no UTF-8, where a BLOB comes as bytes."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return bytearray(raw)


def _tables(connection: sqlite3.Connection) -> Iterator[Rows]:
    # a name that is no UTF-8 is none that a query could ask by, and raises UnicodeDecodeError
    connection.text_factory = bytes.decode
    for name, kind, without_row_number in connection.execute(_TABLES).fetchall():
        found = connection.execute(_COLUMNS, (name,)).fetchall()
        columns = tuple(str(column) for column, _ in found)
        key = tuple(str(column) for column, at in sorted(found, key=lambda one: one[1]) if at)
        named = {column.lower() for column in columns}
        number = next((word for word in ROW_NUMBERS if word not in named), None)
        if kind == "table" and not without_row_number and number:
            key = (number,)
        yield Rows(str(name), columns, key if kind == "table" and key else columns)


def _opened(found: Found, rows: Rows, name: str) -> StoredTable:
    return stored_table(
        name, found.place, SqliteFile(found.path), rows, found.dialect(name, rows.table).limits
    )


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """An SQLite file as a database; each question opens it anew."""

    path: Path

    def count(self, rows: Rows) -> int:
        """The number of rows. Raises EnvironmentFault when the file is not what it was when it was opened."""
        query = count_of(rows, "sqlite")
        with self._answering() as connection:
            (count,) = connection.execute(query.text, query.values).fetchone()
            return int(count)

    def blocks(self, rows: Rows, names: tuple[str, ...]) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault as `count` does."""
        query, first = select_of(rows, "sqlite"), 1
        with self._answering() as connection:
            cursor = connection.execute(query.text, query.values)
            while values := cursor.fetchmany(BLOCK_ROWS):
                yield text_block(names, values, first)
                first += len(values)

    @contextmanager
    def _answering(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(connected(self.path)) as connection:
                yield connection
        except (sqlite3.Error, OSError) as fault:
            raise EnvironmentFault(f"{self.path.name}: reading stopped") from fault
