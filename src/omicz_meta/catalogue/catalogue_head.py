"""A catalogue without its datasets: what it says about itself, and the FAIR Data Point by which readers find it.

Specification: https://specs.fairdatapoint.org/. Readers walk from the point (fdp-o:metadataCatalog, ldp:contains) to
the catalogue and on to its datasets; which datasets these are says whoever serves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from omicz_meta.catalogue.fdp import DCAT_VERSION, METADATA_LICENCE, POINT_TITLE, SPECIFICATION
from omicz_meta.catalogue.namespaces import DCAT, DCT, FDP_O, LDP, RDF, XSD
from omicz_meta.catalogue.publish import Catalogue
from omicz_meta.catalogue.rdf import Iri, Literal, Triple


def head(catalogue: Catalogue, base: str, issued: str, modified: str) -> Iterator[Triple]:
    """Yield the catalogue, its publisher and the point above it; times are UTC (ISO 8601), of the record of changes."""
    about = tuple(catalogue.about())
    publishers = [triple.term for triple in about if triple.predicate == DCT("publisher")]
    point = Iri(f"{base}fdp")
    yield from about
    yield from _resource(catalogue.iri, DCAT_VERSION, issued, modified)
    yield from _resource(point, SPECIFICATION, issued, modified)
    yield Triple(point, RDF("type"), FDP_O("FAIRDataPoint"))
    yield from _titles(point, POINT_TITLE)
    yield from (Triple(point, DCT("publisher"), publisher) for publisher in publishers)
    yield Triple(point, FDP_O("conformsToFdpSpec"), SPECIFICATION)
    yield from _container(point, catalogue)
    yield from members(point, FDP_O("metadataCatalog"), (catalogue.iri,))
    yield Triple(catalogue.iri, DCT("isPartOf"), point)


def members(of: Iri, relation: Iri, datasets: Iterable[Iri]) -> Iterator[Triple]:
    """What readers of FAIR Data Points and of LDP follow: the relation, and that the resource contains its members."""
    for one in datasets:
        yield Triple(of, relation, one)
        yield Triple(of, LDP("contains"), one)


def _resource(iri: Iri, conforms: Iri, issued: str, modified: str) -> Iterator[Triple]:
    yield Triple(iri, DCT("license"), METADATA_LICENCE)
    yield Triple(iri, DCT("conformsTo"), conforms)
    yield Triple(iri, DCAT("endpointURL"), iri)
    yield Triple(iri, FDP_O("metadataIdentifier"), iri)
    for name, time in (("metadataIssued", issued), ("metadataModified", modified)):
        yield Triple(iri, FDP_O(name), Literal(time, XSD("dateTime").value))


def _container(point: Iri, catalogue: Catalogue) -> Iterator[Triple]:
    container = Iri(f"{point.value}#catalogues")
    yield Triple(container, RDF("type"), LDP("DirectContainer"))
    yield from _titles(container, catalogue.title)
    yield Triple(container, LDP("membershipResource"), point)
    yield Triple(container, LDP("hasMemberRelation"), FDP_O("metadataCatalog"))
    yield Triple(container, LDP("contains"), catalogue.iri)


def _titles(iri: Iri, title: Mapping[str, str]) -> Iterator[Triple]:
    for language, words in title.items():
        yield Triple(iri, DCT("title"), Literal(words, language=language))
