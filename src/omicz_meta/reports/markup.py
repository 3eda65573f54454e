"""A tiny builder of HTML that escapes by construction: a page is a tree of elements, text is always text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from omicz_meta.reports.words import printable

_KEPT = ("\t", "\n")
_APART = re.compile(r"([\t\n])")
_VOID = frozenset({"meta", "input", "br", "link"})
# What ends a script or starts a comment in it, in every browser; inside a string of JSON the escape says the same.
_IN_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """Style or script of our own, written out as it is. Never made from data."""

    text: str


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON document inside a script element: whatever stands in its strings, the element goes on to its end.

    >>> render(Json('{"a": "</script>"}'))
    '{"a": "\\\\u003c/script\\\\u003e"}'
    """

    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and children."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


Node = Element | Trusted | Json | str


def el(tag: str, *children: Node | Iterable[Node] | None, **attributes: str | bool | None) -> Element:
    """An element; `class_` and `aria_label` stand for `class` and `aria-label`, None and False leave out.

    >>> render(el("p", "1 < 2", class_="a", hidden=None))
    '<p class="a">1 &lt; 2</p>'
    """
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    kept = tuple(
        (name, "" if value is True else str(value)) for name, value in named if value not in (None, False)
    )
    return Element(tag, kept, tuple(_flat(children)))


def render(node: Node) -> str:
    """The HTML of a node.

    >>> render(el("td", "<script>", title='"'))
    '<td title="&quot;">&lt;script&gt;</td>'
    """
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def cell_text(text: str) -> str:
    """Text for a table cell: copied into a spreadsheet it never starts a formula.

    >>> cell_text("=1+1"), cell_text("12")
    ("'=1+1", '12')
    """
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip() else text


def _flat(children: Iterable[Node | Iterable[Node] | None]) -> Iterable[Node]:
    for child in children:
        if isinstance(child, Element | Trusted | Json | str):
            yield child
        elif child is not None:
            yield from child


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, Trusted):
        parts.append(node.text)
    elif isinstance(node, Json):
        parts.append(node.text.translate(_IN_SCRIPT))
    elif isinstance(node, str):
        parts.append(_escaped(node))
    else:
        attributes = "".join(f' {name}="{_escaped(value)}"' for name, value in node.attributes)
        parts.append(f"<{node.tag}{attributes}>")
        for child in node.children:
            _write(child, parts)
        if node.tag not in _VOID:
            parts.append(f"</{node.tag}>")


def _escaped(text: str) -> str:
    """The text for HTML; tabs and line breaks stay, for lines that are there to be copied."""
    return escape(
        "".join(part if part in _KEPT else printable(part) for part in _APART.split(text)), quote=True
    )
