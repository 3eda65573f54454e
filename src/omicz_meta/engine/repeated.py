"""Records whose key stands in another record as well."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.standing import ORDER

if TYPE_CHECKING:
    import duckdb

    from omicz_meta.engine.checks import Judged
    from omicz_meta.schema.constraints import UniqueKey


def repeated(
    connection: duckdb.DuckDBPyConnection, judged: Judged, key: UniqueKey, record_key: str
) -> pa.Table:
    """All but the first record of those with the same values in the slots of a key; rows of the form FOUND.

    A record whose values failed is left out: it takes no place from another one.
    """
    failed = judged.staged.read_failed(connection)
    doubtful = failed.filter(column("slot").isin(*map(constant, key.slots)))
    known = doubtful.select(column("record_id").alias("#failed"))
    records = judged.staged.read_in_order(connection)
    records = records.join(known, condition=column(record_key) == column("#failed"), how="anti")
    if key.nulls_differ:
        records = records.filter(reduce(and_, (column(slot).isnotnull() for slot in key.slots)))
    nth = call("row_number").over([column(slot) for slot in key.slots], [column(ORDER)])
    numbered = records.select(column(record_key), column(key.slots[0]), nth.alias("#nth"))
    later = numbered.filter(column("#nth") > constant(1)).select(
        constant(0).cast("BIGINT").alias("check"),
        column(record_key).alias("record_id"),
        column(key.slots[0]).cast("VARCHAR").alias("value"),
    )
    return later.to_arrow_table().cast(FOUND)
