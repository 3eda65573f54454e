"""Answers where a record or a value comes from: the cells, and the rule of the mapping that read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.gate import is_free_text
from omicz_meta.privacy.gate import Gate
from omicz_meta.schema import ClassDefinition, Kind, Slot


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a record was made from. `rule` is the class derivation that did it."""

    source: str
    file: str
    row: int
    line: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How one slot was filled from one row.

    `columns` are of the row itself, `joined` those of other tables (`pacienti.Datum_narození`). `made` is `passed`
    (read by its type), `mapped` (translated) or `computed`; a `pseudonym` took the place of what was read. `where` is
    file:line:column in the mapping.
    """

    row: Row
    columns: tuple[str, ...]
    joined: tuple[str, ...]
    made: str
    pseudonym: bool
    where: str


@dataclass(frozen=True, slots=True)
class Value:
    """A slot of the record: its value as it may be shown, the reason if it was declared absent, and its readings."""

    slot: str
    shown: str | None
    absent: str | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Where a record comes from: its rows, and its filled slots or the one that was asked for."""

    record_class: str
    rows: tuple[Row, ...]
    values: tuple[Value, ...]


def why(out: Path, record_class: str, record_id: str, slot: str | None = None) -> Why:
    """Find the rows, cells and rules behind a record of an output folder, or behind one of its slots.

    Values pass the masking gate by the sensitivity of their slot. Raises UsageError for what is not there; the id
    is not repeated in its message.
    """
    run = finished(out)
    definition = run.definition(record_class)
    wanted = _wanted(definition, slot)
    rows = tuple(_rows(run, definition, record_id))
    records = pq.read_table(
        run.file("records", definition), filters=[(definition.key or "id", "=", record_id)]
    )
    if not rows or not records.num_rows:
        raise UsageError(
            f"{out.name} has no {definition.name} with this id. Ids are those of records/{definition.snake}.parquet; "
            "what identifies a person in the source is a pseudonym there."
        )
    record = records.to_pylist()[0]
    values = (_value(run, definition, one, record, rows) for one in wanted)
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
    run: Finished, definition: ClassDefinition, slot: Slot, record: Mapping[str, Any], rows: tuple[Row, ...]
) -> Value:
    gate = Gate(run.content["min_cell"])
    reasons = {entry["slot"]: entry["reason"] for entry in record.get("absent") or ()}
    shown = _shown(record.get(slot.name), slot, slot.name == definition.key, gate)
    readings = (_reading(run, definition.name, slot.name, row) for row in rows)
    return Value(slot.name, shown, reasons.get(slot.name), tuple(one for one in readings if one))


def _reading(run: Finished, record_class: str, slot: str, row: Row) -> Reading | None:
    for rule in run.content["rules"].values():
        if (rule["class"], rule["slot"], rule["class_rule"]) == (record_class, slot, row.rule):
            columns, joined = tuple(rule["columns"]), tuple(rule["joined"])
            return Reading(row, columns, joined, rule["made"], rule["pseudonym"], rule["where"])
    return None


def _shown(value: Any, slot: Slot, key: bool, gate: Gate) -> str | None:
    """The value through the gate. An id in the records is a pseudonym or has passed as harmless."""
    if value is None:
        return None
    sensitivity = "clinical" if key or slot.kind is Kind.REFERENCE else slot.sensitivity

    def masked(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: masked(inner) for name, inner in part.items() if inner is not None}
        if isinstance(part, list):
            return [masked(inner) for inner in part]
        if isinstance(part, bool):
            return part
        return gate.show(str(part), sensitivity=sensitivity, free_text=not key and is_free_text(slot))

    shown = masked(value)
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
