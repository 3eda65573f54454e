"""The list of datasets: search and facets as a plain form, results with links, pages."""

from __future__ import annotations

import json
from itertools import chain
from textwrap import shorten

from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages.facets import chosen, facet_keys, facets_panel, value_label
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.language import spoken
from omicz_meta.pages.listing import Found, Listing
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.query import TEXT, Query
from omicz_meta.pages.shell import Page, document
from omicz_meta.pages.stems import tables
from omicz_meta.pages.texts import phrase
from omicz_meta.problem import Language
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import counted, partial_date

FORM = "search"
_EXCERPT = 240
_MOST_NAMED = 1000


def catalogue_page(listing: Listing, query: Query, frame: Frame) -> str:
    """The page that answers a query, as HTML.

    In a static site all datasets stand on one page, which a script filters where it may run; `query` is not looked at.

    >>> listing = Listing.of([Summary("a", "https://e.org/a", title={"cs": "<Nádory>"})])
    >>> "&lt;Nádory&gt;" in catalogue_page(listing, Query("nádor"), Frame("cs"))
    True
    """
    words = PageWords(frame.language)
    found = listing.everything(frame.language) if frame.static else listing.find(query, frame.language)
    asked = tuple(found.query.parameters())
    main = (
        el("h1", words.catalogue),
        el("p", words.lead, class_="lead"),
        _search(found.query, frame),
        el(
            "div",
            _results(found, listing, frame),
            facets_panel(found, listing, frame, FORM),
            class_="columns",
        ),
    )
    title = f"{found.query.text} · {words.catalogue}" if found.query.text else words.catalogue
    addresses = {language: frame.catalogue(asked, language) for language in LANGUAGES}
    data = _data(listing, frame) if found.query.empty else None
    return document(Page(title, words.lead, addresses, main, data), frame)


def _search(query: Query, frame: Frame) -> Element:
    words = PageWords(frame.language)
    return el(
        "form",
        el("input", type="hidden", name="lang", value=frame.language),
        el("label", words.search, for_="q"),
        el(
            "div",
            el("input", type="search", id="q", name=TEXT, value=query.text, aria_describedby="q-hint"),
            el("button", words.show, type="submit"),
            class_="ask",
        ),
        el("p", words.search_hint, id="q-hint", class_="quiet"),
        id=FORM,
        action=frame.root or None,
        method="get",
        role="search",
        hidden=frame.static,
        data_static=json.dumps(tables()) if frame.static else None,
    )


def _results(found: Found, listing: Listing, frame: Frame) -> Element:
    words, language = PageWords(frame.language), frame.language
    count, forms = counted(found.total, words.datasets, language), "|".join(words.datasets)
    keys = facet_keys(found) if frame.static else {}
    rows = (_result(one, listing, frame, keys) for one in found.hits)
    return el(
        "section",
        el("h2", el("span", count, id="found", data_forms=forms, role="status" if frame.static else None)),
        chosen(found, listing, frame),
        el("ol", rows, class_="results") if found.hits else None,
        _nothing(found, listing, frame),
        _turning(found, frame),
        aria_label=words.results,
    )


def _result(one: Summary, listing: Listing, frame: Frame, keys: dict[tuple[str, str], str]) -> Element:
    """One dataset; in a static site with what the script needs to find it."""
    language = frame.language
    tongue, title = spoken(one.title, language) or (language, one.name)
    told, about = spoken(one.description, language) or (language, "")
    excerpt = shorten(about, _EXCERPT, placeholder="…")
    lines = [
        el("h3", el("a", title, href=frame.dataset(one.name), lang=None if tongue == language else tongue)),
        el("p", _line(one, frame.language), class_="facts"),
        *([el("p", excerpt, lang=None if told == language else told)] if excerpt else []),
    ]
    if not frame.static:
        return el("li", lines)
    return el(
        "li",
        lines,
        data_words=" ".join(listing.stems_of(one)),
        data_facets=" ".join(listing.keys_of(one, keys)),
    )


