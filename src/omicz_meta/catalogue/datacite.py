"""DataCite Metadata Schema 4.6 as XML: what the registration of a DOI asks for.

Schema: https://schema.datacite.org/meta/kernel-4.6/. Of alternatives in several languages an organisation's name is
written once, English before others, since each name would count as another creator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from omicz_meta.catalogue.description import Code, Description, Entity, Text
from omicz_meta.catalogue.json_form import iris, texts
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.xml_form import Element, language_of, xml_document

_KERNEL = "http://datacite.org/schema/kernel-4"
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {"https://ror.org": "ROR", "https://orcid.org": "ORCID", "https://isni.org": "ISNI"}
)
_LANGUAGES: Mapping[str, str] = MappingProxyType({"CES": "cs", "ENG": "en", "SLK": "sk", "DEU": "de"})
Write = Callable[[Entity], Iterator[Element]]


def doi_of(text: str) -> str | None:
    """The DOI in a text, without what stands before it.

    >>> doi_of("https://doi.org/10.5072/demo"), doi_of("GoE_CZ_FN_1")
    ('10.5072/demo', None)
    """
    found = _DOI.fullmatch(text)
    return found[1] if found else None


def dois(dataset: Entity) -> list[str]:
    """The DOIs of a dataset, its own identifier before others."""
    own = [str(item) for item in dataset.all("identifier")]
    others = [str(one.first("notation") or "") for one in dataset.entities("other_identifiers")]
    return [doi for text in (*own, *others) if (doi := doi_of(text))]


def published_year(dataset: Entity) -> str:
    """The year of publication; where no date of issue is known, that of the last change."""
    dates = (dataset.first("issue_date"), dataset.first("modification_date"))
    return next((str(day)[:4] for day in dates if day), "")


def name_of(agent: Entity) -> tuple[str, str]:
    """The name of an agent with its language, English before others."""
    names = texts(agent, "agent_name")
    language = "en" if "en" in names else next(iter(names), "und")
    return names.get(language, str(agent.first("agent_name") or "")), language


def _scheme(iri: str) -> dict[str, str]:
    found = next((start for start in _SCHEMES if iri.startswith(f"{start}/")), None)
    if found is None:
        return {"nameIdentifierScheme": "URL"}
    return {"nameIdentifierScheme": _SCHEMES[found], "schemeURI": found}


def _agent(element: str, name_element: str, agent: Entity, **attributes: str) -> Element:
    name, language = name_of(agent)
    told = Element(name_element, name, {"nameType": "Organizational", **language_of(language)})
    known = (Element("nameIdentifier", iri, _scheme(iri)) for iri in iris(agent, "identifiers"))
    return Element(element, attributes=attributes, inner=(told, *known))


def _identifier(dataset: Entity) -> Iterator[Element]:
    for doi in dois(dataset)[:1]:
        yield Element("identifier", doi, {"identifierType": "DOI"})


def _creators(dataset: Entity) -> Iterator[Element]:
    for agent in dataset.entities("creators") or dataset.entities("publisher"):
        yield _agent("creator", "creatorName", agent)


def _worded(element: str, slot: str, **attributes: str) -> Write:
    def write(dataset: Entity) -> Iterator[Element]:
        for item in dataset.all(slot):
            if isinstance(item, Text):
                yield Element(element, item.value, {**language_of(item.language), **attributes})

    return write


def _publisher(dataset: Entity) -> Iterator[Element]:
    for agent in dataset.entities("publisher")[:1]:
        name, language = name_of(agent)
        known = next(iter(iris(agent, "identifiers")), "")
        scheme = (
            {key.replace("name", "publisher"): value for key, value in _scheme(known).items()}
            if known
            else {}
        )
        yield Element("publisher", name, {**language_of(language), "publisherIdentifier": known, **scheme})


def _year(dataset: Entity) -> Iterator[Element]:
    yield Element("publicationYear", published_year(dataset))


def _kind(dataset: Entity) -> Iterator[Element]:
    named = ", ".join(dataset.names("dataset_types")) or "Dataset"
    yield Element("resourceType", named, {"resourceTypeGeneral": "Dataset"})


def _labels(dataset: Entity, slot: str) -> Iterator[tuple[Code, str, str]]:
    for code in dataset.all(slot):
        if isinstance(code, Code):
            for language, label in code.label.items():
                yield code, language, label


def _codes(slot: str, scheme: str) -> Write:
    def write(dataset: Entity) -> Iterator[Element]:
        for code, language, label in _labels(dataset, slot):
            stated = {"subjectScheme": scheme, "valueURI": code.iri or "", **language_of(language)}
            yield Element("subject", label, stated)

    return write


def _contributors(dataset: Entity) -> Iterator[Element]:
    for agent in dataset.entities("custodian"):
        yield _agent("contributor", "contributorName", agent, contributorType="HostingInstitution")


def _attributed(dataset: Entity) -> Iterator[Element]:
    for attribution in dataset.entities("attributions"):
        for agent in attribution.entities("agent"):
            yield _agent("contributor", "contributorName", agent, contributorType="Other")


def _dated(slot: str, kind: str) -> Write:
    def write(dataset: Entity) -> Iterator[Element]:
        for day in dataset.all(slot):
            yield Element("date", str(day), {"dateType": kind})

    return write


def _covered(dataset: Entity) -> Iterator[Element]:
    for period in dataset.entities("temporal_coverage"):
        ends = "/".join(str(period.first(slot) or "") for slot in ("start_date", "end_date"))
        yield Element("date", ends, {"dateType": "Coverage"})


def _language(dataset: Entity) -> Iterator[Element]:
    for name in dataset.names("languages")[:1]:
        if name in _LANGUAGES:
            yield Element("language", _LANGUAGES[name])


def _own_key(dataset: Entity) -> Iterator[Element]:
    used = dois(dataset)[:1]
    for item in dataset.all("identifier"):
        if [doi_of(str(item))] != used:
            yield Element("alternateIdentifier", str(item), {"alternateIdentifierType": "Local"})


def _other_keys(dataset: Entity) -> Iterator[Element]:
    used = dois(dataset)[:1]
    for one in dataset.entities("other_identifiers"):
        notation, agency = str(one.first("notation") or ""), str(one.first("schema_agency") or "Other")
        if [doi_of(notation)] != used:
            yield Element("alternateIdentifier", notation, {"alternateIdentifierType": agency})


def _related(slot: str, relation: str) -> Write:
    def write(dataset: Entity) -> Iterator[Element]:
        for iri in iris(dataset, slot):
            doi = doi_of(iri)
            stated = {"relatedIdentifierType": "DOI" if doi else "URL", "relationType": relation}
            yield Element("relatedIdentifier", doi or iri, stated)

    return write


def _size(slot: str, unit: str) -> Write:
    def write(dataset: Entity) -> Iterator[Element]:
        for number in dataset.all(slot):
            yield Element("size", f"{number} {unit}")

    return write


def _bytes(dataset: Entity) -> Iterator[Element]:
    for one in dataset.entities("distributions"):
        yield from _size("byte_size", "bytes")(one)


def _formats(dataset: Entity) -> Iterator[Element]:
    found = (iri for one in dataset.entities("distributions") for iri in iris(one, "media_type"))
    for iri in dict.fromkeys(found):
        yield Element("format", "/".join(iri.split("/")[-2:]))


def _version(dataset: Entity) -> Iterator[Element]:
    for version in dataset.all("version")[:1]:
        yield Element("version", str(version))


def _access(dataset: Entity) -> Iterator[Element]:
    for code, language, label in _labels(dataset, "access_rights"):
        yield Element("rights", label, {"rightsURI": code.iri or "", **language_of(language)})


def _licences(dataset: Entity) -> Iterator[Element]:
    for one in dataset.entities("distributions"):
        for iri in iris(one, "licence"):
            yield Element("rights", iri.rpartition("/")[2] or iri, {"rightsURI": iri})
        yield from _worded("rights", "rights")(one)


def _places(dataset: Entity) -> Iterator[Element]:
    for iri in iris(dataset, "spatial_coverage"):
        yield Element("geoLocation", inner=(Element("geoLocationPlace", iri.rpartition("/")[2]),))


TABLE: tuple[tuple[str, str, Write], ...] = (
    ("identifier", "identifier", _identifier),
    ("creators", "creators", _creators),
    ("title", "titles", _worded("title", "title")),
    ("alternative_title", "titles", _worded("title", "alternative_title", titleType="AlternativeTitle")),
    ("publisher", "publisher", _publisher),
    ("issue_date", "publicationYear", _year),
    ("dataset_types", "resourceType", _kind),
    ("keywords", "subjects", _worded("subject", "keywords")),
    ("themes", "subjects", _codes("themes", "EU data themes")),
    ("health_categories", "subjects", _codes("health_categories", "HealthDCAT-AP health categories")),
    ("health_themes", "subjects", _codes("health_themes", "HealthDCAT-AP health themes")),
    ("custodian", "contributors", _contributors),
    ("attributions", "contributors", _attributed),
    ("issue_date", "dates", _dated("issue_date", "Issued")),
    ("modification_date", "dates", _dated("modification_date", "Updated")),
    ("temporal_coverage", "dates", _covered),
    ("languages", "language", _language),
    ("identifier", "alternateIdentifiers", _own_key),
    ("other_identifiers", "alternateIdentifiers", _other_keys),
    ("publications", "relatedIdentifiers", _related("publications", "IsReferencedBy")),
    ("source_datasets", "relatedIdentifiers", _related("source_datasets", "IsDerivedFrom")),
    ("documentation", "relatedIdentifiers", _related("documentation", "IsDocumentedBy")),
    ("related_resources", "relatedIdentifiers", _related("related_resources", "References")),
    ("number_of_records", "sizes", _size("number_of_records", "records")),
    ("number_of_unique_individuals", "sizes", _size("number_of_unique_individuals", "individuals")),
    ("distributions", "sizes", _bytes),
    ("distributions", "formats", _formats),
    ("version", "version", _version),
    ("access_rights", "rightsList", _access),
    ("distributions", "rightsList", _licences),
    ("description", "descriptions", _worded("description", "description", descriptionType="Abstract")),
    ("provenance", "descriptions", _worded("description", "provenance", descriptionType="Methods")),
    (
        "population_coverage",
        "descriptions",
        _worded("description", "population_coverage", descriptionType="Other"),
    ),
    ("spatial_coverage", "geoLocations", _places),
)
"""Slot, the element of the resource under which it stands, and what writes it."""
_SINGLE = ("identifier", "publisher", "publicationYear", "resourceType", "language", "version")


def datacite(description: Description) -> Iterator[str]:
    """Yield the document of one dataset."""
    attributes = {
        "xmlns": _KERNEL,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_KERNEL} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd",
    }
    inner = tuple(_contained(description.dataset))
    yield from xml_document(Element("resource", attributes=attributes, inner=inner))


def _contained(dataset: Entity) -> Iterator[Element]:
    for name, group in groupby(TABLE, key=lambda line: line[1]):
        found = tuple(element for _, _, write in group for element in write(dataset))
        if name in _SINGLE:
            yield from found
        elif found:
            yield Element(name, inner=found)


def _lacking(description: Description) -> Iterator[str]:
    if not dois(description.dataset):
        yield "identifier"
    if not published_year(description.dataset):
        yield "issue_date"


def _listed(lines: Iterable[tuple[str, str, Write]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for slot, place, _ in lines:
        found.setdefault(slot, []).append(place)
    return {slot: ", ".join(places) for slot, places in found.items()}


DATACITE = Profile(
    "datacite",
    "DataCite Metadata Schema 4.6",
    needs=("title", "publisher", "publisher.agent_name"),
    lacking=_lacking,
    documents=MappingProxyType({".xml": datacite}),
    places=MappingProxyType(_listed(TABLE)),
)
