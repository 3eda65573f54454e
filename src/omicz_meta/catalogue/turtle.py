"""Writes triples as Turtle (RDF 1.1): grouped by subject and predicate, `a` first, prefixes only as used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from omicz_meta.catalogue.namespaces import PREFIXES, RDF
from omicz_meta.catalogue.ntriples import quoted
from omicz_meta.catalogue.rdf import Iri, Term, Triple, ordered

_LOCAL = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_TYPE = RDF("type").value


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES) -> Iterator[str]:
    """Yield the document in pieces, one subject each.

    >>> from omicz_meta.catalogue.namespaces import DCT
    >>> from omicz_meta.catalogue.rdf import Literal
    >>> print("".join(turtle([Triple(Iri("https://example.org/a"), DCT("title"), Literal("Věk", language="cs"))])))
    @prefix dct: <http://purl.org/dc/terms/> .
    <BLANKLINE>
    <https://example.org/a>
        dct:title "Věk"@cs .
    <BLANKLINE>
    """
    sorted_triples = ordered(triples)
    used = {shorten(iri, prefixes) for iri in _iris(sorted_triples)}
    for prefix in sorted({name.split(":")[0] for name in used if name}):
        yield f"@prefix {prefix}: <{prefixes[prefix]}> .\n"
    for subject, group in groupby(sorted_triples, key=lambda triple: triple.subject):
        yield f"\n{_iri(subject.value, prefixes)}\n{_predicates(list(group), prefixes)} .\n"


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """The prefixed name of an IRI, or an empty text when it has none that is safe to write.

    >>> shorten("http://purl.org/dc/terms/title", PREFIXES), shorten("http://purl.org/dc/terms/a/b", PREFIXES)
    ('dct:title', '')
    """
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return ""


def _iris(triples: Iterable[Triple]) -> Iterator[str]:
    for triple in triples:
        yield triple.subject.value
        if triple.predicate.value != _TYPE:
            yield triple.predicate.value
        yield triple.term.value if isinstance(triple.term, Iri) else triple.term.datatype


def _predicates(triples: list[Triple], prefixes: Mapping[str, str]) -> str:
    groups = groupby(triples, key=lambda triple: triple.predicate.value)
    lines = {predicate: _objects((triple.term for triple in group), prefixes) for predicate, group in groups}
    first = [f"    a {lines.pop(_TYPE)}"] if _TYPE in lines else []
    rest = [f"    {_iri(predicate, prefixes)} {objects}" for predicate, objects in lines.items()]
    return " ;\n".join(first + rest)


def _objects(terms: Iterable[Term], prefixes: Mapping[str, str]) -> str:
    return ",\n        ".join(_term(term, prefixes) for term in terms)


def _term(term: Term, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, Iri):
        return _iri(term.value, prefixes)
    if term.language:
        return f"{quoted(term.value)}@{term.language}"
    return quoted(term.value) + (f"^^{_iri(term.datatype, prefixes)}" if term.datatype else "")


def _iri(iri: str, prefixes: Mapping[str, str]) -> str:
    return shorten(iri, prefixes) or f"<{iri}>"
