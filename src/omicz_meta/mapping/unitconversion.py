"""`unit_conversion`: a number in one unit, written or in a column of its own, becomes one in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Constant, Convert, Expression, Record
from omicz_meta.engine.reading import number_pattern
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.targets import misfit
from omicz_meta.mapping.unitfile import NO_UNITS, known_spellings
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import ConversionRule, SlotRule
    from omicz_meta.mapping.scope import Origin, Scope
    from omicz_meta.yamlfile import Node


def converted(rule: SlotRule, conversion: ConversionRule, slot: Slot, scope: Scope) -> Expression:
    """The converted number for a slot of numbers, number and unit for an object such as Quantity.

    Without a target unit the number stays as it is and keeps the unit of its row.
    """
    node = conversion.magnitude_column or rule.populated_from or rule.name
    origin = scope.origin(node.text, node)
    unit = _source_unit(conversion, origin, scope)
    if origin is None or unit is None:
        return Constant(None)
    number = _number(origin, conversion)
    if conversion.target_unit is None:
        return _stored(number, unit, conversion, slot, scope)
    wanted = Constant(conversion.target_unit.text)
    analyte = (Constant(conversion.analyte.text),) if conversion.analyte else ()
    value = Call("convert_unit", (number, unit, wanted, *analyte))
    return _stored(value, wanted, conversion, slot, scope)


def _number(origin: Origin, conversion: ConversionRule) -> Expression:
    """The magnitude; `none_if_non_numeric` says that words among the numbers mean nothing."""
    number = Convert(origin.expression, Kind.DECIMAL, (), origin.decimal)
    if not conversion.lenient:
        return number
    pattern = Constant(number_pattern(origin.decimal))
    return Case(((Call("matches", (origin.expression, pattern)), number),))


def _source_unit(conversion: ConversionRule, origin: Origin | None, scope: Scope) -> Expression | None:
    """The unit of the row; a written one stands where the column of units is empty, or where there is none."""
    declared = origin.spec.unit if origin and origin.spec else None
    node = conversion.source_unit
    if node is not None and declared is not None and _code(node.text) != _code(declared):
        scope.faults.add(node.problem("M020", node.text, unit=node.text, other=declared))
    written = node.text if node is not None else declared
    if conversion.unit_column is None:
        if written is None:
            scope.faults.shape(conversion.node, "unit_conversion: source_unit or source_unit_slot")
        if node is None and origin is not None:
            return scope.unit(origin.expression, origin.spec)
        return None if written is None else Constant(written)
    column = scope.origin(conversion.unit_column.text, conversion.unit_column)
    if column is None:
        return None
    if written is None:
        return column.expression
    return Case(((Call("is_null", (column.expression,)), Constant(written)),), column.expression)


def _code(text: str) -> str:
    """The UCUM code of a unit as people write it; what is not known stands for itself and is told elsewhere."""
    known = known_spellings(NO_UNITS).named(text)
    return known.code if known else text


def _stored(
    value: Expression, unit: Expression, conversion: ConversionRule, slot: Slot, scope: Scope
) -> Expression:
    if slot.kind is Kind.DECIMAL and conversion.magnitude_slot is None:
        return value
    if slot.kind is not Kind.OBJECT:
        misfit(slot, conversion.node, "a number with its unit", scope.faults)
        return Constant(None)
    fields = (
        (_field(conversion.magnitude_slot, "value", conversion, slot, scope), value),
        (_field(conversion.unit_slot, "unit", conversion, slot, scope), _only_with(value, unit)),
    )
    return Record(slot.target, fields)


def _only_with(value: Expression, unit: Expression) -> Expression:
    """The unit of a number that is there; a unit alone says nothing."""
    return Case(((Call("is_null", (value,)), Constant(None)),), unit)


def _field(node: Node | None, usual: str, conversion: ConversionRule, slot: Slot, scope: Scope) -> str:
    known = scope.schema.objects[slot.target].slots
    name = usual if node is None else node.text
    if name not in known and node is None:
        misfit(slot, conversion.node, "a number with its unit", scope.faults)
    elif name not in known:
        place = Place(record_class=slot.target)
        told = (node or conversion.node).problem("M004", name, place=place, candidates=nearest(name, known))
        scope.faults.add(told)
    return name
