"""What stands under several ids: the same values in some slots, or one digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_

import duckdb
import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.checks import Check, Court, Judged, violated
from omicz_meta.engine.forms import FOUND
from omicz_meta.engine.plan import Expression, columns_of
from omicz_meta.engine.referred_records import beside, flat, flattened


def sharing(
    court: Court, judged: Judged, key: str, condition: Expression, classes: Mapping[str, Judged]
) -> pa.Array:
    """Values of the slot `key` in records that meet a condition, and agree with those of another key.

    They agree where all slots that the condition reads have the same values.
    """
    check = Check("", judged.staged.name, key, condition, "")
    own = judged.staged.read_records(court.connection)
    records = beside(court.connection, own, judged, (check,), classes, court.schema)
    (wanted,) = violated(records.columns, (flattened(check),), court.schema)
    by = [flat(cell).name for cell in columns_of((condition,))]
    return _shared(records.filter(wanted).select(column(key), *map(column, by)), key, by)


def sharing_digest(court: Court, judged: Judged, slot: str) -> pa.Array:
    """Ids of records of which a checksum in `slot` stands under another id too."""
    key = court.schema.classes[judged.staged.name].key or "id"
    records = judged.staged.read_records(court.connection)
    single = records.select(column(key), call("unnest", column(slot)).alias("single"))
    parts = [
        call("struct_extract", column("single"), constant(part)).alias(part)
        for part in ("algorithm", "digest")
    ]
    return _shared(single.select(column(key), *parts), key, ["algorithm", "digest"])


def _shared(records: duckdb.DuckDBPyRelation, key: str, by: Sequence[str]) -> pa.Array:
    filled = reduce(and_, (column(name).isnotnull() for name in (key, *by)))
    records = records.filter(filled)
    ends = [call(end, column(key)).alias(end) for end in ("min", "max")]
    groups = records.aggregate([*(column(name).alias(f"{name}#") for name in by), *ends])
    several = groups.filter(column("min") != column("max")).set_alias("several")
    same = reduce(and_, (column(name) == column(f"{name}#") for name in by))
    found = records.join(several, condition=same, how="semi")
    return found.select(column(key)).distinct().to_arrow_table()[key].combine_chunks()


def found_at(ids: pa.Array) -> pa.Table:
    """Ids as findings of one check, without a value; rows of the form FOUND."""
    numbers, nothing = pa.repeat(pa.scalar(0, pa.int64()), len(ids)), pa.nulls(len(ids), pa.string())
    return pa.table([numbers, ids, nothing], schema=FOUND)
