"""RDF that was read, as plain values: what is said about each node, in an order that does not depend on the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from omicz_meta.catalogue.graph import NOWHERE
from omicz_meta.catalogue.namespaces import DCAT, RDF
from omicz_meta.catalogue.rdf import Iri, Term, Triple

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


_SERVES = DCAT("servesDataset").value


class Object(NamedTuple):
    """A term as an object: an IRI, a blank node, or a literal with its datatype or language."""

    kind: Literal["iri", "blank", "literal"]
    text: str
    datatype: str = ""
    language: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI."""
        return self.kind == "iri"


Said = tuple[str, str, Object]
"""A statement: subject, property, object."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What is said, by subject and property; blank nodes are named as the parser named them.

    >>> from omicz_meta.catalogue.graph import read_graph
    >>> from omicz_meta.catalogue.namespaces import DCT
    >>> data = b'<https://e.org/a> <http://purl.org/dc/terms/title> "b"@en, "a"@cs .'
    >>> [term.text for term in statements(read_graph(data)).objects("https://e.org/a", DCT("title"))]
    ['a', 'b']
    """

    by_subject: Mapping[str, Mapping[str, tuple[Object, ...]]]
    serving: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By dataset the services that say they serve it."""

    def each(self) -> Iterator[Said]:
        """The statements one by one."""
        for subject, about in self.by_subject.items():
            for name, terms in about.items():
                yield from ((subject, name, term) for term in terms)

    def objects(self, subject: str, property_iri: Iri) -> tuple[Object, ...]:
        """The objects of a property of a node, sorted."""
        return self.about(subject).get(property_iri.value, ())

    def about(self, subject: str) -> Mapping[str, tuple[Object, ...]]:
        """All that is said about a node."""
        return self.by_subject.get(subject, {})

    def instances(self, kind: Iri) -> tuple[str, ...]:
        """The nodes of a type."""
        wanted = kind.value
        types = ((subject, self.objects(subject, RDF("type"))) for subject in self.by_subject)
        return tuple(sorted(subject for subject, found in types if any(one.text == wanted for one in found)))

    def reached(self, subject: str) -> Iterator[str]:
        """A node and all that it leads to, each once; of a dataset the services that serve it, too."""
        waiting = [subject, *(one for one in self.serving.get(subject, ()) if one != subject)]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            yield node
            terms = (term for terms in self.about(node).values() for term in terms)
            ahead = {term.text for term in terms if term.kind != "literal" and term.text in self.by_subject}
            waiting += sorted(ahead - seen)
            seen |= ahead


def statements(graph: Graph) -> Statements:
    """Index a graph. Blank nodes are ordered by what is said about them, so that two readings agree."""
    return indexed((str(subject), str(predicate), _object(term)) for subject, predicate, term in graph)


def stated(triples: Iterable[Triple]) -> Statements:
    """Index triples of our own, as if they had been read.

    >>> from omicz_meta.catalogue.rdf import Iri, Literal, Triple
    >>> a = Iri("https://e.org/a")
    >>> stated([Triple(a, a, Literal("A", language="en"))]).objects(a.value, a)[0].language
    'en'
    """
    return indexed((one.subject.value, one.predicate.value, _said_by(one.term)) for one in triples)


def indexed(said: Iterable[Said]) -> Statements:
    """Index statements, each once, in an order that does not depend on theirs."""
    raw: dict[str, dict[str, dict[Object, None]]] = {}
    for subject, predicate, term in said:
        raw.setdefault(subject, {}).setdefault(predicate, {})[term] = None
    told = {node: _said(about) for node, about in raw.items()}

    def rank(term: Object) -> tuple[str, ...]:
        return (term.kind, told.get(term.text, "")) if term.kind == "blank" else (term.kind, *term[1:])

    serving: dict[str, list[str]] = {}
    for node in sorted(raw):
        for term in raw[node].get(_SERVES, ()):
            serving.setdefault(term.text, []).append(node)
    return Statements(
        {
            node: {name: tuple(sorted(terms, key=rank)) for name, terms in about.items()}
            for node, about in raw.items()
        },
        {dataset: tuple(nodes) for dataset, nodes in serving.items()},
    )


def _said_by(term: Term) -> Object:
    if isinstance(term, Iri):
        return Object("iri", term.value)
    return Object("literal", term.value, term.datatype, term.language)


def _object(term: Node) -> Object:
    from rdflib import BNode  # noqa: PLC0415  # heavy: only where a graph was read
    from rdflib import Literal as Text  # noqa: PLC0415

    if isinstance(term, Text):
        return Object("literal", str(term), str(term.datatype or ""), (term.language or "").lower())
    return Object("blank" if isinstance(term, BNode) else "iri", str(term).removeprefix(NOWHERE))


def _said(about: Mapping[str, Iterable[Object]]) -> str:
    """What is said about a node without the names of blank nodes."""
    return "\n".join(
        sorted(
            f"{name} {term.text}" for name, terms in about.items() for term in terms if term.kind != "blank"
        )
    )
