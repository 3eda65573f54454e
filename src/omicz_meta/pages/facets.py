"""Facets: which values narrow the list, with their counts, as boxes to tick; and those that are chosen."""

from __future__ import annotations

from collections.abc import Mapping

from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import Found, Listing
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.query import Query
from omicz_meta.problem import Language
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import number

_SHOWN = 8
Keys = dict[tuple[str, str], str]


def facets_panel(found: Found, listing: Listing, frame: Frame, form: str) -> Element | None:
    """The boxes of all facets; they belong to the search form, wherever they stand on the page."""
    words = PageWords(frame.language)
    keys = facet_keys(found) if frame.static else {}
    groups = [
        _group(facet, counts, found, listing, frame, form, keys)
        for facet, counts in found.counts.items()
        if _tells(facet, counts, found)
    ]
    if not groups:
        return None
    button = None if frame.static else el("p", el("button", words.apply, type="submit", form=form))
    return el(
        "section",
        el("h2", words.narrow, id="narrow"),
        groups,
        button,
        class_="facets",
        aria_labelledby="narrow",
        hidden=frame.static,
    )


def facet_keys(found: Found) -> Keys:
    """A short key for every value, by which a script finds the datasets that have it."""
    return {
        (facet, value): f"{at}:{place}"
        for at, (facet, counts) in enumerate(found.counts.items())
        for place, value in enumerate(counts)
    }


def chosen(found: Found, listing: Listing, frame: Frame) -> Element | None:
    """What was chosen, each with a link to the list without it."""
    words, query = PageWords(frame.language), found.query
    links = [
        el("li", _removing(facet, value, query, listing, frame))
        for facet, values in query.facets.items()
        for value in values
    ]
    if len(links) > 1:
        bare = frame.catalogue(Query(query.text).parameters())
        links.append(el("li", el("a", words.all_again, href=bare)))
    return el("ul", links, class_="chosen", aria_label=words.chosen) if links else None


def value_label(facet: str, value: str, listing: Listing, language: Language) -> str:
    """What a value is called on the page; access is told by what it means for the reader."""
    if facet == "access":
        return PageWords(language).access.get(value, value)
    return listing.label(facet, value, language)


def _removing(facet: str, value: str, query: Query, listing: Listing, frame: Frame) -> Element:
    words = PageWords(frame.language)
    text = f"{words.facet[facet]}: {value_label(facet, value, listing, frame.language)}"
    address = frame.catalogue(query.without(facet, value).parameters())
    return el(
        "a", text, el("span", " ✕", aria_hidden="true"), href=address, aria_label=f"{words.remove}: {text}"
    )


def _tells(facet: str, counts: Mapping[str, int], found: Found) -> bool:
    """Whether a facet can narrow anything: not where all datasets have its only value."""
    if counts and found.query.facets.get(facet):
        return True
    return bool(counts) and not (len(counts) == 1 and [*counts.values()] == [found.total])


def _group(
    facet: str, counts: Mapping[str, int], found: Found, listing: Listing, frame: Frame, form: str, keys: Keys
) -> Element:
    words, ticked = PageWords(frame.language), found.query.facets.get(facet, ())
    first = [*counts][:_SHOWN]
    shown = [*first, *(value for value in ticked if value in counts and value not in first)]
    rest = [value for value in counts if value not in shown]

    def box(value: str) -> Element:
        key = keys.get((facet, value))
        text = value_label(facet, value, listing, frame.language)
        tick = el(
            "input",
            type="checkbox",
            name=facet,
            value=value,
            form=form,
            checked=value in ticked,
            data_key=key,
        )
        count = el("span", number(counts[value], frame.language), class_="count")
        return el("li", el("label", tick, el("span", _first_upper(text), class_="value"), count))

    more: Node | None = None
    if rest:
        title = f"{words.more_values} ({number(len(rest), frame.language)})"
        more = el("details", el("summary", title), el("ul", map(box, rest)))
    return el("fieldset", el("legend", words.facet[facet]), el("ul", map(box, shown)), more)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