def _line(one: Summary, language: Language) -> list[Node]:
    """What decides whether a reader goes on: access, who publishes, how many, in which format, how old."""
    words = PageWords(language)
    publisher = phrase(one.publisher, language)
    counts = (
        counted(count, forms, language)
        for count, forms in ((one.individuals, words.persons), (one.records, words.records))
        if count is not None
    )
    changed = one.modified or one.issued
    parts: list[Node] = [
        access_mark(one.access, language),
        *([publisher] if publisher is not None else []),
        *counts,
        *([", ".join(one.formats)] if one.formats else []),
        *([f"{words.changed} {partial_date(changed, language)}"] if changed else []),
    ]
    return [*chain.from_iterable((" · ", part) if at else (part,) for at, part in enumerate(parts))]


def access_mark(access: str, language: Language) -> Element:
    """Who may have the data, as a sign and a word.

    >>> from omicz_meta.reports.markup import render
    >>> render(access_mark("PUBLIC", "en"))
    '<span class="access"><span aria-hidden="true">○ </span>open to all</span>'
    """
    words = PageWords(language)
    sign = el("span", f"{words.access_sign.get(access, '·')} ", aria_hidden="true")
    return el("span", sign, words.access.get(access, access), class_="access")


def _nothing(found: Found, listing: Listing, frame: Frame) -> Element | None:
    """What to do where nothing was found: every condition that can be left out, with what that would find."""
    words = PageWords(frame.language)
    if found.total and not frame.static:
        return None
    ways = [el("li", _way(found.query, easier, count, listing, frame)) for easier, count in found.eased]
    again = el("a", words.catalogue, href=frame.catalogue())
    return el(
        "div",
        el("p", words.nothing, class_="settles"),
        [el("p", words.nothing_advice), el("ul", ways)] if ways else el("p", words.nothing_at_all),
        el("p", again),
        id="nothing",
        hidden=frame.static,
    )


def _way(query: Query, easier: Query, count: int, listing: Listing, frame: Frame) -> list[Node]:
    """The condition that an easier query does not have, as a link to it."""
    words, language = PageWords(frame.language), frame.language
    gone = [
        value_label(facet, value, listing, language)
        for facet, values in query.facets.items()
        for value in values
        if value not in easier.facets.get(facet, ())
    ]
    kept = easier.text.split()
    gone += [word for word in query.text.split() if word not in kept]
    link = el("a", f"{words.without} „{' '.join(gone)}“", href=frame.catalogue(easier.parameters()))
    return [link, f": {counted(count, words.datasets, language)}"]


def _turning(found: Found, frame: Frame) -> Element | None:
    if found.pages < 2:
        return None
    words, page = PageWords(frame.language), found.query.page
    steps = (
        (words.previous, "prev", page - 1),
        (words.page_of.format(page=page, pages=found.pages), None, page),
        (words.following, "next", page + 1),
    )
    parts = [
        el("span", text)
        if rel is None
        else el("a", text, rel=rel, href=frame.catalogue(found.query.turned(to).parameters()))
        for text, rel, to in steps
        if 1 <= to <= found.pages
    ]
    return el("nav", parts, class_="turning", aria_label=words.pages)


def _data(listing: Listing, frame: Frame) -> str:
    """The catalogue for search engines, as schema.org has it."""
    words = PageWords(frame.language)
    catalogue = {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "name": words.catalogue,
        "description": words.lead,
        "inLanguage": frame.language,
        "dataset": [
            {"@id": one.iri, "@type": "Dataset", "name": _name(one, frame.language)}
            for one in listing.summaries[:1000]
        ],
    }
    return json.dumps(catalogue, ensure_ascii=False)


def _name(one: Summary, language: Language) -> str:
    return (spoken(one.title, language) or ("", one.name))[1]
