"""Mandatory and recommended slots are filled, or say why they are not."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.validation.rule import Rule, Scene, unanswered

_CODES = {"M": "V001", "R": "V002"}


def _checks(scene: Scene) -> Iterator[Check]:
    for slot in scene.definition.slots.values():
        code = _CODES.get(slot.required_in(scene.use_cases))
        if code and slot.name not in (scene.definition.key, "individual"):
            yield Check(code, scene.definition.name, slot.name, unanswered(slot), "required")


REQUIRED = Rule("required", _checks)
