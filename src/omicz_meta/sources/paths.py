"""Ways from a row to its cells in JSON, XML and Parquet: how they are written, and what their columns are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.header import Header, name_columns
from omicz_meta.sources.limits import USUAL, Limits, beyond
from omicz_meta.sources.place import TablePlace

Way = tuple[str, ...]
"""Keys of objects, or names of elements with their positions; an attribute is `@name`."""

_STEP = re.compile(r"(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*(?:\[[1-9][0-9]{0,5}\])?")


def key_way(text: str) -> Way:
    """A path of keys: a JSON pointer (RFC 6901) or names with points between.

    >>> key_way("/adresa/kraj"), key_way("adresa.kraj")
    (('adresa', 'kraj'), ('adresa', 'kraj'))
    """
    if not text.startswith("/"):
        return tuple(text.split("."))
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def element_way(text: str, prefixes: Mapping[str, str]) -> Way:
    """A path of elements: the part of XPath 1.0 that leads from an element to its children.

    Steps are names, with a prefix and a position where needed, and at the end `@name` or `text()`. Names come out
    with their namespace in braces; position 1 goes without saying. Raises ValueError for anything else.

    >>> element_way("adresa/obec[1]/@kod", {}), element_way("h:dg[2]/text()", {"h": "urn:h"})
    (('adresa', 'obec', '@kod'), ('{urn:h}dg[2]',))
    >>> element_way("//adresa", {})
    Traceback (most recent call last):
        ...
    ValueError: //adresa
    """
    *steps, last = text.removeprefix("./").split("/")
    if last in ("text()", "."):
        return tuple(_step(step, prefixes, text) for step in steps)
    if last.startswith("@"):
        attribute = "@" + _step(last[1:], {**prefixes, "": ""}, text)
        return (*(_step(step, prefixes, text) for step in steps), attribute)
    return tuple(_step(step, prefixes, text) for step in (*steps, last))


def _step(step: str, prefixes: Mapping[str, str], whole: str) -> str:
    if not _STEP.fullmatch(step):
        raise ValueError(whole)
    prefix, colon, name = step.rpartition(":")
    if colon and prefix not in prefixes:
        raise ValueError(whole)
    space = prefixes.get(prefix, "")
    return (f"{{{space}}}" if space else "") + name.removesuffix("[1]")


def row_way(text: str, prefixes: Mapping[str, str]) -> Way:
    """The path of the rows from the root of a document of elements: `/export/pacient`. Raises ValueError."""
    if not text.startswith("/") or text.startswith("//"):
        raise ValueError(text)
    way = element_way(text[1:], prefixes)
    if any(step.endswith("]") or step.startswith("@") for step in way):
        raise ValueError(text)
    return way


@dataclass(slots=True)
class Columns:
    """The columns of a table whose rows name their cells: those declared with a path, then others as they turn up."""

    declared: Mapping[Way, str]
    between: str = "."
    prefixes: Mapping[str, str] = field(default_factory=dict)
    seen: dict[Way, None] = field(default_factory=dict)
    limits: Limits = USUAL

    def add(self, ways: Mapping[Way, object]) -> None:
        """Take note of the ways of a row. Beyond the limit of columns no more are taken."""
        if len(self.seen) <= self.limits.columns:
            self.seen.update(dict.fromkeys(ways))

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways of all columns."""
        return tuple(dict.fromkeys((*self.declared, *self.seen)))

    @property
    def too_many(self) -> bool:
        """Whether there are more than are taken."""
        return len(self.ways) > self.limits.columns

    def refused(self, place: TablePlace) -> Problem:
        """R015 for a table with too many of them."""
        return beyond(place.at(), self.limits, "columns", len(self.ways))

    def header(self, place: TablePlace) -> Header:
        """Their names; two that would be called alike are told apart (R007)."""
        return name_columns(tuple(map(self.name, self.ways)), place, None)

    def name(self, way: Way) -> str:
        """The name declared for a way, else the way itself."""
        return self.declared.get(way) or self.between.join(map(self._shown, way)) or "text()"

    def _shown(self, step: str) -> str:
        mark, space, name = re.fullmatch(r"(?s)(@?)(?:\{([^}]*)\})?(.*)", step).groups()  # type: ignore[union-attr]
        prefix = next((known for known, uri in self.prefixes.items() if space and uri == space), "")
        return f"{mark}{prefix}:{name}" if prefix else f"{mark}{name}"


def declared_keys(dialect: Dialect) -> dict[Way, str]:
    """The columns that a dialect declares with a path of keys."""
    return {key_way(form.path): name for name, form in dialect.columns.items() if form.path}


def declared_elements(dialect: Dialect) -> dict[Way, str]:
    """The columns that a dialect declares with a path of elements. Raises ValueError."""
    found = {}
    for name, form in dialect.columns.items():
        if form.path:
            found[element_way(form.path, dialect.namespaces)] = name
    return found
