"""Long code maps as functions of a session: one hash look-up for each value, whatever the length of the map."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.plan import CodeMap

LONG = 64
"""A map with more entries is looked up by its function; a shorter one stands in the query as two lists."""


def registered_codes(name: str) -> str:
    """What the function of a code map is called inside a session."""
    return f"codes:{name}"


def bind_codes(connection: duckdb.DuckDBPyConnection, codes: Mapping[str, CodeMap]) -> None:
    """Make long code maps known to a session and its cursors."""
    for code_map in codes.values():
        if len(code_map.targets) > LONG:
            connection.create_function(
                registered_codes(code_map.name),
                _LookUp(code_map),
                ["VARCHAR"],
                "VARCHAR",
                type="arrow",
                null_handling="special",
            )


class _LookUp:
    """The targets of a column of codes; null where there is none. The first of equal codes counts."""

    __signature__ = inspect.Signature([inspect.Parameter("code", inspect.Parameter.POSITIONAL_ONLY)])

    def __init__(self, code_map: CodeMap) -> None:
        first = dict(reversed(code_map.targets))
        self._codes = pa.array(first.keys(), pa.string())
        self._targets = pa.array(first.values(), pa.string())

    def __call__(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        return self._targets.take(pc.index_in(column.cast(pa.string()), value_set=self._codes))
