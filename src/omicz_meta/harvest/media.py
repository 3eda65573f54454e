"""In which syntax a document comes: what its server says, and where that says nothing, the ending of its address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from omicz_meta.catalogue.graph import MEDIA_TYPES, NAMED_GRAPHS
from omicz_meta.harvest.faults import Unreachable

_SUFFIXES: Mapping[str, str] = {
    "text/turtle": ".ttl",
    "application/x-turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/json": ".json",
    "application/rdf+xml": ".rdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/n-triples": ".nt",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
}
_VAGUE = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
"""What servers of plain files say of a file whose ending they do not know."""


def suffix_of(content_type: str, address: str) -> str:
    """The syntax of a document as the ending of a file name. Raises Unreachable (C063) for what is no RDF.

    >>> suffix_of("text/turtle; charset=utf-8", "https://example.org/"), suffix_of("text/plain", "https://e.org/a.ttl")
    ('.ttl', '.ttl')
    """
    kind = content_type.partition(";")[0].strip().lower()
    ending = PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()
    known = ending in MEDIA_TYPES or ending in NAMED_GRAPHS
    suffix = _SUFFIXES.get(kind) or (ending if kind in _VAGUE and known else "")
    if not suffix:
        shown = kind[:60] or "?"
        raise Unreachable(
            (f"server vrací {shown}, což není RDF", f"the server gives {shown}, which is no RDF"), "C063"
        )
    return suffix
