"""What a rule is: a small function from the schema to checks on records, under the name people see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression, Recode
from omicz_meta.schema import ClassDefinition, Condition, Schema, Slot
from omicz_meta.schema.model import ANY_VALUE
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon

Read = Callable[[str], Expression]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a dataset permits to do with it: a permission and modifiers of the Data Use Ontology, by their names."""

    permission: str | None
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What rules may look at: the schema, the class they judge, the use cases, today's date (ISO), installed packs.

    `offer` is what the dataset permits, where a description says so.
    """

    schema: Schema
    definition: ClassDefinition
    use_cases: tuple[str, ...]
    today: str
    packs: Lexicon = NO_PACKS
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule; `checks` yields the conditions that records of a class must not meet."""

    name: str
    checks: Callable[[Scene], Iterator[Check]]


@dataclass(frozen=True, slots=True)
class ValueSlot:
    """Where a rule on values looks: the way to a slot of the class or of objects in it, and a slot beside it.

    With `beside` a value is judged together with what that slot of the same record holds.
    """

    path: tuple[Slot, ...]
    beside: str | None = None

    @property
    def slot(self) -> Slot:
        """The slot that holds the values."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class ValueRule:
    """A named rule on the different values of slots, for what a check on single records cannot express.

    `slots` yields where to look in a class. `faults` is given different values (`engine.occurrences.VALUES`, some ten
    thousand at a time) and returns the faulty ones with code and remark (`terms.checks.FAULTS`); the records that
    carry them are found by the judge. A fault without a value is told once, whatever the number of classes.
    """

    name: str
    slots: Callable[[Scene], Iterator[ValueSlot]]
    faults: Callable[[Scene, ValueSlot, pa.Table], pa.Table]


AnyRule = Rule | ValueRule


def empty(value: Expression) -> Expression:
    """Whether there is no value."""
    return Call("is_null", (value,))


def negated(value: Expression) -> Expression:
    """The opposite."""
    return Call("not", (value,))


def one_of(value: Expression, words: Iterable[str]) -> Expression:
    """Whether a value is one of these words."""
    return negated(empty(Recode(value, tuple((word, word) for word in words))))


def both(*parts: Expression) -> Expression:
    """All of them."""
    return Call("and", parts)


def declared_absent(slot: str) -> Expression:
    """Whether the record says why the slot has no value."""
    slots = Call("slots", (Column("absent"),))
    return Call("coalesce", (Call("contains", (slots, Constant(slot))), Constant(False)))


def unanswered(slot: Slot) -> Expression:
    """Whether a slot has neither a value nor a reason for its absence."""
    nothing = empty(Column(slot.name))
    return both(nothing, negated(declared_absent(slot.name))) if slot.absent_allowed else nothing


def holds(condition: Condition, body: ClassDefinition, read: Read) -> Iterator[Expression]:
    """What must be true for a condition to apply; `read` gives the expression for a slot of the body."""
    for name, values in condition.when.items():
        slot, value = body.slots[name], read(name)
        if values == (ANY_VALUE,):
            yield negated(empty(value))
        else:
            matches = tuple(_is(slot, value, wanted) for wanted in values)
            yield Call("coalesce", (Call("or", matches), Constant(False)))


def _is(slot: Slot, value: Expression, wanted: str) -> Expression:
    if slot.multivalued:
        return Call("contains", (value, Constant(wanted)))
    return Call("eq", (Call("str", (value,)), Constant(wanted)))
