"""Reads RDF that others wrote, without ever touching the network, a file or an XML entity."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from xml.parsers import expat

from omicz_meta.catalogue.czech import in_dcat, self_contained
from omicz_meta.errors import UsageError

if TYPE_CHECKING:
    from rdflib import Graph

    from omicz_meta.catalogue.statements import Statements

AnyGraph = TypeVar("AnyGraph", bound="Graph")

MEDIA_TYPES = {
    ".ttl": "turtle",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".rdf": "xml",
    ".xml": "xml",
    ".nt": "nt",
}
"""The syntaxes read here, by the ending of the file name."""
NAMED_GRAPHS = MappingProxyType({".trig": "trig", ".nq": "nquads"})
"""The syntaxes that have no other use than to hold several graphs."""
DEPTH = 100
NOWHERE = "https://document.invalid/"
"""The base of addresses that are relative: without it they would show where the file lies."""


def read_graph(data: bytes, suffix: str = ".ttl") -> Graph:
    """Parse RDF into a graph. Raises UsageError for another syntax, a syntax fault, or anything that points outside.

    Refused: XML with a document type (entities), JSON-LD whose context lies at an address, deep nesting. The context of
    the Czech norm is at hand, so its documents are read; they become DCAT.

    >>> len(read_graph(b"<https://example.org/a> a <https://example.org/B> ."))
    1
    """
    import rdflib  # noqa: PLC0415  # heavy: only where a graph is really read

    return _parsed(rdflib.Graph(), data, _syntax(suffix, MEDIA_TYPES), NOWHERE)


def read_graphs(data: bytes, suffix: str, base: str = NOWHERE) -> dict[str, Graph]:
    """Parse RDF into its graphs by name, the one without a name under the empty text. `base` completes addresses.

    Raises UsageError as `read_graph` does.

    >>> found = read_graphs(b"<https://e.org/g> { <https://e.org/a> a <https://e.org/B> }", ".trig")
    >>> sorted((name, len(graph)) for name, graph in found.items())
    [('', 0), ('https://e.org/g', 1)]
    """
    import rdflib  # noqa: PLC0415  # heavy: only where a graph is really read

    syntax = _syntax(suffix, {**MEDIA_TYPES, **NAMED_GRAPHS})
    read = _parsed(rdflib.Dataset(), data, syntax, base)
    return {
        "" if graph.identifier == read.default_graph.identifier else str(graph.identifier): graph
        for graph in read.graphs()
    }


def _syntax(suffix: str, known: Mapping[str, str]) -> str:
    if suffix not in known:
        raise UsageError(f"RDF in {suffix} files is not read; known: {', '.join(known)}.")
    return known[suffix]


def _parsed(empty: AnyGraph, data: bytes, syntax: str, base: str) -> AnyGraph:
    if syntax == "xml":
        _refuse_document_type(data)
    document = _own_context(data) if syntax == "json-ld" else data
    quiet = logging.getLogger("rdflib.term")
    level = quiet.level
    try:
        # a literal that is none of its datatype is found by the rules; rdflib would print how it failed on it
        quiet.setLevel(logging.CRITICAL)
        empty.parse(data=document, format=syntax, publicID=base)
    except Exception as fault:  # the parsers raise whatever they meet
        raise UsageError(f"The {syntax} document cannot be read: {type(fault).__name__}.") from fault
    finally:
        quiet.setLevel(level)
    if document is not data:
        in_dcat(empty)
    return empty


def read_graph_file(path: Path) -> Graph:
    """Parse a file by the ending of its name; UsageError when it cannot be read."""
    try:
        return read_graph(path.read_bytes(), path.suffix)
    except OSError as fault:
        raise UsageError(f"{path.name} cannot be read: {fault.strerror}") from fault


def part(graph: Graph, found: Statements, subject: str) -> Graph:
    """What a graph says about a node and about all that the node leads to."""
    import rdflib  # noqa: PLC0415

    cut = rdflib.Graph()
    for name in found.reached(subject):
        for node in (rdflib.URIRef(name), rdflib.BNode(name)):
            for triple in graph.triples((node, None, None)):
                cut.add(triple)
    return cut


def digest_of(graph: Graph) -> str:
    """A digest of what a graph says, whatever its nodes without a name are called.

    >>> one, other = (read_graph(f"[] <https://e.org/p> _:{name} .".encode()) for name in "ab")
    >>> digest_of(one) == digest_of(other)
    True
    """
    from rdflib import BNode  # noqa: PLC0415
    from rdflib.compare import to_canonical_graph  # noqa: PLC0415

    nameless = any(isinstance(term, BNode) for triple in graph for term in triple)
    said = to_canonical_graph(graph) if nameless else graph
    lines = sorted(" ".join(term.n3() for term in triple) for triple in said)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _refuse_document_type(data: bytes) -> None:
    def refuse(*_: object) -> None:
        raise UsageError("RDF/XML with a document type is refused: it could define entities.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise UsageError(f"Not well-formed XML: line {fault.lineno}.") from fault
    except (LookupError, ValueError) as fault:
        raise UsageError("RDF/XML in an encoding that XML is not read in.") from fault


def _own_context(data: bytes) -> bytes:
    """JSON-LD whose context lies in it: a document of the Czech norm gets the one that it names, others stay.

    Raises UsageError where another context lies at an address.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise UsageError("Not JSON.") from fault
    national = self_contained(document)
    _walk(national or document, 0)
    return json.dumps(national).encode() if national else data


def _walk(part: Any, depth: int) -> None:
    if depth > DEPTH:
        raise UsageError(f"JSON-LD nested deeper than {DEPTH} levels is refused.")
    if isinstance(part, dict):
        context = part.get("@context")
        contexts = context if isinstance(context, list) else [context]
        if "@import" in part or any(isinstance(entry, str) for entry in contexts):
            raise UsageError(
                "JSON-LD whose context lies at an address is refused; put the context into the document."
            )
    for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _walk(child, depth + 1)
