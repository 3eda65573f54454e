"""Writes triples as JSON-LD 1.1: an inline context of prefixes, a top-level @graph, values always explicit.

Readers need no network, and portals find the prefixes `dcat` and `dct` that they look for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from omicz_meta.catalogue.namespaces import PREFIXES, RDF
from omicz_meta.catalogue.rdf import Iri, Term, Triple, ordered
from omicz_meta.catalogue.turtle import shorten

_TYPE = RDF("type").value
Json = str | list["Json"] | dict[str, "Json"]


def jsonld(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES) -> Iterator[str]:
    """Yield the document in pieces, one node each.

    >>> a = Iri("https://example.org/a")
    >>> json.loads("".join(jsonld([Triple(a, RDF("type"), a)])))["@graph"]
    [{'@id': 'https://example.org/a', '@type': ['https://example.org/a']}]
    """
    yield '{\n  "@context": ' + _indented(dict(prefixes)) + ',\n  "@graph": ['
    separator = "\n    "
    for subject, group in groupby(ordered(triples), key=lambda triple: triple.subject.value):
        yield separator + _indented(_node(subject, group, prefixes), "    ")
        separator = ",\n    "
    yield "\n  ]\n}\n"


def _node(subject: str, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, Json]:
    node: dict[str, Json] = {"@id": subject}
    for predicate, group in groupby(triples, key=lambda triple: triple.predicate.value):
        terms = [triple.term for triple in group]
        if predicate == _TYPE:
            node["@type"] = [shorten(term.value, prefixes) or term.value for term in terms]
        else:
            node[shorten(predicate, prefixes) or predicate] = [_value(term, prefixes) for term in terms]
    return node


def _value(term: Term, prefixes: Mapping[str, str]) -> Json:
    if isinstance(term, Iri):
        return {"@id": term.value}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype:
        return {"@type": shorten(term.datatype, prefixes) or term.datatype, "@value": term.value}
    return {"@value": term.value}


def _indented(value: object, margin: str = "  ") -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + margin)
