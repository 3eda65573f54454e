"""Turns what LinkML says of slots and records beyond single slots into the constraints of the compiled schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.schema.build_formula import formula
from omicz_meta.schema.build_ranges import slot_kind, slot_range
from omicz_meta.schema.build_tests import GROUPS, OF_NUMBERS, OF_TEXTS, stated, type_test, value_test
from omicz_meta.schema.model import Kind
from omicz_meta.schema.refusal import cannot_check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omicz_meta.schema.build_linkml import Source

Node = dict[str, Any]
CARDINALITIES = ("minimum_cardinality", "maximum_cardinality", "exact_cardinality")
IN_CONDITIONS = frozenset(
    (*OF_TEXTS, *OF_NUMBERS, *GROUPS, *CARDINALITIES, "required", "value_presence", "equals_expression")
) | {"has_member", "all_members"}
"""What a condition on a slot of a rule may say."""
IN_CLASSES = frozenset((*GROUPS, "slot_conditions"))
VALUE, COUNT, RECORD = "V050", "V051", "V052"


def constraints_of(source: Source, owner: str) -> list[Node]:
    """The constraints of a class: of its slots in order, then of itself and what it descends from, general ones first.

    Raises SchemaRefused for what cannot be checked.
    """
    slots = [
        constraint for name in source.view.class_slots(owner) for constraint in _of_slot(source, owner, name)
    ]
    ancestors = list(reversed(source.view.class_ancestors(owner)))
    classes = [one for name in ancestors for one in _of_class(source, owner, source.view.get_class(name))]
    return [*slots, *classes]


def _of_slot(source: Source, owner: str, name: str) -> Iterator[Node]:
    slot, element, kind = (
        source.view.induced_slot(name, owner),
        f"{owner}.{name}",
        slot_kind(source, owner, name),
    )
    test = value_test(source, element, slot, kind)
    # the slot itself carries its pattern and its bounds in the compiled schema
    test = {key: value for key, value in test.items() if key not in ("pattern", "minimum", "maximum")}
    of_type = type_test(source, element, slot_range(source, owner, name), kind)
    if slot.designates_type:
        of_type = {"equals": [_designated(source, element, slot, owner)]}
    for one in (test, of_type):
        if one:
            yield {"code": VALUE, "slot": name, "then": {"slot": name, "each": one}}
    several = bool(slot.multivalued)
    demand = {"slot": name, **_counts(slot, element, several=several)}
    if len(demand) > 1:
        yield {"code": COUNT, "slot": name, "then": demand}
    members = _members(source, element, slot, kind, several=several)
    demand = {"slot": name, **members, **_computed(source, owner, slot, element)}
    if len(demand) > 1:
        yield {"code": VALUE, "slot": name, "then": demand}
    if _presence(slot) is False:
        yield {"code": VALUE, "slot": name, "then": {"slot": name, "present": False}}


def _designated(source: Source, element: str, slot: Any, owner: str) -> str:
    if str(slot.range or "string") not in ("string", source.view.schema.default_range):
        raise cannot_check(element, "designates_type", "the name of a class is a text")
    return owner


def _counts(slot: Any, element: str, *, several: bool) -> Node:
    said = stated(slot)
    if not several and (odd := [name for name in CARDINALITIES if name in said]):
        raise cannot_check(element, odd[0], "it has one value; say required, or multivalued")
    exact = said.get("exact_cardinality")
    counts = {
        "least": said.get("minimum_cardinality", exact),
        "most": said.get("maximum_cardinality", exact),
        "distinct": True if said.get("list_elements_unique") else None,
    }
    return {key: value for key, value in counts.items() if value is not None}


def _members(source: Source, element: str, slot: Any, kind: Kind, *, several: bool) -> Node:
    said = stated(slot)
    names = {"has_member": "some", "all_members": "each"}
    if not several and (odd := [name for name in names if name in said]):
        raise cannot_check(element, odd[0], "it has one value")
    tests = {names[key]: value_test(source, element, said[key], kind) for key in names if key in said}
    return {key: test for key, test in tests.items() if test}


def _computed(source: Source, owner: str, slot: Any, element: str) -> Node:
    """A value that is computed from others."""
    if not slot.equals_expression:
        return {}
    if slot.multivalued:
        raise cannot_check(element, "equals_expression", "it has several values")
    made = formula(str(slot.equals_expression), element)
    own = slot_kind(source, owner, str(slot.name))
    if own is Kind.STRING and "text" in made:
        return {"equals": made}
    _refuse_other_kinds(source, owner, element, made, own)
    return {"equals": made}


def _refuse_other_kinds(source: Source, owner: str, element: str, made: Node, own: Kind) -> None:
    numbers = (Kind.INTEGER, Kind.DECIMAL)
    if "slot" in made:
        if made["slot"] not in source.view.class_slots(owner):
            raise cannot_check(element, "equals_expression", f"the class has no slot {made['slot']}")
        other = source.view.induced_slot(made["slot"], owner)
        kind = slot_kind(source, owner, made["slot"])
        if other.multivalued or not (kind is own or {kind, own} <= set(numbers)):
            raise cannot_check(element, "equals_expression", f"{made['slot']} holds values of another kind")
    elif own not in numbers or "text" in made:
        raise cannot_check(element, "equals_expression", "only numbers can be computed")
    for part in made.get("parts", ()):
        _refuse_other_kinds(source, owner, element, part, own)


def _of_class(source: Source, owner: str, body: Any) -> Iterator[Node]:
    said = stated(body)
    if said.keys() & IN_CLASSES:
        demand = _demand(source, owner, body, must=False, of_class=True)
        yield {"code": RECORD, "slot": _place(demand, owner), "then": demand}


def rule_constraints(source: Source, owner: str, rule: Any) -> Iterator[Node]:
    """The constraints of a rule: its postconditions, its elseconditions, and both ways where it is bidirectional."""
    said = stated(rule)
    odd = said.keys() - {"preconditions", "postconditions", "elseconditions", "bidirectional", "open_world"}
    if odd - {"deactivated"}:
        raise cannot_check(owner, min(odd), "in a rule")
    if "deactivated" in said:
        return
    must = "open_world" not in said
    when, then, other = (
        _demand(source, owner, said[part], must=must or part == "preconditions") if part in said else None
        for part in ("preconditions", "postconditions", "elseconditions")
    )
    if then is None and other is None:
        raise cannot_check(owner, "rules", "a rule demands nothing")
    if then is not None:
        yield _entailed(owner, when, then)
    if other is not None and when is not None:
        yield _entailed(owner, {"none_of": [when]}, other)
    if when is not None and then is not None and "bidirectional" in said:
        yield _entailed(owner, then, when)


def _entailed(owner: str, when: Node | None, then: Node) -> Node:
    if set(then) <= {"slot"}:
        raise cannot_check(owner, "rules", "a rule demands nothing")
    return {"code": RECORD, "slot": _place(then, owner), **({"when": when} if when else {}), "then": then}


def _demand(source: Source, owner: str, expression: Any, *, must: bool, of_class: bool = False) -> Node:
    """What an expression about a record demands; slots must have a value with `must` unless they say otherwise."""
    said = stated(expression)
    odd = [key for key in said if key not in IN_CLASSES]
    if odd and not of_class:
        raise cannot_check(owner, odd[0], "in an expression about a record")
    parts = [
        _condition(source, owner, str(name), condition, must=must)
        for name, condition in said.get("slot_conditions", {}).items()
    ]
    body: Node = {}
    for group in GROUPS:
        # a branch of none_of without the slot would hold for want of anything to contradict it
        inner = must or (of_class and group == "none_of")
        made = [_demand(source, owner, one, must=inner) for one in said.get(group, ())]
        if made:
            body[group] = made
    if parts:
        body["all_of"] = [*parts, *body.get("all_of", [])]
    return body["all_of"][0] if list(body) == ["all_of"] and len(body["all_of"]) == 1 else body


def _condition(source: Source, owner: str, name: str, condition: Any, *, must: bool) -> Node:
    element = f"{owner}.{name}"
    if name not in source.view.class_slots(owner):
        raise cannot_check(owner, "rules", f"it speaks of {name}, which the class does not have")
    odd = [key for key in stated(condition) if key not in IN_CONDITIONS]
    if odd:
        raise cannot_check(element, odd[0], "in an expression about a record")
    induced, kind = source.view.induced_slot(name, owner), slot_kind(source, owner, name)
    test = value_test(source, element, condition, kind)
    several = bool(induced.multivalued)
    counted = {
        **_counts(condition, element, several=several),
        **_members(source, element, condition, kind, several=several),
    }
    if condition.equals_expression:
        counted["equals"] = formula(str(condition.equals_expression), element)
        _refuse_other_kinds(source, owner, element, counted["equals"], kind)
    present = _presence(condition)
    if present is None and condition.required is None and must:
        present = True
    each = _joined(test, counted.pop("each", {}))
    body = {"slot": name, "present": present, **counted, "each": each or None}
    return {key: value for key, value in body.items() if value is not None}


def _joined(*tests: Node) -> Node:
    parts = [test for test in tests if test]
    return parts[0] if len(parts) == 1 else {"all_of": parts} if parts else {}


def _presence(expression: Any) -> bool | None:
    word = str(expression.value_presence or "")
    if word in ("PRESENT", "ABSENT"):
        return word == "PRESENT"
    return True if getattr(expression, "required", None) else None


def _place(demand: Node, owner: str) -> str:
    """The first slot that a demand speaks of: there its findings stand."""
    if "slot" in demand:
        return str(demand["slot"])
    for group in GROUPS:
        for part in demand.get(group, ()):
            return _place(part, owner)
    raise cannot_check(owner, "rules", "an expression says nothing of any slot")
