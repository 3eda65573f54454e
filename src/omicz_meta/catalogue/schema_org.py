"""schema.org and Bioschemas Dataset 1.0: what search engines for data read.

Vocabulary: https://schema.org/Dataset; profile: https://bioschemas.org/profiles/Dataset/1.0-RELEASE. It names a licence
and a page, so only a description that has them says that it conforms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.description import Description, Entity, Item
from omicz_meta.catalogue.forms import WORDS, Coded, Link, Node, Rendered, Row
from omicz_meta.catalogue.json_form import iris
from omicz_meta.catalogue.namespaces import DCT, EU_AUTHORITY, HEALTH_AUTHORITY, SCHEMA
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.catalogue.series import SERIES, InSeries
from omicz_meta.catalogue.statements import Object, Statements
from omicz_meta.catalogue.tree import tree

BIOSCHEMAS = Iri("https://bioschemas.org/profiles/Dataset/1.0-RELEASE")
_BYTES = " B"


@dataclass(frozen=True, slots=True)
class Interval:
    """A period as an interval of ISO 8601, open where one end is not known."""

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A period."""
        if not isinstance(value, Entity):
            return None
        return Literal("/".join(str(value.first(slot) or "..") for slot in ("start_date", "end_date"))), ()

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The ends that are known."""
        start, end = ([*term.text.split("/"), ""])[:2]
        ends = {"start_date": start, "end_date": end}
        return {slot: [day] for slot, day in ends.items() if day not in ("", "..")} or None


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes with its unit, as schema.org writes sizes of files."""

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A number of bytes."""
        return (Literal(f"{value}{_BYTES}"), ()) if isinstance(value, int) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The number."""
        return term.text.removesuffix(_BYTES) if term.kind == "literal" else None


