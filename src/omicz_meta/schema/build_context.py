"""JSON-LD 1.1 context: a record as JSON becomes RDF with the IRIs of the model, values as their terms."""

from __future__ import annotations

import json
import re
from typing import Any

from omicz_meta.schema.iris import (
    RELATIVE,
    class_iri,
    datatype,
    enum_iri,
    expand,
    is_language_text,
    namespace,
    slot_iri,
    value_iri,
)
from omicz_meta.schema.model import Enum, Kind, Schema, Slot

SAFE = re.compile(r"[A-Za-z0-9_.-]+")


def json_ld_context(schema: Schema) -> str:
    """The context as text. Keys and references stay the same literal; CURIEs and URIs are nodes.

    A permissible value becomes its `meaning`, one without a meaning an IRI below its value set.
    """
    bodies = (*schema.classes.values(), *schema.objects.values())
    slots: dict[str, list[Slot]] = {}
    for body in bodies:
        for slot in body.slots.values():
            slots.setdefault(slot.name, []).append(slot)
    terms = set(schema.prefixes) | set(slots) | {body.name for body in bodies}
    context = {
        "@version": 1.1,
        "@base": RELATIVE,
        "@vocab": namespace(schema),
        **{name: {"@id": address, "@prefix": True} for name, address in schema.prefixes.items()},
        **{body.name: class_iri(schema, body) for body in bodies if body.uri},
        **{name: _term(schema, uses, terms) for name, uses in sorted(slots.items())},
    }
    return json.dumps({"@context": context}, ensure_ascii=False, indent=1) + "\n"


def _term(schema: Schema, uses: list[Slot], terms: set[str]) -> dict[str, Any]:
    slot = next((use for use in uses if use.kind is not Kind.STRING), uses[0])
    container = {"@container": "@set"} if all(use.multivalued for use in uses) else {}
    return {"@id": slot_iri(schema, slot), **_coercion(schema, slot, terms), **container}


def _coercion(schema: Schema, slot: Slot, terms: set[str]) -> dict[str, Any]:
    if slot.kind is Kind.ENUM:
        return {"@type": "@vocab", "@context": _values(schema, schema.enums[slot.target], terms)}
    if is_language_text(slot):
        return {"@context": {"lang": "@language", "value": "@value"}}
    if slot.kind in (Kind.URI, Kind.CURIE):
        return {"@type": "@id"}
    found = datatype(slot)
    return {} if slot.kind is Kind.OBJECT or found == "xsd:string" else {"@type": expand(schema, found)}


def _values(schema: Schema, enum: Enum, terms: set[str]) -> dict[str, str]:
    special = (v for v in enum.values if v.meaning or v.name in terms or not SAFE.fullmatch(v.name))
    return {"@vocab": f"{enum_iri(schema, enum)}/", **{v.name: value_iri(schema, enum, v) for v in special}}
