"""What rules over whole classes ask of records: values of one slot, and steps from slot to slot."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.checks import Check, Court, Judged, violated
from omicz_meta.engine.plan import Expression


def values_meeting(court: Court, judged: Judged, condition: Expression, slot: str) -> pa.Array:
    """The different values of a slot in records that meet a condition."""
    records = judged.staged.read_records(court.connection)
    check = Check("", judged.staged.name, slot, condition, "")
    (wanted,) = violated(records.columns, (check,), court.schema)
    return records.filter(wanted).select(column(slot)).distinct().to_arrow_table()[slot].combine_chunks()


def values_failing(court: Court, judged: Judged, slots: Sequence[str], wanted: str) -> pa.Array:
    """The different values of the slot `wanted` in records of which one of these slots failed."""
    failed = judged.staged.read_failed(court.connection)
    lost = failed.filter(column("slot").isin(*map(constant, slots))).select(column("record_id").alias("lost"))
    key = court.schema.classes[judged.staged.name].key or "id"
    records = judged.staged.read_records(court.connection).select(column(key), column(wanted))
    found = records.join(lost, condition=column(key) == column("lost"), how="semi")
    return found.select(column(wanted)).distinct().to_arrow_table()[wanted].combine_chunks()


def steps(court: Court, judged: Judged, start: str, end: str, condition: Expression) -> pa.Table:
    """From the value of one slot to each value of another, with the record that says so: record_id, from, to.

    Records that do not meet the condition make no step.
    """
    definition = court.schema.classes[judged.staged.name]
    records = judged.staged.read_records(court.connection)
    check = Check("", judged.staged.name, start, condition, "")
    (wanted,) = violated(records.columns, (check,), court.schema)
    records = records.filter(wanted)
    to = call("unnest", column(end)) if definition.slots[end].multivalued else column(end)
    found = records.select(
        column(definition.key or "id").alias("record_id"), column(start).alias("from"), to.alias("to")
    )
    return found.filter(column("from").isnotnull()).filter(column("to").isnotnull()).to_arrow_table()
