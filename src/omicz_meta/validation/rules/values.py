"""Each value is one the schema allows: in the value set, fitting the pattern, inside the range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Case, Column, Constant, Each, Expression, Item, Recode
from omicz_meta.schema import ClassDefinition, Condition, Kind, Schema, Slot
from omicz_meta.schema.lexical import whole
from omicz_meta.validation.rule import Rule, Scene, both, empty, holds, negated

Violation = Callable[[Expression], Expression]


def violations(slot: Slot, schema: Schema) -> Iterator[tuple[str, Violation]]:
    """Code and condition of everything that can be wrong with one value of a slot.

    For an inlined object that is everything inside it: a mandatory field is empty, a field has a wrong value.
    """
    if slot.kind is Kind.ENUM:
        pairs = tuple((name, name) for name in schema.enums[slot.target].names)
        yield "V008", lambda value: both(negated(empty(value)), empty(Recode(value, pairs)))
    if slot.pattern is not None and slot.kind not in (Kind.INTEGER, Kind.DECIMAL):
        pattern = Constant(whole(slot.pattern))
        code = "V003" if slot.kind is Kind.PARTIAL_DATE else "V007"
        yield code, lambda value: negated(Call("matches", (value, pattern)))
    if slot.minimum is not None:
        least = Constant(Decimal(slot.minimum))
        yield "V006", lambda value: Call("lt", (value, least))
    if slot.maximum is not None:
        most = Constant(Decimal(slot.maximum))
        yield "V006", lambda value: Call("gt", (value, most))
    if slot.kind is Kind.OBJECT:
        yield from _inside(slot, schema)


def _inside(slot: Slot, schema: Schema) -> Iterator[tuple[str, Violation]]:
    for part in schema.objects[slot.target].slots.values():
        if part.requirement == "M":
            yield "V001", _missing(part)
        for code, violated in violations(part, schema):
            yield code, _of_part(part, violated)
    for condition in schema.objects[slot.target].conditions:
        wanted = ((name,) for name in condition.required)
        for names in (*wanted, *([condition.any_of] if condition.any_of else [])):
            yield "V011", _unmet(condition, schema.objects[slot.target], names)


def _unmet(condition: Condition, body: ClassDefinition, names: tuple[str, ...]) -> Violation:
    def violated(value: Expression) -> Expression:
        def read(name: str) -> Expression:
            return Call("field", (value, Constant(name)))

        return both(
            negated(empty(value)), *holds(condition, body, read), *(empty(read(name)) for name in names)
        )

    return violated


def _missing(part: Slot) -> Violation:
    return lambda value: both(negated(empty(value)), empty(Call("field", (value, Constant(part.name)))))


def _of_part(part: Slot, violated: Violation) -> Violation:
    return lambda value: some(part, Call("field", (value, Constant(part.name))), violated)


def some(slot: Slot, value: Expression, violated: Violation) -> Expression:
    """Whether the value of a slot, or one of its values, meets a condition."""
    if not slot.multivalued:
        return violated(value)
    return negated(empty(Each(value, Case(((violated(Item()), Constant(True)),)))))


def _checks(scene: Scene) -> Iterator[Check]:
    for slot in scene.definition.slots.values():
        for code, violated in violations(slot, scene.schema):
            yield Check(
                code, scene.definition.name, slot.name, some(slot, Column(slot.name), violated), "values"
            )


VALUES = Rule("values", _checks)
