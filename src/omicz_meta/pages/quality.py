"""Quality and origin: measured shares as bars, where the data come from, who answers for them, fine print."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.summary import texts
from omicz_meta.pages.access import agent
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.language import spoken
from omicz_meta.pages.listing import Listing
from omicz_meta.pages.texts import (
    Fact,
    codes,
    facts,
    host,
    link,
    listed,
    paragraphs,
    phrase,
    plain,
    said,
    span,
    titled,
)
from omicz_meta.problem import Language
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.markup import Node, el
from omicz_meta.reports.words import percent

_ROLES = ("publisher", "creators", "custodian", "hdab", "hdab_coordinator")
_FURTHER = ("landing_page", "documentation", "publications", "related_resources")


def quality_section(description: Description, listing: Listing, frame: Frame) -> list[Node]:
    """What was measured, and how the data came about; sources that the catalogue has are links to their pages."""
    dataset, language = description.dataset, frame.language
    pairs: list[Fact] = [(titled(description, "generated_by", language), _activities(dataset, language))]
    for slot in ("update_frequency", "dataset_status", "version"):
        pairs.append((titled(description, slot, language), plain(dataset.first(slot), language)))
    notes = paragraphs(texts(dataset, "version_notes"), language)
    pairs.append((titled(description, "version_notes", language), notes))
    pairs += [_addresses(description, slot, language) for slot in _FURTHER]
    pairs.append(_sources(description, listing, frame))
    found = facts(pairs)
    return [
        *_measured(description, language),
        *paragraphs(texts(dataset, "provenance"), language),
        *_studies(dataset, language),
        *([found] if found else []),
    ]


def details_section(description: Description, language: Language) -> list[Node]:
    """Identifiers, responsible bodies, dates, languages."""
    dataset = description.dataset
    others = [
        " · ".join(str(one.first(slot)) for slot in ("notation", "schema_agency") if one.filled(slot))
        for one in dataset.entities("other_identifiers")
    ]
    pairs: list[Fact] = [
        ("IRI", el("code", description.iri.value)),
        (titled(description, "identifier", language), plain(dataset.first("identifier"), language)),
        (titled(description, "other_identifiers", language), ", ".join(others)),
    ]
    for slot in _ROLES:
        agents = [agent(one, language) for one in dataset.entities(slot)]
        pairs.append((titled(description, slot, language), [el("p", one) for one in agents if one]))
    for one in dataset.entities("attributions"):
        names = [agent(each, language) for each in one.entities("agent")]
        pairs.append((str(one.first("agent_role") or ""), [node for name in names for node in name]))
    for slot in ("issue_date", "modification_date", "review_date"):
        pairs.append((titled(description, slot, language), plain(dataset.first(slot), language)))
    pairs.append(
        (titled(description, "languages", language), ", ".join(codes(dataset, "languages", language)))
    )
    found = facts(pairs)
    return [found] if found else []


def _measured(description: Description, language: Language) -> Iterator[Node]:
    words = DatasetWords(language)
    dimension = description.schema.objects["QualityResult"].slots["dimension"].title
    for label in description.dataset.entities("quality_label"):
        rows: list[tuple[Cell, ...]] = []
        for result in label.entities("results"):
            score = result.first("score")
            if isinstance(score, Decimal):
                name = ", ".join(codes(result, "dimension", language))
                rows.append(
                    (name[:1].upper() + name[1:], percent(int(score * 1000), 1000), Bar((float(score),)))
                )
        if rows:
            heads = (
                Head((spoken(dimension, language) or ("", ""))[1]),
                Head(words.share, numeric=True),
                Head(""),
            )
            yield table(words.quality_note, heads, rows, visible=False)


def _activities(dataset: Entity, language: Language) -> list[Node]:
    lines = []
    for activity in dataset.entities("generated_by"):
        name = said(activity, "label", language)
        lasted = [span(one, language) for one in activity.entities("period")]
        parts = [node for node in (name, *lasted) if node]
        if parts:
            lines.append(el("p", listed(parts)))
    return [*lines]


def _studies(dataset: Entity, language: Language) -> Iterator[Node]:
    for study in dataset.entities("studies"):
        title = said(study, "title", language)
        if title is not None:
            yield el("h3", title)
        yield from paragraphs(texts(study, "description"), language)
        papers = [item.value for item in study.all("publications") if isinstance(item, Iri)]
        if papers:
            yield el("ul", (el("li", link(each, host(each))) for each in papers))


def _sources(description: Description, listing: Listing, frame: Frame) -> Fact:
    found: list[Node] = []
    for item in description.dataset.all("source_datasets"):
        iri = item.value if isinstance(item, Iri) else ""
        one = listing.by_iri(iri)
        title = phrase(one.title, frame.language) if one else None
        known = el("a", title or one.name, href=frame.dataset(one.name)) if one else link(iri, host(iri))
        found.append(el("p", known))
    return titled(description, "source_datasets", frame.language), found


def _addresses(description: Description, slot: str, language: Language) -> Fact:
    found = [item.value for item in description.dataset.all(slot) if isinstance(item, Iri)]
    return titled(description, slot, language), [el("p", link(each, host(each))) for each in found]
