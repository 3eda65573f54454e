"""The page of a dataset: the order of a reader's questions, true figures, nothing drawn that was withheld."""

from __future__ import annotations

import json

import pytest

from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.pages import Frame, Listing, dataset_page
from omicz_meta.problem import Language
from omicz_meta.schema.model import Schema

from ..catalogue.conftest import Assemble
from .test_catalogue_page import check_structure
from .tree import Tag, read


def page(description: Description, listing: Listing, language: Language = "cs") -> Tag:
    return read(dataset_page(description, listing, Frame(language)))


def figures(html: Tag) -> dict[str, str]:
    return {box.one("dt").text: box.one("dd").text for box in html.one("dl", class_="figures").all("div")}


def facts(html: Tag) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for box in html.all("dl", class_="fine"):
        pairs |= dict(
            zip((tag.text for tag in box.all("dt")), (tag.text for tag in box.all("dd")), strict=True)
        )
    return pairs


NOT_IN_RDF = {
    "Datum posledního ověření",
    "Komise pro přístup k datům",
    "Druhy dat (EGA)",
    "Případy užití",
}


@pytest.mark.parametrize("language", ["cs", "en"])
def test_structure(description: Description, listed: Listing, language: Language) -> None:
    check_structure(page(description, listed, language), language)


def test_sections_follow_the_questions_of_a_reader(description: Description, listed: Listing) -> None:
    html = page(description, listed)
    assert [tag.attributes["id"] for tag in html.all("h2")] == [
        *("access", "people", "content", "variables", "quality", "data", "download", "cite", "details"),
    ]
    contents = html.one("nav", class_="contents")
    assert [link.attributes["href"] for link in contents.all("a")] == [
        f"#{tag.attributes['id']}" for tag in html.all("h2")
    ]


def test_figures(description: Description, listed: Listing) -> None:
    assert figures(page(description, listed)) == {
        "Počet osob": "500",
        "Počet záznamů": "1 500",
        "Obvyklý věk": "0–80 let",
        "Časové pokrytí": "1990–2026",
        "Prostorové pokrytí": "Česko a další",
    }


def test_access_says_whom_to_ask(description: Description, listed: Listing) -> None:
    html = page(description, listed, "en")
    section = html.one("section", aria_labelledby="access")
    assert "The data are not public." in section.one("p", class_="said").text
    told = facts(section)
    assert told["Access is decided by"].startswith("Demonstration health data access body")
    assert told["Also required"] == "ethics approval required"
    assert "2025/327, European Health Data Space" in told["Applicable legislation"]
    links = {link.text: link.attributes["href"] for link in section.all("a")}
    assert links["hdab.example.org/zadost"] == "https://hdab.example.org/zadost"
    assert links["MONDO:0007254"] == "http://purl.obolibrary.org/obo/MONDO_0007254"


def test_bars_are_rows_that_can_be_read(description: Description, listed: Listing) -> None:
    html = page(description, listed, "en")
    tables = {table.one("caption").text: table for table in html.all("table")}
    [row] = tables["The age of most persons; the extremes are not published."].one("tbody").all("tr")
    assert row.text == "most persons 0–80 years"
    assert [part.attributes["style"] for part in row.all("i")] == ["width:80.0%"]
    rows = [row.text for row in tables["When the data came about"].one("tbody").all("tr")]
    assert rows == [
        "period that the data cover May 1990 – 31 October 2026",
        "Keeping the register 1990 – October 2026",
    ]
    variables = tables["Individual: 2 variables"].one("tbody")
    assert "86 %" in next(variables.all("tr")).text


def test_what_was_withheld_is_said_and_not_drawn(schema: Schema, describe: Assemble, listed: Listing) -> None:
    few = Computed(number_of_records=40, withheld=("number_of_unique_individuals", "code_values"))
    html = page(describe(statistics=few)[0], listed)
    assert figures(html)["Počet osob"] == "neuvádí se, počet je malý"
    assert figures(html)["Obvyklý věk"] == "neuvedeno"
    people = html.one("section", aria_labelledby="people")
    assert "Kvůli malým počtům se neuvádí: Počet osob, Hodnoty kódů." in people.text
    assert [table.one("caption").text for table in people.all("table")] == ["Kdy data vznikala"]


