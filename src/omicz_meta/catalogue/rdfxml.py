"""Writes triples as RDF/XML: one flat rdf:Description per subject, no entities, no document type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from omicz_meta.catalogue.namespaces import PREFIXES
from omicz_meta.catalogue.rdf import Iri, Triple, ordered
from omicz_meta.errors import UsageError

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def rdfxml(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES) -> Iterator[str]:
    """Yield the document in pieces, one subject each.

    Raises UsageError for a predicate that XML cannot name (its last part is no XML name).

    >>> from omicz_meta.catalogue.namespaces import RDF
    >>> a = Iri("https://example.org/a")
    >>> print(list(rdfxml([Triple(a, RDF("type"), a)]))[1], end="")
      <rdf:Description rdf:about="https://example.org/a">
        <rdf:type rdf:resource="https://example.org/a"/>
      </rdf:Description>
    """
    sorted_triples = ordered(triples)
    names = {
        iri: _name(iri, prefixes) for iri in sorted({triple.predicate.value for triple in sorted_triples})
    }
    used = sorted({name.split(":")[0] for name, _ in names.values()} | {"rdf"})
    declared = dict(prefixes) | {name.split(":")[0]: namespace for name, namespace in names.values()}
    attributes = "".join(
        f'\n    xmlns:{prefix}="{declared[prefix].translate(_ATTRIBUTE)}"' for prefix in used
    )
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{attributes}>\n'
    for subject, group in groupby(sorted_triples, key=lambda triple: triple.subject.value):
        lines = "".join(_element(names[triple.predicate.value][0], triple) for triple in group)
        about = subject.translate(_ATTRIBUTE)
        yield f'  <rdf:Description rdf:about="{about}">\n{lines}  </rdf:Description>\n'
    yield "</rdf:RDF>\n"


def _name(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """The qualified name of a predicate and the namespace of its prefix; unknown namespaces get a stable prefix."""
    found = _LOCAL.search(iri)
    if not found:
        raise UsageError(f"RDF/XML has no way to write the property {iri}.")
    namespace, local = iri[: found.start()], found[0]
    known = {value: prefix for prefix, value in prefixes.items()}
    return f"{known.get(namespace) or _invented(namespace)}:{local}", namespace


def _invented(namespace: str) -> str:
    return "ns." + re.sub(r"[^A-Za-z0-9]", lambda sign: f"_{ord(sign[0]):x}_", namespace)


def _element(name: str, triple: Triple) -> str:
    term = triple.term
    if isinstance(term, Iri):
        return f'    <{name} rdf:resource="{term.value.translate(_ATTRIBUTE)}"/>\n'
    mark = f' xml:lang="{term.language}"' if term.language else ""
    mark += f' rdf:datatype="{term.datatype.translate(_ATTRIBUTE)}"' if term.datatype else ""
    return f"    <{name}{mark}>{term.value.translate(_TEXT)}</{name}>\n"
