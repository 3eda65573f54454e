"""Writes triples as Turtle (RDF 1.1): grouped by subject and predicate, `a` first, prefixes only as used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from omicz_meta.catalogue.namespaces import PREFIXES, RDF
from omicz_meta.catalogue.ntriples import quoted
from omicz_meta.catalogue.rdf import Iri, Rank, Term, Triple, rank

_LOCAL = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_TYPE = RDF("type").value
_MOST_NAMES = 10_000
"""How many names are remembered while a document is written."""


Stated = Mapping[str, Mapping[Rank, str]]
"""What is said about a subject: by property its objects as text, by how they sort."""


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
    yield from turtle_of_parts((triples,), prefixes)


def turtle_of_parts(
    parts: Iterable[Iterable[Triple]], prefixes: Mapping[str, str] = PREFIXES
) -> Iterator[str]:
    """Yield a document part by part, so that no more than one of them stands in memory; a prefix comes when needed."""
    names = Names({namespace: prefix for prefix, namespace in prefixes.items()})
    declared: set[str] = set()
    for part in parts:
        found = stated(part, names)
        blocks = [block(subject, found[subject], names) for subject in sorted(found)]
        yield from heads(names.used.keys() - declared, prefixes)
        declared |= names.used.keys()
        yield from blocks


def heads(used: Iterable[str], prefixes: Mapping[str, str]) -> Iterator[str]:
    """The declarations of prefixes, sorted."""
    return (f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(used))


@dataclass(slots=True)
class Names:
    """IRIs as Turtle writes them, and the prefixes that this has taken."""

    by_namespace: Mapping[str, str]
    used: dict[str, None] = field(default_factory=dict)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def name(self, iri: str) -> str:
        """An IRI with a prefix, or between angle brackets."""
        found = self.known.get(iri)
        if found is None:
            short = _shortened(iri, self.by_namespace)
            found = (short, short.partition(":")[0]) if short else (f"<{iri}>", "")
            if len(self.known) > _MOST_NAMES:
                self.known.clear()
            self.known[iri] = found
        text, prefix = found
        if prefix:
            self.used[prefix] = None
        return text


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """The prefixed name of an IRI, or an empty text when it has none that is safe to write.

    Namespaces end in `#` or `/`, after which no name goes on.

    >>> shorten("http://purl.org/dc/terms/title", PREFIXES), shorten("http://purl.org/dc/terms/a/b", PREFIXES)
    ('dct:title', '')
    """
    return _shortened(iri, {namespace: prefix for prefix, namespace in prefixes.items()})


def _shortened(iri: str, by_namespace: Mapping[str, str]) -> str:
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = by_namespace.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix is not None and _LOCAL.fullmatch(iri, cut) else ""


def stated(triples: Iterable[Triple], names: Names) -> dict[str, dict[str, dict[Rank, str]]]:
    """Statements by subject and property, each once: the objects as text, by how they sort."""
    subjects: dict[str, dict[str, dict[Rank, str]]] = {}
    for subject, predicate, term in triples:
        about = subjects.setdefault(subject.value, {})
        about.setdefault(predicate.value, {})[rank(term)] = _term(term, names)
    return subjects


def block(subject: str, about: Stated, names: Names) -> str:
    """What is said about a subject, its types first."""
    lines = [f"    a {_objects(about[_TYPE])}"] if _TYPE in about else []
    lines += [f"    {names.name(name)} {_objects(about[name])}" for name in sorted(about) if name != _TYPE]
    joined = " ;\n".join(lines)
    return f"\n{names.name(subject)}\n{joined} .\n"


def _objects(terms: Mapping[Rank, str]) -> str:
    if len(terms) == 1:
        return next(iter(terms.values()))
    return ",\n        ".join([terms[key] for key in sorted(terms)])


def _term(term: Term, names: Names) -> str:
    if isinstance(term, Iri):
        return names.name(term.value)
    if term.language:
        return f"{quoted(term.value)}@{term.language}"
    return quoted(term.value) + (f"^^{names.name(term.datatype)}" if term.datatype else "")
