"""Ages are those of a life: nobody is older than anybody has been, and ages agree with each other and with dates.

An age is known to a year or to a month: `P4Y` is anything from four to below five years, so ages are compared at the
coarser precision, and with dates only by years, one of them forgiven.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Case, Column, Constant, Expression
from omicz_meta.schema import Kind
from omicz_meta.validation.rule import Rule, Scene, both

OLDEST = "P(1[3-9][0-9]|[2-9][0-9]{2}|[0-9]{4,})Y.*"
"""Ages nobody has reached."""

IN_ORDER = MappingProxyType(
    {"Diagnosis": ("age_at_onset", "age_at_diagnosis"), "PhenotypicFeature": ("onset", "resolution")}
)
"""Slots of ages of which the first is not later."""

BY_DATES = MappingProxyType(
    {
        ("Diagnosis", "age_at_diagnosis"): "diagnosis_date",
        ("Measurement", "age_at_measurement"): "measurement_date",
        ("Biosample", "age_at_collection"): "collection_date",
    }
)
"""Ages that follow from the birth of the person and another date of the record."""

BELOW_ONE = "P([0-9]|1[01])M.*|P[1-4]?[0-9]W.*|P[12]?[0-9]{1,2}D"
"""Ages in months, weeks or days of somebody in the first year of life."""


def years(age: Expression) -> Expression:
    """Full years of a duration, in four digits; unknown where many weeks or days hide them."""
    told = Call("regex_extract", (age, Constant("^P([0-9]+)Y")))
    first = Case(((Call("matches", (age, Constant(BELOW_ONE))), Constant("0")),))
    return Call("pad_left", (Call("coalesce", (told, first)), Constant(4), Constant("0")))


def months(age: Expression) -> Expression:
    """Full months beyond the years of a duration, in two digits; unknown where it does not say them."""
    told = Call("regex_extract", (age, Constant("^P(?:[0-9]+Y)?([0-9]+)M")))
    return Call("pad_left", (told, Constant(2), Constant("0")))


def later(age: Expression, other: Expression) -> Expression:
    """Whether an age is later than another, at the coarser precision of the two."""
    same = Call("eq", (years(age), years(other)))
    return Call(
        "or",
        (
            Call("gt", (years(age), years(other))),
            both(same, Call("gt", (months(age), months(other)))),
        ),
    )


def _too_old(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    for slot in slots.values():
        if slot.kind is Kind.OBJECT and slot.target == "Age" and not slot.multivalued:
            age = _duration(Column(slot.name))
            yield Check("V031", name, slot.name, _unreached(age), "ages")
            longest = Call("field", (Column(slot.name), Constant("duration_max")))
            yield Check("V040", name, slot.name, later(age, longest), "ages")
    if {"birth_date", "death_date", "vital_status"} <= set(slots):
        lived = Call("age_at", (Column("birth_date"), Column("death_date")))
        yield Check("V031", name, "death_date", _unreached(lived), "ages")
        alive = Call("eq", (Column("vital_status"), Constant("alive")))
        today = Call("age_at", (Column("birth_date"), Constant(scene.today)))
        yield Check("V031", name, "birth_date", both(alive, _unreached(today)), "ages")


AGES = Rule("ages", _too_old)


def _in_order(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    first, second = IN_ORDER.get(name, ("", ""))
    if {first, second} <= set(slots):
        wrong = later(_duration(Column(first)), _duration(Column(second)))
        yield Check("V040", name, first, wrong, "order of ages")
    for (owner, slot), date in BY_DATES.items():
        if owner == name and {slot, date, "individual"} <= set(slots):
            reached = _year_of(_duration(Column(slot)))
            apart = Call("or", (_gt(reached, date, 1), Call("lt", (reached, _in_year(date, -2)))))
            yield Check("X038", name, slot, apart, "order of ages")
            if first in slots:
                yield Check(
                    "X038", name, first, _gt(_year_of(_duration(Column(first))), date, 1), "order of ages"
                )


def _year_of(age: Expression) -> Expression:
    """The year in which the person was at most that old, as the date of birth has it; the next one may be meant."""
    return Call("add", (Call("year", (years(age),)), Call("year", (Column("birth_date", "individual"),))))


def _in_year(date: str, more: int) -> Expression:
    return Call("add", (Call("year", (Column(date),)), Constant(more)))


def _gt(year: Expression, date: str, more: int) -> Expression:
    return Call("gt", (year, _in_year(date, more)))


ORDER_OF_AGES = Rule("order of ages", _in_order)


def _duration(age: Expression) -> Expression:
    return Call("field", (age, Constant("duration")))


def _unreached(age: Expression) -> Expression:
    return Call("matches", (age, Constant(OLDEST)))
