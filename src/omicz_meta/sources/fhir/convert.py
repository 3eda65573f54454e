"""A resource in XML as JSON (FHIR R4 and R5, sections 2.1.8 and 2.1.9): the table of elements says what each is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.sources.fhir.node import FHIR, Node
from omicz_meta.sources.jsonrows import json_text
from omicz_meta.sources.jsontext import Number
from omicz_meta.views.elements import VERSIONS, Element, elements, is_resource

NUMBERS = frozenset({"integer", "decimal", "positiveInt", "unsignedInt"})
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
XHTML, PRIMITIVE = "xhtml", ""


class Unknown(Exception):
    """An element that no version of FHIR has at its place."""


def resource_json(node: Node) -> str:
    """The JSON of a resource, by the first version that knows all of its elements. Raises Unknown.

    >>> print(resource_json(Node(f"{FHIR}Observation", {}, [Node(f"{FHIR}valueInteger", {"value": "7"})])))
    {"resourceType": "Observation", "valueInteger": 7}
    """
    for version in VERSIONS:
        try:
            return json_text(_resource(node, version))
        except Unknown:
            continue
    raise Unknown


def _resource(node: Node, version: FhirVersion) -> dict[str, Any]:
    if not node.name.startswith(FHIR) or not is_resource(version, node.local):
        raise Unknown
    return {"resourceType": node.local, **_members(node, node.local, version)}


def _members(node: Node, owner: str, version: FhirVersion) -> dict[str, Any]:
    """The members of an object: of each name in the order of the document, primitives beside what extends them."""
    known, found = _known(version, owner), dict[str, list[tuple[Any, Any]]]()
    for part in node.elements:
        name = part.local
        if name not in known or (part.name != f"{FHIR}{name}" and known[name][1] != XHTML):
            raise Unknown
        found.setdefault(name, []).append(_value(part, known[name][1], version))
    said: dict[str, Any] = {key: node.attributes[key] for key in ("id", "url") if key in node.attributes}
    for name, pairs in found.items():
        many = known[name][0].many or len(pairs) > 1
        for key, values in ((name, [one for one, _ in pairs]), (f"_{name}", [other for _, other in pairs])):
            if any(value is not None for value in values):
                said[key] = values if many else values[0]
    return said


@cache
def _known(version: FhirVersion, owner: str) -> Mapping[str, tuple[Element, str]]:
    """Elements of an owner and their types, by the names they have in a document."""
    if owner == PRIMITIVE:
        return {"extension": (Element("extension", ("Extension",), many=True), "Extension")}
    return {one.key(kind): (one, kind) for one in elements(version, owner).values() for kind in one.types}


def _value(node: Node, kind: str, version: FhirVersion) -> tuple[Any, Any]:
    """A value, and beside a primitive one its id and extensions."""
    if kind == XHTML:
        return node.written(), None
    if kind == "Resource":
        held = list(node.elements)
        return (_resource(held[0], version) if held else None), None
    if elements(version, kind) and not kind[0].islower():
        return _members(node, kind, version), None
    beside = _members(node, PRIMITIVE, version) if any(True for _ in node.elements) else {}
    if "id" in node.attributes:
        beside["id"] = node.attributes["id"]
    return _primitive(node.attributes.get("value"), kind), beside or None


def _primitive(text: str | None, kind: str) -> Any:
    if text is None:
        return None
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return Number(text) if kind in NUMBERS and _NUMBER.fullmatch(text) else text
