"""Computed evidence of quality: dqv:QualityMeasurement, gathered under the dqv:QualityCertificate that R8 asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omicz_meta.catalogue.description import Code, Description, Entity
from omicz_meta.catalogue.forms import child
from omicz_meta.catalogue.namespaces import DCT, DQV, OA, RDF, SKOS, XSD
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.catalogue.statements import Statements

# The property is called a certificate; ours is arithmetic, and says so.
_NATURE = {
    "cs": "Vypočteno ze záznamů datové sady; nejde o osvědčení třetí strany.",
    "en": "Computed from the records of the dataset; not a certificate by a third party.",
}


def quality(description: Description) -> Iterator[Triple]:
    """Yield the measurements and the annotation that points to them; nothing where nothing was measured."""
    for label in description.dataset.entities("quality_label"):
        certificate = child(description.iri, "quality")
        yield Triple(description.iri, DQV("hasQualityAnnotation"), certificate)
        yield Triple(certificate, RDF("type"), DQV("QualityCertificate"))
        yield Triple(certificate, OA("hasTarget"), description.iri)
        yield Triple(certificate, OA("motivatedBy"), DQV("qualityAssessment"))
        for language, words in _NATURE.items():
            yield Triple(certificate, DCT("description"), Literal(words, language=language))
        for result in label.entities("results"):
            yield from _measurement(description.iri, certificate, result)


def read_quality(dataset: str, found: Statements) -> list[dict[str, Any]]:
    """The measurements of a dataset that name one of our dimensions, as plain data of one quality label."""
    measured = found.objects(dataset, DQV("hasQualityMeasurement"))
    results = [
        {"dimension": dimension.text.rpartition("-")[2], "score": value.text}
        for dimension in measured
        for value in found.objects(dimension.text, DQV("value"))
        if dimension.text.startswith(f"{dataset}#quality-")
    ]
    return [{"results": results}] if results else []


def _measurement(dataset: Iri, certificate: Iri, result: Entity) -> Iterator[Triple]:
    for dimension in result.all("dimension"):
        if isinstance(dimension, Code):
            measurement = child(certificate, dimension.name)
            metric = child(measurement, "metric")
            yield Triple(certificate, OA("hasBody"), measurement)
            yield Triple(dataset, DQV("hasQualityMeasurement"), measurement)
            yield Triple(measurement, RDF("type"), DQV("QualityMeasurement"))
            yield Triple(measurement, DQV("computedOn"), dataset)
            yield Triple(measurement, DQV("isMeasurementOf"), metric)
            yield Triple(
                measurement, DQV("value"), Literal(f"{result.first('score'):f}", XSD("decimal").value)
            )
            yield Triple(metric, RDF("type"), DQV("Metric"))
            for language, name in dimension.label.items():
                yield Triple(metric, SKOS("prefLabel"), Literal(name, language=language))
