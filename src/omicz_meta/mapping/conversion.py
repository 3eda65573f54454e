"""How `populated_from` alone turns a source cell into the range of a slot, by the declared type of its column."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import (
    Call,
    Case,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    HowMade,
    Item,
    Recode,
    Record,
    Scalar,
    Split,
    Translate,
)
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.syntax import check_code_map
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import ColumnType, SlotRule
    from omicz_meta.mapping.scope import Origin, Scope
    from omicz_meta.schema import Schema
    from omicz_meta.yamlfile import Node

_TEXTS: tuple[ColumnType, ...] = ("text", "code", "uri", "integer")
FITTING: MappingProxyType[Kind, tuple[ColumnType, ...]] = MappingProxyType(
    {
        Kind.ENUM: (*_TEXTS, "boolean"),
        Kind.REFERENCE: _TEXTS,
        Kind.CURIE: ("text", "code", "uri"),
        Kind.URI: ("text", "code", "uri"),
        Kind.INTEGER: ("integer",),
        Kind.DECIMAL: ("decimal", "integer"),
        Kind.BOOLEAN: ("boolean", "code", "integer"),
        Kind.DATE: ("date",),
        Kind.PARTIAL_DATE: ("date", "partial_date"),
        Kind.DATETIME: ("datetime", "date"),
        Kind.DURATION: ("duration",),
    }
)
"""Column types from which a slot of each kind can be filled; STRING takes every column, OBJECT is told apart below."""


def misfit(slot: Slot, node: Node, found: str, faults: Faults, expected: str | None = None) -> None:
    """Tell that what a rule gives cannot become the slot's range (M015)."""
    wanted = expected or (f"{slot.kind} {slot.target}" if slot.kind in _NAMED else str(slot.kind))
    faults.add(node.problem("M015", found, place=Place(slot=slot.name), expected=wanted, found=found))


_NAMED = (Kind.ENUM, Kind.OBJECT, Kind.REFERENCE)


def taken_over(
    rule: SlotRule, node: Node, origin: Origin, slot: Slot, scope: Scope
) -> tuple[Expression, HowMade]:
    """The plan for `populated_from` (with `value_mappings`, where written), and how the value is made."""
    cell = _without(origin.expression, rule.missing)
    separator = origin.split
    if separator is None:
        return _one(cell, rule, node, origin, slot, scope)
    if not slot.multivalued:
        misfit(slot, node, f"several values, the column is split at {separator!r}", scope.faults, "one value")
    body, made = _one(Item(), rule, node, origin, slot, scope)
    parts = Split(cell, separator)
    return (parts if body == Item() else Each(parts, body)), made


def _without(cell: Expression, missing: tuple[str, ...]) -> Expression:
    if isinstance(cell, Column) and missing:
        return Column(cell.name, cell.table, (*cell.null_tokens, *missing), cell.meanings)
    return cell


def _one(
    cell: Expression, rule: SlotRule, node: Node, origin: Origin, slot: Slot, scope: Scope
) -> tuple[Expression, HowMade]:
    spec = origin.spec
    if rule.pairs is not None:
        pairs = tuple((key, target(value, slot, scope.schema, scope.faults)) for key, value in rule.pairs)
        return Recode(cell, pairs, places=tuple(value.where for _, value in rule.pairs)), "mapped"
    if spec and spec.codes is not None:
        check_code_map(spec.codes.text, spec.codes, scope)
        return Translate(cell, spec.codes.text), "mapped"
    if slot.kind is Kind.OBJECT:
        return _object(cell, node, origin, slot, scope), "passed"
    fitting = FITTING.get(slot.kind)
    if spec and spec.type and fitting is not None and spec.type not in fitting:
        misfit(slot, node, f"column of type {spec.type}", scope.faults)
    return _read(cell, origin, slot, scope.schema), "passed"


def _read(cell: Expression, origin: Origin, slot: Slot, schema: Schema) -> Expression:
    spec = origin.spec
    if slot.kind is Kind.ENUM:
        return Recode(cell, permissible(slot, schema), "V008")
    if slot.kind is Kind.CURIE and spec and spec.system:
        return Call("code", (cell, Constant(spec.system)))
    if slot.kind in (Kind.STRING, Kind.REFERENCE):
        return cell
    return Convert(cell, slot.kind, spec.formats if spec else (), origin.decimal)


def permissible(slot: Slot, schema: Schema) -> tuple[tuple[str, Scalar], ...]:
    """Every permissible value of an enum slot standing for itself."""
    return tuple((name, name) for name in schema.enums[slot.target].names)


def _object(cell: Expression, node: Node, origin: Origin, slot: Slot, scope: Scope) -> Expression:
    kind = origin.spec.type if origin.spec else None
    if (
        slot.target == "Quantity"
        and origin.spec
        and origin.spec.unit
        and kind in (None, "decimal", "integer")
    ):
        number = Convert(cell, Kind.DECIMAL, (), origin.decimal)
        unit = Case(((Call("is_null", (cell,)), Constant(None)),), Constant(origin.spec.unit))
        return Record("Quantity", (("value", number), ("unit", unit)))
    if slot.target == "Age" and kind == "duration":
        return Record("Age", (("duration", Convert(cell, Kind.DURATION)),))
    if slot.target == "Age" and kind == "integer":
        return Record("Age", (("duration", Call("years", (Convert(cell, Kind.INTEGER),))),))
    found = f"column of type {kind or 'text'}{' without unit' if slot.target == 'Quantity' else ''}"
    misfit(slot, node, found, scope.faults, f"object {slot.target}; nested class_derivations make one")
    return Constant(None)


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
