"""The list answers as a reader expects: all words, best first, counts that are true, a way out of nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages import FACET_NAMES, Listing, Query
from omicz_meta.pages.collation import title_key
from omicz_meta.pages.listing import FACETS, PER_PAGE

from .conftest import FEW


def names(listing: Listing, text: str = "", **facets: str) -> list[str]:
    chosen = {name.replace("_", "-"): tuple(values.split()) for name, values in facets.items()}
    return [one.name for one in listing.find(Query(text, chosen), "cs").hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["voda", "genomy", "nadory"]),  # by title in Czech: Cohort, Čeští, Nádory
        ("nador", ["nadory"]),
        ("NÁDORŮ", ["nadory"]),
        ("tumour", ["nadory"]),
        ("registry", ["nadory", "genomy"]),
        ("rakoviny v registru", ["nadory"]),
        ("celogen", ["genomy"]),
        ("C50", ["nadory"]),
        ("c50.9", ["nadory"]),
        ("MKN10:C50.9", ["nadory"]),
        ("MKN10:C51", []),
        ("HP:0100013", ["nadory"]),
        ("genetické údaje", ["genomy", "nadory"]),
        ("univerzita genomy", ["genomy"]),
        ("„“ !", ["voda", "genomy", "nadory"]),
        ("nádory voda", []),
    ],
)
def test_what_words_find(listing: Listing, text: str, found: list[str]) -> None:
    assert names(listing, text) == found


def test_a_title_counts_more_than_a_description() -> None:
    first = Summary("a", "https://e.org/a", title={"cs": "Alfa"}, description={"cs": "srdce"})
    second = Summary("b", "https://e.org/b", title={"cs": "Srdce"})
    third = Summary("c", "https://e.org/c", title={"cs": "Srdcový"})
    assert names(Listing.of([first, second, third]), "srdce") == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("facets", "found"),
    [
        ({"access": "PUBLIC"}, ["voda"]),
        ({"access": "PUBLIC RESTRICTED"}, ["voda", "genomy"]),
        ({"access": "PUBLIC", "category": "HGPD"}, []),
        ({"category": "HGPD", "format": "PARQUET"}, ["nadory"]),
        ({"publisher": "Univerzita"}, ["voda", "genomy"]),
        ({"coding": "ICD-10-NAT"}, ["nadory"]),
        ({"access": "no such value"}, []),
    ],
)
def test_values_of_a_facet_add_up_and_facets_narrow(
    listing: Listing, facets: dict[str, str], found: list[str]
) -> None:
    chosen = {
        name: (values,) if "such" in values else tuple(values.split()) for name, values in facets.items()
    }
    assert [one.name for one in listing.find(Query("", chosen), "cs").hits] == found


VALUES = st.sampled_from(["HGPD", "DIOH", "EINS"])
SUMMARIES = st.lists(
    st.builds(
        Summary,
        name=st.just("x"),
        iri=st.integers(0, 99).map(lambda number: f"https://e.org/{number}"),
        title=st.fixed_dictionaries({"cs": st.sampled_from(["Nádory", "Srdce", "Nádory srdce"])}),
        access=st.sampled_from(["PUBLIC", "NON_PUBLIC"]),
        health_categories=st.lists(VALUES, max_size=3, unique=True).map(tuple),
        formats=st.lists(st.sampled_from(["CSV", "PARQUET"]), max_size=2, unique=True).map(tuple),
    ),
    max_size=45,
)
QUERIES = st.builds(
    Query,
    text=st.sampled_from(["", "nádor", "srdce", "nádorů srdcí"]),
    facets=st.fixed_dictionaries(
        {},
        optional={
            "access": st.just(("PUBLIC",)),
            "category": st.lists(VALUES, min_size=1, max_size=2, unique=True).map(tuple),
            "format": st.just(("CSV",)),
        },
    ),
    page=st.integers(1, 5),
)


def passes(one: Summary, query: Query, besides: str = "") -> bool:
    """The plain meaning of a query."""
    title = one.title["cs"].lower()
    said = all(word[:4] in title for word in query.text.split())
    of: Mapping[str, tuple[str, ...]] = {facet.name: facet.values(one) for facet in FACETS}
    return said and all(
        facet == besides or any(value in of[facet] for value in values)
        for facet, values in query.facets.items()
    )


@given(SUMMARIES, QUERIES)
def test_counts_are_those_of_counting(summaries: list[Summary], query: Query) -> None:
    found = Listing.of(summaries).find(query, "cs")
    fitting = [one for one in summaries if passes(one, query)]
    assert found.total == len(fitting)
    assert found.pages == max(1, -(-len(fitting) // PER_PAGE)) and 1 <= found.query.page <= found.pages
    assert len(found.hits) == min(PER_PAGE, len(fitting) - PER_PAGE * (found.query.page - 1))
    for facet in FACETS:
        others = [one for one in summaries if passes(one, query, besides=facet.name)]
        plain = {
            value: sum(value in facet.values(one) for one in others)
            for one in others
            for value in facet.values(one)
        }
        shown = found.counts[facet.name]
        assert {value: count for value, count in shown.items() if count} == plain
        assert [*shown.values()] == sorted(shown.values(), reverse=True)
    for easier, count in found.eased:
        assert count and count == sum(passes(one, easier) for one in summaries)


def test_all_pages_together_are_all_datasets() -> None:
    many = [Summary(str(at), f"https://e.org/{at}", title={"cs": f"Sada {at:03}"}) for at in range(45)]
    listing = Listing.of(many)
    found = [one.name for page in (1, 2, 3) for one in listing.find(Query(page=page), "cs").hits]
    assert found == [str(at) for at in range(45)]
    assert listing.find(Query(page=99), "cs").query.page == 3


def test_nothing_found_says_which_condition_to_leave_out(listing: Listing) -> None:
    found = listing.find(Query("nádory xyz", {"access": ("PUBLIC",)}), "cs")
    assert found.total == 0 and found.eased == ()
    found = listing.find(Query("nádory", {"access": ("PUBLIC",)}), "cs")
    assert {(easier.text, tuple(easier.facets)): count for easier, count in found.eased} == {
        ("nádory", ()): 1,
        ("", ("access",)): 1,
    }


def test_the_czech_alphabet() -> None:
    titles = [
        "Čas",
        "Cukr",
        "Chlad",
        "Hora",
        "Dech",
        "Žena",
        "Zub",
        "Řeka",
        "Rok",
        "Úhel",
        "Uhel",
        "Šum",
        "Sum",
    ]
    assert sorted(titles, key=lambda title: title_key(title, "cs")) == [
        *("Cukr", "Čas", "Dech", "Hora", "Chlad", "Rok", "Řeka", "Sum", "Šum"),
        *("Uhel", "Úhel", "Zub", "Žena"),
    ]


def test_an_address_asks_what_a_query_asks() -> None:
    query = Query("nádor", {"access": ("PUBLIC", "RESTRICTED"), "coding": ("HPO",)}, 3)
    assert Query.read(query.parameters(), FACET_NAMES) == query


@given(
    st.lists(
        st.tuples(st.sampled_from([*FACET_NAMES, "q", "page", "lang", "x"]), st.text(max_size=8)), max_size=6
    )
)
def test_no_address_is_refused(listing: Listing, parameters: list[tuple[str, str]]) -> None:
    assert listing.find(Query.read(parameters, FACET_NAMES), "en").total <= len(FEW)


def test_a_publisher_is_counted_once_whatever_the_language(listing: Listing) -> None:
    both = Listing.of([*FEW, replace(FEW[0], name="b", iri="https://e.org/b")])
    assert both.find(Query(), "en").counts["publisher"] == {"Fakultní nemocnice": 2, "Univerzita": 2}
    assert both.label("publisher", "Fakultní nemocnice", "en") == "University Hospital"
    assert listing.by_iri("https://e.org/none") is None