@dataclass(frozen=True, slots=True)
class Sha256:
    """A checksum whose algorithm the property names; those by other algorithms are not written."""

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A checksum."""
        wanted = isinstance(value, Entity) and value.names("algorithm") == ("sha256",)
        return (Literal(str(value.first("digest"))), ()) if wanted and isinstance(value, Entity) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """Algorithm and digest."""
        return {"algorithm": ["sha256"], "digest": [term.text]} if term.kind == "literal" else None


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type by its name; the register's address is not what readers of schema.org look for."""

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """An address of the register of media types."""
        return (Literal("/".join(value.value.split("/")[-2:])), ()) if isinstance(value, Iri) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The name."""
        return term.text if term.kind == "literal" else None


def term_of(start: str = "") -> Coded:
    """Codes as defined terms with their labels, told from others by where they start."""
    return Coded((SCHEMA("DefinedTerm"),), start, SCHEMA("name"))


HOURS = Node(
    (Row("description", SCHEMA("description"), WORDS),),
    (SCHEMA("OpeningHoursSpecification"),),
)
CONTACT = Node(
    (
        Row("full_name", SCHEMA("name"), WORDS),
        Row("email", SCHEMA("email"), Link()),
        Row("contact_page", SCHEMA("url"), Link()),
        Row("telephone", SCHEMA("telephone"), WORDS),
        Row("opening_hours", SCHEMA("hoursAvailable"), HOURS),
    ),
    (SCHEMA("ContactPoint"),),
)
ORGANISATION = Node(
    (
        Row("agent_name", SCHEMA("name"), WORDS),
        Row("identifiers", SCHEMA("identifier"), Link()),
        Row("homepage", SCHEMA("url"), Link()),
        Row("email", SCHEMA("email"), Link()),
        Row("description", SCHEMA("description"), WORDS),
        Row("contact_point", SCHEMA("contactPoint"), CONTACT),
    ),
    (SCHEMA("Organization"),),
)
IDENTIFIER = Node(
    (Row("notation", SCHEMA("value"), WORDS), Row("schema_agency", SCHEMA("propertyID"), WORDS)),
    (SCHEMA("PropertyValue"),),
)
VARIABLE = Node(
    (
        Row("variable_name", SCHEMA("name"), WORDS),
        Row("title", SCHEMA("alternateName"), WORDS),
        Row("description", SCHEMA("description"), WORDS),
        Row("property_url", SCHEMA("propertyID"), Link()),
    ),
    (SCHEMA("PropertyValue"),),
)
DOWNLOAD = Node(
    (
        Row("title", SCHEMA("name"), WORDS),
        Row("description", SCHEMA("description"), WORDS),
        Row("access_urls", SCHEMA("url"), Link()),
        Row("download_urls", SCHEMA("contentUrl"), Link()),
        Row("media_type", SCHEMA("encodingFormat"), MediaType()),
        Row("licence", SCHEMA("license"), Link()),
        Row("rights", SCHEMA("conditionsOfAccess"), WORDS),
        Row("byte_size", SCHEMA("contentSize"), Size()),
        Row("checksum", SCHEMA("sha256"), Sha256()),
    ),
    (SCHEMA("DataDownload"),),
)
PLACE = Link((SCHEMA("Place"),))
DATASET_SERIES: tuple[Row, ...] = (
    Row("title", SCHEMA("name"), WORDS),
    Row("description", SCHEMA("description"), WORDS),
    Row("issue_date", SCHEMA("datePublished"), WORDS),
    Row("modification_date", SCHEMA("dateModified"), WORDS),
    Row("publisher", SCHEMA("publisher"), ORGANISATION),
    Row("spatial_coverage", SCHEMA("spatialCoverage"), PLACE),
    Row("temporal_coverage", SCHEMA("temporalCoverage"), Interval()),
)
DATASET: tuple[Row, ...] = (
    Row("identifier", SCHEMA("identifier"), WORDS),
    Row("other_identifiers", SCHEMA("identifier"), IDENTIFIER, "other"),
    Row("title", SCHEMA("name"), WORDS),
    Row("alternative_title", SCHEMA("alternateName"), WORDS),
    Row("description", SCHEMA("description"), WORDS),
    Row("version", SCHEMA("version"), WORDS),
    Row("issue_date", SCHEMA("datePublished"), WORDS),
    Row("modification_date", SCHEMA("dateModified"), WORDS),
    Row("languages", SCHEMA("inLanguage"), Coded((SCHEMA("Language"),))),
    Row("publisher", SCHEMA("publisher"), ORGANISATION),
    Row("creators", SCHEMA("creator"), ORGANISATION, "creator"),
    Row("custodian", SCHEMA("provider"), ORGANISATION),
    Row("access_rights", SCHEMA("conditionsOfAccess"), Coded()),
    Row("themes", SCHEMA("about"), term_of(f"{EU_AUTHORITY}data-theme/")),
    Row("health_categories", SCHEMA("about"), term_of(f"{HEALTH_AUTHORITY}healthcategories/")),
    Row("health_themes", SCHEMA("about"), term_of(f"{HEALTH_AUTHORITY}health-theme/")),
    Row("keywords", SCHEMA("keywords"), WORDS),
    Row("eu_dataset_types", SCHEMA("additionalType"), Coded()),
    Row("dataset_types", SCHEMA("measurementTechnique"), term_of()),
    Row("variables", SCHEMA("variableMeasured"), VARIABLE, "variable"),
    Row("spatial_coverage", SCHEMA("spatialCoverage"), PLACE),
    Row("temporal_coverage", SCHEMA("temporalCoverage"), Interval()),
    Row("source_datasets", SCHEMA("isBasedOn"), Link()),
    Row("landing_page", SCHEMA("url"), Link()),
    Row("documentation", SCHEMA("subjectOf"), Link()),
    Row("publications", SCHEMA("citation"), Link()),
    Row("distributions", SCHEMA("distribution"), DOWNLOAD, "distribution"),
    Row(SERIES, SCHEMA("isPartOf"), InSeries(DATASET_SERIES, SCHEMA("CreativeWorkSeries"))),
)


def licences(dataset: Entity) -> tuple[str, ...]:
    """The licences of all distributions, each once."""
    found = (iri for one in dataset.entities("distributions") for iri in iris(one, "licence"))
    return tuple(dict.fromkeys(found))


def about_whole(description: Description) -> Iterator[Triple]:
    """What readers expect of the dataset itself: a page, the licences, and the profile it conforms to."""
    dataset, iri = description.dataset, description.iri
    if not dataset.filled("landing_page"):
        yield Triple(iri, SCHEMA("url"), iri)
    found = licences(dataset)
    for licence in found:
        yield Triple(iri, SCHEMA("license"), Iri(licence))
    if found:
        yield Triple(iri, DCT("conformsTo"), BIOSCHEMAS)


def nested(description: Description) -> Iterator[str]:
    """Yield the document of one dataset as search engines read it."""
    return tree(SCHEMA_ORG.triples(description), description.iri, SCHEMA.iri)


SCHEMA_ORG: Profile = Profile(
    "schema-org",
    "schema.org Dataset, Bioschemas Dataset 1.0",
    DATASET,
    SCHEMA("Dataset"),
    around=about_whole,
    besides=(SCHEMA("license").value, DCT("conformsTo").value),
    needs=("title", "description", "identifier", "keywords"),
    documents=MappingProxyType({".jsonld": nested}),
)
