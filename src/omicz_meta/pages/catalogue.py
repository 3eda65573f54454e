"""The list of datasets: search, facets, results."""

from __future__ import annotations

from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import Found, Listing, spoken
from omicz_meta.pages.page_words import page_words
from omicz_meta.pages.query import TEXT, Query
from omicz_meta.pages.shell import Page, document
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.reports.markup import Element, el
from omicz_meta.reports.words import counted


def catalogue_page(listing: Listing, query: Query, frame: Frame) -> str:
    """The page that answers a query, as HTML.

    >>> from omicz_meta.catalogue.summary import Summary
    >>> listing = Listing.of([Summary("a", "https://e.org/a", title={"cs": "<Nádory>"})])
    >>> "&lt;Nádory&gt;" in catalogue_page(listing, Query("nádor"), Frame("cs"))
    True
    """
    words, found = page_words(frame.language), listing.find(query, frame.language)
    asked = tuple(found.query.parameters())
    main = (
        el("h1", words.catalogue),
        el("p", words.lead),
        _search(query, frame),
        el("h2", counted(found.total, words.datasets, frame.language)),
        _results(found, frame),
    )
    addresses = {language: frame.catalogue(asked, language) for language in LANGUAGES}
    return document(Page(words.catalogue, words.lead, addresses, main), frame)


def _search(query: Query, frame: Frame) -> Element:
    words = page_words(frame.language)
    return el(
        "form",
        el("input", type="hidden", name="lang", value=frame.language),
        el("label", words.search, for_="q"),
        el("input", type="search", id="q", name=TEXT, value=query.text),
        el("button", words.show, type="submit"),
        action=frame.root,
        method="get",
        role="search",
    )


def _results(found: Found, frame: Frame) -> Element:
    return el("ul", [_result(one, frame) for one in found.hits], class_="results")


def _result(one: Summary, frame: Frame) -> Element:
    language, title = spoken(one.title, frame.language) or (frame.language, one.name)
    return el("li", el("h3", el("a", title, href=frame.dataset(one.name), lang=language)))
