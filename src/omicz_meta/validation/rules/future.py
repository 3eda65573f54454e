"""A date of something that happened does not lie in the future."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant
from omicz_meta.schema import Kind
from omicz_meta.validation.rule import Rule, Scene


def _checks(scene: Scene) -> Iterator[Check]:
    for slot in scene.definition.slots.values():
        planned = slot.name.startswith(("expected", "expiry", "valid"))
        if slot.kind in (Kind.PARTIAL_DATE, Kind.DATE) and not planned and not slot.multivalued:
            # a partial date is compared as text, which is right at its own precision: 2026-11 > 2026-11-22 is false
            later = Call("gt", (Call("str", (Column(slot.name),)), Constant(scene.today)))
            yield Check("V014", scene.definition.name, slot.name, later, "future")


FUTURE = Rule("future", _checks)
