"""Documents that our own writers made, put together as text: no parser reads them again on the way to a reader.

Each function takes documents of one syntax as `turtle`, `jsonld` and `rdfxml` write them and gives one that says all
of it. Prefixes that mean different things in two documents raise UsageError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from omicz_meta.errors import UsageError

_PREFIX = re.compile(r"@prefix ([^:]*): <([^>]*)> \.\n")
_GRAPH = '"@graph": ['
_CLOSED = "\n  ]\n}\n"
_ROOT = re.compile(r"<rdf:RDF([^>]*)>\n")
_XMLNS = re.compile(r'xmlns:([^=]+)="([^"]*)"')
_XML_END = "</rdf:RDF>\n"


def join_turtle(documents: Sequence[str]) -> str:
    """One Turtle document: the prefixes of all, then what each says."""
    prefixes: list[tuple[str, str]] = []
    bodies: list[str] = []
    for document in documents:
        start = 0
        while found := _PREFIX.match(document, start):
            prefixes.append((found[1], found[2]))
            start = found.end()
        bodies.append(document[start:])
    declared = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_united(prefixes).items()))
    return declared + "".join(bodies)


def join_jsonld(documents: Sequence[str]) -> str:
    """One JSON-LD document with the contexts of all and one graph."""
    parts = [document.removesuffix(_CLOSED).partition(_GRAPH) for document in documents]
    contexts = {start for start, _, _ in parts}
    context = _united(
        pair for start in sorted(contexts) for pair in json.loads(start + '"@graph": []}')["@context"].items()
    )
    said = ",".join(graph for _, _, graph in parts if graph)
    opened = json.dumps({"@context": context}, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f"{opened},\n  {_GRAPH}{said}{_CLOSED}"


def join_rdfxml(documents: Sequence[str]) -> str:
    """One RDF/XML document with the namespaces of all."""
    names: list[tuple[str, str]] = []
    bodies: list[str] = []
    for document in documents:
        root = _ROOT.search(document)
        if root is None:
            raise UsageError("An RDF/XML document is not as it was written.")
        names.extend(_XMLNS.findall(root[1]))
        bodies.append(document[root.end() :].removesuffix(_XML_END))
    declared = "".join(f'\n    xmlns:{name}="{iri}"' for name, iri in sorted(_united(names).items()))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n{"".join(bodies)}{_XML_END}'


JOIN: Mapping[str, Callable[[Sequence[str]], str]] = MappingProxyType(
    {".ttl": join_turtle, ".jsonld": join_jsonld, ".rdf": join_rdfxml}
)
"""How documents are put together, by the ending of their files."""


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, iri in pairs:
        if found.setdefault(name, iri) != iri:
            raise UsageError(f"The prefix {name} means different things in the files of one catalogue.")
    return found
