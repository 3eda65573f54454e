"""The list as a page: landmarks, a form that needs no script, results with what decides, ways out of nothing."""

from __future__ import annotations

import json
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest

from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages import Frame, Listing, Query, catalogue_page
from omicz_meta.problem import Language

from .tree import Tag, read


def page(listing: Listing, query: Query | None = None, language: Language = "cs") -> Tag:
    return read(catalogue_page(listing, query or Query(), Frame(language)))


def check_structure(html: Tag, language: str) -> None:
    """What every page has: language, one title, landmarks, headings in order, ids once, labels for all controls."""
    assert html.attributes["lang"] == language
    for landmark in ("header", "main", "footer", "h1", "title"):
        html.one(landmark)
    levels = [int(tag.name[1]) for tag in html.all() if tag.name in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [tag.attributes["id"] for tag in html.all() if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    inside = {id(tag) for label in html.all("label") for tag in label.all("input")}
    labelled = {label.attributes.get("for") for label in html.all("label")}
    for control in html.all("input"):
        hidden = control.attributes.get("type") == "hidden"
        assert hidden or id(control) in inside or control.attributes.get("id") in labelled
    for tag in html.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert tag.attributes.get(name, ids[0]) in ids
        assert not [name for name in tag.attributes if name.startswith("on")]
    skip = html.one("a", class_="skip")
    assert skip.attributes["href"] == "#main" and html.one("main").attributes["id"] == "main"
    assert {link.attributes["hreflang"] for link in html.all("link", rel="alternate")} == {"cs", "en"}


@pytest.mark.parametrize("language", ["cs", "en"])
@pytest.mark.parametrize(
    "query", [Query(), Query("nádor", {"access": ("NON_PUBLIC",)}), Query("nic", page=3)]
)
def test_structure(listing: Listing, language: Language, query: Query) -> None:
    check_structure(page(listing, query, language), language)


def test_a_result_says_what_decides(listing: Listing) -> None:
    [row] = page(listing, Query("nádor")).one("ol", class_="results").all("li")
    assert row.one("a").attributes["href"] == "/dataset/nadory?lang=cs"
    assert row.one("p", class_="facts").text == (
        "● jen s povolením · Fakultní nemocnice · 1 731 osob · 0 záznamů · PARQUET · změněno 3. 11. 2026"
    )


def test_a_title_in_another_language_is_marked(listing: Listing) -> None:
    [row] = page(listing, Query("wells")).one("ol", class_="results").all("li")
    assert row.one("a").attributes["lang"] == "en"


def test_the_form_carries_everything(listing: Listing) -> None:
    html = page(listing, Query("registr", {"category": ("HGPD",)}), "en")
    form = html.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("get", "/")
    assert "hidden" not in form.attributes
    controls = [tag for tag in html.all("input") if tag.attributes.get("form") or tag in [*form.all("input")]]
    sent = [
        (tag.attributes["name"], tag.attributes["value"])
        for tag in controls
        if tag.attributes["type"] != "checkbox" or "checked" in tag.attributes
    ]
    assert sent == [("lang", "en"), ("q", "registr"), ("category", "HGPD")]
    assert all(tag.attributes["form"] == form.attributes["id"] for tag in html.all("input", type="checkbox"))


def test_counts_stand_beside_values(listing: Listing) -> None:
    group = next(page(listing, language="en").all("fieldset"))
    assert [label.text for label in group.all("label")] == [
        "With a permit only 1",
        "Open to all 1",
        "Open under conditions 1",
    ]


def test_what_was_chosen_can_be_taken_back(listing: Listing) -> None:
    html = page(listing, Query("registr", {"access": ("NON_PUBLIC",), "category": ("HGPD",)}))
    links = [link.attributes for link in html.one("ul", class_="chosen").all("a")]
    asked = [parse_qsl(urlsplit(link["href"]).query) for link in links]
    assert asked == [
        [("q", "registr"), ("category", "HGPD"), ("lang", "cs")],
        [("q", "registr"), ("access", "NON_PUBLIC"), ("lang", "cs")],
        [("q", "registr"), ("lang", "cs")],
    ]
    assert links[0]["aria-label"] == "zrušit: Přístup: jen s povolením"


def test_nothing_found_leads_on(listing: Listing) -> None:
    box = page(listing, Query("nádory", {"access": ("PUBLIC",)}), "en").one(id="nothing")
    links = {link.text: link.attributes["href"] for link in box.all("a")}
    assert links["without „open to all“"] == "/?q=n%C3%A1dory&lang=en"
    assert links["without „nádory“"] == "/?access=PUBLIC&lang=en"
    assert links["Catalogue of datasets"] == "/?lang=en"


def test_an_empty_catalogue_is_a_page() -> None:
    html = page(Listing.of([]))
    check_structure(html, "cs")
    assert "0 datových sad" in html.text


def test_pages_are_turned() -> None:
    many = Listing.of(
        [Summary(str(at), f"https://e.org/{at}", title={"cs": f"Sada {at:03}"}) for at in range(45)]
    )
    turning = page(many, Query("sada", page=2)).one("nav", class_="turning")
    assert [(link.text, link.attributes["rel"], link.attributes["href"]) for link in turning.all("a")] == [
        ("Předchozí", "prev", "/?q=sada&lang=cs"),
        ("Další", "next", "/?q=sada&page=3&lang=cs"),
    ]
    assert "Strana 2 z 3" in turning.text


def test_the_language_switch_keeps_the_question(listing: Listing) -> None:
    html = page(listing, Query("nádor", {"access": ("NON_PUBLIC",)}))
    [link] = html.one("nav", class_="languages").all("a")
    assert link.attributes["href"] == "/?q=n%C3%A1dor&access=NON_PUBLIC&lang=en"


def test_search_engines_get_the_catalogue(listing: Listing) -> None:
    data = json.loads(page(listing).one("script", type="application/ld+json").raw)
    assert data["@type"] == "DataCatalog" and len(data["dataset"]) == 3
    assert not [*page(listing, Query("nádor")).all("script", type="application/ld+json")]
