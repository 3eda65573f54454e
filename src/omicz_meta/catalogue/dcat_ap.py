"""DCAT-AP 3.0.1: what it has of HealthDCAT-AP's table, and nothing that only health data have.

Specification: https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.forms import Named, Node, Row
from omicz_meta.catalogue.namespaces import ADMS, DCAT, DCT, FOAF, PROV, SPDX, Namespace
from omicz_meta.catalogue.profile import Profile, instead, only
from omicz_meta.catalogue.series import SERIES, InSeries

# The type of an agent comes from another list than R8's, and contact points of agents are not in the profile.
AGENT = Node(only(healthdcat.AGENT.rows, "agent_name identifiers homepage email"), (FOAF("Agent"),))
ATTRIBUTION = replace(
    healthdcat.ATTRIBUTION,
    rows=instead(healthdcat.ATTRIBUTION.rows, Row("agent", PROV("agent"), AGENT)),
)
# The vocabulary is at http, but the shape accepts algorithms at https only.
_ALGORITHM = Named(
    Namespace("spdxs", "https://spdx.org/rdf/terms#"), "checksumAlgorithm_", (SPDX("ChecksumAlgorithm"),)
)
CHECKSUM = replace(
    healthdcat.CHECKSUM,
    rows=instead(healthdcat.CHECKSUM.rows, Row("algorithm", SPDX("algorithm"), _ALGORITHM)),
)
DISTRIBUTION = replace(
    healthdcat.DISTRIBUTION,
    rows=instead(healthdcat.DISTRIBUTION.rows, Row("checksum", SPDX("checksum"), CHECKSUM)),
)
DATASET_SERIES = instead(healthdcat.DATASET_SERIES, Row("publisher", DCT("publisher"), AGENT))
_TAKEN = only(
    healthdcat.DATASET,
    "identifier other_identifiers title description version version_notes issue_date modification_date "
    "update_frequency languages contact_points access_rights applicable_legislation themes keywords "
    "eu_dataset_types conforms_to spatial_coverage temporal_coverage temporal_resolution provenance generated_by "
    "studies related_resources landing_page documentation publications",
)
DATASET = (
    *_TAKEN,
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("distributions", DCAT("distribution"), DISTRIBUTION, "distribution"),
    Row("sample_distributions", ADMS("sample"), DISTRIBUTION, "sample"),
    Row("attributions", PROV("qualifiedAttribution"), ATTRIBUTION, "attribution"),
    Row(SERIES, DCAT("inSeries"), InSeries(DATASET_SERIES)),
)
DCAT_AP = Profile(
    "dcat-ap",
    "DCAT-AP 3.0.1",
    DATASET,
    DCAT("Dataset"),
    further=MappingProxyType({healthdcat.SERVICES: healthdcat.services}),
    needs=("title", "description", "distributions.access_urls", "publisher.agent_name"),
)
