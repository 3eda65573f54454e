"""Reads SKOS in Turtle or RDF/XML (https://www.w3.org/TR/skos-reference/), such as the authority tables of the EU."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from omicz_meta.errors import UsageError
from omicz_meta.terms.content import Name, Scope, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.given import Given

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

SKOS = "http://www.w3.org/2004/02/skos/core#"
_XML = re.compile(rb"<(\w+:)?Concept(Scheme)?[\s>]|core#Concept\"")
_USED = re.compile(rb"\w+:(Concept|prefLabel|inScheme)\b")
_TURTLE = re.compile(rb"^\s*(@prefix|@base|prefix|base)\s", re.MULTILINE | re.IGNORECASE)
_SCOPES = (("prefLabel", "label"), ("altLabel", "exact"), ("hiddenLabel", "related"))
_MEMBER = ("prefLabel", "inScheme", "topConceptOf")
_DEPRECATED = (
    "http://publications.europa.eu/ontology/authority/deprecated",
    "http://www.w3.org/2002/07/owl#deprecated",
)
_STATUS = "http://publications.europa.eu/ontology/euvoc#status"
_REPLACED = "http://purl.org/dc/terms/isReplacedBy"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"


def fits(given: Given) -> bool:
    """Whether the file is RDF that speaks of SKOS concepts."""
    if SKOS.encode() not in given.head:
        return False
    # ontologies in OWL use words of SKOS too, but have no concepts
    used = _USED if _TURTLE.search(given.head) else _XML
    return used.search(given.data) is not None


def read(given: Given, options: Options) -> Content:
    """All concepts, with names in every language they have. Raises UsageError for RDF that cannot be read."""
    from rdflib import RDF, URIRef  # noqa: PLC0415 - heavy, and of no use for other formats

    graph = _graph(given)
    schemes = set(graph.subjects(RDF.type, URIRef(SKOS + "ConceptScheme")))
    # whatever has a label or is in a scheme is a concept, also where nobody says so
    members = {one for relation in _MEMBER for one in graph.subjects(URIRef(SKOS + relation))}
    found = (set(graph.subjects(RDF.type, URIRef(SKOS + "Concept"))) | members) - schemes
    concepts = sorted(one for one in found if isinstance(one, URIRef))
    version = next(iter(sorted(str(v) for s in schemes for v in graph.objects(s, URIRef(_VERSION)))), "")
    title = next(
        iter(sorted(str(v) for s in schemes for v in graph.objects(s, URIRef(SKOS + "prefLabel")))), ""
    )
    return Content(tuple(_term(graph, one, options) for one in concepts), version=version, title=title)


def _graph(given: Given) -> Graph:
    from rdflib import Graph  # noqa: PLC0415

    form = "turtle" if _TURTLE.search(given.head) else "xml"
    log = logging.getLogger("rdflib.term")
    level = log.level
    try:
        # it would tell of every address that is none, in words of its own
        log.setLevel(logging.CRITICAL)
        return Graph().parse(data=given.data, format=form)
    except Exception as fault:  # rdflib's parsers raise whatever they stumble over
        raise UsageError(f"{given.name} cannot be read as {form} RDF; get the file again.") from fault
    finally:
        log.setLevel(level)


def _term(graph: Graph, concept: URIRef, options: Options) -> Term:
    def said(iri: str) -> list[str]:
        from rdflib import URIRef  # noqa: PLC0415

        return sorted(str(value) for value in graph.objects(concept, URIRef(iri)))

    above = [*said(SKOS + "broader"), *_narrowed(graph, concept)]
    retired = "true" in (value.lower() for iri in _DEPRECATED for value in said(iri))
    retired |= any(value.endswith(("/DEPRECATED", "/RETIRED")) for value in said(_STATUS))
    return Term(
        options.curie(str(concept)),
        tuple(dict.fromkeys(_names(graph, concept, options))),
        tuple(dict.fromkeys(map(options.curie, above))),
        retired,
        tuple(map(options.curie, said(_REPLACED))),
        xrefs=tuple(map(options.curie, (one for one in said(SKOS + "exactMatch") if one != str(concept)))),
        definition=_text(graph, concept, "definition", options.language),
    )


def _narrowed(graph: Graph, concept: URIRef) -> list[str]:
    from rdflib import URIRef  # noqa: PLC0415

    return sorted(str(above) for above in graph.subjects(URIRef(SKOS + "narrower"), concept))


def _names(graph: Graph, concept: URIRef, options: Options) -> Iterator[Name]:
    from rdflib import URIRef  # noqa: PLC0415

    seen: set[str] = set()
    for relation, scope in _SCOPES:
        texts = sorted(
            (getattr(text, "language", None) or options.language, str(text))
            for text in graph.objects(concept, URIRef(SKOS + relation))
        )
        for language, text in texts:
            second = scope == "label" and language in seen
            seen |= {language} if scope == "label" else set()
            yield Name(text, cast(Scope, "exact" if second else scope), language)


def _text(graph: Graph, concept: URIRef, relation: str, language: str) -> str | None:
    from rdflib import URIRef  # noqa: PLC0415

    found = {getattr(t, "language", None): str(t) for t in graph.objects(concept, URIRef(SKOS + relation))}
    return found.get(language) or found.get(None)
