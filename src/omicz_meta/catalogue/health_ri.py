"""Health-RI core metadata schema 2: every agent can be reached, dates are points in time, files are complete.

Source: https://github.com/Health-RI/health-ri-metadata, shapes of version 2.0.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.description import Description, Entity, Item
from omicz_meta.catalogue.forms import Link, Node, Rendered, Row
from omicz_meta.catalogue.namespaces import ADMS, DCAT, DCT, FOAF, HEALTHDCATAP, PROV, VCARD
from omicz_meta.catalogue.narrow import Moment, Whole
from omicz_meta.catalogue.profile import CORE_NEEDS, Profile, instead, only
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.series import SERIES, InSeries
from omicz_meta.catalogue.statements import Object, Statements


@dataclass(frozen=True, slots=True)
class Positive:
    """A count that the profile does not take as 0; it is left out then, and asked for."""

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """A number above 0."""
        return healthdcat.COUNT.write(value, iri) if isinstance(value, int) and value > 0 else None

    def read(self, term: Object, found: Statements, depth: int) -> Any:
        """The number."""
        return healthdcat.COUNT.read(term, found, depth)


AGENT = Node(
    (
        *only(healthdcat.AGENT.rows, "agent_name identifiers"),
        Row("homepage", FOAF("homepage"), Link((FOAF("Document"),)), single=True),
        Row("email", FOAF("mbox"), Link(), single=True),
    ),
    (FOAF("Agent"),),
)
CONTACT = Whole(
    Node(only(healthdcat.CONTACT_OF_DATASET, "full_name email contact_page"), (VCARD("Kind"),)),
    ("full_name", "email"),
)
PERIOD = Node(
    (
        Row("start_date", DCAT("startDate"), Moment()),
        Row("end_date", DCAT("endDate"), Moment(last=True)),
    ),
    (DCT("PeriodOfTime"),),
)
ACTIVITY = replace(
    healthdcat.ACTIVITY,
    rows=instead(healthdcat.ACTIVITY.rows, Row("period", DCT("temporal"), PERIOD)),
)
_ONE_OF_EACH = tuple(
    replace(row, single=True)
    for row in only(
        healthdcat.DISTRIBUTION.rows,
        "access_urls download_urls file_type media_type licence checksum distribution_status",
    )
)
DISTRIBUTION = Node(
    (
        *only(healthdcat.DISTRIBUTION.rows, "title description rights languages applicable_legislation"),
        *_ONE_OF_EACH,
        Row("byte_size", DCAT("byteSize"), Positive()),
    ),
    (DCAT("Distribution"),),
)
_DEMANDED = ("title", "access_urls", "byte_size", "file_type", "licence", "rights")
_COMPLETE = Whole(DISTRIBUTION, _DEMANDED)
DATASET_SERIES = instead(
    healthdcat.DATASET_SERIES,
    Row("issue_date", DCT("issued"), Moment()),
    Row("modification_date", DCT("modified"), Moment()),
    Row("publisher", DCT("publisher"), Whole(AGENT, ("agent_name", "identifiers", "homepage", "email"))),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact"),
    Row("temporal_coverage", DCT("temporal"), PERIOD),
)
DATASET = instead(
    only(
        healthdcat.DATASET,
        "identifier other_identifiers title description version version_notes dataset_status update_frequency "
        "languages access_rights applicable_legislation health_themes themes keywords eu_dataset_types conforms_to "
        "number_of_records number_of_unique_individuals min_typical_age max_typical_age population_coverage "
        "spatial_coverage temporal_resolution coding_systems documentation publications purposes legal_bases "
        "personal_data_categories",
    ),
    Row("issue_date", DCT("issued"), Moment()),
    Row("modification_date", DCT("modified"), Moment()),
    Row("publisher", DCT("publisher"), AGENT),
    Row("creators", DCT("creator"), AGENT, "creator"),
    Row("contact_points", DCAT("contactPoint"), CONTACT, "contact", single=True),
    Row("generated_by", PROV("wasGeneratedBy"), ACTIVITY, "activity"),
    Row("temporal_coverage", DCT("temporal"), PERIOD),
    Row("retention_period", HEALTHDCATAP("retentionPeriod"), PERIOD),
    Row("distributions", DCAT("distribution"), DISTRIBUTION, "distribution"),
    Row("sample_distributions", ADMS("sample"), _COMPLETE, "sample"),
    Row("analytics_distributions", HEALTHDCATAP("analytics"), _COMPLETE, "analytics"),
    Row(
        SERIES, DCAT("inSeries"), InSeries(DATASET_SERIES, demands=("title", "description", "contact_points"))
    ),
)


def _reachable(description: Description) -> Description:
    """Agents with the mailbox of their contact point where they have none of their own."""
    dataset = _agents_reachable(description.dataset)
    series = tuple(_agents_reachable(one) if isinstance(one, Entity) else one for one in dataset.all(SERIES))
    slots = {**dataset.slots, SERIES: series} if series else dataset.slots
    return replace(description, dataset=replace(dataset, slots=slots))


def _agents_reachable(entity: Entity) -> Entity:
    agents = {
        slot: tuple(_with_mailbox(agent) for agent in entity.entities(slot))
        for slot in ("publisher", "creators")
        if entity.filled(slot)
    }
    return replace(entity, slots={**entity.slots, **agents})


def _with_mailbox(agent: Entity) -> Entity:
    found = tuple(mail for one in agent.entities("contact_point") for mail in one.all("email"))
    return (
        agent
        if agent.filled("email") or not found
        else replace(agent, slots={**agent.slots, "email": found[:1]})
    )


HEALTH_RI = Profile(
    "health-ri",
    "Health-RI core metadata schema 2.0.2",
    DATASET,
    needs=(
        *CORE_NEEDS,
        "keywords",
        "contact_points",
        *(
            f"{agent}.{slot}"
            for agent in ("publisher", "creators")
            for slot in ("identifiers", "homepage", "email")
        ),
        *(f"distributions.{slot}" for slot in _DEMANDED),
    ),
    prepare=_reachable,
    shared=(DCT("publisher"), DCAT("contactPoint")),
)
