"""What may stand in a slot: written targets, permissible values, and the fault that is told of anything else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Convert, Expression, Scalar
from omicz_meta.mapping.form import nearest
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.schema import Schema
    from omicz_meta.yamlfile import Node


def misfit(slot: Slot, node: Node, found: str, faults: Faults, expected: str | None = None) -> None:
    """Tell that what a rule gives cannot become the slot's range (M015)."""
    wanted = expected or (f"{slot.kind} {slot.target}" if slot.kind in _NAMED else str(slot.kind))
    faults.add(node.problem("M015", found, place=Place(slot=slot.name), expected=wanted, found=found))


_NAMED = (Kind.ENUM, Kind.OBJECT, Kind.REFERENCE)

_AS_TEXT = (Kind.STRING, Kind.ENUM, Kind.REFERENCE, Kind.CURIE, Kind.URI, Kind.OBJECT)


def typed_target(text: Expression, slot: Slot) -> Expression:
    """Targets of a mapping table, which are text, as the slot stores them."""
    return text if slot.kind in _AS_TEXT else Convert(text, slot.kind)


def permissible(slot: Slot, schema: Schema) -> tuple[tuple[str, Scalar], ...]:
    """Every permissible value of an enum slot standing for itself."""
    return tuple((name, name) for name in schema.enums[slot.target].names)


def target(value: Node, slot: Slot, schema: Schema, faults: Faults) -> Scalar:
    """The target of a value mapping or a constant, as the slot's kind stores it; null drops the value."""
    if value.empty:
        return None
    found = value.value
    if value.shape != "scalar":
        faults.shape(value, "one value")
        return None
    if slot.kind is Kind.ENUM:
        check_permissible(value.text, value, slot, schema, faults)
        return value.text
    fits = {
        Kind.BOOLEAN: isinstance(found, bool),
        Kind.INTEGER: isinstance(found, int) and not isinstance(found, bool),
        Kind.DECIMAL: isinstance(found, int | Decimal) and not isinstance(found, bool),
        Kind.CURIE: ":" in value.text,
        Kind.OBJECT: False,
    }
    if not fits.get(slot.kind, True):
        misfit(slot, value, repr(value.text), faults)
    return found if slot.kind in (Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL) else value.text


def check_permissible(name: str, node: Node, slot: Slot, schema: Schema, faults: Faults) -> None:
    """A written value of an enum slot must be in its value set (M009)."""
    names = schema.enums[slot.target].names
    if name not in names:
        near = nearest(name, names) or (names if len(names) <= 12 else ())
        place = Place(slot=slot.name)
        faults.add(node.problem("M009", name, place=place, candidates=near, value_set=slot.target))
