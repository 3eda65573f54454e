"""Statements of an ontology in RDF/XML as tools for ontologies write it: one element a term, one below it a statement.

Only such files are read (https://www.w3.org/TR/rdf-syntax-grammar/ allows more); of anything else `statements` says
that it cannot, and a full reader takes over. What is said of nodes without a name is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.parsers.expat import ParserCreate

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ABOUT, _ID, _NODE = f"{RDF}about", f"{RDF}ID", f"{RDF}nodeID"
_RESOURCE, _TYPE, _PARSE = f"{RDF}resource", f"{RDF}type", f"{RDF}parseType"
_XML = "http://www.w3.org/XML/1998/namespace"
_BASE, _LANGUAGE = f"{_XML}base", f"{_XML}lang"
_ROOT, _TERM, _SAID = 1, 2, 3
"""Depths of elements: rdf:RDF, a term, a statement about it."""


@dataclass(slots=True)
class Statements:
    """Subject, predicate and object of statements between names; and subject, predicate, text, language of others.

    A language is written as `@cs`, nothing where there is none.
    """

    objects: list[tuple[str, str, str]] = field(default_factory=list)
    values: list[tuple[str, str, str, str]] = field(default_factory=list)


class _Unusual(Exception):
    """A form of RDF/XML that this reader leaves to others."""


def statements(data: bytes) -> Statements | None:
    """All statements about named nodes; None where the file has forms that are not understood here.

    Raises ExpatError where it is not well-formed XML.
    """
    reader = _Reader()
    parser = ParserCreate(namespace_separator="")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except _Unusual:
        return None
    return reader.found


class _Reader:
    """What the parser calls; `depth` counts open elements, `subject` is empty for a node without a name."""

    def __init__(self) -> None:
        self.found = Statements()
        self.depth = 0
        self.base = ""
        self.subject = ""
        self.predicate = ""
        self.form: str | None = ""
        self.parts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth == _SAID:
            self._statement(name, attributes)
        elif self.depth == _TERM:
            self._node(name, attributes)
        elif self.depth == _ROOT:
            if name != f"{RDF}RDF" or attributes.keys() - {_BASE}:
                raise _Unusual
            self.base = attributes.get(_BASE, "")
        elif self.depth == _SAID + 1:
            self._nested(attributes)

    def end(self, _: str) -> None:
        """An element ends."""
        if self.depth == _SAID and self.form is not None and self.subject:
            self.found.values.append((self.subject, self.predicate, "".join(self.parts), self.form))
        self.depth -= 1

    def text(self, text: str) -> None:
        """Text stands in an element."""
        if self.depth == _SAID:
            self.parts.append(text)

    def _node(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.keys() - {_ABOUT, _NODE}:
            raise _Unusual
        about = attributes.get(_ABOUT)
        self.subject = "" if about is None else self._absolute(about)
        if self.subject and name != f"{RDF}Description":
            self.found.objects.append((self.subject, _TYPE, name))

    def _statement(self, name: str, attributes: dict[str, str]) -> None:
        self.predicate, self.parts, self.form = name, [], ""
        resource = attributes.get(_RESOURCE)
        if resource is not None:
            self.form = None
            if self.subject:
                self.found.objects.append((self.subject, name, self._absolute(resource)))
        elif attributes:
            if _ID in attributes:
                raise _Unusual
            # a node without a name, or a list: nothing is said about a name here
            if _NODE in attributes or _PARSE in attributes:
                self.form = None
            elif _LANGUAGE in attributes:
                self.form = f"@{attributes[_LANGUAGE]}"

    def _nested(self, attributes: dict[str, str]) -> None:
        """A node within a statement; one that has a name might be described there."""
        if self.form is not None and (_ABOUT in attributes or _ID in attributes):
            raise _Unusual
        self.form = None

    def _absolute(self, address: str) -> str:
        return address if ":" in address else urljoin(self.base, address)
