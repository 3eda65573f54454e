"""What a schema says with expressions: any_of and its kin, equals, cardinality, rules with pre- and postconditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Case, Column, Constant, Each, Expression, Item, Recode
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.schema.constraints import Constraint, Demand, Formula, ValueTest
from omicz_meta.schema.lexical import whole
from omicz_meta.validation.rule import Read, Rule, Scene, both, declared_absent, empty, negated

YES, NO = Constant(True), Constant(False)
TEXTS = (Kind.STRING, Kind.ENUM, Kind.URI, Kind.CURIE, Kind.PARTIAL_DATE, Kind.DURATION, Kind.REFERENCE)


def met(test: ValueTest, value: Expression, kind: Kind) -> Expression:
    """Whether a value that is there meets a test."""
    parts = [*_plain(test, value, kind)]
    parts += _grouped(*([met(one, value, kind) for one in group] for group in test.groups))
    return Call("coalesce", (_all(parts), NO))


def _plain(test: ValueTest, value: Expression, kind: Kind) -> Iterator[Expression]:
    text = value if kind in TEXTS else Call("str", (value,))
    if test.pattern is not None:
        yield Call("matches", (text, Constant(whole(test.pattern))))
    if test.minimum is not None:
        yield Call("ge", (value, Constant(Decimal(test.minimum))))
    if test.maximum is not None:
        yield Call("le", (value, Constant(Decimal(test.maximum))))
    if test.equals and kind in (Kind.INTEGER, Kind.DECIMAL):
        yield _any([Call("eq", (value, Constant(Decimal(number)))) for number in test.equals])
    elif test.equals:
        yield negated(empty(Recode(text, tuple((one, one) for one in test.equals))))
    if test.whole:
        yield Call("eq", (Call("floor", (value,)), value))


def _grouped(
    any_of: list[Expression],
    all_of: list[Expression],
    exactly_one_of: list[Expression],
    none_of: list[Expression],
) -> Iterator[Expression]:
    """What any_of, all_of, exactly_one_of and none_of make of their parts."""
    if any_of:
        yield _any(any_of)
    yield from all_of
    if exactly_one_of:
        others = ([negated(two) for two in exactly_one_of if two is not one] for one in exactly_one_of)
        alone = (_all([one, *rest]) for one, rest in zip(exactly_one_of, others, strict=True))
        yield _any(list(alone))
    if none_of:
        yield negated(_any(none_of))


def fulfilled(demand: Demand, body: ClassDefinition, read: Read, *, excused: bool) -> Expression:
    """Whether a record, or an object in it, fulfils a demand; `read` gives the expression for a slot of the body.

    Where `excused`, a reason for its absence stands in for a value that must be there.
    """

    def again(part: Demand) -> Expression:
        return fulfilled(part, body, read, excused=excused)

    parts = [*_grouped(*([again(part) for part in group] for group in demand.groups))]
    if demand.slot is not None:
        slot = body.slots[demand.slot]
        parts = [*_of_slot(demand, slot, body, read, excused=excused), *parts]
    return Call("coalesce", (_all(parts), NO))


def _of_slot(
    demand: Demand, slot: Slot, body: ClassDefinition, read: Read, *, excused: bool
) -> Iterator[Expression]:
    value = read(slot.name)
    nothing = empty(value)
    if demand.present:
        answered = excused and slot.absent_allowed
        yield _any([negated(nothing), declared_absent(slot.name)]) if answered else negated(nothing)
    if demand.present is False:
        yield nothing
    for test in _of_values(demand, slot, value):
        yield _any([nothing, test])
    if demand.equals is not None:
        computed = _computed(demand.equals, body, read)
        # where a part has no value, nothing is computed that a value could contradict
        yield _any([nothing, empty(computed), Call("eq", (value, computed))])


def _of_values(demand: Demand, slot: Slot, value: Expression) -> Iterator[Expression]:
    if demand.least is not None:
        yield Call("ge", (Call("len", (value,)), Constant(demand.least)))
    if demand.most is not None:
        yield Call("le", (Call("len", (value,)), Constant(demand.most)))
    if demand.distinct:
        yield Call("eq", (Call("len", (Call("unique", (value,)),)), Call("len", (value,))))
    for test, wrong in ((demand.each, negated), (demand.some, lambda one: one)):
        if test is not None and not slot.multivalued:
            yield met(test, value, slot.kind)
        elif test is not None:
            hits = Each(value, Case(((wrong(met(test, Item(), slot.kind)), YES),)))
            yield empty(hits) if test is demand.each else negated(empty(hits))


def _computed(formula: Formula, body: ClassDefinition, read: Read) -> Expression:
    if formula.slot is not None:
        return read(formula.slot)
    if formula.number is not None:
        return Constant(Decimal(formula.number))
    if formula.text is not None or formula.function is None:
        return Constant(formula.text)
    return Call(formula.function, tuple(_computed(part, body, read) for part in formula.parts))


def contradicted(constraint: Constraint, body: ClassDefinition, read: Read, *, record: bool) -> Expression:
    """Whether a record, or an object in it, contradicts a constraint."""
    wrong = negated(fulfilled(constraint.then, body, read, excused=record))
    if constraint.when is None:
        return wrong
    return both(fulfilled(constraint.when, body, read, excused=False), wrong)


def _checks(scene: Scene) -> Iterator[Check]:
    name = scene.definition.name
    for constraint in scene.definition.constraints:
        wrong = contradicted(constraint, scene.definition, Column, record=True)
        yield Check(constraint.code, name, constraint.slot, wrong, "constraints")
    for slot in scene.definition.slots.values():
        for code, inside in _inside(slot, scene.schema):
            yield Check(code, name, slot.name, _one_of(slot, Column(slot.name), inside), "constraints")


def _inside(slot: Slot, schema: Schema) -> Iterator[tuple[str, Callable[[Expression], Expression]]]:
    """Code and condition of each constraint on the objects that a slot holds, and on those inside these."""
    if slot.kind is not Kind.OBJECT:
        return
    body = schema.objects[slot.target]
    for constraint in body.constraints:
        yield constraint.code, _of_object(constraint, body)
    for part in body.slots.values():
        for code, inside in _inside(part, schema):
            yield code, _of_part(part, inside)


def _of_object(constraint: Constraint, body: ClassDefinition) -> Callable[[Expression], Expression]:
    def wrong(value: Expression) -> Expression:
        def read(name: str) -> Expression:
            return Call("field", (value, Constant(name)))

        return both(negated(empty(value)), contradicted(constraint, body, read, record=False))

    return wrong


def _of_part(part: Slot, inside: Callable[[Expression], Expression]) -> Callable[[Expression], Expression]:
    return lambda value: _one_of(part, Call("field", (value, Constant(part.name))), inside)


def _one_of(slot: Slot, value: Expression, wrong: Callable[[Expression], Expression]) -> Expression:
    if not slot.multivalued:
        return wrong(value)
    return negated(empty(Each(value, Case(((wrong(Item()), YES),)))))


def _all(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else Call("and", tuple(parts)) if parts else YES


def _any(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else Call("or", tuple(parts))


CONSTRAINTS = Rule("constraints", _checks)
