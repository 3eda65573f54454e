"""FHIR in XML as a stream of resources in JSON: entry by entry; the table of elements says what is a list or a number.

The parser is expat, which fetches nothing. A document that declares a type or an entity is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from xml.parsers import expat

from omicz_meta.sources.fhir.convert import Unknown, resource_json
from omicz_meta.sources.fhir.node import FHIR, Node
from omicz_meta.sources.fhir.pieces import Cut
from omicz_meta.sources.limits import MIB, Limits
from omicz_meta.sources.stream import Stream

CHUNK = 1 * MIB
DAMAGED, UNSAFE, TOO_LARGE, NO_RESOURCE = "R027", "R028", "R015", "R060"


class _Unsafe(Exception):
    """The document does what no export needs to do."""


@dataclass(slots=True)
class _Builder:
    """Takes what the parser tells. Entries of a bundle, or the one resource, are built and handed on one by one."""

    parser: expat.XMLParserType
    limits: Limits
    done: list[Cut] = field(default_factory=list)
    root: str = ""
    open: list[Node] = field(default_factory=list)
    outside: int = 0
    size: int = 0
    entries: Iterator[int] = field(default_factory=count)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self.open) + self.outside >= self.limits.depth:
            raise _Unsafe
        self.root = self.root or name
        self.size += len(name) + sum(len(key) + len(value) for key, value in attributes.items())
        if not self.open and self.root == f"{FHIR}Bundle" and (not self.outside or name != f"{FHIR}entry"):
            # of the bundle itself only its entries are kept
            self.outside += 1
            return
        node = Node(name, attributes, line=self.parser.CurrentLineNumber)
        if self.open and self.size <= self.limits.row_bytes:
            self.open[-1].parts.append(node)
        self.open.append(node)

    def text(self, data: str) -> None:
        """Text between tags, which only narratives have."""
        self.size += len(data)
        if self.open and self.size <= self.limits.row_bytes:
            self.open[-1].parts.append(data)

    def end(self, _: str) -> None:
        """An element ends."""
        if not self.open:
            self.outside -= 1
            return
        node = self.open.pop()
        if not self.open:
            self.done += (
                [self._entry(node)] if self.root == f"{FHIR}Bundle" else [self._made(node, None, None)]
            )
            self.size = 0

    def refuse(self, *_: object) -> None:
        """A document type or an entity is declared or used."""
        raise _Unsafe

    def _entry(self, entry: Node) -> Cut:
        container = f"/entry/{next(self.entries)}/resource"
        inside = {part.name.removeprefix(FHIR): part for part in entry.elements}
        url = inside["fullUrl"].attributes.get("value") if "fullUrl" in inside else None
        if "resource" in inside and (held := list(inside["resource"].elements)):
            return self._made(held[0], container, url)
        request = {
            part.name.removeprefix(FHIR): part.attributes.get("value") for part in _parts(inside, "request")
        }
        said = {
            part.name.removeprefix(FHIR): part.attributes.get("value") for part in _parts(inside, "response")
        }
        gone = (
            "/".join((url or request.get("url") or "").split("/")[-2:])
            if request.get("method") == "DELETE"
            else ""
        )
        return Cut(0, (said.get("lastModified") or "").encode(), entry.line, container, gone, gone=True)

    def _made(self, node: Node, container: str | None, url: str | None) -> Cut:
        if self.size > self.limits.row_bytes:
            return Cut(0, b"", node.line, container, url, TOO_LARGE)
        try:
            return Cut(0, resource_json(node).encode(), node.line, container, url)
        except Unknown:
            return Cut(0, node.written().encode(), node.line, container, url, NO_RESOURCE)


def _parts(inside: dict[str, Node], name: str) -> Iterator[Node]:
    return inside[name].elements if name in inside else iter(())


def read_xml(stream: Stream, limits: Limits) -> Iterator[Cut]:
    """The resources of a document. What is no XML costs what follows it, what is unsafe the rest. Raises OSError.

    >>> import io
    >>> inner = b'<id value="p1"/><active value="true"/><name><given value="A"/></name>'
    >>> text = b'<Patient xmlns="http://hl7.org/fhir">' + inner + b"</Patient>"
    >>> [one.text for one in read_xml(io.BytesIO(text), Limits())]
    [b'{"resourceType": "Patient", "id": "p1", "active": true, "name": [{"given": ["A"]}]}']
    """
    parser = expat.ParserCreate(None, "}")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    builder = _Builder(parser, limits)
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.SkippedEntityHandler = builder.refuse
    while True:
        data = stream.read(CHUNK)
        broken = _fed(parser, data)
        yield from (one for one in builder.done if not one.gone or one.url)
        builder.done.clear()
        if broken:
            yield Cut(0, b"", parser.CurrentLineNumber, code=broken)
        if broken or not data:
            return


def _fed(parser: expat.XMLParserType, data: bytes) -> str | None:
    try:
        parser.Parse(data, not data)
    except _Unsafe:
        return UNSAFE
    except (expat.ExpatError, LookupError, ValueError):
        return DAMAGED
    return None
