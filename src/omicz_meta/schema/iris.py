"""IRIs of classes, slots and values: where a standard has one it is used, else the schema's own namespace."""

from __future__ import annotations

from urllib.parse import quote

from omicz_meta.schema.model import ClassDefinition, Enum, Kind, Schema, Slot, Value

NAMESPACE = "omicz"
ABSENT = "absent"
LANGUAGE_TEXT = "LangString"
RELATIVE = "https://omicz.invalid/"
"""What is no absolute IRI is resolved against this address, which cannot exist; the shapes refuse it."""

XSD = {
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.DATE: "xsd:date",
    Kind.DATETIME: "xsd:dateTime",
}


def namespace(schema: Schema) -> str:
    """The schema's own namespace."""
    return (
        schema.prefixes.get(NAMESPACE)
        or schema.prefixes.get(schema.name)
        or f"https://w3id.org/{schema.name}/"
    )


def expand(schema: Schema, curie: str) -> str:
    """The IRI of a CURIE; what has no known prefix is an IRI already."""
    prefix, _, local = curie.partition(":")
    return schema.prefixes[prefix] + local if prefix in schema.prefixes else curie


def class_iri(schema: Schema, body: ClassDefinition) -> str:
    """The IRI of a class or an inlined type."""
    return expand(schema, body.uri) if body.uri else namespace(schema) + body.name


def slot_iri(schema: Schema, slot: Slot) -> str:
    """The IRI of a slot."""
    return expand(schema, slot.uri) if slot.uri else namespace(schema) + slot.name


def enum_iri(schema: Schema, enum: Enum) -> str:
    """The IRI of a value set; values without a meaning live below it."""
    return namespace(schema) + enum.name


def value_iri(schema: Schema, enum: Enum, value: Value) -> str:
    """The IRI of a permissible value: its meaning, else one of our own."""
    return (
        expand(schema, value.meaning)
        if value.meaning
        else f"{enum_iri(schema, enum)}/{quote(value.name, safe='')}"
    )


def datatype(slot: Slot) -> str:
    """The XSD type of the values of a scalar slot, as a CURIE."""
    return (
        "xsd:nonNegativeInteger" if slot.target == "NonNegativeInteger" else XSD.get(slot.kind, "xsd:string")
    )


def is_language_text(slot: Slot) -> bool:
    """Whether the slot holds text in stated languages, which RDF writes as literals."""
    return slot.kind is Kind.OBJECT and slot.target == LANGUAGE_TEXT


def mandatory_key(slot: Slot) -> bool:
    """Whether the slot must be filled and no null flavour may stand in."""
    return slot.requirement == "M" and not slot.absent_allowed
