"""What a reader keeps of a description, property by property: the values that it was given, and those it still has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import DATASET, healthdcat
from omicz_meta.catalogue.namespaces import DQV, HEALTHDCATAP, PREFIXES, RDF
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.statements import Statements, statements
from omicz_meta.catalogue.turtle import shorten

BESIDE = {
    HEALTHDCATAP("hasVariables").value: "variables",
    DQV("hasQualityAnnotation").value: "quality_label",
    DQV("hasQualityMeasurement").value: "quality measurements",
}
"""Properties that stand in no row of the profile's table."""
CKAN_FIELDS: Mapping[str, str] = {
    "title": "title",
    "description": "notes",
    "keywords": "tags",
    "identifier": "identifier",
    "other_identifiers": "alternate_identifier",
    "version": "version",
    "issue_date": "issued",
    "modification_date": "modified",
    "update_frequency": "frequency",
    "languages": "language",
    "publisher": "publisher",
    "creators": "creator",
    "contact_points": "contact",
    "attributions": "qualified_attribution",
    "hdab": "hdab",
    "access_rights": "access_rights",
    "applicable_legislation": "applicable_legislation",
    "health_categories": "health_category",
    "health_themes": "health_theme",
    "themes": "theme",
    "eu_dataset_types": "dcat_type",
    "conforms_to": "conforms_to",
    "number_of_records": "number_of_records",
    "number_of_unique_individuals": "number_of_unique_individuals",
    "min_typical_age": "min_typical_age",
    "max_typical_age": "max_typical_age",
    "population_coverage": "population_coverage",
    "spatial_coverage": "spatial_coverage",
    "temporal_coverage": "temporal_coverage",
    "temporal_resolution": "temporal_resolution",
    "coding_systems": "coding_system",
    "code_values": "code_values",
    "provenance": "provenance",
    "generated_by, studies": "provenance_activity",
    "landing_page": "url",
    "documentation": "documentation",
    "publications": "is_referenced_by",
    "purposes": "purpose",
    "legal_bases": "legal_basis",
    "personal_data_categories": "personal_data",
    "retention_period": "retention_period",
    "distributions": "resources",
    "analytics_distributions": "analytics",
    "quality_label": "quality_annotation",
    "related_resources": "extras",
    "sample_distributions": "extras",
}
"""Where CKAN's schema for HealthDCAT-AP has a place for what our slots say; `extras` is a place for whatever comes."""


@dataclass(frozen=True)
class Given:
    """A property of a dataset: our slots, the property, the values down to the last text, and the nodes they are of."""

    slots: str
    property: str
    values: frozenset[str]
    nodes: frozenset[str]


def given(description: Description) -> list[Given]:
    """What a description gives, in the order of the profile's table."""
    found = statements(read_graph("".join(ntriples(healthdcat(description))).encode(), ".nt"))
    slots: dict[str, list[str]] = {}
    for row in DATASET:
        slots.setdefault(row.property.value, []).append(row.slot)
    named = {**{name: ", ".join(rows) for name, rows in slots.items()}, **BESIDE}
    values = {name: leaves(found, description.iri.value, name) for name in named}
    own = description.iri.value
    return [
        Given(named[name], name, some, frozenset(_nodes(found, own, name)))
        for name, some in values.items()
        if some
    ]


def _nodes(found: Statements, dataset: str, property_iri: str) -> Iterator[str]:
    """The nodes of the dataset's own below a property."""
    for term in found.about(dataset).get(property_iri, ()):
        if term.kind != "literal":
            yield from (node for node in found.reached(term.text) if node.startswith(f"{dataset}#"))


def leaves(found: Statements, node: str, property_iri: str) -> frozenset[str]:
    """The texts and foreign addresses below a property; nodes of the dataset's own count by what they say."""
    return frozenset(_leaves(found, node, property_iri, frozenset({node})))


def _leaves(found: Statements, node: str, property_iri: str, above: frozenset[str]) -> Iterator[str]:
    for term in found.about(node).get(property_iri, ()):
        own = term.kind == "blank" or term.text.startswith(tuple(f"{one}#" for one in above))
        inner = found.about(term.text).keys() - {RDF("type").value} if own else set()
        if not inner or term.text in above:
            yield plain(term.text)
        for name in inner if term.text not in above else ():
            yield from _leaves(found, term.text, name, above | {term.text})


def plain(text: str) -> str:
    """A value without what readers write differently and mean alike."""
    return text.removeprefix("mailto:").removeprefix("tel:").strip()


def flat(part: object) -> Iterator[str]:
    """The values in a structure of JSON."""
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from flat(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from flat(inner)
    elif part is not None:
        yield plain(str(part))


def verdict(one: Given, kept: Iterable[str]) -> str:
    """How much of the values is kept; some readers keep the address of a node and nothing of what it says."""
    found = {plain(text) for text in kept}
    count = len(one.values & found)
    if count == len(one.values):
        return "whole"
    return f"{count} of {len(one.values)}" if count else "address only" if one.nodes & found else "nothing"


def row(one: Given, *verdicts: str) -> str:
    """A line of the table."""
    return "\t".join(
        (one.slots, shorten(one.property, PREFIXES) or one.property, str(len(one.values)), *verdicts)
    )
