"""HealthDCAT-AP Release 8 on DCAT-AP 3.0.1: which slot becomes which property, as tables, and the emitter.

Specification: https://data.health.europa.eu/healthdcat-ap/releases/release-8/. No blank nodes: every node of ours is
a fragment of the dataset's IRI. Contact points are vcard:Kind for the dataset and cv:ContactPoint for agents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omicz_meta.catalogue.description import UNPLACED, Description, Entity, key_of
from omicz_meta.catalogue.forms import (
    OWN_IRI,
    PAGE,
    WORDS,
    AddressText,
    BareMail,
    Coded,
    CodedNode,
    Day,
    Link,
    Named,
    Node,
    Row,
    Statement,
    Telephone,
    Typed,
    child,
    read_rows,
    render,
)
from omicz_meta.catalogue.namespaces import (
    ADMS,
    CV,
    DCAT,
    DCATAP,
    DCT,
    DPV,
    ELI,
    FOAF,
    GEODCATAP,
    HEALTHDCATAP,
    ODRL,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    TIME,
    VCARD,
)
from omicz_meta.catalogue.quality import quality
from omicz_meta.catalogue.rdf import Iri, Triple
from omicz_meta.catalogue.series import SERIES, InSeries
from omicz_meta.catalogue.statements import Statements
from omicz_meta.catalogue.variables import variables

COUNT = Typed("nonNegativeInteger")
LAW = Link((ELI("LegalResource"),))
STANDARD = Link((DCT("Standard"),))

FREQUENCY = Coded((DCT("Frequency"),))
HOURS = Node(
    (Row("description", DCT("description"), WORDS), Row("frequency", CV("frequency"), FREQUENCY)),
    (TIME("TemporalEntity"),),
)
CONTACT_OF_AGENT = (
    Row("full_name", RDFS("label"), WORDS),
    Row("email", CV("email"), BareMail()),
    Row("contact_page", CV("contactPage"), PAGE),
    Row("telephone", CV("telephone"), WORDS),
    Row("opening_hours", CV("openingHours"), HOURS),
    Row("special_opening_hours", CV("specialOpeningHoursSpecification"), HOURS),
)
# A vCard has no opening hours, so those of a dataset's contact are for people only.
CONTACT_OF_DATASET = (
    Row("full_name", VCARD("fn"), WORDS),
    Row("organisation", VCARD("organization-name"), WORDS),
    Row("email", VCARD("hasEmail"), Link()),
    Row("contact_page", VCARD("hasURL"), Link()),
    Row("telephone", VCARD("hasTelephone"), Telephone()),
)
# The shape of a publisher admits one description, in one language; the same is kept for all agents.
AGENT = Node(
    (
        Row("agent_name", FOAF("name"), WORDS),
        Row("identifiers", DCT("identifier"), AddressText()),
        Row("publisher_type", DCT("type"), Link()),
        Row("homepage", FOAF("homepage"), PAGE),
        Row("email", FOAF("mbox"), Link()),
        Row("description", DCT("description"), WORDS, single=True),
        Row("contact_point", CV("contactPoint"), Node(CONTACT_OF_AGENT, (CV("ContactPoint"),))),
    ),
    (FOAF("Agent"),),
)
PERIOD = Node(
    (Row("start_date", DCAT("startDate"), Day()), Row("end_date", DCAT("endDate"), Day())),
    (DCT("PeriodOfTime"),),
)
ACTIVITY = Node(
    (
        Row("label", RDFS("label"), WORDS),
        Row("activity_type", DCT("type"), Link()),
        Row("period", DCT("temporal"), PERIOD),
    ),
    (PROV("Activity"),),
)
STUDY = Node(
    (
        Row("title", RDFS("label"), WORDS),
        Row("description", DCT("description"), WORDS),
        Row("publications", DCT("isReferencedBy"), Link()),
    ),
    (PROV("Activity"),),
)
IDENTIFIER = Node(
    (Row("notation", SKOS("notation"), WORDS), Row("schema_agency", ADMS("schemaAgency"), WORDS)),
    (ADMS("Identifier"),),
)
ATTRIBUTION = Node(
    (Row("agent", PROV("agent"), AGENT), Row("agent_role", RDFS("label"), WORDS)), (PROV("Attribution"),)
)
CHECKSUM = Node(
    (
        Row("algorithm", SPDX("algorithm"), Named(SPDX, "checksumAlgorithm_", (SPDX("ChecksumAlgorithm"),))),
        Row("digest", SPDX("checksumValue"), Typed("hexBinary")),
    ),
    (SPDX("Checksum"),),
)
CONCEPT = Coded((SKOS("Concept"),))
LANGUAGE = Coded((DCT("LinguisticSystem"),))
DISTRIBUTION = Node(
    (
        Row("title", DCT("title"), WORDS),
        Row("description", DCT("description"), WORDS),
        Row("access_urls", DCAT("accessURL"), Link()),
        Row("download_urls", DCAT("downloadURL"), Link()),
        Row("file_type", DCT("format"), Link((DCT("MediaTypeOrExtent"),))),
        Row("media_type", DCAT("mediaType"), Link((DCT("MediaType"),))),
        Row("licence", DCT("license"), Link((DCT("LicenseDocument"),))),
        Row("rights", DCT("rights"), Statement(DCT("RightsStatement"), RDFS("label"))),
        Row("byte_size", DCAT("byteSize"), COUNT),
        Row("checksum", SPDX("checksum"), CHECKSUM),
        Row("distribution_status", ADMS("status"), CONCEPT),
        Row("availability", DCATAP("availability"), CONCEPT),
        Row("languages", DCT("language"), LANGUAGE),
        Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
    ),
    (DCAT("Distribution"),),
)
MODIFIER = Node(
    (Row("modifier", ODRL("action"), Coded()), Row("parameter_text", DCT("description"), WORDS)),
    (ODRL("Duty"),),
)
# Terms of use as an ODRL policy whose actions are terms of the Data Use Ontology.
POLICY = Node(
    (
        Row("title", DCT("title"), WORDS),
        Row("policy_text", DCT("description"), WORDS),
        Row(
            "data_use_permission",
            ODRL("permission"),
            CodedNode(ODRL("Permission"), ODRL("action")),
            "permission",
        ),
        Row("disease_restrictions", DCT("subject"), Link()),
        Row("data_use_modifiers", ODRL("obligation"), MODIFIER, "modifier"),
    ),
    (ODRL("Policy"),),
)
CONTACT = Node(CONTACT_OF_DATASET, (VCARD("Kind"),))
DATASET_SERIES: tuple[Row, ...] = (
    Row("title", DCT("title"), WORDS),
    Row("description", DCT("description"), WORDS),
    Row("issue_date", DCT("issued"), Day()),
    Row("modification_date", DCT("modified"), Day()),
    Row("update_frequency", DCT("accrualPeriodicity"), FREQUENCY),
    Row("publisher", DCT("publisher"), AGENT),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
    Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
    Row("spatial_coverage", DCT("spatial"), Link((DCT("Location"),))),
    Row("temporal_coverage", DCT("temporal"), PERIOD),
)
DATASET: tuple[Row, ...] = (
    Row("identifier", DCT("identifier"), WORDS),
    Row("other_identifiers", ADMS("identifier"), IDENTIFIER, "identifier"),
    Row("title", DCT("title"), WORDS),
    Row("alternative_title", DCT("alternative"), WORDS),
    Row("description", DCT("description"), WORDS),
    Row("version", DCAT("version"), WORDS),
    Row("version_notes", ADMS("versionNotes"), WORDS),
    Row("dataset_status", ADMS("status"), CONCEPT),
    Row("issue_date", DCT("issued"), Day()),
    Row("modification_date", DCT("modified"), Day()),
    Row("update_frequency", DCT("accrualPeriodicity"), FREQUENCY),
    Row("languages", DCT("language"), LANGUAGE),
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
    Row("attributions", PROV("qualifiedAttribution"), ATTRIBUTION, "attribution"),
    Row("custodian", GEODCATAP("custodian"), AGENT),
    Row("hdab", HEALTHDCATAP("hdab"), AGENT),
    Row("hdab_coordinator", HEALTHDCATAP("hdabCoordinator"), AGENT),
    Row("access_rights", DCT("accessRights"), Coded((DCT("RightsStatement"),))),
    Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
    Row("health_categories", HEALTHDCATAP("healthCategory"), CONCEPT),
    Row("health_themes", HEALTHDCATAP("healthTheme"), CONCEPT),
    Row("themes", DCAT("theme"), CONCEPT),
    Row("keywords", DCAT("keyword"), WORDS),
    Row("eu_dataset_types", DCT("type"), CONCEPT),
    Row("conforms_to", DCT("conformsTo"), STANDARD),
    Row("is_structured", HEALTHDCATAP("hasStructuredData"), Typed("boolean")),
    Row("number_of_records", HEALTHDCATAP("numberOfRecords"), COUNT),
    Row("number_of_unique_individuals", HEALTHDCATAP("numberOfUniqueIndividuals"), COUNT),
    Row("min_typical_age", HEALTHDCATAP("minTypicalAge"), COUNT),
    Row("max_typical_age", HEALTHDCATAP("maxTypicalAge"), COUNT),
    Row("population_coverage", HEALTHDCATAP("populationCoverage"), WORDS),
    Row("spatial_coverage", DCT("spatial"), Link((DCT("Location"),))),
    Row("temporal_coverage", DCT("temporal"), PERIOD),
    Row("temporal_resolution", DCAT("temporalResolution"), Typed("duration")),
    Row("coding_systems", HEALTHDCATAP("hasCodingSystem"), Coded((DCT("Standard"),))),
    Row("code_values", HEALTHDCATAP("hasCodeValues"), WORDS),
    Row("provenance", DCT("provenance"), Statement(DCT("ProvenanceStatement"), RDFS("label"))),
    Row("generated_by", PROV("wasGeneratedBy"), ACTIVITY, "activity"),
    Row("studies", PROV("wasGeneratedBy"), STUDY, "study"),
    # dct:source must point to a dcat:Dataset described in the same document, which a source rarely is.
    Row("source_datasets", PROV("wasDerivedFrom"), Link()),
    Row("related_resources", DCT("relation"), Link()),
    Row("landing_page", DCAT("landingPage"), PAGE),
    Row("documentation", FOAF("page"), PAGE),
    Row("publications", DCT("isReferencedBy"), Link()),
    Row("purposes", DPV("hasPurpose"), Link((DPV("Purpose"),))),
    Row("legal_bases", DPV("hasLegalBasis"), Coded((DPV("LegalBasis"),))),
    Row("personal_data_categories", DPV("hasPersonalData"), Link((DPV("PersonalData"),))),
    Row("retention_period", HEALTHDCATAP("retentionPeriod"), PERIOD),
    Row("distributions", DCAT("distribution"), DISTRIBUTION, "distribution"),
    Row("sample_distributions", ADMS("sample"), DISTRIBUTION, "sample"),
    Row("analytics_distributions", HEALTHDCATAP("analytics"), DISTRIBUTION, "analytics"),
    Row("policy", ODRL("hasPolicy"), POLICY),
    Row(SERIES, DCAT("inSeries"), InSeries(DATASET_SERIES)),
)

SERVICES = "services"
"""Where a description holds its services: no slot of the dataset, since a service names the datasets that it serves."""
SERVICE = (
    Row("title", DCT("title"), WORDS),
    Row("description", DCT("description"), WORDS),
    Row("endpoint_urls", DCAT("endpointURL"), Link()),
    Row("endpoint_description", DCAT("endpointDescription"), Link()),
    Row("access_rights", DCT("accessRights"), Coded((DCT("RightsStatement"),))),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
    Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
)


def service_iris(description: Description) -> Iterator[tuple[Iri, Entity]]:
    """The services of a description with their IRIs: beside the datasets of their node, where it has an address."""
    for number, service in enumerate(description.dataset.entities(SERVICES), start=1):
        key = key_of(str(service.first("id") or number))
        placed = description.base_iri != UNPLACED
        made = (
            Iri(f"{description.base_iri}service/{key}") if placed else child(description.iri, "service", key)
        )
        yield Iri(service.iri) if service.iri else made, service


def services(description: Description) -> Iterator[Triple]:
    """Yield the services that say they serve the dataset."""
    for iri, service in service_iris(description):
        yield Triple(iri, RDF("type"), DCAT("DataService"))
        yield Triple(iri, DCAT("servesDataset"), description.iri)
        yield from render(service, iri, SERVICE)


def read_services(dataset: str, found: Statements) -> list[dict[str, Any]]:
    """The services that serve a dataset, as plain data."""
    return [
        {OWN_IRI: node, "id": node.rpartition("/")[2].rpartition("#")[2], **read_rows(node, SERVICE, found)}
        for node in found.serving.get(dataset, ())
    ]


def healthdcat(description: Description) -> Iterator[Triple]:
    """Yield the triples of a description, in no particular order and some of them twice; serialisers sort.

    >>> from omicz_meta.catalogue.description import Entity, Text
    >>> from omicz_meta.schema.model import load_schema
    >>> dataset = Entity("Dataset", {"id": ("a",), "title": (Text("Věk", "cs"),)})
    >>> [str(triple.term.value) for triple in healthdcat(Description(dataset, load_schema(), "https://example.org/"))]
    ['http://www.w3.org/ns/dcat#Dataset', 'Věk']
    """
    yield Triple(description.iri, RDF("type"), DCAT("Dataset"))
    yield from render(description.dataset, description.iri, DATASET)
    yield from variables(description)
    yield from quality(description)
    yield from services(description)
