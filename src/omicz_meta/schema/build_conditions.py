"""Turns LinkML rules (preconditions, postconditions) into the conditions of the compiled schema."""

from __future__ import annotations

from typing import Any

from omicz_meta.errors import UsageError
from omicz_meta.schema.model import ANY_VALUE


def conditions_of(view: Any, owner: str) -> list[dict[str, Any]]:
    """The conditions of a class and of the classes it descends from, general ones first.

    Raises UsageError for a rule that cannot be said as: where slots hold these values, slots are filled.
    """
    ancestors = reversed(view.class_ancestors(owner))
    return [_condition(view, owner, rule) for name in ancestors for rule in view.get_class(name).rules]


def _condition(view: Any, owner: str, rule: Any) -> dict[str, Any]:
    before = rule.preconditions.slot_conditions if rule.preconditions else {}
    after = rule.postconditions
    required = _required(after.slot_conditions) if after else []
    any_of = [
        slot for branch in (after.any_of if after else ()) for slot in _required(branch.slot_conditions)
    ]
    unknown = {*before, *required, *any_of} - set(view.class_slots(owner))
    if unknown:
        raise UsageError(
            f"{owner}: a rule speaks of {', '.join(sorted(unknown))}, which the class does not have."
        )
    if not required and not any_of:
        raise UsageError(f"{owner}: a rule ({rule.description}) demands nothing that can be checked.")
    when = {slot: _values(view, owner, slot, before[slot]) for slot in before}
    body = {"when": when, "required": required, "any_of": any_of}
    return {key: value for key, value in body.items() if value or key == "when"}


def _required(conditions: Any) -> list[str]:
    return [slot for slot, condition in conditions.items() if condition.required]


def _values(view: Any, owner: str, slot: str, condition: Any) -> list[str]:
    if condition.equals_string:
        return [str(condition.equals_string)]
    if condition.equals_string_in:
        return [str(value) for value in condition.equals_string_in]
    names = _enum_names(view, owner, slot)
    if str(condition.value_presence or "") == "PRESENT":
        return names or [ANY_VALUE]
    excluded = {str(branch.equals_string) for branch in condition.none_of}
    if excluded and names:
        return [name for name in names if name not in excluded]
    raise UsageError(
        f"{owner}.{slot}: a rule says what only equals_string, value_presence or none_of can say here."
    )


def _enum_names(view: Any, owner: str, slot: str) -> list[str]:
    body = view.all_enums().get(view.induced_slot(slot, owner).range)
    return [str(name) for name in body.permissible_values] if body else []
