"""What one slot says makes another one necessary: a deceased person has a date of death."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Column
from omicz_meta.validation.rule import Rule, Scene, both, holds, unanswered


def _checks(scene: Scene) -> Iterator[Check]:
    body = scene.definition
    for condition in body.conditions:
        if condition.use_case is None or condition.use_case in scene.use_cases:
            applies = tuple(holds(condition, body, Column))
            for name in condition.required:
                violated = both(*applies, unanswered(body.slots[name]))
                yield Check("V011", body.name, name, violated, "conditions")
            if condition.any_of:
                none = (unanswered(body.slots[name]) for name in condition.any_of)
                yield Check("V011", body.name, condition.any_of[0], both(*applies, *none), "conditions")


CONDITIONS = Rule("conditions", _checks)
