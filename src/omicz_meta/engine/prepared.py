"""Queries that are parsed and planned once, and run over table after table: planning costs as much as 8,000 rows."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa


class _Feed:
    """Rows under a name of the connection, exchanged for others without the connection noticing."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows

    def __arrow_c_schema__(self) -> Any:
        return self.rows.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.rows.__arrow_c_stream__(requested_schema)


class Prepared:
    """Prepared queries of one connection; for one thread at a time.

    A query that calls `getvariable` is planned anew every time, since a variable may have changed.

    >>> from omicz_meta.engine.session import session
    >>> with session() as connection:
    ...     prepared = Prepared(connection)
    ...     for numbers in ([1, 2], [3]):
    ...         rows = pa.table({"n": numbers})
    ...         prepared.run('SELECT "n" + 1 AS "m" FROM "numbers"', "numbers", rows)["m"].to_pylist()
    [2, 3]
    [4]
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._known: dict[str, tuple[str, _Feed]] = {}

    def run(self, query: str, name: str, rows: pa.Table) -> pa.Table:
        """The outcome of a query that reads `rows` under `name`: in all its runs the same columns."""
        if query not in self._known:
            feed = _Feed(rows)
            self.connection.register(name, feed)
            statement = f"q{len(self._known)}"
            self.connection.execute(f"PREPARE {statement} AS {query}")
            self._known[query] = statement, feed
        statement, feed = self._known[query]
        feed.rows = rows
        made = self.connection.sql(f"EXECUTE {statement}").to_arrow_table()
        feed.rows = rows.schema.empty_table()
        return made
