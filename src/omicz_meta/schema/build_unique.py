"""Unique keys of LinkML: slots of a class that no two of its records have the same values in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.schema.build_ranges import slot_kind
from omicz_meta.schema.model import Kind
from omicz_meta.schema.refusal import cannot_check

if TYPE_CHECKING:
    from omicz_meta.schema.build_linkml import Source


def unique_keys(source: Source, owner: str) -> list[dict[str, Any]]:
    """The unique keys of a record class and of what it descends from. Raises SchemaRefused for parts that are lists."""
    found = {
        str(name): key
        for ancestor in reversed(source.view.class_ancestors(owner))
        for name, key in source.view.get_class(ancestor).unique_keys.items()
    }
    return [_key(source, owner, name, key) for name, key in found.items()]


def _key(source: Source, owner: str, name: str, key: Any) -> dict[str, Any]:
    slots = [str(slot) for slot in key.unique_key_slots]
    for slot in slots:
        if slot not in source.view.class_slots(owner):
            raise cannot_check(owner, "unique_keys", f"it has no slot {slot}")
        several = source.view.induced_slot(slot, owner).multivalued
        if several or slot_kind(source, owner, slot) is Kind.OBJECT:
            raise cannot_check(owner, "unique_keys", f"{slot} holds lists or objects")
    return {"name": name, "slots": slots, **({"nulls_differ": True} if key.consider_nulls_inequal else {})}
