"""Series of datasets (dcat:DatasetSeries): what describes one, and how it stands in RDF beside its datasets.

The national model has no class for them. A series is described by slots of Dataset under the same names, and what
Release 8 demands of it is mandatory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.description import Entity, Item, key_of
from omicz_meta.catalogue.forms import DEPTH, OWN_IRI, Rendered, Row, read_rows, render
from omicz_meta.catalogue.namespaces import DCAT, RDF
from omicz_meta.catalogue.rdf import Iri, Triple
from omicz_meta.catalogue.statements import Object, Statements
from omicz_meta.schema.model import ClassDefinition, Requirement, Schema

SERIES = "series"
"""Where a description holds the series that it is in."""
KIND = "DatasetSeries"
_SLOTS: Mapping[str, Requirement] = MappingProxyType(
    {
        "id": "M",
        "title": "M",
        "description": "M",
        "applicable_legislation": "M",
        "contact_points": "O",
        "publisher": "O",
        "update_frequency": "O",
        "spatial_coverage": "O",
        "temporal_coverage": "O",
        "issue_date": "O",
        "modification_date": "O",
    }
)


def definition_of(schema: Schema, name: str) -> ClassDefinition:
    """The class or inlined type of this name; that of a series is made of slots of Dataset.

    >>> from omicz_meta.schema.model import load_schema
    >>> [slot.name for slot in definition_of(load_schema(), KIND).slots.values() if slot.requirement == "M"]
    ['id', 'title', 'description', 'applicable_legislation']
    """
    if name != KIND:
        return schema.classes.get(name) or schema.objects[name]
    slots = schema.classes["Dataset"].slots
    taken = {
        slot: replace(slots[slot], requirement=wanted, overrides={}, vocabularies=())
        for slot, wanted in _SLOTS.items()
    }
    return ClassDefinition(KIND, taken, key="id", uri="dcat:DatasetSeries")


def series_iri(base: str, key: str) -> str:
    """The address of a series: beside the datasets of its node, the same for all that are in it.

    >>> series_iri("https://example.org/", "rare diseases")
    'https://example.org/series/rare-diseases'
    """
    return f"{base}series/{key_of(key)}"


@dataclass(frozen=True, slots=True)
class InSeries:
    """A series as a node of its own, whose neighbours are named after it and not after one of its datasets.

    A series that is described elsewhere is an address alone; so is one of which a slot of `demands` cannot be written.
    """

    rows: tuple[Row, ...]
    kind: Iri = field(default_factory=lambda: DCAT(KIND))
    demands: tuple[str, ...] = ()

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """A series, or the address of one."""
        if isinstance(value, Iri):
            return value, ()
        if not isinstance(value, Entity):
            return None
        own = Iri(value.iri) if value.iri else iri
        triples = tuple(render(value, own, self.rows))
        said = {triple.predicate for triple in triples if triple.subject == own}
        whole = all(row.property in said for row in self.rows if row.slot in self.demands)
        return own, (Triple(own, RDF("type"), self.kind), *triples) if whole else ()

    def read(self, term: Object, found: Statements, depth: int) -> Any:
        """The slots of the series with its address, or the address where nothing is said about it."""
        if term.kind == "literal" or depth > DEPTH:
            return None
        plain = read_rows(term.text, self.rows, found, depth)
        if not term.is_iri:
            return plain or None
        if not found.about(term.text):
            return term.text
        key = term.text.rpartition("/")[2].rpartition("#")[2]
        return {OWN_IRI: term.text, **({"id": key} if key else {}), **plain}
