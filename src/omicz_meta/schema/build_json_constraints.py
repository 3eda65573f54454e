"""Constraints of a class as JSON Schema: everything but values that are computed."""

from __future__ import annotations

import json
from typing import Any

from omicz_meta.schema.constraints import Constraint, Demand, ValueTest
from omicz_meta.schema.iris import ABSENT
from omicz_meta.schema.model import ClassDefinition, Kind, Slot

Node = dict[str, Any]
NUMBERS = (Kind.INTEGER, Kind.DECIMAL)


def constraint_node(constraint: Constraint, body: ClassDefinition) -> Node | None:
    """The schema that records which keep a constraint fulfil; None where a value is computed."""
    if _computes(constraint.then) or (constraint.when is not None and _computes(constraint.when)):
        return None
    then = demand_node(constraint.then, body, excused=True)
    if constraint.when is None:
        return then
    return {"if": demand_node(constraint.when, body, excused=False), "then": then}


def _computes(demand: Demand) -> bool:
    return demand.equals is not None or any(_computes(part) for group in demand.groups for part in group)


def demand_node(demand: Demand, body: ClassDefinition, *, excused: bool) -> Node:
    """The schema of records that fulfil a demand; where `excused`, a reason for its absence stands in for a value."""
    parts = _grouped(*([demand_node(one, body, excused=excused) for one in group] for group in demand.groups))
    if demand.slot is not None:
        slot = body.slots[demand.slot]
        parts = [*_of_slot(demand, slot, excused=excused), *parts]
    return _all(parts)


def answered_node(slot: Slot) -> Node:
    """The schema of records that have a value in a slot or, where that is allowed, say why there is none."""
    if not slot.absent_allowed:
        return filled_node(slot)
    entry = {"required": ["slot"], "properties": {"slot": {"const": slot.name}}}
    told = {"required": [ABSENT], "properties": {ABSENT: {"type": "array", "contains": entry}}}
    return {"anyOf": [filled_node(slot), told]}


def filled_node(slot: Slot) -> Node:
    """The schema of records that have a value in a slot."""
    return {"required": [slot.name], "properties": {slot.name: _filled(slot)}}


def _filled(slot: Slot) -> Node:
    return {"type": "array", "minItems": 1} if slot.multivalued else {"not": {"type": "null"}}


def _of_slot(demand: Demand, slot: Slot, *, excused: bool) -> list[Node]:
    found: list[Node] = []
    if demand.present is not None:
        there = answered_node(slot) if excused and demand.present else filled_node(slot)
        found = [there if demand.present else {"not": there}]
    said = _of_values(demand, slot)
    if said:
        found.append({"properties": {slot.name: {"anyOf": [{"not": _filled(slot)}, said]}}})
    return found


def _of_values(demand: Demand, slot: Slot) -> Node:
    each = None if demand.each is None else test_node(demand.each, slot.kind)
    if not slot.multivalued:
        return each or {}
    said = {
        "minItems": demand.least,
        "maxItems": demand.most,
        "uniqueItems": demand.distinct or None,
        "items": each,
        "contains": None if demand.some is None else test_node(demand.some, slot.kind),
    }
    return {key: value for key, value in said.items() if value is not None}


def test_node(test: ValueTest, kind: Kind) -> Node:
    """The schema of values that meet a test."""
    numeric = kind in NUMBERS
    values = [_value(one, kind) for one in test.equals]
    said: Node = {
        "pattern": test.pattern,
        "minimum": json.loads(test.minimum) if test.minimum is not None else None,
        "maximum": json.loads(test.maximum) if test.maximum is not None else None,
        "enum": values or None,
        "type": "integer" if test.whole and numeric else None,
    }
    plain = {key: value for key, value in said.items() if value is not None}
    groups = ([test_node(one, kind) for one in group] for group in test.groups)
    return _all([*([plain] if plain else []), *_grouped(*groups)])


def _value(text: str, kind: Kind) -> object:
    return json.loads(text) if kind in NUMBERS else text == "true" if kind is Kind.BOOLEAN else text


def _grouped(*groups: list[Node]) -> list[Node]:
    """What any_of, all_of, exactly_one_of and none_of make of their parts."""
    any_of, all_of, exactly_one_of, none_of = groups
    found: list[Node] = [{"anyOf": any_of}] if any_of else []
    found += all_of
    found += [{"oneOf": exactly_one_of}] if exactly_one_of else []
    return found + ([{"not": {"anyOf": none_of}}] if none_of else [])


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else {"allOf": parts} if parts else {}
