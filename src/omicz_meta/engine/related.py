"""Records that others refer to or must have, and those that are too many of one person.

Ids are held against each other by their hashes, which take a third of the room: of what refers to nobody, or has no
record, one in 2**64 is taken for another one and not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.standing import ORDER, Standing

if TYPE_CHECKING:
    from omicz_meta.engine.checks import Judged
    from omicz_meta.schema import Minimum, Schema


def dangling(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    number: int,
    slot: str,
    target: Standing | None,
    schema: Schema,
) -> pa.Table:
    """Records whose reference in `slot` points to no record of its class; rows of the form FOUND."""
    definition = schema.classes[judged.staged.name]
    key = definition.key or "id"
    records = judged.staged.read_records(connection).filter(column(slot).isnotnull())
    single = call("unnest", column(slot)) if definition.slots[slot].multivalued else column(slot)
    links = records.select(column(key).alias("record_id"), single.alias("link"))
    if target is not None:
        target_key = schema.classes[target.name].key or "id"
        ids = target.read_records(connection).select(call("hash", column(target_key)).alias("target"))
        links = links.join(ids, condition=call("hash", column("link")) == column("target"), how="anti")
    numbered = links.select(
        constant(number).cast("BIGINT").alias("check"), column("record_id"), column("link").alias("value")
    )
    return numbered.to_arrow_table().cast(FOUND)


def without_record(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    number: int,
    minimum: Minimum,
    dependent: Standing | None,
) -> pa.Table:
    """Individuals with fewer records of a class than the minimum says; rows of the form FOUND."""
    people = _meeting(judged.staged.read_records(connection), minimum.where)
    people = people.select(column("subject_id").alias("record_id"))
    if dependent is not None:
        counting = _meeting(dependent.read_records(connection), minimum.counting)
        enough = counting.select(call("hash", column("individual")).alias("owner"))
        if minimum.per_individual > 1:
            counted = enough.aggregate(
                [column("owner"), call("count", column("owner")).alias("n")], column("owner")
            )
            enough = counted.filter(column("n") >= constant(minimum.per_individual))
        people = people.join(
            enough, condition=call("hash", column("record_id")) == column("owner"), how="anti"
        )
    numbered = people.select(
        constant(number).cast("BIGINT").alias("check"),
        column("record_id"),
        constant(None).cast("VARCHAR").alias("value"),
    )
    return numbered.to_arrow_table().cast(FOUND)


def _meeting(
    records: duckdb.DuckDBPyRelation, wanted: Mapping[str, tuple[str | None, ...]]
) -> duckdb.DuckDBPyRelation:
    """Records whose slots have one of these values; None stands for the empty slot."""
    for slot, values in wanted.items():
        text, named = column(slot).cast("VARCHAR"), [constant(value) for value in values if value is not None]
        fitting = text.isin(*named) if named else constant(False)
        records = records.filter(fitting | text.isnull() if None in values else fitting)
    return records


def beyond(connection: duckdb.DuckDBPyConnection, judged: Judged, most: int, schema: Schema) -> pa.Table:
    """Records of a person after the first so many, in the order in which they were made; form FOUND."""
    key = schema.classes[judged.staged.name].key or "id"
    records = judged.staged.read_in_order(connection)
    records = records.filter(column("individual").isnotnull())
    nth = call("row_number").over([column("individual")], [column(ORDER)])
    numbered = records.select(column(key), column("individual"), nth.alias("nth"))
    surplus = numbered.filter(column("nth") > constant(most)).select(
        constant(0).cast("BIGINT").alias("check"),
        column(key).alias("record_id"),
        column("individual").alias("value"),
    )
    return surplus.to_arrow_table().cast(FOUND)
