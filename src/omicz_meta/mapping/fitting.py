"""Fits the value of an expression to the slot it is meant for."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import (
    Absent,
    Case,
    Collect,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Split,
)
from omicz_meta.mapping.targets import check_permissible, misfit, permissible
from omicz_meta.mapping.typed import Typed, is_constant, results
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.engine.signature import Type
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.yamlfile import Node

RESULTS: MappingProxyType[Kind, tuple[Type, ...]] = MappingProxyType(
    {
        Kind.STRING: ("text",),
        Kind.INTEGER: ("integer",),
        Kind.DECIMAL: ("decimal", "integer"),
        Kind.BOOLEAN: ("boolean",),
        Kind.DATE: ("date",),
        Kind.DATETIME: ("date",),
        Kind.PARTIAL_DATE: ("partial_date", "date"),
        Kind.DURATION: ("duration",),
        Kind.URI: ("text",),
        Kind.CURIE: ("text",),
        Kind.ENUM: ("text",),
        Kind.REFERENCE: ("text",),
    }
)
"""Types of an expression that can become a slot of each kind as they are."""


def type_of(slot: Slot) -> Typed:
    """The type that the value of a finished slot has in later expressions."""
    kind = next(iter(RESULTS.get(slot.kind, ("any",))))
    return Typed(Constant(None), "list", kind) if slot.multivalued else Typed(Constant(None), kind)


def fitted(typed: Typed, slot: Slot, node: Node, scope: Scope) -> Expression:
    """The value of an expression as the slot stores it; what cannot become that is M015."""
    if typed.type == "list":
        return _fitted_list(typed, slot, node, scope)
    return _fitted_one(typed, slot, node, scope)


def _fitted_list(typed: Typed, slot: Slot, node: Node, scope: Scope) -> Expression:
    if not slot.multivalued:
        misfit(slot, node, "a list", scope.faults, "one value")
        return typed.expression

    def fit(part: Expression) -> Expression:
        return _fitted_one(Typed(part, typed.item), slot, node, scope)

    match typed.expression:
        case Collect(items):
            return Collect(tuple(fit(item) for item in items))
        case Each(items, body):
            return Each(items, fit(body))
        case Split() as parts:
            body = fit(Item())
            return parts if body == Item() else Each(parts, body)
        case Case(branches, otherwise):
            fitted = tuple(
                (c, _fitted_list(replace(typed, expression=v), slot, node, scope)) for c, v in branches
            )
            return Case(fitted, _fitted_list(replace(typed, expression=otherwise), slot, node, scope))
        case other:
            return other


def _fitted_one(typed: Typed, slot: Slot, node: Node, scope: Scope) -> Expression:
    if slot.kind is Kind.OBJECT:
        return _fitted_object(typed, slot, node, scope)
    typed = typed.standing_for(*RESULTS[slot.kind]) or typed
    leaves = [leaf.value for leaf in results(typed.expression) if isinstance(leaf, Constant)]
    if typed.type != "any" and typed.type not in RESULTS[slot.kind]:
        if typed.type == "text" and is_constant(typed.expression):
            return Convert(typed.expression, slot.kind)
        misfit(slot, node, _found(typed), scope.faults)
        return typed.expression
    if slot.kind is Kind.CURIE:
        for leaf in leaves:
            if leaf is not None and ":" not in str(leaf):
                misfit(slot, node, repr(leaf), scope.faults, "a CURIE such as HP:0001250")
    if slot.kind is not Kind.ENUM:
        return typed.expression
    for leaf in leaves:
        if leaf is not None:
            check_permissible(str(leaf), node, slot, scope.schema, scope.faults)
    written = all(isinstance(leaf, Constant | Absent) for leaf in results(typed.expression))
    return typed.expression if written else Recode(typed.expression, permissible(slot, scope.schema), "V008")


def _found(typed: Typed) -> str:
    hint = "; read it with a function, or with populated_from" if typed.type == "text" else ""
    return f"{typed.type}{hint}"


def _fitted_object(typed: Typed, slot: Slot, node: Node, scope: Scope) -> Expression:
    duration = typed.standing_for("duration")
    if slot.target == "Age" and duration is not None and typed.type != "any":
        return Record("Age", (("duration", duration.expression),))
    if slot.target == "Quantity" and typed.type == "quantity":
        return typed.expression
    if typed.type != "any":
        misfit(
            slot,
            node,
            _found(typed),
            scope.faults,
            f"object {slot.target}; nested class_derivations make one",
        )
    return typed.expression
