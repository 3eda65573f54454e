"""Compiles one slot derivation: populated_from, value, expr or nested derivations, fitted to the slot's range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import (
    Call,
    Case,
    Collect,
    Constant,
    Convert,
    Each,
    Expression,
    HowMade,
    Record,
    Translate,
    walk,
)
from omicz_meta.mapping.conversion import CASTS, taken_over
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.fitting import fitted
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.pivot import pivoted, renamed, with_implied, without_unused_names
from omicz_meta.mapping.rules import ClassRule
from omicz_meta.mapping.syntax import outermost_pseudonym
from omicz_meta.mapping.targets import misfit, target
from omicz_meta.mapping.typed import absences, is_list, present_together, without_reasons
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import PivotRule, SlotRule
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.yamlfile import Node

COLLECTIONS = ("SingleValued", "MultiValued", "MultiValuedList", "MultiValuedDict")


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
    _check_cast(rule, slot, scope)
    made = _made(rule, slot, inner)
    if not slot.absent_allowed:
        made = replace(made, value=without_reasons(made.value))
        for absent in absences(made.value):
            place = Place(slot=slot.name)
            scope.faults.add(
                made.node.problem("M018", absent.reason, place=place, allowed="none for this slot")
            )
    return made


def _check_range(rule: SlotRule, slot: Slot, scope: Scope) -> None:
    """`range` may repeat the slot's own range, in our words or LinkML's, or have text read by a type (CASTS)."""
    if rule.range is None:
        return
    name, taken = rule.range.text, rule.populated_from is not None and not rule.tables.written
    same = name in (slot.target, str(slot.kind)) or CASTS.get(name) is slot.kind
    textual = slot.kind in (Kind.ENUM, Kind.REFERENCE, Kind.CURIE, Kind.URI) and name == "string"
    if not (same or textual or (slot.kind is Kind.STRING and name in CASTS and taken)):
        misfit(slot, rule.range, f"range {name}", scope.faults, slot.target)


def _check_cast(rule: SlotRule, slot: Slot, scope: Scope) -> None:
    """`cast_collection_as` says what the model says already: a slot has one value or a list."""
    if rule.cast is None:
        return
    word = scope.faults.word(rule.cast, COLLECTIONS, "cast_collection_as")
    if word == "MultiValuedDict":
        scope.faults.refuse(rule.cast, word, "records hold lists, not dictionaries")
    elif word is not None and slot.multivalued != (word != "SingleValued"):
        misfit(slot, rule.cast, word, scope.faults, "several values" if slot.multivalued else "one value")


def _made(rule: SlotRule, slot: Slot, scope: Scope) -> Made:
    if rule.pivot is not None:
        return Made(_melted(rule, rule.pivot, slot, scope), "mapped", rule.pivot.node)
    if rule.nested is not None:
        return Made(_objects(rule, slot, scope), "mapped", rule.name)
    if rule.expr is not None:
        return _expressed(rule.expr, slot, scope)
    if rule.value is not None:
        constant = Constant(target(rule.value, slot, scope.schema, scope.faults))
        dated = slot.kind in (Kind.DATE, Kind.PARTIAL_DATE, Kind.DATETIME, Kind.DURATION)
        return Made(Convert(constant, slot.kind) if dated else constant, "computed", rule.value)
    value, how = taken_over(rule, slot, scope)
    return Made(value, how, rule.populated_from or rule.name)


def _expressed(expr: Node, slot: Slot, scope: Scope) -> Made:
    typed = parse_expression(expr, scope)
    inside = outermost_pseudonym(typed.expression)
    if inside is not None:
        typed = replace(typed, expression=inside)
    if any(isinstance(part, Call) and part.function == "pseudonym" for part in walk(typed.expression)):
        expected = "to stand around the whole expression"
        told = expr.problem("M008", "pseudonym", function="pseudonym", expected=expected, found=expr.text)
        scope.faults.add(told)
    return Made(fitted(typed, slot, expr, scope), _how(typed.expression), expr, inside is not None)


def _how(expression: Expression) -> HowMade:
    looked_up = isinstance(expression, Translate) or (
        isinstance(expression, Each) and isinstance(expression.body, Translate)
    )
    return "mapped" if looked_up else "computed"


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
            scope.faults.refuse(
                part.pivot.node, "pivot_operation beside others", "a list of lists would come of it"
            )
    return Collect(tuple(made))


def _melted(rule: SlotRule, pivot: PivotRule, slot: Slot, scope: Scope) -> Expression:
    """`pivot_operation` of a slot: an object for each filled cell, with its name and its value."""
    if slot.kind is not Kind.OBJECT:
        misfit(slot, rule.name, "pivot_operation", scope.faults)
        return Constant(None)
    return _object(ClassRule(renamed(rule.name, slot.target), pivot=pivot), slot, scope)


def _object(rule: ClassRule, slot: Slot, scope: Scope) -> Expression:
    if rule.name.text != slot.target:
        misfit(slot, rule.name, rule.name.text, scope.faults, slot.target)
        return Constant(None)
    for join in rule.joins:
        scope.faults.refuse(join.alias, "nested joins", "write the join in the outer class derivation")
    alias = _joined_from(rule, scope)
    if alias is not None:
        scope = replace(scope, inside=alias)
    made = _record(rule, slot, scope) if rule.pivot is None else _taken_apart(rule, rule.pivot, slot, scope)
    if alias is None or alias not in scope.keys:
        return made
    return Case(((Call("is_null", (scope.keys[alias],)), Constant(None)),), made)


def _joined_from(rule: ClassRule, scope: Scope) -> str | None:
    """The join from whose row an object is made: `populated_from` names it or, where it is the only one, its table."""
    if rule.table is None or rule.table.text in (scope.table.name, scope.table.source.name):
        return scope.inside
    named = rule.table.text
    fitting = [alias for alias, view in scope.joins.items() if named in (alias, view.name, view.source.name)]
    if named in fitting or len(fitting) == 1:
        return named if named in fitting else fitting[0]
    scope.faults.refuse(
        rule.table, "nested populated_from", "it must be the table itself or one of its joins"
    )
    return None


def _taken_apart(rule: ClassRule, pivot: PivotRule, slot: Slot, scope: Scope) -> Expression:
    if not slot.multivalued:
        misfit(slot, pivot.node, "several objects", scope.faults, "one object")
    if pivot.unmelt:
        scope.faults.refuse(
            pivot.node, "pivot_operation UNMELT", "rows of a table are put together by a class"
        )
        return Constant(None)
    items, inner = pivoted(pivot, scope)
    known = scope.schema.objects[slot.target].slots
    body = _record(with_implied(rule, pivot, tuple(known)), slot, inner)
    return Each(without_unused_names(items, body), body)


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
    return Record(slot.target, present_together(tuple(fields)))
