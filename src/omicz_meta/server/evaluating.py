"""One SPARQL 1.1 query on a store: what may be asked, and the result in the form that the reader likes best.

Refused by the grammar, not by words: SERVICE, FROM and FROM NAMED, and whatever is no query (updates, LOAD).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from omicz_meta.catalogue.placing import ascii_turtle
from omicz_meta.server.media import JSONLD, RDFXML, TURTLE, chosen

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS: Mapping[str, QueryResultsFormat] = MappingProxyType(
    {
        "application/sparql-results+json": QueryResultsFormat.JSON,
        "application/sparql-results+xml": QueryResultsFormat.XML,
        "text/csv": QueryResultsFormat.CSV,
        "text/tab-separated-values": QueryResultsFormat.TSV,
        "application/json": QueryResultsFormat.JSON,
        "application/xml": QueryResultsFormat.XML,
    }
)
_TRIPLES: Mapping[str, RdfFormat] = MappingProxyType(
    {
        TURTLE: RdfFormat.TURTLE,
        JSONLD: RdfFormat.JSON_LD,
        RDFXML: RdfFormat.RDF_XML,
        "application/n-triples": RdfFormat.N_TRIPLES,
    }
)
_FORBIDDEN: Mapping[str, str] = MappingProxyType({"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"})


class NotOffered(Exception):
    """A query that is not answered: status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class _Bounded(io.RawIOBase):
    """Takes bytes up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.content = most, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += data
        if len(self.content) > self.most:
            raise NotOffered(
                400, f"The result is larger than {self.most >> 20} MB; ask for less, with LIMIT."
            )
        return len(data)


def evaluated(store: Store, query: str, accept: str, most_bytes: int) -> tuple[str, bytes]:
    """Media type and bytes of the result. Raises NotOffered for what is refused, wrong, or too large.

    >>> evaluated(Store(), "ASK {}", "application/sparql-results+json", 100)[1]
    b'{"head":{},"boolean":true}'
    """
    admit(query)
    try:
        result = store.query(query)
        return _written(result, accept, most_bytes)
    except SyntaxError as fault:
        raise NotOffered(400, f"Not a query in SPARQL 1.1: {fault}") from fault
    except (OSError, ValueError, RuntimeError) as fault:
        raise NotOffered(400, f"The query cannot be answered: {fault}") from fault


def admit(query: str) -> None:
    """Raise NotOffered for what is no query of SPARQL 1.1, and for one that leads elsewhere.

    >>> admit("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    omicz_meta.server.evaluating.NotOffered: SERVICE is not offered: queries see this catalogue and nothing else.
    """
    try:
        parsed = parseQuery(query)
    except RecursionError as fault:
        raise NotOffered(400, "The query is nested too deeply.") from fault
    except Exception as fault:  # the parser raises what its actions raise
        raise NotOffered(400, "Not a query in SPARQL 1.1; updates are not offered.") from fault
    for name in _parts(parsed):
        if name in _FORBIDDEN:
            raise NotOffered(
                400, f"{_FORBIDDEN[name]} is not offered: queries see this catalogue and nothing else."
            )


def _parts(parsed: Any) -> Iterator[str]:
    """The names of all parts of a query, without recursion of our own."""
    waiting: list[Any] = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            yield part.name
            waiting.extend(part.values())
        elif isinstance(part, list | tuple) or hasattr(part, "as_list"):
            waiting.extend(part)


def _written(result: object, accept: str, most_bytes: int) -> tuple[str, bytes]:
    formats: Mapping[str, Any] = _TRIPLES if isinstance(result, QueryTriples) else _ROWS
    offered = tuple(
        media
        for media in formats
        if not (isinstance(result, QueryBoolean) and media == "text/tab-separated-values")
    )
    media = chosen(accept, offered)
    if media is None:
        raise NotOffered(406, f"Offered here: {', '.join(offered)}.")
    output = _Bounded(most_bytes)
    serialise = cast("Callable[[IO[bytes], Any], None]", cast("QuerySolutions", result).serialize)
    serialise(cast("IO[bytes]", output), formats[media])
    content = bytes(output.content)
    return media, ascii_turtle(content.decode()).encode() if media == TURTLE else content


def loaded(turtle: str) -> Store:
    """A store in memory with the triples of a Turtle document."""
    store = pyoxigraph.Store()
    store.bulk_load(turtle.encode(), RdfFormat.TURTLE)
    return store
