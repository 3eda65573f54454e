"""Measured values that nobody has: outside the bounds of life, or in a unit in which that analyte is not measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.units import analyte, analytes
from omicz_meta.units.tables import rows
from omicz_meta.validation.rule import Rule, Scene, both, one_of


@dataclass(frozen=True, slots=True)
class Bound:
    """What a person can have: codes of the test, or a slot of a class; unit; the least and the most."""

    codes: tuple[str, ...]
    slot: tuple[str, str] | None
    unit: str
    low: Decimal
    high: Decimal


@cache
def bounds() -> tuple[Bound, ...]:
    """The table that comes with the package (`mappings/units/bounds.tsv`)."""
    return tuple(_bound(row["of"], row["unit"], row["low"], row["high"]) for row in rows("bounds.tsv"))


def _bound(of: str, unit: str, low: str, high: str) -> Bound:
    slot = tuple(of.split(".")) if "." in of else None
    known = analyte(of)
    codes = known.codes if known else tuple(f"LOINC:{code}" for code in of.split())
    return Bound(
        () if slot else codes, (slot[0], slot[1]) if slot else None, unit, Decimal(low), Decimal(high)
    )


UNLIKE = ("%", "10*9/L", "10*12/L", "fL", "mm[Hg]", "/min", "Cel", "cm", "kg", "mm/h", "s", "kg/m2")
"""Units in which no concentration of a substance is given."""


def _checks(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name == "Measurement" and {"assay", "value_quantity"} <= set(slots):
        yield Check("V045", name, "value_quantity", _measured(), "bounds")
        yield Check("V032", name, "value_quantity", _unlike(), "bounds")
    for bound in bounds():
        if bound.slot and bound.slot[0] == name and bound.slot[1] in slots:
            yield Check("V045", name, bound.slot[1], _outside(Column(bound.slot[1]), [bound]), "bounds")


def _measured() -> Expression:
    """Whether a test with bounds has a value outside them."""
    tests = sorted((bound for bound in bounds() if bound.codes), key=lambda bound: bound.codes)
    parts = []
    for codes, group in groupby(tests, key=lambda bound: bound.codes):
        parts.append(both(one_of(Column("assay"), codes), _outside(Column("value_quantity"), list(group))))
    return both(
        one_of(Column("assay"), [code for one in tests for code in one.codes]), Call("or", tuple(parts))
    )


def _outside(quantity: Expression, of: list[Bound]) -> Expression:
    number, unit = (Call("field", (quantity, Constant(part))) for part in ("value", "unit"))
    found = (
        both(
            Call("eq", (unit, Constant(bound.unit))),
            Call(
                "or", (Call("lt", (number, Constant(bound.low))), Call("gt", (number, Constant(bound.high))))
            ),
        )
        for bound in of
    )
    return Call("or", tuple(found))


def _unlike() -> Expression:
    substances = [code for one in analytes() if one.molar_mass is not None for code in one.codes]
    unit = Call("field", (Column("value_quantity"), Constant("unit")))
    return both(one_of(Column("assay"), substances), one_of(unit, UNLIKE))


BOUNDS = Rule("bounds", _checks)
