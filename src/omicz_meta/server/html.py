"""Pages for people: what the package `pages` makes of a snapshot."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.index import Indexed
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.summary import read_summaries
from omicz_meta.pages import FACET_NAMES, Frame, Listing, Query, catalogue_page, dataset_page, policy
from omicz_meta.problem import Language
from omicz_meta.schema import load_schema
from omicz_meta.server.answer import Answer, Asked, document
from omicz_meta.server.api_page import api_page
from omicz_meta.server.media import HTML, language
from omicz_meta.server.snapshot import Snapshot

_TYPE = f"{HTML}; charset=utf-8"
_VARY = "Accept, Accept-Language"


def spoken(asked: Asked) -> Language:
    """The language of a page."""
    return cast("Language", language(asked.header("accept-language"), asked.parameter("lang")))


def listing(snapshot: Snapshot) -> Listing:
    """The list of datasets, under the names by which they are served. Raises Stale."""
    summaries = read_summaries(snapshot.summaries())
    return Listing.of(
        replace(one, name=snapshot.keys[one.iri]) for one in summaries if one.iri in snapshot.keys
    )


def question(asked: Asked) -> Query:
    """What a request looks for in the list."""
    return Query.read(asked.parameters, FACET_NAMES)


def list_page(snapshot: Snapshot, found: Listing, query: Query, spoken_in: Language) -> Answer:
    """The list, as it is asked for."""
    return _page(catalogue_page(found, query, Frame(spoken_in)), snapshot.modified, spoken_in)


def one_page(snapshot: Snapshot, found: Listing, one: Indexed, spoken_in: Language) -> Answer:
    """The page of a dataset. Raises Stale."""
    graph = statements(read_graph(snapshot.dataset(one, ".ttl"), ".ttl"))
    described = next(
        each.description
        for each in published(graph, one.name, load_schema())
        if each.description.iri.value == one.iri
    )
    return _page(dataset_page(described, found, Frame(spoken_in)), one.modified, spoken_in)


def offers(asked: Asked) -> Answer:
    """What the server offers."""
    return _page(api_page(spoken(asked)), "", spoken(asked))


def _page(text: str, modified: str, spoken_in: Language) -> Answer:
    found = document(text.encode(), _TYPE, modified, vary=_VARY)
    return found.having(
        content_security_policy=f"{policy()}; frame-ancestors 'none'", content_language=spoken_in
    )
