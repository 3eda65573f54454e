"""What a class demands beyond its slots one by one, said once for JSON Schema and SHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.schema.iris import mandatory_key
from omicz_meta.schema.model import ClassDefinition, Condition

if TYPE_CHECKING:
    from collections.abc import Iterator


def demands(body: ClassDefinition, use_case: str | None) -> Iterator[Condition]:
    """Conditions that must hold: of the model itself (use_case None), or what a use case adds to it.

    A mandatory slot that a null flavour may answer is a condition without `when`.
    """
    for slot in body.slots.values():
        if _demanded(
            slot.requirement, slot.overrides.get(use_case) if use_case else None, mandatory_key(slot)
        ):
            yield Condition(when={}, required=(slot.name,), use_case=use_case)
    yield from (condition for condition in body.conditions if condition.use_case == use_case)


def _demanded(requirement: str, override: str | None, is_key: bool) -> bool:
    return override == "M" if override else requirement == "M" and not is_key
