"""What is counted from the records and may therefore never be written by people; all of it behind the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from omicz_meta.result import Completeness
from omicz_meta.schema.model import Kind, Schema, Slot

COMPUTED_SLOTS = (
    "number_of_records",
    "number_of_unique_individuals",
    "min_typical_age",
    "max_typical_age",
    "coding_systems",
    "code_values",
    "variables",
    "quality_label",
)
"""Slots of Dataset that dataset.yaml may not hold (C005)."""

COVERAGE_SLOTS = ("temporal_coverage", "spatial_coverage")
"""Slots that people may fill only where the records say nothing about them."""

# Names of CSVW 1.0 (Metadata Vocabulary for Tabular Data, section 5.11.1), which are those of XSD.
_DATATYPES = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "dateTime",
    Kind.DURATION: "duration",
    Kind.URI: "anyURI",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the records: class, slot, datatype, texts by language, the IRI of its meaning, percent filled."""

    record_class: str
    name: str
    datatype: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    property_iri: str | None = None
    completeness: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QualityResult:
    """One measured dimension of quality (a name of the enum QualityDimension), 0 to 1."""

    dimension: str
    score: Decimal
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """Statistics that have passed the privacy policy; None or empty means not known or withheld.

    Ages in whole years, dates as ISO 8601 at their precision, `spatial_coverage` as country codes, NUTS codes or
    IRIs, `coding_systems` as names of the enum CodingSystem, `code_values` only those that at least min_cell
    persons carry, `standards` as addresses, `provenance` by language, `generated_by` as plain data of the type
    Activity. `withheld` names the slots of Dataset that the policy left empty; `health_categories` are hints from the
    kind of records.
    """

    number_of_records: int | None = None
    number_of_unique_individuals: int | None = None
    min_typical_age: int | None = None
    max_typical_age: int | None = None
    temporal_coverage: tuple[str | None, str | None] = (None, None)
    spatial_coverage: tuple[str, ...] = ()
    coding_systems: tuple[str, ...] = ()
    code_values: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    health_categories: tuple[str, ...] = ()
    quality: tuple[QualityResult, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    generated_by: tuple[Mapping[str, Any], ...] = ()
    use_cases: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    def slots(self) -> dict[str, Any]:
        """The filled ones in the form of dataset.yaml, so that one reader reads both; 0 stays.

        >>> Computed(min_typical_age=0, spatial_coverage=("CZ",)).slots()
        {'min_typical_age': 0, 'spatial_coverage': ['CZ']}
        """
        start, end = self.temporal_coverage
        numbers = {name: getattr(self, name) for name in COMPUTED_SLOTS[:4]}
        period = {name: day for name, day in (("start_date", start), ("end_date", end)) if day}
        lists: dict[str, Any] = {
            "temporal_coverage": period,
            "spatial_coverage": list(self.spatial_coverage),
            "coding_systems": list(self.coding_systems),
            "code_values": list(self.code_values),
            "variables": [_variable(variable) for variable in self.variables],
            "quality_label": {"results": [_quality(result) for result in self.quality]}
            if self.quality
            else {},
        }
        numbers = {name: number for name, number in numbers.items() if number is not None}
        return numbers | {name: value for name, value in lists.items() if value}


def compute_variables(
    schema: Schema, completeness: Iterable[Completeness], min_cell: int = 10
) -> tuple[Variable, ...]:
    """Describe every slot that holds a value somewhere, in the order of the schema.

    `completeness` as in the report: one entry per class and slot. A share behind which fewer than `min_cell` records
    are filled, or empty, is left out; shares are whole percents.

    >>> from omicz_meta.schema.model import load_schema
    >>> [found] = compute_variables(load_schema(), [Completeness("Individual", "karyotypic_sex", "O", 500, 430, 0)])
    >>> found.record_class, found.name, found.datatype, found.completeness
    ('Individual', 'karyotypic_sex', 'string', Decimal('86'))
    """
    filled = {(entry.record_class, entry.slot): entry for entry in completeness if entry.filled}
    return tuple(
        _described(schema, definition.name, slot, filled[definition.name, slot.name], min_cell)
        for definition in schema.classes.values()
        for slot in definition.slots.values()
        if (definition.name, slot.name) in filled
    )


def _described(schema: Schema, record_class: str, slot: Slot, entry: Completeness, min_cell: int) -> Variable:
    return Variable(
        record_class=record_class,
        name=slot.name,
        datatype=_DATATYPES.get(slot.kind, "string"),
        title=slot.title or {"en": slot.name},
        description=slot.definition or slot.title or {"en": slot.name},
        property_iri=_expanded(slot.uri, schema.prefixes),
        completeness=_share(entry, min_cell),
    )


def _share(entry: Completeness, min_cell: int) -> Decimal | None:
    empty = entry.records - entry.filled
    if entry.filled < min_cell or 0 < empty < min_cell:
        return None
    return Decimal(100 * entry.filled // entry.records)


def _expanded(curie: str | None, prefixes: Mapping[str, str]) -> str | None:
    prefix, colon, local = (curie or "").partition(":")
    if local.startswith("//"):
        return curie
    return prefixes[prefix] + local if colon and prefix in prefixes else None


def _variable(variable: Variable) -> dict[str, Any]:
    raw = {
        "table_name": variable.record_class,
        "variable_name": variable.name,
        "title": dict(variable.title),
        "description": dict(variable.description),
        "datatype": variable.datatype,
        "property_url": variable.property_iri,
        "completeness": variable.completeness,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _quality(result: QualityResult) -> dict[str, Any]:
    raw = {"dimension": result.dimension, "score": result.score, "note": result.note}
    return {name: value for name, value in raw.items() if value is not None}
