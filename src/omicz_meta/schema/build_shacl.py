"""SHACL shapes of the model, for records that the JSON-LD context turned into RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.schema.iris import (
    ABSENT,
    RELATIVE,
    class_iri,
    datatype,
    is_language_text,
    mandatory_key,
    namespace,
    slot_iri,
    value_iri,
)
from omicz_meta.schema.lexical import PATTERNS
from omicz_meta.schema.model import ANY_VALUE, ClassDefinition, Condition, Enum, Kind, Schema, Slot
from omicz_meta.schema.rules import demands
from omicz_meta.schema.turtle import Pairs, block, document, iri, literal, nested, sequence, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIXES = {
    "sh": "http://www.w3.org/ns/shacl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def shacl(schema: Schema) -> str:
    """The shapes of the model itself, as Turtle."""
    shapes = _Shapes(schema)
    bodies = (*schema.classes.values(), *schema.objects.values())
    blocks = [text for body in bodies for text in shapes.class_blocks(body)]
    blocks += [shapes.enum_block(enum) for enum in schema.enums.values()]
    return document(
        f"SHACL shapes of {schema.name} {schema.version}; made by: omicz-meta schema build",
        shapes.prefixes,
        blocks,
    )


def shacl_of_use_case(schema: Schema, use_case: str) -> str:
    """What a use case adds, as Turtle; to be used together with the shapes of the model."""
    shapes = _Shapes(schema)
    blocks = [text for body in schema.classes.values() if (text := shapes.use_case_block(body, use_case))]
    return document(
        f"SHACL shapes of {schema.name} for {use_case}; use with {schema.name}.shacl.ttl",
        shapes.prefixes,
        blocks,
    )


class _Shapes:
    """Shapes of one schema: every method gives Turtle text, none keeps a state."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.prefixes = {**schema.prefixes, **PREFIXES}

    def class_blocks(self, body: ClassDefinition) -> list[str]:
        properties = [(self._name(body.name, slot.name), slot) for slot in body.slots.values()]
        target = (
            [("sh:targetClass", self._iri(class_iri(self.schema, body)))]
            if body.name in self.schema.classes
            else []
        )
        pairs: Pairs = [
            ("a", "sh:NodeShape"),
            *target,
            *texts("sh:name", body.title),
            *texts("sh:description", body.definition),
            ("sh:closed", "true"),
            ("sh:ignoredProperties", "( rdf:type )"),
            *(("sh:property", name) for name, _ in properties),
            *(self._demand(body, demand) for demand in demands(body, None)),
        ]
        shapes = [
            block(name, self._property(body, slot, order)) for order, (name, slot) in enumerate(properties)
        ]
        return [block(self._name(body.name), pairs), *shapes]

    def use_case_block(self, body: ClassDefinition, use_case: str) -> str | None:
        rules = [self._demand(body, demand) for demand in demands(body, use_case)]
        target = ("sh:targetClass", self._iri(class_iri(self.schema, body)))
        name = self._name(use_case, body.name)
        return block(name, [("a", "sh:NodeShape"), target, *rules]) if rules else None

    def enum_block(self, enum: Enum) -> str:
        values = (self._iri(value_iri(self.schema, enum, value)) for value in enum.values)
        return block(self._name(enum.name), [("a", "sh:NodeShape"), ("sh:in", sequence(values))])

    def _property(self, body: ClassDefinition, slot: Slot, order: int) -> Pairs:
        return [
            ("a", "sh:PropertyShape"),
            ("sh:path", self._path(slot)),
            *texts("sh:name", slot.title),
            *texts("sh:description", slot.definition),
            ("sh:order", str(order)),
            *([("sh:minCount", "1")] if mandatory_key(slot) else []),
            *([] if slot.multivalued else [("sh:maxCount", "1")]),
            *(self._absent_entry(body, slot) if slot.name == ABSENT else self._value(slot)),
        ]

    def _value(self, slot: Slot) -> Pairs:
        if is_language_text(slot):
            return [("sh:datatype", "rdf:langString")]
        if slot.kind in (Kind.ENUM, Kind.OBJECT):
            return [("sh:node", self._name(slot.target))]
        if slot.kind in (Kind.URI, Kind.CURIE):
            return [("sh:nodeKind", "sh:IRI"), *self._iri_pattern(slot)]
        limits = (("sh:minInclusive", slot.minimum), ("sh:maxInclusive", slot.maximum))
        found = slot.pattern or PATTERNS.get(slot.kind)
        pattern = [("sh:pattern", literal(found))] if found else []
        text = datatype(slot) == "xsd:string"
        return [
            ("sh:datatype", datatype(slot)),
            *([("sh:minLength", "1")] if text else []),
            *((name, limit) for name, limit in limits if limit),
            *pattern,
        ]

    def _iri_pattern(self, slot: Slot) -> Pairs:
        """A CURIE was expanded on its way here, so its pattern speaks of the expanded prefix."""
        relative = nested([("sh:pattern", literal("^" + RELATIVE.replace(".", r"\.")))])
        prefix, colon, local = (slot.pattern or "").removeprefix("^").partition(":")
        known = self.schema.prefixes.get(prefix)
        if slot.kind is Kind.CURIE and colon and known:
            return [("sh:not", relative), ("sh:pattern", literal("^" + known.replace(".", r"\.") + local))]
        return [("sh:not", relative), *([("sh:pattern", literal(slot.pattern))] if slot.pattern else [])]

    def _absent_entry(self, body: ClassDefinition, slot: Slot) -> Pairs:
        names = (literal(other.name) for other in body.slots.values() if other.absent_allowed)
        only = nested([("sh:path", self._own("slot")), ("sh:in", sequence(names))])
        return [("sh:node", self._name(slot.target)), ("sh:node", nested([("sh:property", only)]))]

    def _demand(self, body: ClassDefinition, demand: Condition) -> tuple[str, str]:
        answers = [self._answered(body.slots[name]) for name in demand.required]
        if demand.any_of:
            answers.append(self._one_of(self._answered(body.slots[name]) for name in demand.any_of))
        if not demand.when:
            return ("sh:and", sequence(answers))
        holds = sequence(self._holds(body.slots[name], values) for name, values in demand.when.items())
        otherwise = nested([("sh:not", nested([("sh:and", holds)]))])
        return ("sh:or", sequence([otherwise, nested([("sh:and", sequence(answers))])]))

    def _answered(self, slot: Slot) -> str:
        filled = self._count(self._path(slot), [("sh:minCount", "1")])
        if not slot.absent_allowed:
            return filled
        entry = nested([("sh:path", self._own("slot")), ("sh:hasValue", literal(slot.name))])
        return self._one_of(
            [filled, self._count(self._own(ABSENT), self._some(nested([("sh:property", entry)])))]
        )

    def _holds(self, slot: Slot, values: tuple[str, ...]) -> str:
        if values == (ANY_VALUE,):
            return self._count(self._path(slot), [("sh:minCount", "1")])
        terms = sequence(self._term(slot, value) for value in values)
        return self._count(self._path(slot), self._some(nested([("sh:in", terms)])))

    def _term(self, slot: Slot, value: str) -> str:
        if slot.kind is Kind.ENUM:
            enum = self.schema.enums[slot.target]
            return self._iri(value_iri(self.schema, enum, next(v for v in enum.values if v.name == value)))
        if slot.kind in (Kind.URI, Kind.CURIE):
            return self._iri(value)
        return value if slot.kind is Kind.BOOLEAN else literal(value)

    def _one_of(self, shapes: Iterable[str]) -> str:
        return nested([("sh:or", sequence(shapes))])

    def _count(self, path: str, pairs: Pairs) -> str:
        return nested([("sh:property", nested([("sh:path", path), *pairs]))])

    def _some(self, shape: str) -> Pairs:
        return [("sh:qualifiedValueShape", shape), ("sh:qualifiedMinCount", "1")]

    def _path(self, slot: Slot) -> str:
        return self._iri(slot_iri(self.schema, slot))

    def _own(self, name: str) -> str:
        return self._iri(namespace(self.schema) + name)

    def _name(self, *parts: str) -> str:
        return f"<{namespace(self.schema)}shape/{'/'.join(parts)}>"

    def _iri(self, address: str) -> str:
        return iri(address, self.prefixes)
