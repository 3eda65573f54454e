"""How one value becomes an object in RDF: the small renderers of which a profile's table is made.

A renderer takes a value and the IRI that a node for it would get, and gives the object together with the triples
that describe it. Nodes that are not ours get their type stated, because range shapes look for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from omicz_meta.catalogue.description import Code, Entity, Item, Text, key_of
from omicz_meta.catalogue.namespaces import FOAF, RDF, SKOS, XSD, Namespace
from omicz_meta.catalogue.rdf import Iri, Literal, Term, Triple, is_iri

Rendered = tuple[Term, tuple[Triple, ...]]
Render = Callable[[Item | Entity, Iri], Rendered | None]
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a profile's table: a slot, the property it becomes, and how its values are written.

    `part` names the nodes of this slot in IRIs; `single` keeps only the first value, English before others.
    """

    slot: str
    property: Iri
    render: Render
    part: str = ""
    single: bool = False


def render(entity: Entity, iri: Iri, rows: Iterable[Row]) -> Iterator[Triple]:
    """Yield the triples of an entity: one for each value of each slot in the table, and those of its neighbours."""
    for row in rows:
        for number, value in enumerate(_chosen(entity, row), start=1):
            rendered = row.render(value, child(iri, row.part or row.slot, _key(value, number)))
            if rendered is not None:
                term, triples = rendered
                yield Triple(iri, row.property, term)
                yield from triples


def child(iri: Iri, part: str, key: str = "") -> Iri:
    """The IRI of a node that belongs to another one: a fragment of the dataset's IRI, so that it can be looked up.

    >>> child(child(Iri("https://example.org/dataset/a"), "publisher"), "contact_point").value
    'https://example.org/dataset/a#publisher-contact-point'
    """
    separator = "-" if "#" in iri.value else "#"
    return Iri(iri.value + separator + "-".join(filter(None, (part.replace("_", "-"), key))))


def text(value: Item | Entity, _: Iri) -> Rendered | None:
    """A language-tagged literal, or a plain one where the value has no language."""
    if isinstance(value, Text):
        return Literal(value.value, language=value.language), ()
    return (Literal(str(value)), ()) if isinstance(value, str) else None


def typed(datatype: str) -> Render:
    """A literal of an XSD datatype; 0 and false are written like any other value."""

    def write(value: Item | Entity, _: Iri) -> Rendered | None:
        if isinstance(value, Entity | Text | Code | Iri):
            return None
        lexical = str(value).lower() if isinstance(value, bool) else _plain(value)
        return Literal(lexical, XSD(datatype).value), ()

    return write


def day(value: Item | Entity, _: Iri) -> Rendered | None:
    """A date at the precision it is known to: xsd:gYear, xsd:gYearMonth or xsd:date."""
    datatype = _DATE_TYPES.get(len(value)) if isinstance(value, str) else None
    return (Literal(str(value), XSD(datatype).value), ()) if datatype else None


def link(*types: Iri) -> Render:
    """An address as it is, with the types that range shapes look for."""

    def write(value: Item | Entity, _: Iri) -> Rendered | None:
        return (value, _types(value, types)) if isinstance(value, Iri) else None

    return write


def code(*types: Iri) -> Render:
    """A value of a value set as the IRI it means, concepts with labels; one that means nothing is not written."""

    def write(value: Item | Entity, _: Iri) -> Rendered | None:
        if not isinstance(value, Code) or value.iri is None:
            return None
        found = Iri(value.iri)
        labelled = value.label.items() if SKOS("Concept") in types else ()
        labels = (Triple(found, SKOS("prefLabel"), Literal(name, language=lang)) for lang, name in labelled)
        return found, (*_types(found, types), *labels)

    return write


def node(rows: tuple[Row, ...], *types: Iri) -> Render:
    """A neighbour as a node of its own, written by its table."""

    def write(value: Item | Entity, iri: Iri) -> Rendered | None:
        return (iri, (*_types(iri, types), *render(value, iri, rows))) if isinstance(value, Entity) else None

    return write


def statement(kind: Iri, label: Iri) -> Render:
    """A text that the profile wants as a node (provenance, rights): all languages are labels of the same node."""

    def write(value: Item | Entity, iri: Iri) -> Rendered | None:
        if not isinstance(value, Text):
            return None
        return iri, (*_types(iri, (kind,)), Triple(iri, label, Literal(value.value, language=value.language)))

    return write


def page(value: Item | Entity, _: Iri) -> Rendered | None:
    """A web page, typed foaf:Document."""
    return (value, _types(value, (FOAF("Document"),))) if isinstance(value, Iri) else None


def bare_mail(value: Item | Entity, _: Iri) -> Rendered | None:
    """A mailbox as the Core Vocabularies want it: a literal without `mailto:`."""
    return (Literal(value.value.removeprefix("mailto:")), ()) if isinstance(value, Iri) else None


def telephone(value: Item | Entity, _: Iri) -> Rendered | None:
    """A telephone number as a tel: IRI (RFC 3966); one that is no number is not written."""
    number = "tel:" + "".join(sign for sign in str(value) if sign in "+0123456789")
    return (Iri(number), ()) if isinstance(value, str) and is_iri(number) else None


def address_text(value: Item | Entity, _: Iri) -> Rendered | None:
    """An identifier that is an address, written as xsd:anyURI."""
    return (Literal(value.value, XSD("anyURI").value), ()) if isinstance(value, Iri) else None


def named(namespace: Namespace, stem: str, *types: Iri) -> Render:
    """A code that a vocabulary writes as stem and name, such as spdx:checksumAlgorithm_sha256."""

    def write(value: Item | Entity, _: Iri) -> Rendered | None:
        return (
            (term := namespace(stem + value.name), _types(term, types)) if isinstance(value, Code) else None
        )

    return write


def coded_node(kind: Iri, link_iri: Iri) -> Render:
    """A value of a value set that the profile wants inside a node of its own."""
    inner = code()

    def write(value: Item | Entity, iri: Iri) -> Rendered | None:
        found = inner(value, iri)
        return (iri, (*_types(iri, (kind,)), Triple(iri, link_iri, found[0]), *found[1])) if found else None

    return write


def _types(iri: Iri, types: Iterable[Iri]) -> tuple[Triple, ...]:
    return tuple(Triple(iri, RDF("type"), kind) for kind in types)


def _plain(value: Decimal | int | str) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _chosen(entity: Entity, row: Row) -> tuple[Item | Entity, ...]:
    values = entity.all(row.slot)
    if not row.single:
        return values
    english = tuple(value for value in values if isinstance(value, Text) and value.language == "en")
    return (english or values)[:1]


def _key(value: Item | Entity, number: int) -> str:
    """What tells siblings apart: a key of their own where they have one, so that a new sibling renames nobody."""
    if isinstance(value, Text):
        return ""
    own = value.first("id") or value.first("notation") if isinstance(value, Entity) else None
    return key_of(str(own)) if own else (str(number) if number > 1 else "")