def test_an_almost_empty_description_is_a_page(schema: Schema, listing: Listing) -> None:
    bare = Description(Entity("Dataset", {"id": ("a",)}), schema, "https://example.org/")
    html = page(bare, listing)
    check_structure(html, "cs")
    assert set(figures(html).values()) == {"neuvedeno"}
    assert "Popis neříká, kdo o přístupu rozhoduje" in html.text


def test_what_was_read_back_gives_the_same_page(description: Description, listed: Listing) -> None:
    """A server has the RDF; beside what RDF does not hold (committee, review, use cases) nothing is lost."""
    text = "".join(turtle(healthdcat(description)))
    [found] = published(statements(read_graph(text.encode())), "a.ttl", description.schema)
    served, own = page(found.description, listed), page(description, listed)
    assert figures(served) == figures(own)
    there, here = (
        {name: sorted(text.replace(",", "").split()) for name, text in facts(one).items()}
        for one in (served, own)
    )
    assert {name for name, text in here.items() if there.get(name) != text} == NOT_IN_RDF
    assert [tag.attributes["id"] for tag in served.all("h2")] == [
        tag.attributes["id"] for tag in own.all("h2")
    ]


def test_downloads_carry_the_name_of_the_files(description: Description, listed: Listing) -> None:
    section = page(description, listed).one("section", aria_labelledby="download")
    assert [link.attributes["href"] for link in section.all("a")] == [
        f"/datasets/yellow-horse{suffix}" for suffix in (".ttl", ".jsonld", ".rdf")
    ]


def test_how_to_cite(description: Description, listed: Listing) -> None:
    section = page(description, listed, "en").one("section", aria_labelledby="cite")
    line, bibtex = (tag.text for tag in section.all("pre"))
    assert line == (
        "Demo University Hospital (2026). Yellow horse cohort (version 1.10) [dataset]. "
        "Demonstration data node. https://catalogue.demo.example.org/dataset/GoE_CZ_TEST_1"
    )
    assert bibtex.startswith("@misc{yellow-horse, author = {{Demo University Hospital}}")


def test_a_doi_is_cited_before_an_address(describe: Assemble, listed: Listing) -> None:
    doi = {"other_identifiers": [{"notation": "10.5072/a", "schema_agency": "DataCite"}]}
    section = page(describe(doi)[0], listed).one("section", aria_labelledby="cite")
    assert next(section.all("pre")).text.endswith("https://doi.org/10.5072/a")


def test_a_source_in_the_catalogue_is_a_link_to_its_page(describe: Assemble, listing: Listing) -> None:
    html = page(describe({"source_datasets": ["https://example.org/dataset/nadory"]})[0], listing, "en")
    [link] = [link for link in html.all("a") if link.text == "Breast tumours"]
    assert link.attributes["href"] == "/dataset/nadory?lang=en"


def test_search_engines_get_what_schema_org_asks_for(description: Description, listed: Listing) -> None:
    data = json.loads(page(description, listed).one("script", type="application/ld+json").raw)
    assert data["@context"] == {"@vocab": "https://schema.org/"} or "@vocab" in data["@context"]
    assert data["@type"] == "Dataset" and data["@id"] == description.iri.value


def test_sizes_and_formats_stand_with_the_files(description: Description, listed: Listing) -> None:
    section = page(description, listed, "en").one("section", aria_labelledby="data")
    first = next(section.all("tbody")).text
    assert "CSV" in first and "0 B" in first and "CC BY 4.0" in first
    assert len([*section.all("table")]) == 3
    assert [*section.all("tbody")][1].text.endswith("not stated")


def test_texts_in_the_other_language_are_marked(describe: Assemble, listed: Listing) -> None:
    html = page(describe({"population_coverage": {"en": "Children"}})[0], listed)
    [marked] = [tag for tag in html.all("p", lang="en") if tag.text == "Children"]
    assert marked


def test_names_are_those_of_the_listing(description: Description, listing: Listing, listed: Listing) -> None:
    alone, known = page(description, listing), page(description, listed)
    switch = [link.attributes["href"] for link in known.one("nav", class_="languages").all("a")]
    assert switch == ["/dataset/yellow-horse?lang=en"]
    assert [link.attributes["href"] for link in alone.one("nav", class_="languages").all("a")] == [
        f"/dataset/{description.id}?lang=en"
    ]
