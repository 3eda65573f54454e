"""Writes triples as the JSON-LD that search engines read: one tree, short names, plain texts and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from omicz_meta.catalogue.json_form import written
from omicz_meta.catalogue.namespaces import PREFIXES, RDF, XSD
from omicz_meta.catalogue.rdf import Iri, Term, Triple, ordered
from omicz_meta.catalogue.turtle import shorten

_TYPE = RDF("type").value
_NATIVE = (XSD("integer").value, XSD("boolean").value)
Nodes = Mapping[str, list[Triple]]


def tree(triples: Iterable[Triple], root: Iri, vocabulary: str) -> Iterator[str]:
    """Yield one document: the root with everything below it, each node described where it is first met.

    The names of `vocabulary` need no prefix; other prefixes stand in the context, which is complete in itself.

    >>> a = Iri("https://example.org/a")
    >>> print("".join(tree([Triple(a, Iri("https://schema.org/about"), a)], a, "https://schema.org/")), end="")
    {
      "@context": {
        "@vocab": "https://schema.org/"
      },
      "@id": "https://example.org/a",
      "about": {
        "@id": "https://example.org/a"
      }
    }
    """
    found = ordered(triples)
    grouped = groupby(found, key=lambda triple: triple.subject.value)
    nodes = {subject: list(group) for subject, group in grouped}
    names = {triple.predicate.value for triple in found} | {
        triple.term.value for triple in found if triple.predicate.value == _TYPE
    }
    used = {short.partition(":")[0] for name in names if (short := name_of(name, vocabulary)) != name}
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used & PREFIXES.keys())}
    yield from written(
        {"@context": {"@vocab": vocabulary, **context}, **_node(root.value, nodes, vocabulary, set())}
    )


def name_of(iri: str, vocabulary: str) -> str:
    """The short name of a property or class."""
    if iri.startswith(vocabulary):
        return iri.removeprefix(vocabulary)
    return shorten(iri, PREFIXES) or iri


def _node(subject: str, nodes: Nodes, vocabulary: str, told: set[str]) -> dict[str, object]:
    node: dict[str, object] = {"@id": subject}
    if subject in told:
        return node
    told.add(subject)
    for predicate, group in groupby(nodes.get(subject, ()), key=lambda triple: triple.predicate.value):
        terms = [triple.term for triple in group]
        if predicate == _TYPE:
            values: list[object] = [name_of(term.value, vocabulary) for term in terms]
            node["@type"] = _alone(values)
        else:
            values = [_value(term, nodes, vocabulary, told) for term in terms]
            node[name_of(predicate, vocabulary)] = _alone(values)
    return node


def _alone(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values


def _value(term: Term, nodes: Nodes, vocabulary: str, told: set[str]) -> object:
    if isinstance(term, Iri):
        return _node(term.value, nodes, vocabulary, told)
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype in _NATIVE:
        return term.value == "true" if term.datatype == _NATIVE[1] else int(term.value)
    return {"@type": term.datatype, "@value": term.value} if term.datatype else term.value
