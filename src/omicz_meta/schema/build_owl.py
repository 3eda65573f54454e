"""OWL of the model: classes, properties and value sets with Czech and English labels and their crosswalks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from omicz_meta.schema.iris import (
    class_iri,
    datatype,
    enum_iri,
    expand,
    is_language_text,
    mandatory_key,
    namespace,
    slot_iri,
    value_iri,
)
from omicz_meta.schema.model import ClassDefinition, Enum, Kind, Schema, Slot
from omicz_meta.schema.turtle import Pairs, block, document, iri, literal, nested, texts

PREFIXES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Mappings = Mapping[tuple[str, str], tuple[str, ...]]
Supers = Mapping[str, tuple[str, ...]]


def owl(schema: Schema, mappings: Mappings, supers: Supers) -> str:
    """The ontology as Turtle.

    `mappings` are CURIEs of close matches by (class, slot), `supers` the classes a class descends from.
    """
    prefixes = {**schema.prefixes, **PREFIXES}
    head = [
        ("a", "owl:Ontology"),
        ("owl:versionInfo", literal(schema.version)),
        ("rdfs:label", literal(schema.name)),
    ]
    bodies = {**schema.classes, **schema.objects}
    blocks = [
        block(f"<{namespace(schema).rstrip('/#')}>", head),
        *(
            _class(schema, body, [bodies[n] for n in supers.get(body.name, ()) if n in bodies], prefixes)
            for body in bodies.values()
        ),
        *_properties(schema, mappings, prefixes),
        *(text for enum in schema.enums.values() for text in _enum(schema, enum, prefixes)),
    ]
    return document(
        f"OWL of {schema.name} {schema.version}; made by: omicz-meta schema build", prefixes, blocks
    )


def _class(
    schema: Schema, body: ClassDefinition, above: list[ClassDefinition], prefixes: Mapping[str, str]
) -> str:
    limits = [text for slot in body.slots.values() for text in _limits(schema, slot, prefixes)]
    pairs: Pairs = [
        ("a", "owl:Class"),
        *texts("rdfs:label", body.title),
        *texts("skos:definition", body.definition),
        *(("rdfs:subClassOf", iri(class_iri(schema, other), prefixes)) for other in above),
        *(("rdfs:subClassOf", limit) for limit in limits),
    ]
    return block(iri(class_iri(schema, body), prefixes), pairs)


def _limits(schema: Schema, slot: Slot, prefixes: Mapping[str, str]) -> Iterator[str]:
    on = ("owl:onProperty", iri(slot_iri(schema, slot), prefixes))
    many = [] if slot.multivalued else [("owl:maxCardinality", '"1"^^xsd:nonNegativeInteger')]
    some = [("owl:minCardinality", '"1"^^xsd:nonNegativeInteger')] if mandatory_key(slot) else []
    for limit in (("owl:allValuesFrom", _range(schema, slot, prefixes)), *many, *some):
        yield nested([("a", "owl:Restriction"), on, limit])


def _range(schema: Schema, slot: Slot, prefixes: Mapping[str, str]) -> str:
    if is_language_text(slot):
        return "rdf:langString"
    if slot.kind is Kind.OBJECT:
        return iri(class_iri(schema, schema.objects[slot.target]), prefixes)
    if slot.kind is Kind.ENUM:
        return iri(enum_iri(schema, schema.enums[slot.target]), prefixes)
    return "owl:Thing" if slot.kind in (Kind.URI, Kind.CURIE) else datatype(slot)


def _properties(schema: Schema, mappings: Mappings, prefixes: Mapping[str, str]) -> Iterator[str]:
    """One property for each IRI; its labels are those of the first class that has it."""
    uses: dict[str, list[tuple[str, Slot]]] = {}
    for body in (*schema.classes.values(), *schema.objects.values()):
        for slot in body.slots.values():
            uses.setdefault(slot_iri(schema, slot), []).append((body.name, slot))
    for address, found in sorted(uses.items()):
        owners = [(owner, slot.name) for owner, slot in found]
        close = sorted({curie for owner in owners for curie in mappings.get(owner, ())})
        slot = found[0][1]
        pairs: Pairs = [
            ("a", _kind_of_property([use for _, use in found])),
            *texts("rdfs:label", slot.title),
            *texts("skos:definition", slot.definition),
            *(("skos:closeMatch", iri(expand(schema, curie), prefixes)) for curie in close),
        ]
        yield block(iri(address, prefixes), pairs)


def _kind_of_property(slots: list[Slot]) -> str:
    """The kind of property; one that holds text in one class and things in another is left open."""
    nodes = {
        slot.kind in (Kind.ENUM, Kind.OBJECT, Kind.URI, Kind.CURIE) and not is_language_text(slot)
        for slot in slots
    }
    return (
        {True: "owl:ObjectProperty", False: "owl:DatatypeProperty"}[nodes.pop()]
        if len(nodes) == 1
        else "rdf:Property"
    )


def _enum(schema: Schema, enum: Enum, prefixes: Mapping[str, str]) -> Iterator[str]:
    address = iri(enum_iri(schema, enum), prefixes)
    yield block(address, [("a", "owl:Class"), ("rdfs:label", literal(enum.name))])
    for value in enum.values:
        pairs = [("a", "owl:NamedIndividual"), ("a", address), *texts("rdfs:label", value.label)]
        yield block(
            iri(value_iri(schema, enum, value), prefixes), [*pairs, ("skos:notation", literal(value.name))]
        )
