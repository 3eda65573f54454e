"""Constraints of a class beyond its slots one by one: what LinkML says with expressions, as frozen values.

A `ValueTest` speaks of one value, a `Demand` of the slots of a record, a `Constraint` of what a demand entails. Their
JSON form (docs/reference/compiled-schema.md) has the same names and leaves out what says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Arithmetic = Literal["add", "subtract", "multiply"]


@dataclass(frozen=True, slots=True)
class ValueTest:
    """What must be true of a single value: all that is stated. Texts and numbers of `equals` are alternatives."""

    pattern: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    equals: tuple[str, ...] = ()
    whole: bool = False
    any_of: tuple[ValueTest, ...] = ()
    all_of: tuple[ValueTest, ...] = ()
    exactly_one_of: tuple[ValueTest, ...] = ()
    none_of: tuple[ValueTest, ...] = ()

    @property
    def groups(self) -> tuple[tuple[ValueTest, ...], ...]:
        """Its parts: any_of, all_of, exactly_one_of, none_of."""
        return (self.any_of, self.all_of, self.exactly_one_of, self.none_of)


@dataclass(frozen=True, slots=True)
class Formula:
    """A value that is computed: of a slot, a constant, or by arithmetic of two parts."""

    slot: str | None = None
    number: str | None = None
    text: str | None = None
    function: Arithmetic | None = None
    parts: tuple[Formula, ...] = ()

    def slots(self) -> Iterator[str]:
        """The slots that it reads."""
        if self.slot is not None:
            yield self.slot
        for part in self.parts:
            yield from part.slots()


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be true of a record: all that is stated. What is said of values holds where there are none.

    `present` is whether the slot has a value; `least` and `most` are how many; `each` speaks of every value, `some` of
    one of several at least; `distinct` is that no value stands twice; `equals` is what the value is computed to be.
    """

    slot: str | None = None
    present: bool | None = None
    least: int | None = None
    most: int | None = None
    distinct: bool = False
    each: ValueTest | None = None
    some: ValueTest | None = None
    equals: Formula | None = None
    any_of: tuple[Demand, ...] = ()
    all_of: tuple[Demand, ...] = ()
    exactly_one_of: tuple[Demand, ...] = ()
    none_of: tuple[Demand, ...] = ()

    @property
    def groups(self) -> tuple[tuple[Demand, ...], ...]:
        """Its parts: any_of, all_of, exactly_one_of, none_of."""
        return (self.any_of, self.all_of, self.exactly_one_of, self.none_of)

    def slots(self) -> Iterator[str]:
        """The slots that it speaks of, the first one first; some more than once."""
        if self.slot is not None:
            yield self.slot
        if self.equals is not None:
            yield from self.equals.slots()
        for group in self.groups:
            for part in group:
                yield from part.slots()


@dataclass(frozen=True, slots=True)
class Constraint:
    """Where `when` holds, or always, `then` must. A finding has this code and stands at `slot`."""

    code: str
    slot: str
    then: Demand
    when: Demand | None = None


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Slots that no two records of a class have the same values in; with `nulls_differ` empty ones differ."""

    name: str
    slots: tuple[str, ...]
    nulls_differ: bool = False


def parse_constraint(raw: Mapping[str, Any]) -> Constraint:
    """A constraint from its JSON form.

    >>> parse_constraint({"code": "V011", "slot": "a", "then": {"slot": "a", "present": True}}).then.present
    True
    """
    when = raw.get("when")
    return Constraint(raw["code"], raw["slot"], _demand(raw["then"]), _demand(when) if when else None)


_GROUPS = ("any_of", "all_of", "exactly_one_of", "none_of")


def _demand(raw: Mapping[str, Any]) -> Demand:
    tests = {name: _test(raw[name]) for name in ("each", "some") if name in raw}
    groups = {name: tuple(_demand(part) for part in raw[name]) for name in _GROUPS if name in raw}
    formula = {"equals": _formula(raw["equals"])} if "equals" in raw else {}
    return Demand(**{**raw, **tests, **groups, **formula})


def _test(raw: Mapping[str, Any]) -> ValueTest:
    groups = {name: tuple(_test(part) for part in raw[name]) for name in _GROUPS if name in raw}
    return ValueTest(**{**raw, "equals": tuple(raw.get("equals", ())), **groups})


def _formula(raw: Mapping[str, Any]) -> Formula:
    return Formula(**{**raw, "parts": tuple(_formula(part) for part in raw.get("parts", ()))})
