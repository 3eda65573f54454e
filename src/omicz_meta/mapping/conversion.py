"""How `populated_from` turns a source cell into the range of a slot, and what a derivation may do to it on the way."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import (
    Call,
    Case,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    HowMade,
    Item,
    Recode,
    Record,
    Split,
    Translate,
)
from omicz_meta.mapping.numbers import shifted
from omicz_meta.mapping.syntax import check_code_map
from omicz_meta.mapping.tables import replaced
from omicz_meta.mapping.targets import misfit, permissible
from omicz_meta.mapping.typed import Typed
from omicz_meta.mapping.unitconversion import converted
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
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


CASTS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "integer": Kind.INTEGER,
        "float": Kind.DECIMAL,
        "double": Kind.DECIMAL,
        "decimal": Kind.DECIMAL,
        "boolean": Kind.BOOLEAN,
        "date": Kind.DATE,
    }
)
"""Types of LinkML by which `range` can have a text read before a slot of text takes it."""


def taken_over(rule: SlotRule, slot: Slot, scope: Scope) -> tuple[Expression, HowMade]:
    """The plan for `populated_from` and what is written beside it, and how the value is made."""
    if rule.conversion is not None:
        return converted(rule, rule.conversion, slot, scope), "computed"
    if rule.text is not None and rule.text.columns:
        return _over_slots(rule, slot, scope), "computed"
    node = rule.populated_from
    if node is None:
        return replaced(None, rule.tables, slot, scope), "mapped"
    origin = scope.origin(node.text, node)
    if origin is None:
        return Constant(None), "passed"
    return _from_cell(_without(origin.expression, rule.missing), rule, node, origin, slot, scope)


def _from_cell(
    cell: Expression, rule: SlotRule, node: Node, origin: Origin, slot: Slot, scope: Scope
) -> tuple[Expression, HowMade]:
    separator = rule.text.delimiter if rule.text and rule.text.reverse else origin.split
    if separator is not None and rule.text and not rule.text.reverse:
        return _in_one_text(Split(cell, separator), rule, slot, scope), "computed"
    if separator is None:
        return _one(cell, rule, node, origin, slot, scope)
    if not slot.multivalued:
        misfit(slot, node, f"several values, the column is split at {separator!r}", scope.faults, "one value")
    body, made = _one(Item(), rule, node, origin, slot, scope)
    parts = Split(cell, separator)
    return (parts if body == Item() else Each(parts, body)), made


def _over_slots(rule: SlotRule, slot: Slot, scope: Scope) -> Expression:
    columns = rule.text.columns if rule.text else ()
    origins = (scope.origin(column.text, column) for column in columns)
    cells = tuple(_without(origin.expression, rule.missing) for origin in origins if origin is not None)
    return _in_one_text(Collect(cells or (Constant(None),)), rule, slot, scope)


def _in_one_text(parts: Expression, rule: SlotRule, slot: Slot, scope: Scope) -> Expression:
    if rule.text is None or slot.kind is not Kind.STRING or slot.multivalued:
        misfit(slot, rule.text.node if rule.text else rule.name, "one text of several values", scope.faults)
        return Constant(None)
    return Call("join", (Constant(rule.text.delimiter), parts))


def _without(cell: Expression, missing: tuple[str, ...]) -> Expression:
    if isinstance(cell, Column) and missing:
        return replace(cell, null_tokens=(*cell.null_tokens, *missing))
    return cell


def _one(
    cell: Expression, rule: SlotRule, node: Node, origin: Origin, slot: Slot, scope: Scope
) -> tuple[Expression, HowMade]:
    spec = origin.spec
    if rule.tables.written:
        return replaced(_incoming(cell, origin), rule.tables, slot, scope), "mapped"
    if spec and spec.codes is not None:
        check_code_map(spec.codes.text, spec.codes, scope)
        return Translate(cell, spec.codes.text), "mapped"
    if slot.kind is Kind.ENUM and slot.target in scope.enums:
        # what is wrong in the derivation of an enum is told as its fault, not as that of each slot of this range
        tables, named = scope.enums[slot.target].tables, replace(slot, name=slot.target)
        return replaced(_incoming(cell, origin), tables, named, scope), "mapped"
    if slot.kind is Kind.OBJECT:
        return _object(cell, node, origin, slot, scope), "passed"
    fitting = FITTING.get(slot.kind)
    if spec and spec.type and fitting is not None and spec.type not in fitting:
        misfit(slot, node, f"column of type {spec.type}", scope.faults)
    read = _read(cell, rule, origin, slot, scope.schema)
    return (read, "passed") if rule.offset is None else (shifted(read, rule.offset, slot, scope), "computed")


def _incoming(cell: Expression, origin: Origin) -> Typed:
    return replace(origin, expression=cell).typed


def _read(cell: Expression, rule: SlotRule, origin: Origin, slot: Slot, schema: Schema) -> Expression:
    spec = origin.spec
    if slot.kind is Kind.ENUM:
        return Recode(cell, permissible(slot, schema), "V008")
    if slot.kind is Kind.CURIE and spec and spec.system:
        return Call("code", (cell, Constant(spec.system)))
    formats = spec.formats if spec else ()
    cast = CASTS.get(rule.range.text) if rule.range else None
    if slot.kind is Kind.STRING and cast is not None:
        return Call("str", (Convert(cell, cast, formats, origin.decimal),))
    if slot.kind in (Kind.STRING, Kind.REFERENCE):
        return cell
    return Convert(cell, slot.kind, formats, origin.decimal)


def _object(cell: Expression, node: Node, origin: Origin, slot: Slot, scope: Scope) -> Expression:
    kind = origin.spec.type if origin.spec else None
    declared = scope.unit(cell, origin.spec)
    if slot.target == "Quantity" and declared is not None and kind in (None, "decimal", "integer"):
        number = Convert(cell, Kind.DECIMAL, (), origin.decimal)
        unit = Case(((Call("is_null", (cell,)), Constant(None)),), declared)
        return Record("Quantity", (("value", number), ("unit", unit)))
    if slot.target == "Age" and kind == "duration":
        return Record("Age", (("duration", Convert(cell, Kind.DURATION)),))
    if slot.target == "Age" and kind == "integer":
        return Record("Age", (("duration", Call("years", (Convert(cell, Kind.INTEGER),))),))
    found = f"column of type {kind or 'text'}{' without unit' if slot.target == 'Quantity' else ''}"
    misfit(slot, node, found, scope.faults, f"object {slot.target}; nested class_derivations make one")
    return Constant(None)
