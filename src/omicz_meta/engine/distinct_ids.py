"""Whether all records of a class have another id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from omicz_meta.engine.cell import call, column

if TYPE_CHECKING:
    import duckdb

MOST_SORTED = 8_388_608
"""Hashes of so many ids are sorted in memory (64 MiB); those of more the kernel holds against each other."""

BATCH = 65_536


def all_differ(records: duckdb.DuckDBPyRelation, key: str, rows: int) -> bool:
    """Whether no two of so many records have one id. Hashes are compared: of two ids that differ they may be the same.

    >>> from omicz_meta.engine.session import session
    >>> with session() as connection:
    ...     ids = connection.sql("select unnest(['a', 'b', 'b']) as id")
    ...     all_differ(ids, "id", 3), all_differ(ids.limit(2), "id", 2)
    (False, True)
    """
    hashes = records.select(call("hash", column(key)).alias("h"))
    if rows > MOST_SORTED:
        ((different,),) = hashes.distinct().aggregate([call("count", column("h"))]).fetchall()
        return bool(different == rows)
    found = np.empty(rows, np.uint64)
    at = 0
    for batch in hashes.to_arrow_reader(BATCH):
        found[at : at + batch.num_rows] = batch["h"]
        at += batch.num_rows
    found.sort()
    return not bool((found[1:] == found[:-1]).any())
