"""XML as plain values, written with everything escaped: no document type, no entities, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from omicz_meta.catalogue.rdf import clean_text

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Element:
    """An element with either a text or others inside; attributes without a value are not written."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: _NO_ATTRIBUTES)
    inner: tuple[Element, ...] = ()


def xml_document(root: Element) -> Iterator[str]:
    r"""Yield the document in pieces.

    >>> print("".join(xml_document(Element("a", inner=(Element("b", "x < y", {"lang": 'c"s'}),)))), end="")
    <?xml version="1.0" encoding="UTF-8"?>
    <a>
      <b lang="c&quot;s">x &lt; y</b>
    </a>
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield from _element(root, "")


def language_of(language: str) -> dict[str, str]:
    """The attribute that says the language of a text; none where it is not known."""
    return {} if language == "und" else {"xml:lang": language}


def _element(element: Element, margin: str) -> Iterator[str]:
    stated = ((name, value) for name, value in element.attributes.items() if value)
    attributes = "".join(f' {name}="{clean_text(value).translate(_ATTRIBUTE)}"' for name, value in stated)
    if not element.inner:
        text = clean_text(element.text).translate(_TEXT)
        yield f"{margin}<{element.name}{attributes}>{text}</{element.name}>\n"
        return
    yield f"{margin}<{element.name}{attributes}>\n"
    for inner in element.inner:
        yield from _element(inner, f"{margin}  ")
    yield f"{margin}</{element.name}>\n"
