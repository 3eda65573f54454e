"""Puts a document that our own writers made at other addresses: IRIs are exchanged, texts are left alone.

An IRI is exchanged when its part before the `#` is known; the fragment stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape, unescape

Addresses = Mapping[str, str]
"""Address without fragment -> the address in its place."""
_TURTLE = re.compile(r'"(?:[^"\\\n]|\\.)*"|<([^<>"{}|^`\\\s]+)>')
_JSONLD = re.compile(r'("@id": ")([^"\\]+)(")')
_XML = re.compile(r'(<[A-Za-z][^<>]* rdf:(?:about|resource)=")([^"]+)(")')
_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def moved(iri: str, addresses: Addresses) -> str:
    """The address in place of an IRI, itself where it is not known.

    >>> moved("https://a.org/x#b", {"https://a.org/x": "http://localhost/x"})
    'http://localhost/x#b'
    """
    if iri in addresses:
        return addresses[iri]
    stem, mark, fragment = iri.partition("#")
    return addresses.get(stem, stem) + mark + fragment


def _turtle(text: str, addresses: Addresses) -> str:
    def exchanged(found: re.Match[str]) -> str:
        return f"<{moved(found[1], addresses)}>" if found[1] else found[0]

    return _TURTLE.sub(exchanged, text)


def _jsonld(text: str, addresses: Addresses) -> str:
    return _JSONLD.sub(lambda found: found[1] + moved(found[2], addresses) + found[3], text)


def _rdfxml(text: str, addresses: Addresses) -> str:
    def exchanged(found: re.Match[str]) -> str:
        iri = moved(unescape(found[2], {"&quot;": '"'}), addresses)
        return found[1] + escape(iri, {'"': "&quot;"}) + found[3]

    return _XML.sub(exchanged, text)


PLACE: Mapping[str, Callable[[str, Addresses], str]] = MappingProxyType(
    {".ttl": _turtle, ".jsonld": _jsonld, ".rdf": _rdfxml}
)
"""How a document is put at other addresses, by the ending of its file."""


def ascii_turtle(text: str) -> str:
    r"""The same Turtle in ASCII: letters beyond it as numbers, in texts and addresses (RDF 1.1 Turtle, 6.4).

    text/turtle must be served without a charset, and what reads it as it would read any text/* takes it for Latin 1.

    >>> ascii_turtle('<https://e.org/a> <https://e.org/b> "Věk 𝄞" .')
    '<https://e.org/a> <https://e.org/b> "V\\u011Bk \\U0001D11E" .'
    """
    return _NOT_ASCII.sub(_numbered, text)


def _numbered(found: re.Match[str]) -> str:
    return "".join(
        f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}" for sign in found[0]
    )
