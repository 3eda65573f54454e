"""Turns LinkML rules (preconditions, postconditions) into the conditions of the compiled schema."""

from __future__ import annotations

from typing import Any

from omicz_meta.schema.build_tests import stated
from omicz_meta.schema.model import ANY_VALUE


def conditions_of(view: Any, owner: str) -> list[dict[str, Any]]:
    """The conditions of a class and of the classes it descends from, general ones first.

    Only rules that say: where slots hold these values, slots are filled. `other_rules` are all the others.
    """
    return [_condition(view, owner, rule) for rule in _rules(view, owner) if _is_condition(view, owner, rule)]


def other_rules(view: Any, owner: str) -> list[Any]:
    """The rules of a class, inherited ones first, that are no conditions."""
    return [rule for rule in _rules(view, owner) if not _is_condition(view, owner, rule)]


def _rules(view: Any, owner: str) -> list[Any]:
    return [rule for name in reversed(view.class_ancestors(owner)) for rule in view.get_class(name).rules]


def _is_condition(view: Any, owner: str, rule: Any) -> bool:
    said = stated(rule)
    if not ("postconditions" in said and said.keys() <= {"preconditions", "postconditions"}):
        return False
    before, after = (
        stated(said[part]) if part in said else {} for part in ("preconditions", "postconditions")
    )
    if before.keys() - {"slot_conditions"} or after.keys() - {"slot_conditions", "any_of"}:
        return False
    conditions, required = before.get("slot_conditions", {}), after.get("slot_conditions", {})
    branches = [stated(branch) for branch in after.get("any_of", ())]
    single = all(
        branch.keys() == {"slot_conditions"} and len(branch["slot_conditions"]) == 1 for branch in branches
    )
    demanded = [required, *(branch["slot_conditions"] for branch in branches)] if single else []
    known = set(view.class_slots(owner))
    return (
        single
        and any(demanded)
        and all(_names_values(view, owner, str(slot), one) for slot, one in conditions.items())
        and all(
            slot in known and set(stated(one)) == {"required"}
            for part in demanded
            for slot, one in part.items()
        )
    )


def _names_values(view: Any, owner: str, slot: str, condition: Any) -> bool:
    """Whether a condition lists the values of a slot, or says that it has any."""
    said = stated(condition)
    if slot not in view.class_slots(owner) or len(said) != 1:
        return False
    if "none_of" in said:
        listed = all(set(stated(branch)) == {"equals_string"} for branch in said["none_of"])
        return listed and bool(_enum_names(view, owner, slot))
    present = str(said.get("value_presence", "")) == "PRESENT"
    return present or "equals_string" in said or "equals_string_in" in said


def _condition(view: Any, owner: str, rule: Any) -> dict[str, Any]:
    before = rule.preconditions.slot_conditions if rule.preconditions else {}
    after = rule.postconditions
    when = {slot: _values(view, owner, slot, before[slot]) for slot in before}
    any_of = [slot for branch in after.any_of for slot in branch.slot_conditions]
    body = {"when": when, "required": list(after.slot_conditions), "any_of": any_of}
    return {key: value for key, value in body.items() if value or key == "when"}


def _values(view: Any, owner: str, slot: str, condition: Any) -> list[str]:
    if condition.equals_string:
        return [str(condition.equals_string)]
    if condition.equals_string_in:
        return [str(value) for value in condition.equals_string_in]
    names = _enum_names(view, owner, slot)
    if str(condition.value_presence or "") == "PRESENT":
        return names or [ANY_VALUE]
    excluded = {str(branch.equals_string) for branch in condition.none_of}
    return [name for name in names if name not in excluded]


def _enum_names(view: Any, owner: str, slot: str) -> list[str]:
    body = view.all_enums().get(view.induced_slot(slot, owner).range)
    return [str(name) for name in body.permissible_values] if body else []
