"""What rules over whole classes ask of records: values of one slot, and steps from slot to slot."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from omicz_meta.engine.cell import call, case, column, constant
from omicz_meta.engine.checks import Check, Court, Judged, violated
from omicz_meta.engine.plan import Expression


def values_meeting(court: Court, judged: Judged, condition: Expression, slot: str) -> pa.Array:
    """The different values of a slot in records that meet a condition."""
    records = judged.staged.read_records(court.connection)
    check = Check("", judged.staged.name, slot, condition, "")
    (wanted,) = violated(records.columns, (check,), court.schema)
    return records.filter(wanted).select(column(slot)).distinct().to_arrow_table()[slot].combine_chunks()


def lacking(
    court: Court, people: Judged, asked: Expression, of: Judged, wanted: Expression, settling: Expression
) -> pa.Array:
    """Ids of persons who meet a condition, and have records `wanted` in another class, none of which is `settling`.

    Persons are counted by the hash of their id, which takes a third of the room.
    """
    records = of.staged.read_records(court.connection)
    checks = [Check("", of.staged.name, "individual", part, "") for part in (wanted, settling)]
    needs, settles = violated(records.columns, checks, court.schema)
    yes = case((settles, constant(True)), otherwise=constant(False)).alias("settles")
    owners = records.filter(needs).select(call("hash", column("individual")).alias("owner"), yes)
    settled = call("bool_or", column("settles")).alias("settled")
    left = owners.aggregate([column("owner"), settled], column("owner")).filter(~column("settled"))
    persons = people.staged.read_records(court.connection)
    check = Check("", people.staged.name, "subject_id", asked, "")
    (meets,) = violated(persons.columns, (check,), court.schema)
    named = persons.filter(meets).select(column("subject_id"))
    found = named.join(left, condition=call("hash", column("subject_id")) == column("owner"), how="semi")
    return found.to_arrow_table()["subject_id"].combine_chunks()


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
