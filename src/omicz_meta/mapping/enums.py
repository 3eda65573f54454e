"""Checks `enum_derivations` before any slot uses them: the enum is there, and so is every value they lead to."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from typing import TYPE_CHECKING

from omicz_meta.mapping.targets import target
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import EnumRule
    from omicz_meta.schema import Schema


def check_enums(enums: Lookup[str, EnumRule], schema: Schema, faults: Faults) -> None:
    """M009 for an enum or a permissible value that the schema does not know."""
    for rule in enums.values():
        if rule.name.text not in schema.enums:
            faults.choice(rule.name, rule.name.text, schema.enums, "enum_derivations")
            continue
        slot = Slot(rule.name.text, Kind.ENUM, rule.name.text, multivalued=False, requirement="O")
        for _, node in rule.tables.values or ():
            target(node, slot, schema, faults)
