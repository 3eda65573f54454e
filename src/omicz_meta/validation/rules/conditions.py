"""What one slot says makes another one necessary: a deceased person has a date of death."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.schema import Condition
from omicz_meta.validation.rule import Rule, Scene, both, unanswered


def _checks(scene: Scene) -> Iterator[Check]:
    slots = scene.definition.slots
    for condition in scene.definition.conditions:
        if condition.use_case is None or condition.use_case in scene.use_cases:
            for name in condition.required:
                violated = both(*_holds(condition), unanswered(slots[name]))
                yield Check("V011", scene.definition.name, name, violated, "conditions")
            if condition.any_of:
                none = (unanswered(slots[name]) for name in condition.any_of)
                yield Check(
                    "V011",
                    scene.definition.name,
                    condition.any_of[0],
                    both(*_holds(condition), *none),
                    "conditions",
                )


def _holds(condition: Condition) -> Iterator[Expression]:
    for slot, values in condition.when.items():
        matches = tuple(Call("eq", (Column(slot), Constant(value))) for value in values)
        yield Call("coalesce", (Call("or", matches), Constant(False)))


CONDITIONS = Rule("conditions", _checks)
