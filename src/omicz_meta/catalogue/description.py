"""A dataset's description as one immutable value: the class Dataset with its neighbours, under national names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from omicz_meta.catalogue.rdf import Iri
from omicz_meta.schema.model import Schema

UNPLACED = "urn:omicz:"
"""Base of all IRIs while no node file says a better one; such a description is not publishable (C001)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a value set: its name, the IRI it means (if it has one) and its labels by language."""

    name: str
    iri: str | None = None
    label: Mapping[str, str] = field(default_factory=dict)


Item = Text | Code | Iri | Decimal | bool | int | str
"""What a slot can hold besides an entity; dates and durations are texts in their ISO 8601 form."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An instance of a class or of an inlined type: every filled slot with its values in order.

    `iri` is the name it has of its own; without one it is named after what it belongs to.

    >>> Entity("Agent", {"homepage": (Iri("https://example.org/"),)}).filled("homepage")
    True
    """

    kind: str
    slots: Mapping[str, tuple[Item | Entity, ...]] = field(default_factory=lambda: MappingProxyType({}))
    iri: str | None = None

    def all(self, slot: str) -> tuple[Item | Entity, ...]:
        """The values of a slot, none if it is empty."""
        return self.slots.get(slot, ())

    def filled(self, slot: str) -> bool:
        """Whether a slot has a value; 0 and false are values."""
        return bool(self.all(slot))

    def names(self, slot: str) -> tuple[str, ...]:
        """The names of the coded values of a slot."""
        return tuple(item.name for item in self.all(slot) if isinstance(item, Code))

    def entities(self, slot: str) -> tuple[Entity, ...]:
        """Those values of a slot that are entities."""
        return tuple(item for item in self.all(slot) if isinstance(item, Entity))

    def first(self, slot: str) -> Item | None:
        """The first plain value of a slot."""
        return next((item for item in self.all(slot) if not isinstance(item, Entity)), None)

    def languages(self, slot: str) -> frozenset[str]:
        """The languages in which a slot has text."""
        return frozenset(item.language for item in self.all(slot) if isinstance(item, Text))


@dataclass(frozen=True, slots=True)
class Description:
    """The assembled description. `withheld` names the slots that the small-cell policy left empty."""

    dataset: Entity
    schema: Schema
    base_iri: str = UNPLACED
    withheld: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The dataset's key: the last part of its IRI."""
        return str(self.dataset.first("id") or "dataset")

    @property
    def iri(self) -> Iri:
        """The dataset's IRI: its own where it has one; else it stays the same as long as node and key do."""
        return Iri(self.dataset.iri or f"{self.base_iri}dataset/{self.id}")

    @property
    def access(self) -> str:
        """The access tier: PUBLIC, RESTRICTED or NON_PUBLIC; what is not stated counts as NON_PUBLIC."""
        return next(iter(self.dataset.names("access_rights")), "NON_PUBLIC")


def key_of(text: str) -> str:
    """Make a key that is safe at the end of an IRI.

    >>> key_of("https://doi.org/10.5072/Děti 1"), key_of("GoE_CZ_FN_1")
    ('doi-org-10-5072-Deti-1', 'GoE_CZ_FN_1')
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"^[a-z]+://", "", text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-") or "dataset"
