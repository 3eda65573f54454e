"""The page of one dataset: what it is, whether one may have it and how, who is in it, what quality, how to cite."""

from __future__ import annotations

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.schema_org import nested
from omicz_meta.catalogue.summary import summary
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import Listing, spoken
from omicz_meta.pages.shell import Page, document
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.reports.markup import el


def dataset_page(description: Description, listing: Listing, frame: Frame) -> str:
    """The page of a dataset as HTML; `listing` says under which name its files lie."""
    iri = description.iri.value
    one = next((each for each in listing.summaries if each.iri == iri), None) or summary(
        description, description.id
    )
    language, title = spoken(one.title, frame.language) or (frame.language, one.name)
    told, about = spoken(one.description, frame.language) or (frame.language, "")
    addresses = {each: frame.dataset(one.name, each) for each in LANGUAGES}
    main = (el("h1", title, lang=language), el("p", about, lang=told))
    data = "".join(nested(description))
    files = (("text/turtle", frame.file(one.name, ".ttl")),)
    return document(Page(title, about, addresses, main, data, files), frame)
