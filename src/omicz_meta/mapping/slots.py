"""Compiles one slot derivation: populated_from, value, expr or nested derivations, fitted to the slot's range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    Collect,
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
    walk,
)
from omicz_meta.mapping.conversion import check_permissible, misfit, permissible, taken_over, target
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.pivot import pivoted
from omicz_meta.mapping.syntax import outermost_pseudonym
from omicz_meta.mapping.typed import (
    Typed,
    absences,
    is_constant,
    is_list,
    results,
    without_reasons,
)
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.engine.signature import Type
    from omicz_meta.mapping.rules import ClassRule, SlotRule
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


@dataclass(frozen=True, slots=True)
class Made:
    """What a slot derivation compiles to."""

    value: Expression
    how: HowMade
    node: Node
    pseudonym: bool = False


def compile_slot(rule: SlotRule, slot: Slot, scope: Scope) -> Made:
    """The plan of one slot; what is wrong goes to the scope's faults."""
    inner = replace(scope, slot=slot)
    _check_range(rule, slot, scope)
    made = _made(rule, slot, inner)
    if not slot.absent_allowed:
        made = replace(made, value=without_reasons(made.value))
        for absent in absences(made.value):
            place = Place(slot=slot.name)
            scope.faults.add(
                made.node.problem("M018", absent.reason, place=place, allowed="none for this slot")
            )
    return made


def type_of(slot: Slot) -> Typed:
    """The type that the value of a finished slot has in later expressions."""
    kind = next(iter(RESULTS.get(slot.kind, ("any",))))
    return Typed(Constant(None), "list", kind) if slot.multivalued else Typed(Constant(None), kind)


def _check_range(rule: SlotRule, slot: Slot, scope: Scope) -> None:
    if rule.range is not None and rule.range.text not in (slot.target, str(slot.kind)):
        misfit(slot, rule.range, f"range {rule.range.text}", scope.faults, slot.target)


def _made(rule: SlotRule, slot: Slot, scope: Scope) -> Made:
    if rule.nested is not None:
        return Made(_objects(rule, slot, scope), "mapped", rule.name)
    if rule.expr is not None:
        typed = parse_expression(rule.expr, scope)
        inside = outermost_pseudonym(typed.expression)
        if inside is not None:
            typed = replace(typed, expression=inside)
        if any(isinstance(part, Call) and part.function == "pseudonym" for part in walk(typed.expression)):
            expected = "to stand around the whole expression"
            told = rule.expr.problem(
                "M008", "pseudonym", function="pseudonym", expected=expected, found=rule.expr.text
            )
            scope.faults.add(told)
        return Made(
            _fitted(typed, slot, rule.expr, scope), _how(typed.expression), rule.expr, inside is not None
        )
    if rule.value is not None:
        constant = Constant(target(rule.value, slot, scope.schema, scope.faults))
        dated = slot.kind in (Kind.DATE, Kind.PARTIAL_DATE, Kind.DATETIME, Kind.DURATION)
        return Made(Convert(constant, slot.kind) if dated else constant, "computed", rule.value)
    node = rule.populated_from or rule.name
    origin = scope.origin(node.text, node)
    if origin is None:
        return Made(Constant(None), "passed", node)
    value, how = taken_over(rule, node, origin, slot, scope)
    return Made(value, how, node)


def _how(expression: Expression) -> HowMade:
    looked_up = isinstance(expression, Translate) or (
        isinstance(expression, Each) and isinstance(expression.body, Translate)
    )
    return "mapped" if looked_up else "computed"


def _fitted(typed: Typed, slot: Slot, node: Node, scope: Scope) -> Expression:
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


def _objects(rule: SlotRule, slot: Slot, scope: Scope) -> Expression:
    nested = rule.nested or ()
    if slot.kind is not Kind.OBJECT:
        misfit(slot, rule.name, "nested class_derivations", scope.faults)
        return Constant(None)
    if len(nested) > 1 and not slot.multivalued:
        misfit(slot, nested[1].name, "several objects", scope.faults, "one object")
    if len(nested) == 1:
        return _object(nested[0], slot, scope)
    made = [_object(part, slot, scope) for part in nested]
    for part, value in zip(nested, made, strict=True):
        if is_list(value) and part.pivot:
            scope.faults.add(
                part.pivot.node.problem("M012", "pivot_operation beside others", feature="pivot_operation")
            )
    return Collect(tuple(made))


def _object(rule: ClassRule, slot: Slot, scope: Scope) -> Expression:
    if rule.name.text != slot.target:
        misfit(slot, rule.name, rule.name.text, scope.faults, slot.target)
        return Constant(None)
    if rule.table is not None and rule.table.text not in (scope.table.name, scope.table.source.name):
        scope.faults.add(
            rule.table.problem(
                "M012", "nested populated_from", feature="another table in a nested derivation"
            )
        )
    for join in rule.joins:
        scope.faults.add(join.alias.problem("M012", "nested joins", feature="joins in a nested derivation"))
    if rule.pivot is None:
        return _record(rule, slot, scope)
    if not slot.multivalued:
        misfit(slot, rule.pivot.node, "several objects", scope.faults, "one object")
    items, inner = pivoted(rule.pivot, scope)
    return Each(items, _record(rule, slot, inner))


def _record(rule: ClassRule, slot: Slot, scope: Scope) -> Expression:
    known = scope.schema.objects[slot.target].slots
    fields: list[tuple[str, Expression]] = []
    for part in rule.slots:
        if part.name.text in known:
            fields.append((part.name.text, compile_slot(part, known[part.name.text], scope).value))
        else:
            place = Place(record_class=slot.target)
            near = nearest(part.name.text, known)
            scope.faults.add(part.name.problem("M004", part.name.text, place=place, candidates=near))
    return Record(slot.target, _present_together(tuple(fields)))


def _present_together(fields: tuple[tuple[str, Expression], ...]) -> tuple[tuple[str, Expression], ...]:
    """Written constants of an object stand only where a value from the row does: no unit without a number."""
    read = tuple(value for _, value in fields if not is_constant(value))
    if not read:
        return fields
    empty: Expression = Call("is_null", (read[0],))
    if len(read) > 1:
        empty = Call("and", tuple(Call("is_null", (value,)) for value in read))
    guarded = Case(((empty, Constant(None)),))
    return tuple((name, replace(guarded, otherwise=v) if is_constant(v) else v) for name, v in fields)
