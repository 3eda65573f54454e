"""Whatever stands in a description is text on the page: no markup, no link that runs something, no end of a script."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.catalogue.description import Code, Description, Entity, Item, Text
from omicz_meta.catalogue.rdf import Iri, clean_text, is_iri
from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages import Frame, Listing, Query, catalogue_page, dataset_page
from omicz_meta.pages.texts import FOLLOWED, link
from omicz_meta.reports.markup import render
from omicz_meta.schema.model import Schema

from .tree import Tag, read

NASTY = st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus=alert(1) x='",
        "</title><img src=x onerror=alert(1)>",
        "&lt;b&gt; &amp; &#60;",
        "\u2028\u2029\u202e\u0000\ud800",
        "javascript:alert(1)",
    ]
)
TEXTS = st.one_of(NASTY, st.text(max_size=40)).map(lambda text: f"x{text}")
NO_OTHERS = Listing.of([])
ADDRESSES = (
    "https://example.org/a?b=<c>",
    "urn:uuid:1",
    "mailto:a@example.org",
    "https://example.org/%22onload=1",
)


def filled(entity: Entity, text: str) -> Entity:
    """The same with every text replaced but its key: nothing of it is trusted."""
    return Entity(
        entity.kind,
        {
            name: items if name == "id" else tuple(_filled(item, text) for item in items)
            for name, items in entity.slots.items()
        },
        entity.iri,
    )


def _filled(item: Item | Entity, text: str) -> Item | Entity:
    if isinstance(item, Entity):
        return filled(item, text)
    if isinstance(item, Text):
        return Text(text, item.language)
    if isinstance(item, Code):
        return Code(item.name, item.iri, {"cs": text, "en": text})
    return text if isinstance(item, str) else item


def links(html: Tag) -> Iterator[str]:
    return (tag.attributes["href"] for tag in html.all() if "href" in tag.attributes)


def checked(html: Tag) -> None:
    for address in links(html):
        scheme, colon, _ = address.partition(":")
        assert not colon or scheme in FOLLOWED or address.startswith(("/", "#", "?", ".")), address
    for tag in html.all():
        assert not [name for name in tag.attributes if name.startswith("on") or name == "autofocus"]
        assert tag.name not in ("img", "iframe", "object", "base")
    assert {tag.attributes.get("type", "") for tag in html.all("script")} <= {"", "application/ld+json"}


@settings(max_examples=25)
@given(text=TEXTS)
def test_a_dataset_full_of_it_is_the_same_page(description: Description, schema: Schema, text: str) -> None:
    def page(words: str) -> Tag:
        dataset = filled(description.dataset, words)
        full = Description(dataset, schema, description.base_iri)
        return read(dataset_page(full, NO_OTHERS, Frame("cs")))

    html = page(clean_text(text))  # as every reader of descriptions does
    checked(html)
    assert html.shape == page("x").shape
    json.loads(html.one("script", type="application/ld+json").raw)


@settings(max_examples=30)
@given(text=TEXTS, other=TEXTS)
def test_a_list_full_of_it_is_the_same_page(text: str, other: str) -> None:
    def page(words: str, asked: str, static: bool) -> Tag:
        by_language = {"cs": words}
        one = Summary(
            "a",
            "https://example.org/a",
            title=by_language,
            description=by_language,
            keywords={"cs": (words,)},
            publisher=by_language,
            access="PUBLIC",
            formats=(words,),
            codes=(words,),
        )
        second = Summary("b", "https://example.org/b", title={"cs": "Jiná"}, access="RESTRICTED")
        query = Query(asked, {"publisher": (words,)})
        frame = Frame("cs", "" if static else "/", static=static)
        return read(catalogue_page(Listing.of([one, second]), query, frame))

    for static in (True, False):
        html = page(text, "", static)
        checked(html)
        assert html.shape == page("x", "", static).shape
    checked(page(text, other, False))


def test_only_addresses_that_may_be_followed_are_links() -> None:
    for address in (
        *ADDRESSES,
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
    ):
        html = read(f"<html>{render(link(address))}</html>")
        followed = address.partition(":")[0] in FOLLOWED and is_iri(address)
        assert bool([*html.all("a")]) == followed
    assert isinstance(Iri("urn:uuid:1"), Iri)
