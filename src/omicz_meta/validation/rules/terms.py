"""Codes exist in their system, are not obsolete, lie in the branch that a slot allows, and mean what stands beside."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.terms.checks import CODED, code_faults, label_faults
from omicz_meta.validation.rule import Scene, ValueRule, ValueSlot


def coded_slots(definition: ClassDefinition, schema: Schema) -> Iterator[tuple[Slot, ...]]:
    """The ways to all slots with vocabularies, also in objects that a record holds."""
    for slot in definition.slots.values():
        if slot.vocabularies:
            yield (slot,)
        if slot.kind is Kind.OBJECT:
            for inner in coded_slots(schema.objects[slot.target], schema):
                yield (slot, *inner)


def _slots(scene: Scene) -> Iterator[ValueSlot]:
    for path in coded_slots(scene.definition, scene.schema):
        yield ValueSlot(path)
        if path[-1].label_slot and len(path) == 1 and scene.packs.packs:
            yield ValueSlot(path, path[-1].label_slot)


def _faults(scene: Scene, at: ValueSlot, values: pa.Table) -> pa.Table:
    coded = values.select(CODED.names)
    if at.beside is None:
        return code_faults(coded, at.slot, scene.packs)
    return label_faults(coded, scene.packs)


TERMS = ValueRule("terms", _slots, _faults)
