"""An element of XML with what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FHIR = "http://hl7.org/fhir}"
"""How names of FHIR begin, as the parser gives them."""


@dataclass(slots=True)
class Node:
    """Its name with its namespace, its attributes, and elements and text in order."""

    name: str
    attributes: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)
    line: int = 0

    @property
    def elements(self) -> Iterator[Node]:
        """The elements in it."""
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    def written(self, above: str = "") -> str:
        """The element as XML again; a namespace is said where it begins to hold.

        >>> Node("http://www.w3.org/1999/xhtml}p", {"class": "a"}, ["x < y"]).written()
        '<p xmlns="http://www.w3.org/1999/xhtml" class="a">x &lt; y</p>'
        """
        space = self.name.rpartition("}")[0]
        said = {"xmlns": space, **self.attributes} if space != above else self.attributes
        attributes = "".join(f" {key.rpartition('}')[2]}={quoteattr(value)}" for key, value in said.items())
        inner = "".join(escape(part) if isinstance(part, str) else part.written(space) for part in self.parts)
        return (
            f"<{self.local}{attributes}>{inner}</{self.local}>" if inner else f"<{self.local}{attributes}/>"
        )
