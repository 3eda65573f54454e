"""Answers where a record or a value comes from: the cells, and the rule of the mapping that read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.gate import is_free_text, shown_value
from omicz_meta.pipeline.retrace import Again, Retraced, Retracer, retracer
from omicz_meta.pipeline.why_described import DATASET, Origin, described_values
from omicz_meta.privacy.gate import Gate
from omicz_meta.schema import ClassDefinition, Kind, Slot


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a record was made from. `rule` is the class derivation that did it."""

    source: str
    file: str
    row: int
    line: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How one slot was filled from one row.

    `columns` are of the row itself, `joined` those of other tables (`pacienti.Datum_narození`). `made` is `passed`
    (read by its type), `mapped` (translated) or `computed`; a `pseudonym` took the place of what was read. `where` is
    file:line:column in the mapping. `retraced` is filled when the submission is at hand: the rows that joins found and
    the steps from cell to value, once for each element where the row gives several records.
    """

    row: Row
    columns: tuple[str, ...]
    joined: tuple[str, ...]
    made: str
    pseudonym: bool
    where: str
    retraced: tuple[Retraced, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A slot of the record: its value as it may be shown, the reason if it was declared absent, and its readings.

    A value of the description has `origins` instead of readings.
    """

    slot: str
    shown: str | None
    absent: str | None
    readings: tuple[Reading, ...]
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Where a record comes from: its rows, and its filled slots or the one that was asked for."""

    record_class: str
    rows: tuple[Row, ...]
    values: tuple[Value, ...]


def why(
    out: Path, record_class: str, record_id: str, slot: str | None = None, made_from: Again | None = None
) -> Why:
    """Find the rows, cells and rules behind a record of an output folder, or behind one of its slots.

    `Dataset` with its identifier asks about the description. With the submission that the run was `made_from`, each
    value is followed step by step from its cells. Values pass the masking gate by the sensitivity of their slot. Raises
    UsageError for what is not there, and for a submission that has changed; the id is not repeated in its message.
    """
    run = finished(out)
    if record_class in DATASET:
        found = described_values(run, record_id, slot)
        return Why(DATASET[0], (), tuple(Value(name, shown, None, (), who) for name, shown, who in found))
    with ExitStack() as stack:
        again = None if made_from is None else stack.enter_context(retracer(run, made_from))
        return _why(run, record_class, record_id, slot, again)


def _why(run: Finished, record_class: str, record_id: str, slot: str | None, again: Retracer | None) -> Why:
    definition = run.definition(record_class)
    run.check_files(*(f"{part}/{definition.snake}.parquet" for part in ("records", "lineage")))
    wanted = _wanted(definition, slot)
    rows = tuple(_rows(run, definition, record_id))
    records = pq.read_table(
        run.file("records", definition), filters=[(definition.key or "id", "=", record_id)]
    )
    if not rows or not records.num_rows:
        raise UsageError(
            f"{run.folder.name} has no {definition.name} with this id. Ids are those of "
            f"records/{definition.snake}.parquet; what identifies a person in the source is a pseudonym there."
        )
    record = records.to_pylist()[0]
    values = (_value(run, definition, one, record, rows, again) for one in wanted)
    told = tuple(value for value in values if slot is not None or value.shown or value.absent)
    return Why(definition.name, rows, told)


def _wanted(definition: ClassDefinition, slot: str | None) -> tuple[Slot, ...]:
    if slot is None:
        return tuple(one for name, one in definition.slots.items() if name != "absent")
    if slot not in definition.slots:
        raise UsageError(f"{definition.name} has no slot {slot!r}; its slots: {', '.join(definition.slots)}.")
    return (definition.slots[slot],)


def _rows(run: Finished, definition: ClassDefinition, record_id: str) -> Iterator[Row]:
    found = pq.read_table(run.file("lineage", definition), filters=[("record_id", "=", record_id)])
    for row in found.to_pylist():
        yield Row(row["source"], row["file"], row["row"], row["line"], row["rule"])


def _value(
    run: Finished,
    definition: ClassDefinition,
    slot: Slot,
    record: Mapping[str, Any],
    rows: tuple[Row, ...],
    again: Retracer | None,
) -> Value:
    gate = Gate(run.content["min_cell"])
    reasons = {entry["slot"]: entry["reason"] for entry in record.get("absent") or ()}
    shown = _shown(record.get(slot.name), slot, slot.name == definition.key, gate)
    name = str(record.get(definition.key or "id"))
    readings = (_reading(run, definition.name, slot.name, (row, name), again) for row in rows)
    return Value(slot.name, shown, reasons.get(slot.name), tuple(one for one in readings if one))


def _reading(
    run: Finished, record_class: str, slot: str, record: tuple[Row, str], again: Retracer | None
) -> Reading | None:
    row, record_id = record
    for rule in run.content["rules"].values():
        if (rule["class"], rule["slot"], rule["class_rule"]) == (record_class, slot, row.rule):
            columns, joined = tuple(rule["columns"]), tuple(rule["joined"])
            steps = again.follow(row.rule, slot, (row.file, row.row), record_id) if again else ()
            return Reading(row, columns, joined, rule["made"], rule["pseudonym"], rule["where"], steps)
    return None


def _shown(value: Any, slot: Slot, key: bool, gate: Gate) -> str | None:
    """The value through the gate. An id in the records is a pseudonym or has passed as harmless."""
    sensitivity = "clinical" if key or slot.kind is Kind.REFERENCE else slot.sensitivity
    free = not key and is_free_text(slot)
    return shown_value(value, lambda text: gate.show(text, sensitivity=sensitivity, free_text=free))
