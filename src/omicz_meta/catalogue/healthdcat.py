"""HealthDCAT-AP Release 8 on DCAT-AP 3.0.1: which slot becomes which property, as tables, and the emitter.

Specification: https://data.health.europa.eu/healthdcat-ap/releases/release-8/. No blank nodes: every node of ours is
a fragment of the dataset's IRI. Contact points are vcard:Kind for the dataset and cv:ContactPoint for agents.
"""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.catalogue.description import Description
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
    VCARD,
)
from omicz_meta.catalogue.quality import quality
from omicz_meta.catalogue.rdf import Triple
from omicz_meta.catalogue.rendering import (
    Row,
    address_text,
    bare_mail,
    code,
    coded_node,
    day,
    link,
    named,
    node,
    page,
    render,
    statement,
    telephone,
    text,
    typed,
)
from omicz_meta.catalogue.variables import variables

COUNT = typed("nonNegativeInteger")
LAW = link(ELI("LegalResource"))
STANDARD = link(DCT("Standard"))

CONTACT_OF_AGENT = (
    Row("full_name", RDFS("label"), text),
    Row("email", CV("email"), bare_mail),
    Row("contact_page", CV("contactPage"), page),
    Row("telephone", CV("telephone"), text),
)
CONTACT_OF_DATASET = (
    Row("full_name", VCARD("fn"), text),
    Row("organisation", VCARD("organization-name"), text),
    Row("email", VCARD("hasEmail"), link()),
    Row("contact_page", VCARD("hasURL"), link()),
    Row("telephone", VCARD("hasTelephone"), telephone),
)
# The shape of a publisher admits one description, in one language; the same is kept for all agents.
AGENT = node(
    (
        Row("agent_name", FOAF("name"), text),
        Row("identifiers", DCT("identifier"), address_text),
        Row("publisher_type", DCT("type"), link()),
        Row("homepage", FOAF("homepage"), page),
        Row("email", FOAF("mbox"), link()),
        Row("description", DCT("description"), text, single=True),
        Row("contact_point", CV("contactPoint"), node(CONTACT_OF_AGENT, CV("ContactPoint"))),
    ),
    FOAF("Agent"),
)
PERIOD = node(
    (Row("start_date", DCAT("startDate"), day), Row("end_date", DCAT("endDate"), day)), DCT("PeriodOfTime")
)
ACTIVITY = node(
    (
        Row("label", RDFS("label"), text),
        Row("activity_type", DCT("type"), link()),
        Row("period", DCT("temporal"), PERIOD),
    ),
    PROV("Activity"),
)
STUDY = node(
    (
        Row("title", RDFS("label"), text),
        Row("description", DCT("description"), text),
        Row("publications", DCT("isReferencedBy"), link()),
    ),
    PROV("Activity"),
)
IDENTIFIER = node(
    (Row("notation", SKOS("notation"), text), Row("schema_agency", ADMS("schemaAgency"), text)),
    ADMS("Identifier"),
)
ATTRIBUTION = node(
    (Row("agent", PROV("agent"), AGENT), Row("agent_role", RDFS("label"), text)), PROV("Attribution")
)
CHECKSUM = node(
    (
        Row("algorithm", SPDX("algorithm"), named(SPDX, "checksumAlgorithm_", SPDX("ChecksumAlgorithm"))),
        Row("digest", SPDX("checksumValue"), typed("hexBinary")),
    ),
    SPDX("Checksum"),
)
CONCEPT = code(SKOS("Concept"))
LANGUAGE = code(DCT("LinguisticSystem"))
DISTRIBUTION = node(
    (
        Row("title", DCT("title"), text),
        Row("description", DCT("description"), text),
        Row("access_urls", DCAT("accessURL"), link()),
        Row("download_urls", DCAT("downloadURL"), link()),
        Row("file_type", DCT("format"), link(DCT("MediaTypeOrExtent"))),
        Row("media_type", DCAT("mediaType"), link(DCT("MediaType"))),
        Row("licence", DCT("license"), link(DCT("LicenseDocument"))),
        Row("rights", DCT("rights"), statement(DCT("RightsStatement"), RDFS("label"))),
        Row("byte_size", DCAT("byteSize"), COUNT),
        Row("checksum", SPDX("checksum"), CHECKSUM),
        Row("distribution_status", ADMS("status"), CONCEPT),
        Row("availability", DCATAP("availability"), CONCEPT),
        Row("languages", DCT("language"), LANGUAGE),
        Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
    ),
    DCAT("Distribution"),
)
MODIFIER = node(
    (Row("modifier", ODRL("action"), code()), Row("parameter_text", DCT("description"), text)), ODRL("Duty")
)
# Terms of use as an ODRL policy whose actions are terms of the Data Use Ontology.
POLICY = node(
    (
        Row("title", DCT("title"), text),
        Row("policy_text", DCT("description"), text),
        Row(
            "data_use_permission",
            ODRL("permission"),
            coded_node(ODRL("Permission"), ODRL("action")),
            "permission",
        ),
        Row("disease_restrictions", DCT("subject"), link()),
        Row("data_use_modifiers", ODRL("obligation"), MODIFIER, "modifier"),
    ),
    ODRL("Policy"),
)
DATASET: tuple[Row, ...] = (
    Row("identifier", DCT("identifier"), text),
    Row("other_identifiers", ADMS("identifier"), IDENTIFIER, "identifier"),
    Row("title", DCT("title"), text),
    Row("alternative_title", DCT("alternative"), text),
    Row("description", DCT("description"), text),
    Row("version", DCAT("version"), text),
    Row("dataset_status", ADMS("status"), CONCEPT),
    Row("issue_date", DCT("issued"), day),
    Row("modification_date", DCT("modified"), day),
    Row("update_frequency", DCT("accrualPeriodicity"), code(DCT("Frequency"))),
    Row("languages", DCT("language"), LANGUAGE),
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("contact_points", DCAT("contactPoint"), node(CONTACT_OF_DATASET, VCARD("Kind")), "contact"),
    Row("attributions", PROV("qualifiedAttribution"), ATTRIBUTION, "attribution"),
    Row("custodian", GEODCATAP("custodian"), AGENT),
    Row("hdab", HEALTHDCATAP("hdab"), AGENT),
    Row("hdab_coordinator", HEALTHDCATAP("hdabCoordinator"), AGENT),
    Row("access_rights", DCT("accessRights"), code(DCT("RightsStatement"))),
    Row("applicable_legislation", DCATAP("applicableLegislation"), LAW),
    Row("health_categories", HEALTHDCATAP("healthCategory"), CONCEPT),
    Row("health_themes", HEALTHDCATAP("healthTheme"), CONCEPT),
    Row("themes", DCAT("theme"), CONCEPT),
    Row("keywords", DCAT("keyword"), text),
    Row("eu_dataset_types", DCT("type"), CONCEPT),
    Row("conforms_to", DCT("conformsTo"), STANDARD),
    Row("is_structured", HEALTHDCATAP("hasStructuredData"), typed("boolean")),
    Row("number_of_records", HEALTHDCATAP("numberOfRecords"), COUNT),
    Row("number_of_unique_individuals", HEALTHDCATAP("numberOfUniqueIndividuals"), COUNT),
    Row("min_typical_age", HEALTHDCATAP("minTypicalAge"), COUNT),
    Row("max_typical_age", HEALTHDCATAP("maxTypicalAge"), COUNT),
    Row("population_coverage", HEALTHDCATAP("populationCoverage"), text),
    Row("spatial_coverage", DCT("spatial"), link(DCT("Location"))),
    Row("temporal_coverage", DCT("temporal"), PERIOD),
    Row("temporal_resolution", DCAT("temporalResolution"), typed("duration")),
    Row("coding_systems", HEALTHDCATAP("hasCodingSystem"), code(DCT("Standard"))),
    Row("code_values", HEALTHDCATAP("hasCodeValues"), text),
    Row("provenance", DCT("provenance"), statement(DCT("ProvenanceStatement"), RDFS("label"))),
    Row("generated_by", PROV("wasGeneratedBy"), ACTIVITY, "activity"),
    Row("studies", PROV("wasGeneratedBy"), STUDY, "study"),
    # dct:source must point to a dcat:Dataset described in the same document, which a source rarely is.
    Row("source_datasets", PROV("wasDerivedFrom"), link()),
    Row("related_resources", DCT("relation"), link()),
    Row("landing_page", DCAT("landingPage"), page),
    Row("documentation", FOAF("page"), page),
    Row("publications", DCT("isReferencedBy"), link()),
    Row("purposes", DPV("hasPurpose"), link(DPV("Purpose"))),
    Row("legal_bases", DPV("hasLegalBasis"), code(DPV("LegalBasis"))),
    Row("personal_data_categories", DPV("hasPersonalData"), link(DPV("PersonalData"))),
    Row("retention_period", HEALTHDCATAP("retentionPeriod"), PERIOD),
    Row("distributions", DCAT("distribution"), DISTRIBUTION, "distribution"),
    Row("sample_distributions", ADMS("sample"), DISTRIBUTION, "sample"),
    Row("analytics_distributions", HEALTHDCATAP("analytics"), DISTRIBUTION, "analytics"),
    Row("policy", ODRL("hasPolicy"), POLICY),
)


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
