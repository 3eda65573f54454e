"""What lies between two ends is not turned round, and dates inside objects of a record have been."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.schema import ClassDefinition, Kind
from omicz_meta.validation.rule import Rule, Scene
from omicz_meta.validation.rules.dates import before
from omicz_meta.validation.rules.values import Violation, some

ENDS = MappingProxyType({"start_date": "end_date", "low": "high"})
"""Parts of an object that are two ends: the first is not beyond the second."""

CODES = MappingProxyType({"end_date": "V030", "high": "V041"})


def _checks(scene: Scene) -> Iterator[Check]:
    for slot in scene.definition.slots.values():
        if slot.kind is Kind.OBJECT:
            for code, violated in _faults(scene.schema.objects[slot.target], scene.today):
                found = some(slot, Column(slot.name), violated)
                yield Check(code, scene.definition.name, slot.name, found, "periods")


def _faults(body: ClassDefinition, today: str) -> Iterator[tuple[str, Violation]]:
    for low, high in ENDS.items():
        if {low, high} <= set(body.slots):
            yield CODES[high], _turned(low, high)
    for part in body.slots.values():
        if part.kind is Kind.PARTIAL_DATE:
            yield "V014", _to_come(part.name, today)


def _turned(low: str, high: str) -> Violation:
    def violated(value: Expression) -> Expression:
        one, other = (Call("field", (value, Constant(name))) for name in (low, high))
        return before(other, one) if low == "start_date" else Call("gt", (one, other))

    return violated


def _to_come(part: str, today: str) -> Violation:
    return lambda value: Call("gt", (Call("field", (value, Constant(part))), Constant(today)))


PERIODS = Rule("periods", _checks)
