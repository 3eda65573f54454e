"""Forms for profiles that ask for less, or for the same in other words, than HealthDCAT-AP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omicz_meta.catalogue.description import Code, Entity, Item
from omicz_meta.catalogue.forms import Node, Rendered, Row
from omicz_meta.catalogue.namespaces import RDF, XSD
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.catalogue.statements import Object, Statements

_PARTS = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Codes that a profile names by IRIs of its own; one that it does not know is not written.

    Of several IRIs for a code the first is written, and each of them is read.
    """

    names: tuple[tuple[str, Iri], ...]
    types: tuple[Iri, ...] = ()

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A code."""
        known = (iri for name, iri in self.names if isinstance(value, Code) and name == value.name)
        found = next(known, None)
        return (found, tuple(Triple(found, RDF("type"), kind) for kind in self.types)) if found else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The name of the code."""
        return next((name for name, iri in self.names if term.is_iri and iri.value == term.text), None)


@dataclass(frozen=True, slots=True)
class Whole:
    """A neighbour that is written only with all that the profile asks of it."""

    node: Node
    demands: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The table of its nodes."""
        return self.node.rows

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """An entity that is complete."""
        complete = isinstance(value, Entity) and all(value.filled(slot) for slot in self.demands)
        return self.node.write(value, iri) if complete else None

    def read(self, term: Object, found: Statements, depth: int) -> Any:
        """The slots of the node."""
        return self.node.read(term, found, depth)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date where the profile wants a point in time: midnight UTC of its first day, or of its last one."""

    last: bool = False

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A date or part of one."""
        day = day_of(str(value), last=self.last) if isinstance(value, str) else None
        return (Literal(f"{day}T00:00:00Z", XSD("dateTime").value), ()) if day else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The day."""
        return term.text[:10] if term.kind == "literal" else None


@dataclass(frozen=True, slots=True)
class Spelt:
    """An identifier in the spelling that a profile asks for; one that cannot be spelt so is not written."""

    pattern: str
    signs: Mapping[str, str]

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """An identifier."""
        spelt = "".join(self.signs.get(sign, sign) for sign in str(value).upper())
        return (Literal(spelt), ()) if re.fullmatch(self.pattern, spelt) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The identifier as it stands there."""
        return term.text if term.kind == "literal" else None


def day_of(text: str, *, last: bool = False) -> str | None:
    """A whole date for one that may be known to the year or month only; None for what is no date.

    >>> day_of("2024-02", last=True), day_of("1990"), day_of("spring")
    ('2024-02-29', '1990-01-01', None)
    """
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    if day:
        return text
    chosen = int(month or (12 if last else 1))
    return f"{year}-{chosen:02}-{_length(int(year), chosen) if last else 1:02}"


def _length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
