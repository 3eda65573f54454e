"""CCMM 1.1.0, the Czech Core Metadata Model of the National Metadata Directory (EOSC-CZ), as XML.

Model: https://model.ccmm.cz/research-data/, code lists: https://vocabs.ccmm.cz/registry/codelist/. Titles of resources
and names of organisations have no language there: Czech comes first, other languages stand beside as alternatives. A
file has a format and a size; a distribution that lacks one of them is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlsplit

from omicz_meta.catalogue.ccmm_parts import (
    ACCESS,
    CODES,
    Scheme,
    coded,
    concept,
    field,
    identifier,
    in_languages,
    instant,
    organisation,
    related,
    role,
    titled,
    words,
)
from omicz_meta.catalogue.datacite import doi_of, published_year
from omicz_meta.catalogue.description import UNPLACED, Code, Description, Entity, Text
from omicz_meta.catalogue.json_form import iris
from omicz_meta.catalogue.narrow import day_of
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.xml_form import Element, xml_document

NAMESPACE = "https://schema.ccmm.cz/research-data/1.1"
STANDARD = "https://schema.ccmm.cz/research-data/1.1.0"
_DATASET = "http://purl.org/coar/resource_type/c_ddb1"
_FORD = f"{CODES}SubjectCategory/"
_GENETICS = ("30000/30100/30101", {"cs": "Genetika člověka", "en": "Human genetics"})
_HEALTH = ("30000/30300", {"cs": "Zdravotní vědy", "en": "Health sciences"})
_GENOMIC = "HGPD"
_SPDX = "http://spdx.org/rdf/terms#checksumAlgorithm_"
DOI: Scheme = ("https://doi.org/", {"": "DOI"})
EGA: Scheme = ("https://ega-archive.org/datasets/", {"": "EGA"})
Write = Callable[[Description], Iterator[Element]]


def _record(description: Description) -> Iterator[Element]:
    """The description about itself: who answers for it, since when it is, what it is written by, and where it lies."""
    dataset = description.dataset
    dates = (("date_updated", "modification_date"), ("date_created", "issue_date"))
    days = ((name, day_of(str(dataset.first(slot) or ""))) for name, slot in dates)
    yield Element(
        "metadata_identification",
        inner=(
            *(role("Publisher", agent) for agent in dataset.entities("publisher")),
            *(Element(name, day) for name, day in days if day),
            concept("conforms_to_standard", STANDARD, {"": "CCMM RD 1.1.0"}),
            concept("original_repository", f"{_home(description)}catalogue"),
        ),
    )


def _home(description: Description) -> str:
    """Under what the catalogue lies: the node's base, or the host that the dataset's address names."""
    if description.base_iri != UNPLACED:
        return description.base_iri
    parts = urlsplit(description.iri.value)
    return f"{parts.scheme}://{parts.netloc}/"


def _identifiers(description: Description) -> Iterator[Element]:
    dataset, home = description.dataset, _home(description)
    for item in dataset.all("identifier"):
        doi = doi_of(str(item))
        yield identifier(doi or str(item), DOI if doi else (f"{home}dataset/", {}), description.iri.value)
    for one in dataset.entities("other_identifiers"):
        notation = str(one.first("notation") or "")
        if doi := doi_of(notation):
            yield identifier(doi, DOI)
        elif notation.startswith("EGAD"):
            yield identifier(notation, EGA)


def _version(description: Description) -> Iterator[Element]:
    yield from (Element("version", str(item)) for item in description.dataset.all("version")[:1])


def _title(description: Description) -> Iterator[Element]:
    dataset = description.dataset
    chosen = titled(dataset, "title")
    yield Element("title", chosen)
    for slot, kind in (("title", "TranslatedTitle"), ("alternative_title", "AlternativeTitle")):
        for text in dataset.all(slot):
            if isinstance(text, Text) and text.value != chosen:
                yield Element("alternate_title", inner=(words("title", text), coded("AlternateTitle", kind)))


def _agents(description: Description) -> Iterator[Element]:
    dataset = description.dataset
    for agent in dataset.entities("creators") or dataset.entities("publisher"):
        yield role("Creator", agent)
    yield from (role("Publisher", agent) for agent in dataset.entities("publisher"))
    yield from (role("Contributor/HostingInstitution", agent) for agent in dataset.entities("custodian"))
    for attribution in dataset.entities("attributions"):
        yield from (role("Contributor/Other", agent) for agent in attribution.entities("agent"))


def _year(description: Description) -> Iterator[Element]:
    if year := published_year(description.dataset):
        yield Element("publication_year", year)


def _times(description: Description) -> Iterator[Element]:
    dataset = description.dataset
    for slot, kind in (("issue_date", "Issued"), ("modification_date", "Updated")):
        if day := day_of(str(dataset.first(slot) or "")):
            yield _time(kind, Element("time_instant", inner=(Element("date", day),)))
    periods = [(period, "Coverage") for period in dataset.entities("temporal_coverage")]
    for activity in dataset.entities("generated_by"):
        periods += [(period, "Collected") for period in activity.entities("period")]
    for period, kind in periods:
        start, end = (str(period.first(slot) or "") for slot in ("start_date", "end_date"))
        first, last = day_of(start), day_of(end, last=True)
        # an interval has both ends there
        if first and last:
            yield _time(
                kind, Element("time_interval", inner=(instant("beginning", first), instant("end", last)))
            )


def _time(kind: str, when: Element) -> Element:
    return Element(
        "time_reference", inner=(field("temporal_representation", when), coded("TimeReference", kind))
    )


def _kind(_: Description) -> Iterator[Element]:
    yield concept("resource_type", _DATASET, {"cs": "datová sada", "en": "dataset"})


def _languages(description: Description) -> Iterator[Element]:
    known = [code.iri for code in description.dataset.all("languages") if isinstance(code, Code) and code.iri]
    for number, iri in enumerate(known):
        yield concept("other_language" if number else "primary_language", iri)


def _terms(description: Description) -> Iterator[Element]:
    dataset = description.dataset
    distributions = dataset.entities("distributions")
    licences = [iri for one in distributions for iri in iris(one, "licence")]
    rights = list(dict.fromkeys(text for one in distributions for text in one.all("rights")))
    stated = [words("label", text) for text in rights if isinstance(text, Text)]
    iri, labels = ACCESS[description.access]
    licence = (Element("iri", licences[0]),) if licences else tuple(stated)
    yield Element(
        "terms_of_use",
        inner=(
            concept("access_rights", iri, labels),
            Element("license", inner=licence),
            *(words("description", text) for text in rights if isinstance(text, Text)),
            *(field("contact_point", organisation(agent)) for agent in dataset.entities("hdab")),
        ),
    )


def _subjects(description: Description) -> Iterator[Element]:
    """The field of science that the model demands, keywords, and codes of the European lists with their own titles."""
    dataset = description.dataset
    ford, titles = _GENETICS if _GENOMIC in dataset.names("health_categories") else _HEALTH
    scheme = {"cs": "Oborové třídění OECD FORD (Frascati)", "en": "OECD FORD Subject Category (Frascati)"}
    yield _subject(f"{_FORD}{ford}", titles, ford.rpartition("/")[2], (_FORD, scheme))
    for text in dataset.all("keywords"):
        if isinstance(text, Text):
            yield Element("subject", inner=(words("title", text),))
    for slot in ("themes", "health_themes", "health_categories"):
        for code in dataset.all(slot):
            if isinstance(code, Code) and code.iri and code.label:
                yield _subject(code.iri, code.label, code.name, (code.iri.rpartition("/")[0], {}))


def _subject(
    iri: str, titles: Mapping[str, str], code: str, scheme: tuple[str, Mapping[str, str]]
) -> Element:
    return Element(
        "subject",
        inner=(
            Element("iri", iri),
            *in_languages("title", titles),
            Element("classification_code", code),
            concept("subject_scheme", *scheme),
        ),
    )


def _descriptions(description: Description) -> Iterator[Element]:
    for slot in ("description", "population_coverage"):
        kind = (coded("DescriptionType", "Abstract"),) if slot == "description" else ()
        for text in description.dataset.all(slot):
            if isinstance(text, Text):
                yield Element("description", inner=(words("description_text", text), *kind))


def _places(description: Description) -> Iterator[Element]:
    for iri in iris(description.dataset, "spatial_coverage"):
        place = field("related_object", Element("iri", iri))
        yield Element("location", inner=(place, coded("LocationRelation", "Refers")))


def _relations(description: Description) -> Iterator[Element]:
    several = (
        ("publications", "IsReferencedBy"),
        ("source_datasets", "IsDerivedFrom"),
        ("documentation", "IsDocumentedBy"),
        ("related_resources", "References"),
    )
    for slot, kind in several:
        yield from (related(iri, kind) for iri in iris(description.dataset, slot))


def _files(description: Description) -> Iterator[Element]:
    for one in description.dataset.entities("distributions"):
        if _whole(one):
            yield Element("distribution", inner=(_file(one),))


def _whole(distribution: Entity) -> bool:
    return all(distribution.filled(slot) for slot in ("title", "access_urls", "file_type", "byte_size"))


def _file(one: Entity) -> Element:
    checksums = tuple(_checksum(part) for part in one.entities("checksum"))
    return Element(
        "distribution_downloadable_file",
        inner=(
            Element("title", titled(one, "title")),
            *(concept("access_url", iri) for iri in iris(one, "access_urls")),
            *(concept("download_url", iri) for iri in iris(one, "download_urls")),
            *(concept("format", iri) for iri in iris(one, "file_type")),
            *(concept("media_type", iri) for iri in iris(one, "media_type")),
            Element("byte_size", str(one.first("byte_size"))),
            *checksums[:1],
        ),
    )


def _checksum(part: Entity) -> Element:
    algorithm = next(iter(part.names("algorithm")), "")
    value = Element("checksum_value", str(part.first("digest")))
    return Element("checksum", inner=(value, concept("algorithm", f"{_SPDX}{algorithm}")))


def _provenance(description: Description) -> Iterator[Element]:
    found = tuple(
        words("label", text) for text in description.dataset.all("provenance") if isinstance(text, Text)
    )
    if found:
        yield Element("provenance", inner=found)


TABLE: tuple[tuple[str, str, Write], ...] = (
    ("metadata_identification", "", _record),
    ("identifier", "identifier other_identifiers", _identifiers),
    ("version", "version", _version),
    ("title, alternate_title", "title alternative_title", _title),
    ("qualified_relation", "publisher creators custodian attributions", _agents),
    ("publication_year", "", _year),
    ("time_reference", "issue_date modification_date temporal_coverage generated_by", _times),
    ("resource_type", "", _kind),
    ("primary_language, other_language", "languages", _languages),
    ("terms_of_use", "access_rights hdab", _terms),
    ("subject", "keywords themes health_themes health_categories", _subjects),
    ("description", "description population_coverage", _descriptions),
    ("location", "spatial_coverage", _places),
    ("related_resource", "publications source_datasets documentation related_resources", _relations),
    ("distribution", "distributions", _files),
    ("provenance", "provenance", _provenance),
)
"""What stands in a dataset, in the order of the schema: the elements, the slots they come from, what writes them."""


def ccmm(description: Description) -> Iterator[str]:
    """Yield the document of one dataset."""
    attributes = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} https://model.ccmm.cz/research-data/dataset/schema.xsd",
    }
    inner = (element for _, _, write in TABLE for element in write(description))
    yield from xml_document(
        Element("dataset", attributes=attributes, inner=(Element("iri", description.iri.value), *inner))
    )


def _lacking(description: Description) -> Iterator[str]:
    """What the schema demands beyond slots that are filled."""
    if not published_year(description.dataset):
        yield "issue_date"
    files = description.dataset.entities("distributions")
    if not any(one.filled("licence") or one.filled("rights") for one in files):
        yield "distributions.licence"


def _places_of() -> dict[str, str]:
    pairs = sorted((slot, elements) for elements, slots, _ in TABLE for slot in slots.split())
    return {
        slot: ", ".join(name for _, name in group) for slot, group in groupby(pairs, key=lambda pair: pair[0])
    }


CCMM = Profile(
    "ccmm",
    "CCMM 1.1.0 (Czech Core Metadata Model)",
    needs=("title", "identifier", "publisher", "publisher.agent_name"),
    lacking=_lacking,
    documents=MappingProxyType({".xml": ccmm}),
    places=MappingProxyType(_places_of()),
)
