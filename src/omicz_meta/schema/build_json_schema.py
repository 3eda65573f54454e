"""JSON Schema (draft 2020-12) of the model: valid means that our own checks find no error."""

from __future__ import annotations

import json
from typing import Any

from omicz_meta.schema.build_json_constraints import answered_node, constraint_node, filled_node
from omicz_meta.schema.iris import ABSENT, mandatory_key, namespace
from omicz_meta.schema.lexical import PATTERNS
from omicz_meta.schema.model import ANY_VALUE, ClassDefinition, Condition, Enum, Kind, Schema, Slot, Text
from omicz_meta.schema.rules import demands

Node = dict[str, Any]
TYPES = {Kind.INTEGER: "integer", Kind.DECIMAL: "number", Kind.BOOLEAN: "boolean"}
FORMATS = {Kind.DATE: "date", Kind.DATETIME: "date-time"}


def json_schema(schema: Schema) -> str:
    """The schema as text: a definition per class, inlined type and value set; `Class.use_case` for overlays.

    The whole describes an object with one list of records for each class, under its snake_case name.
    """
    records = {body.snake: {"type": "array", "items": _ref(name)} for name, body in schema.classes.items()}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{namespace(schema)}{schema.name}.schema.json",
        "title": f"{schema.name} {schema.version}",
        "type": "object",
        "properties": records,
        "additionalProperties": False,
        "$defs": _definitions(schema),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _definitions(schema: Schema) -> Node:
    bodies = {**schema.classes, **schema.objects}
    found = {name: _class(body) for name, body in bodies.items()}
    for name, body in bodies.items():
        for use_case in schema.use_cases:
            if rules := [_demand(body, demand) for demand in demands(body, use_case)]:
                found[f"{name}.{use_case}"] = {"allOf": [_ref(name), *rules]}
    return found | {name: _enum(enum) for name, enum in schema.enums.items()}


def _class(body: ClassDefinition) -> Node:
    slots = body.slots.values()
    rules = [_demand(body, demand) for demand in demands(body, None)]
    rules += (node for one in body.constraints if (node := constraint_node(one, body)) is not None)
    required = [slot.name for slot in slots if mandatory_key(slot)]
    return {
        **_words(body.title, body.definition),
        "type": "object",
        "properties": {slot.name: _property(body, slot) for slot in slots},
        **({"required": required} if required else {}),
        "additionalProperties": False,
        **({"allOf": rules} if rules else {}),
    }


def _words(title: Text, definition: Text) -> Node:
    words = {
        "title": title.get("en"),
        "x-title-cs": title.get("cs"),
        "description": definition.get("en"),
        "x-description-cs": definition.get("cs"),
    }
    return {key: text for key, text in words.items() if text}


def _property(body: ClassDefinition, slot: Slot) -> Node:
    words = _words(slot.title, slot.definition)
    single = _absent_entry(body) if slot.name == ABSENT else _single(slot)
    must = mandatory_key(slot)
    if slot.multivalued:
        limits = {"minItems": 1} if must else {}
        return {**words, "type": "array" if must else ["array", "null"], "items": single, **limits}
    return {**words, **(single if must else _nullable(single))}


def _nullable(single: Node) -> Node:
    return (
        {**single, "type": [single["type"], "null"]}
        if "type" in single
        else {"anyOf": [single, {"type": "null"}]}
    )


def _single(slot: Slot) -> Node:
    if slot.kind in (Kind.ENUM, Kind.OBJECT):
        return _ref(slot.target)
    if slot.kind in TYPES:
        limits = {"minimum": slot.minimum, "maximum": slot.maximum}
        return {"type": TYPES[slot.kind], **{key: json.loads(text) for key, text in limits.items() if text}}
    shape: Node = {"type": "string", "minLength": 1}
    if slot.kind in FORMATS:
        shape["format"] = FORMATS[slot.kind]
    if pattern := slot.pattern or PATTERNS.get(slot.kind):
        shape["pattern"] = pattern
    return shape | ({"x-reference": slot.target} if slot.kind is Kind.REFERENCE else {})


def _absent_entry(body: ClassDefinition) -> Node:
    names = [slot.name for slot in body.slots.values() if slot.absent_allowed]
    return {"allOf": [_ref("AbsentValue"), {"properties": {"slot": {"enum": names}}}]}


def _enum(enum: Enum) -> Node:
    labels = {value.name: value.label["cs"] for value in enum.values if "cs" in value.label}
    meanings = {value.name: value.meaning for value in enum.values if value.meaning}
    return {"type": "string", "enum": list(enum.names), "x-labels-cs": labels, "x-meanings": meanings}


def _demand(body: ClassDefinition, demand: Condition) -> Node:
    answers = [answered_node(body.slots[name]) for name in demand.required]
    if demand.any_of:
        answers.append({"anyOf": [answered_node(body.slots[name]) for name in demand.any_of]})
    then = answers[0] if len(answers) == 1 else {"allOf": answers}
    if not demand.when:
        return then
    return {
        "if": {"allOf": [_holds(body.slots[name], values) for name, values in demand.when.items()]},
        "then": then,
    }


def _holds(slot: Slot, values: tuple[str, ...]) -> Node:
    if values == (ANY_VALUE,):
        return filled_node(slot)
    one_of = {"enum": [value == "true" if slot.kind is Kind.BOOLEAN else value for value in values]}
    test = {"type": "array", "contains": one_of} if slot.multivalued else one_of
    return {"required": [slot.name], "properties": {slot.name: test}}


def _ref(name: str) -> Node:
    return {"$ref": f"#/$defs/{name}"}
