"""A FAIR Data Point 1.2 as one document: the point, its catalogue and the dataset, each with its metadata record.

Specification: https://specs.fairdatapoint.org/. Dates are those of the description, so that no clock gets into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from omicz_meta.catalogue import dcat_ap
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.forms import WORDS, Node, Row, render
from omicz_meta.catalogue.namespaces import ADMS, DCAT, DCT, FDP_O, FOAF, LDP, PROV, RDF, XSD
from omicz_meta.catalogue.narrow import Whole, day_of
from omicz_meta.catalogue.profile import Profile, instead
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.catalogue.series import SERIES, InSeries

SPECIFICATION = Iri("https://specs.fairdatapoint.org/fdp-specs-v1.2.html")
DCAT_VERSION = Iri("https://www.w3.org/TR/vocab-dcat-3/")
METADATA_LICENCE = Iri("https://creativecommons.org/publicdomain/zero/1.0/")
"""Under which the descriptions, not the data, may be used: the specification demands that one is named."""
POINT_TITLE = {"cs": "FAIR Data Point datových sad", "en": "FAIR Data Point of datasets"}
_TITLES = {
    "fdp": POINT_TITLE,
    "catalogue": {"cs": "Katalog datových sad", "en": "Catalogue of datasets"},
}
# The shape of an agent admits one name, and that of a contact wants its mailbox.
AGENT = Node(
    instead(dcat_ap.AGENT.rows, Row("agent_name", FOAF("name"), WORDS, single=True)), (FOAF("Agent"),)
)
_CONTACT = next(row.form for row in dcat_ap.DATASET if row.slot == "contact_points")
_ATTRIBUTION = replace(
    dcat_ap.ATTRIBUTION, rows=instead(dcat_ap.ATTRIBUTION.rows, Row("agent", PROV("agent"), AGENT))
)
_CONTACTS = tuple(
    Row("contact_points", DCAT("contactPoint"), Whole(form, ("email",)), "contact")
    for form in (_CONTACT,)
    if isinstance(form, Node)
)
_DATASET_SERIES = instead(dcat_ap.DATASET_SERIES, Row("publisher", DCT("publisher"), AGENT), *_CONTACTS)
DATASET = instead(
    dcat_ap.DATASET,
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("attributions", PROV("qualifiedAttribution"), _ATTRIBUTION, "attribution"),
    *_CONTACTS,
    Row("sample_distributions", ADMS("sample"), dcat_ap.DISTRIBUTION, "sample"),
    Row(SERIES, DCAT("inSeries"), InSeries(_DATASET_SERIES)),
)


def _dates(description: Description) -> tuple[str, str] | None:
    """The days when the description was first and last changed, as far as it says so."""
    known = [
        day_of(str(description.dataset.first(slot) or "")) for slot in ("issue_date", "modification_date")
    ]
    days = [day for day in known if day]
    return (min(days), max(days)) if days else None


def _placed(description: Description, part: str) -> Iri:
    return Iri(f"{description.base_iri}{part}")


def _record(iri: Iri, description: Description) -> Iterator[Triple]:
    """What every resource of a FAIR Data Point says about its own metadata."""
    yield Triple(iri, FDP_O("metadataIdentifier"), iri)
    for name, day in zip(("metadataIssued", "metadataModified"), _dates(description) or (), strict=False):
        yield Triple(iri, FDP_O(name), Literal(f"{day}T00:00:00Z", XSD("dateTime").value))


def _resource(description: Description, part: str, kind: Iri, conforms: Iri) -> Iterator[Triple]:
    iri = _placed(description, part)
    yield Triple(iri, RDF("type"), kind)
    for language, title in _TITLES[part].items():
        yield Triple(iri, DCT("title"), Literal(title, language=language))
    yield Triple(iri, DCT("license"), METADATA_LICENCE)
    yield Triple(iri, DCT("conformsTo"), conforms)
    yield Triple(iri, DCAT("endpointURL"), iri)
    yield from _record(iri, description)
    publishers = only_publisher(description)
    yield from (triple._replace(subject=iri) for triple in publishers)


def only_publisher(description: Description) -> Iterator[Triple]:
    """The triple that names the publisher of the dataset: point and catalogue have the same one."""
    rows = tuple(row for row in DATASET if row.slot == "publisher")
    for triple in render(description.dataset, description.iri, rows):
        if triple.subject == description.iri:
            yield triple


def around(description: Description) -> Iterator[Triple]:
    """The point and the catalogue above the dataset, and the containers by which readers walk down."""
    point, catalogue = _placed(description, "fdp"), _placed(description, "catalogue")
    yield from _resource(description, "fdp", FDP_O("FAIRDataPoint"), SPECIFICATION)
    yield from _resource(description, "catalogue", DCAT("Catalog"), DCAT_VERSION)
    yield Triple(point, FDP_O("conformsToFdpSpec"), SPECIFICATION)
    yield Triple(point, FDP_O("metadataCatalog"), catalogue)
    container = Iri(f"{point.value}#catalogues")
    yield Triple(container, RDF("type"), LDP("DirectContainer"))
    for language, title in _TITLES["catalogue"].items():
        yield Triple(container, DCT("title"), Literal(title, language=language))
    yield Triple(container, LDP("membershipResource"), point)
    yield Triple(container, LDP("hasMemberRelation"), FDP_O("metadataCatalog"))
    yield Triple(container, LDP("contains"), catalogue)
    for name in (DCAT("dataset"), LDP("contains")):
        yield Triple(catalogue, name, description.iri)
    yield Triple(description.iri, DCT("isPartOf"), catalogue)
    yield from _record(description.iri, description)


def _lacking(description: Description) -> Iterator[str]:
    if _dates(description) is None:
        yield "issue_date"


FDP = Profile(
    "fdp",
    "FAIR Data Point 1.2",
    DATASET,
    around=around,
    besides=(
        DCT("isPartOf").value,
        *(FDP_O(name).value for name in ("metadataIdentifier", "metadataIssued", "metadataModified")),
    ),
    needs=("title", "publisher", "publisher.agent_name", "distributions.access_urls"),
    lacking=_lacking,
)
