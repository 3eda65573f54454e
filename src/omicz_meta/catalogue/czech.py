"""Reads documents of DCAT-AP-CZ as RDF: names from a table of ours, and what the norm says in its own way as DCAT.

The context that such a document names by its address is never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import unquote

from omicz_meta.catalogue.czech_norm import AUTHOR, CONTEXT, LICENCES, NOT_PERSONAL, RIGHTS, TERMS, places_of
from omicz_meta.catalogue.namespaces import (
    DCAT,
    DCT,
    EU_AUTHORITY,
    FOAF,
    PREFIXES,
    RDF,
    VCARD,
    XSD,
    Namespace,
)
from omicz_meta.resources import schemas_folder
from omicz_meta.tomlfile import read_table

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_USE = Namespace("terms", "https://data.gov.cz/slovník/podmínky-užití/")
_PUBLIC = f"{EU_AUTHORITY}access-right/PUBLIC"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the norm with the CURIEs they stand for; of values the property and the datatype."""

    types: Mapping[str, str]
    addresses: Mapping[str, str]
    texts: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]


def self_contained(document: Any) -> dict[str, Any] | None:
    """A document of the norm with its context inside; None for any other.

    >>> found = self_contained({"@context": CONTEXT, "typ": "Datová sada"})
    >>> found["@context"]["Datová sada"] if found else ""
    'http://www.w3.org/ns/dcat#Dataset'
    """
    named = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(named, str) or normalize("NFC", unquote(named)) != normalize("NFC", CONTEXT):
        return None
    return {**document, "@context": context()}


@cache
def context() -> Mapping[str, Any]:
    """What the names of the norm mean, as a context of JSON-LD that refers to nothing."""
    names = read_table(Names, schemas_folder() / "catalogue" / "dcat-ap-cz.toml")
    return {
        "@language": "cs",
        "iri": "@id",
        "typ": "@type",
        **{name: _iri(term) for name, term in names.types.items()},
        **{name: {"@id": _iri(term), "@type": "@id"} for name, term in names.addresses.items()},
        **{name: {"@id": _iri(term), "@container": "@language"} for name, term in names.texts.items()},
        **{name: {"@id": _iri(term), "@type": _iri(kind)} for name, (term, kind) in names.values.items()},
    }


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return {**PREFIXES, _USE.prefix: _USE.iri}[prefix] + name


def in_dcat(graph: Graph) -> None:
    """Say in DCAT what a document of the norm says in its own way; what DCAT has no word for stays as it is.

    All such data are public. The publisher is an entry of a register, the licence stands in the terms of use with the
    author, who is the creator, and a territory may stand twice. A contact keeps its Czech name alone.
    """
    from rdflib import URIRef  # noqa: PLC0415  # heavy: only where a graph is really read

    for dataset in list(graph.subjects(_term(RDF("type").value), _term(DCAT("Dataset").value))):
        graph.add((dataset, _term(DCT("accessRights").value), URIRef(_PUBLIC)))
        _publisher(graph, dataset)
        _territories(graph, dataset)
        for contact in graph.objects(dataset, _term(DCAT("contactPoint").value)):
            _one_name(graph, contact)
        for distribution in list(graph.objects(dataset, _term(DCAT("distribution").value))):
            for terms in list(graph.objects(distribution, _term(_USE("specifikace").value))):
                _terms(graph, dataset, distribution, terms)


def _publisher(graph: Graph, dataset: Node) -> None:
    from rdflib import Literal, URIRef  # noqa: PLC0415

    for body in list(graph.objects(dataset, _term(DCT("publisher").value))):
        if isinstance(body, URIRef) and not any(graph.predicate_objects(body)):
            graph.add((body, _term(RDF("type").value), _term(FOAF("Agent").value)))
            address = Literal(str(body), datatype=_term(XSD("anyURI").value))
            graph.add((body, _term(DCT("identifier").value), address))


def _territories(graph: Graph, dataset: Node) -> None:
    """Elements of the Czech register of territories as regions that other lists know, where there is one."""
    from rdflib import URIRef  # noqa: PLC0415

    spatial = _term(DCT("spatial").value)
    named = {str(place) for place in graph.objects(dataset, spatial)}
    for place in sorted(named):
        others = places_of(place)
        if others:
            graph.remove((dataset, spatial, URIRef(place)))
        if others and not named & set(others):
            graph.add((dataset, spatial, URIRef(others[0])))


def _one_name(graph: Graph, contact: Node) -> None:
    name = _term(VCARD("fn").value)
    found = sorted(graph.objects(contact, name), key=lambda term: getattr(term, "language", "") != "cs")
    for other in found[1:]:
        graph.remove((contact, name, other))


def _terms(graph: Graph, dataset: Node, distribution: Node, terms: Node) -> None:
    """The licence and the author out of terms of use; terms of which nothing is left go."""
    from rdflib import URIRef  # noqa: PLC0415

    rights = [_term(_USE(name.replace("_", "-")).value) for name in RIGHTS]
    stated = [str(one) for right in rights for one in graph.objects(terms, right)]
    licence = next((one for one in stated if not one.startswith(TERMS)), None)
    if licence is not None:
        known = {norm: ours for ours, norm in LICENCES.items()}
        graph.add((distribution, _term(DCT("license").value), URIRef(known.get(licence, licence))))
        for right in rights:
            graph.remove((terms, right, URIRef(licence)))
    _creator(graph, dataset, terms)
    graph.remove((terms, _term(_USE("osobní-údaje").value), URIRef(NOT_PERSONAL)))
    kind = (terms, _term(RDF("type").value), None)
    if len(list(graph.predicate_objects(terms))) == len(list(graph.triples(kind))):
        graph.remove(kind)
        graph.remove((distribution, _term(_USE("specifikace").value), terms))


def _creator(graph: Graph, dataset: Node, terms: Node) -> None:
    from rdflib import BNode  # noqa: PLC0415

    creator, name = _term(DCT("creator").value), _term(FOAF("name").value)
    said = {frozenset(graph.objects(one, name)) for one in graph.objects(dataset, creator)}
    for names in _named(graph, terms):
        if names not in said:
            said.add(names)
            agent = BNode()
            graph.add((dataset, creator, agent))
            graph.add((agent, _term(RDF("type").value), _term(FOAF("Agent").value)))
            for one in names:
                graph.add((agent, name, one))


def _named(graph: Graph, terms: Node) -> Iterator[frozenset[Node]]:
    """The authors of a work and of a database, by their names in all languages; both are taken out."""
    for role in AUTHOR:
        property_iri = _term(_USE(role.replace("_", "-")).value)
        names = frozenset(graph.objects(terms, property_iri))
        graph.remove((terms, property_iri, None))
        if names:
            yield names


@cache
def _term(iri: str) -> Any:
    from rdflib import URIRef  # noqa: PLC0415

    return URIRef(iri)
