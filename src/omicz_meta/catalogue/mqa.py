"""The quality score of the European data portal (MQA, 405 points), as far as it can be reckoned without a network.

Methodology: https://data.europa.eu/mqa/methodology. Two metrics ask whether addresses answer (80 points); they are
never given here, so the most that can be reached offline is 325.
"""

from __future__ import annotations

from typing import NamedTuple

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.rdf import Iri

POINTS = 405
OFFLINE = 325
WHOLE = "dataset"
"""Stands for a slot where the description as a whole decides."""
_TEXT = frozenset(
    {"CSV", "TSV", "JSON", "JSON_LD", "XML", "RDF_XML", "RDF_TURTLE", "RDF_N_TRIPLES", "RDF_TRIG"}
)
_BINARY = frozenset({"ODS", "PARQUET", "NETCDF", "HDF5"})
OPEN_FORMATS = _TEXT | _BINARY | {"HTML", "TXT"}
_READABLE = _TEXT | _BINARY | {"XLSX"}


class Metric(NamedTuple):
    """One metric: its name, what it is worth, whether it is met, and the slot that decides."""

    name: str
    points: float
    met: bool
    slot: str


def mqa(description: Description, valid: bool | None = None) -> tuple[Metric, ...]:
    """The metrics of a description; `valid` is the verdict of the shapes, None where they were not run.

    A metric of distributions is met when one distribution meets it, as the portal counts it.

    >>> from omicz_meta.catalogue.description import Entity, Text
    >>> from omicz_meta.schema.model import load_schema
    >>> dataset = Entity("Dataset", {"keywords": (Text("exom", "cs"),)})
    >>> sum(metric.points for metric in mqa(Description(dataset, load_schema())) if metric.met)
    30
    """
    dataset = description.dataset
    return (
        *_of_dataset(dataset),
        *_of_distributions(dataset.entities("distributions")),
        Metric("DCAT-AP compliance", 30, bool(valid), WHOLE),
    )


def reached(metrics: tuple[Metric, ...]) -> float:
    """The points of the metrics that are met."""
    return sum(metric.points for metric in metrics if metric.met)


def _of_dataset(dataset: Entity) -> tuple[Metric, ...]:
    def filled(name: str, points: int, slot: str) -> Metric:
        return Metric(name, points, dataset.filled(slot), slot)

    return (
        filled("keywords", 30, "keywords"),
        filled("categories", 30, "themes"),
        filled("geographical search", 20, "spatial_coverage"),
        filled("time search", 20, "temporal_coverage"),
        filled("access rights", 10, "access_rights"),
        filled("access rights from the vocabulary", 5, "access_rights"),
        filled("contact point", 20, "contact_points"),
        filled("publisher", 10, "publisher"),
        filled("date of issue", 5, "issue_date"),
        filled("date of modification", 5, "modification_date"),
    )


def _of_distributions(several: tuple[Entity, ...]) -> tuple[Metric, ...]:
    def filled(name: str, points: int, slot: str) -> Metric:
        return Metric(name, points, any(one.filled(slot) for one in several), f"distributions.{slot}")

    formats = {format_of(one) for one in several} - {""}
    licensed = any(isinstance(one.first("licence"), Iri) for one in several)
    return (
        filled("download address", 20, "download_urls"),
        filled("format", 20, "file_type"),
        filled("media type", 10, "media_type"),
        Metric("format from the vocabulary", 10, bool(formats), "distributions.file_type"),
        Metric("non-proprietary format", 20, bool(formats & OPEN_FORMATS), "distributions.file_type"),
        Metric("machine-readable format", 20, bool(formats & _READABLE), "distributions.file_type"),
        filled("licence", 20, "licence"),
        Metric("licence from the vocabulary", 10, licensed, "distributions.licence"),
        filled("rights", 5, "rights"),
        filled("size", 5, "byte_size"),
    )


def format_of(distribution: Entity) -> str:
    """The code of a file's format in the European list; nothing where it states none."""
    value = distribution.first("file_type")
    return value.value.rpartition("/")[2] if isinstance(value, Iri) else ""
