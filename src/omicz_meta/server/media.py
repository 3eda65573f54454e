"""Content negotiation (RFC 9110, section 12.5): which of the offered types a reader likes best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

TURTLE, JSONLD, RDFXML, HTML = "text/turtle", "application/ld+json", "application/rdf+xml", "text/html"
SUFFIXES: Mapping[str, str] = MappingProxyType({TURTLE: ".ttl", JSONLD: ".jsonld", RDFXML: ".rdf"})
"""RDF types -> the endings of their files."""
TYPES: Mapping[str, str] = MappingProxyType({suffix: media for media, suffix in SUFFIXES.items()})
RDF_TYPES = (TURTLE, JSONLD, RDFXML)
DOCUMENT_TYPES = (*RDF_TYPES, HTML)


@lru_cache(maxsize=512)
def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """The offered type that an Accept header prefers, None where it takes none; the order of the offer breaks ties.

    >>> chosen("*/*", DOCUMENT_TYPES), chosen("text/html,application/xhtml+xml,*/*;q=0.8", DOCUMENT_TYPES)
    ('text/turtle', 'text/html')
    >>> chosen("application/rdf+xml;q=0.5, text/*;q=0.1", RDF_TYPES), chosen("image/png", RDF_TYPES)
    ('application/rdf+xml', None)
    """
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    liked = {media: _quality(media, ranges) for media in offered}
    best = max(liked.values())
    return next(media for media in offered if liked[media] == best) if best > 0 else None


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            stated = [piece[2:] for piece in parameters if piece.startswith("q=")]
            yield media, _number(stated[0]) if stated else 1.0


def _number(text: str) -> float:
    """A quality from 0 to 1 with at most three digits after the point; what is none counts as 0."""
    digits = text.replace(".", "", 1)
    if len(text) > 5 or not (digits.isascii() and digits.isdigit()):
        return 0.0
    return min(float(text), 1.0)


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific range gives a type."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        found = [quality for stated, quality in ranges if stated == wanted]
        if found:
            return max(found)
    return 0.0


def language(accept: str, asked: str | None) -> str:
    """Czech or English: what the parameter `lang` says, else what Accept-Language prefers, else Czech.

    >>> language("en-GB,en;q=0.9,cs;q=0.5", None), language("en", "cs"), language("de", None)
    ('en', 'cs', 'cs')
    """
    if asked in ("cs", "en"):
        return asked
    liked = {"cs": 0.0, "en": 0.0}
    for tag, quality in _ranges(accept):
        spoken = "cs" if tag == "*" else tag.partition("-")[0]
        if spoken in liked:
            liked[spoken] = max(liked[spoken], quality)
    return "en" if liked["en"] > liked["cs"] else "cs"
