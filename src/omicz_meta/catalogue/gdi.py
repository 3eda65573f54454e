"""The harmonised metadata model of the Genomic Data Infrastructure, where it conflicts with HealthDCAT-AP R8.

Source: https://github.com/GenomicDataInfrastructure/gdi-metadata, shapes of April 2026. Health categories, governance
(dct:conformsTo), data types and the spelling of identifiers are its own; agents have vcard contacts.
"""

from __future__ import annotations

from types import MappingProxyType

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.forms import Node, Row
from omicz_meta.catalogue.namespaces import (
    DCAT,
    DCT,
    FOAF,
    GDI,
    HEALTHDCATAP,
    SKOS,
    VCARD,
)
from omicz_meta.catalogue.narrow import Mapped, Spelt, Whole
from omicz_meta.catalogue.profile import CORE_NEEDS, Profile, instead, only
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.series import SERIES, InSeries

CONTACT = Whole(
    Node(only(healthdcat.CONTACT_OF_DATASET, "full_name email contact_page"), (VCARD("Kind"),)),
    ("full_name", "email"),
)
AGENT = Node(
    (
        *only(healthdcat.AGENT.rows, "agent_name identifiers homepage email"),
        Row("contact_point", DCAT("contactPoint"), CONTACT),
    ),
    (FOAF("Agent"),),
)
# R8 has one code for the three categories: the widest is written, and any of them is read.
_CATEGORIES = (
    ("HGPD", GDI("HealthCategoryHumanGenomic")),
    ("HGPD", GDI("HealthCategoryHumanGenetic")),
    ("HGPD", GDI("HealthCategoryHumanEpigenomic")),
)
_LEVELS = (
    ("externally_governed", GDI("ExternallyGoverned")),
    ("one_plus_mg_compliant", GDI("1MGCompliant")),
    ("one_plus_mg_cohort", GDI("1MGCohort")),
)
# Unlike everybody else, the shape writes this IRI with https.
_TYPES = (
    ("SYNTHETIC_DATA", Iri("https://publications.europa.eu/resource/authority/dataset-type/SYNTHETIC_DATA")),
)
_IDENTIFIER = Spelt("(GOE|GDI)-[A-Z]{2}-[A-Z]+-[0-9]+", MappingProxyType({"_": "-"}))
DATASET_SERIES = instead(
    healthdcat.DATASET_SERIES,
    Row("publisher", DCT("publisher"), AGENT),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
)
_TAKEN = only(
    healthdcat.DATASET,
    "other_identifiers title description dataset_status access_rights applicable_legislation themes keywords "
    "number_of_records number_of_unique_individuals publications legal_bases distributions",
)
DATASET = (
    *_TAKEN,
    Row("identifier", DCT("identifier"), _IDENTIFIER),
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("hdab", HEALTHDCATAP("hdab"), AGENT),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
    Row("health_categories", HEALTHDCATAP("healthCategory"), Mapped(_CATEGORIES, (SKOS("Concept"),))),
    Row("governance_level", DCT("conformsTo"), Mapped(_LEVELS, (DCT("Standard"),))),
    Row("eu_dataset_types", DCT("type"), Mapped(_TYPES)),
    Row(SERIES, DCAT("inSeries"), InSeries(DATASET_SERIES)),
)
GDI_PROFILE = Profile(
    "gdi",
    "GDI harmonised metadata model, April 2026",
    DATASET,
    further=MappingProxyType({healthdcat.SERVICES: healthdcat.services}),
    needs=(
        *CORE_NEEDS,
        "health_categories",
        "distributions.title",
        "distributions.access_urls",
        "distributions.applicable_legislation",
    ),
)
