"""The different values of a slot, and the records that carry them: what is decided per value costs two scans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant, null
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.tally import COUNT

if TYPE_CHECKING:
    import duckdb

    from omicz_meta.engine.checks import Judged
    from omicz_meta.schema import Slot

BATCH = 65_536
VALUES = pa.schema([("value", pa.string()), ("beside", pa.string()), ("count", pa.int64())])
"""A different value, what stands beside it in another slot (null when not asked for), and how often both occur."""
CARRIED = pa.schema([("value", pa.string()), ("beside", pa.string()), ("check", pa.int64())])
"""Values that are looked for, and the number of the check that they fail; without a `beside` whatever stands there."""

Path = Sequence["Slot"]
"""The way to a value: a slot of the class, then slots of the objects in it."""


def distinct_values(
    connection: duckdb.DuckDBPyConnection, judged: Judged, path: Path, beside: str | None = None
) -> Iterator[pa.Table]:
    """The different values at the end of a path, in no order, some ten thousand at a time; form VALUES."""
    rows = _counted(connection, judged, path, beside)
    total = call("sum", column("of")).cast("BIGINT").alias("count")
    # what is not counted is what is grouped by
    grouped = rows.aggregate([column("value"), column("beside"), total])
    for batch in grouped.to_arrow_reader(BATCH):
        yield pa.Table.from_batches([batch]).cast(VALUES)


def carrying(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    path: Path,
    key: str,
    wanted: pa.Table,
    beside: str | None = None,
) -> pa.Table:
    """The records with the wanted values (form CARRIED), each once a value; rows of the form FOUND."""
    rows = _values(judged.staged.read_records(connection), path, column(key), beside)
    faulty = connection.from_arrow(wanted.rename_columns(["wanted", "wanted_beside", "check"]))
    same = column("value") == column("wanted")
    if beside is not None:
        same = same & (column("beside") == column("wanted_beside"))
    found = rows.join(faulty, condition=same).select(
        column("check"), column("of").alias("record_id"), column("value")
    )
    return found.distinct().to_arrow_table().cast(FOUND)


def prefixes(connection: duckdb.DuckDBPyConnection, judged: Judged, path: Path) -> frozenset[str]:
    """What stands before the first colon of the values at the end of a path."""
    rows = _counted(connection, judged, path, None)
    start = call("split_part", column("value"), constant(":"), constant(1))
    return frozenset(name for (name,) in rows.select(start.alias("prefix")).distinct().fetchall())


def _counted(
    connection: duckdb.DuckDBPyConnection, judged: Judged, path: Path, beside: str | None
) -> duckdb.DuckDBPyRelation:
    """Values at the end of a path, with how often each is there (`of`): where they are few, only different ones."""
    name = path[0].name
    few = None if beside else judged.staged.count_values(connection, (name,)).get(name)
    if few is None:
        return _values(judged.staged.read_records(connection), path, constant(1), beside)
    return _values(connection.from_arrow(few), path, column(COUNT), None)


def _values(
    rows: duckdb.DuckDBPyRelation, path: Path, of: duckdb.Expression, beside: str | None
) -> duckdb.DuckDBPyRelation:
    """A row for each value: what is to stand beside it as `of`, the value as text, and what stands in `beside`."""
    other = null() if beside is None else column(beside).cast("VARCHAR")
    rows = rows.select(of.alias("of"), column(path[0].name).alias("value"), other.alias("beside"))
    for place, slot in enumerate(path):
        if place:
            part = call("struct_extract", column("value"), constant(slot.name))
            rows = rows.select(column("of"), part.alias("value"), column("beside"))
        rows = rows.filter(column("value").isnotnull())
        if slot.multivalued:
            rows = rows.select(
                column("of"), call("unnest", column("value")).alias("value"), column("beside")
            ).filter(column("value").isnotnull())
    return rows.select(column("of"), column("value").cast("VARCHAR").alias("value"), column("beside"))
