"""When an office can be reached, and how a version differs from the one before: written, valid, read back, shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import DCTERMS, RDF, SDO, TIME

from omicz_meta.catalogue.consumers import ConsumerName, Verdict, consumer
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.earlier_releases import RELEASES, Release, lowered
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.migrate import migrate_document
from omicz_meta.catalogue.namespaces import CV
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.preview import preview
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.shacl import check_shapes
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.pages.access import contact
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import Listing
from omicz_meta.pages.quality import quality_section
from omicz_meta.pipeline.description_book import template_lines
from omicz_meta.pipeline.description_sheet import plain_data
from omicz_meta.problem import Language, Problem
from omicz_meta.reports.markup import el, render
from omicz_meta.schema.model import Schema

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
OFFICE: dict[str, Any] = {
    "agent_name": {"cs": "Uzel", "en": "Node"},
    "contact_point": {
        "full_name": "Office",
        "email": "office@demo.example.org",
        "opening_hours": [
            {"description": {"cs": "Po–Pá 9–17", "en": "Mon–Fri 9–17"}, "frequency": ["DAILY"]},
            {"description": {"cs": "So 9–12", "en": "Sat 9–12"}},
        ],
        "special_opening_hours": {"description": {"cs": "O svátcích zavřeno", "en": "Closed on holidays"}},
    },
}
OPENING, SPECIAL = (
    rdflib.URIRef(CV(f"{name}").value) for name in ("openingHours", "specialOpeningHoursSpecification")
)


NOTES = {"cs": "Přibyl rok 2025.", "en": "The year 2025 was added."}


def open_office(describe: Assemble) -> Description:
    description, problems = describe({"hdab": OFFICE, "version_notes": NOTES})
    assert [one for one in problems if "hours" in dict(one.detail).get("path", "")] == []
    return description


def text_of(description: Description, profile: str = "healthdcat-ap") -> bytes:
    return "".join(turtle(PROFILES[profile].triples(description))).encode()


def test_hours_stand_as_release_8_wants_them(describe: Assemble, shapes: Path) -> None:
    description = open_office(describe)
    graph = read_graph(text_of(description))
    hours = sorted(graph.objects(None, OPENING))
    assert [str(one).partition("#")[2] for one in hours] == [
        "hdab-contact-point-opening-hours",
        "hdab-contact-point-opening-hours-2",
    ]
    assert all(
        (one, RDF.type, TIME.TemporalEntity) in graph for one in (*hours, *graph.objects(None, SPECIAL))
    )
    assert {str(one) for one in graph.objects(hours[0], DCTERMS.description)} == {
        "Po–Pá 9–17",
        "Mon–Fri 9–17",
    }
    found = check_shapes(text_of(description), None, StandardsFolder(shapes))
    assert [one for one in found if one.severity == "Violation"] == []


def test_the_shapes_know_hours_without_words(describe: Assemble, shapes: Path) -> None:
    graph = read_graph(text_of(open_office(describe)))
    graph.remove((next(graph.objects(None, SPECIAL)), DCTERMS.description, None))
    found = check_shapes(graph.serialize(format="turtle").encode(), None, StandardsFolder(shapes))
    assert [one.severity for one in found if one.severity == "Violation"] == ["Violation"]


def test_hours_and_notes_are_read_back(describe: Assemble) -> None:
    description = open_office(describe)
    triples = ordered(PROFILES["healthdcat-ap"].triples(description))
    (one,) = published(statements(read_graph(text_of(description))), "a.ttl", description.schema)
    assert (one.problems, one.unread) == ((), ())
    assert ordered(PROFILES["healthdcat-ap"].triples(one.description)) == triples
    assert one.description.dataset.languages("version_notes") == {"cs", "en"}


@pytest.mark.parametrize("release", RELEASES[:-1])
def test_older_releases_give_them_back(describe: Assemble, release: Release) -> None:
    triples = ordered(PROFILES["healthdcat-ap"].triples(open_office(describe)))
    older = "".join(turtle(lowered(triples, release))).encode()
    migrated = migrate_document(older, ".ttl", "a.ttl", describe()[0].schema)
    names = (OPENING, SPECIAL, rdflib.URIRef("http://www.w3.org/ns/adms#versionNotes"))
    kept = [
        [one for one in several if rdflib.URIRef(one.predicate.value) in names]
        for several in (triples, ordered(migrated.triples))
    ]
    assert kept[0] == kept[1] and len(kept[0]) == 5


def test_the_official_example_keeps_them(shapes: Path, schema: Schema) -> None:
    graph = read_graph_file(shapes / "examples/healthdcat-r8/official-example-healthdcat-dataset.ttl")
    (one,) = published(statements(graph), "a.ttl", schema)
    (publisher,) = one.description.dataset.entities("publisher")
    (reached,) = publisher.entities("contact_point")
    told = [
        (slot, hours.names("frequency"), [getattr(text, "value", "") for text in hours.all("description")])
        for slot in ("opening_hours", "special_opening_hours")
        for hours in reached.entities(slot)
    ]
    assert told == [
        ("opening_hours", ("DAILY",), ["Every working day from 09:00 to 17:00 CET."]),
        ("special_opening_hours", ("WEEKLY",), ["Closed during Belgian national holidays."]),
    ]
    assert not {"adms:versionNotes", "cv:openingHours", "cv:specialOpeningHoursSpecification"} & set(
        one.unread
    )


def test_search_engines_are_told(describe: Assemble) -> None:
    graph = read_graph(text_of(describe({"publisher": OFFICE})[0], "schema-org"))
    hours = list(graph.objects(None, SDO.hoursAvailable))
    assert len(hours) == 2 and all((one, RDF.type, SDO.OpeningHoursSpecification) in graph for one in hours)


FAULTS = [
    ({"frequency": ["DAILY"]}, "C001", "hdab.contact_point.opening_hours.description"),
    (
        {"description": {"cs": "a"}, "frequency": ["SOMETIMES"]},
        "C003",
        "hdab.contact_point.opening_hours.frequency",
    ),
    ({"description": {"cs": "a"}, "opens": "9"}, "C006", "hdab.contact_point.opening_hours.opens"),
    ({"description": "Mo-Fr"}, "C001", "hdab.contact_point.opening_hours.description.lang"),
]


@pytest.mark.parametrize(("hours", "code", "path"), FAULTS)
def test_faults_are_told(describe: Assemble, hours: dict[str, Any], code: str, path: str) -> None:
    office = {**OFFICE, "contact_point": {**OFFICE["contact_point"], "opening_hours": [hours]}}
    problems = describe({"hdab": office})[1]
    assert (code, path) in {(one.code, dict(one.detail).get("path")) for one in problems}


SHOWN: list[tuple[Language, list[str]]] = [
    ("cs", ["Po–Pá 9–17", "So 9–12", "O svátcích zavřeno"]),
    ("en", ["Mon–Fri 9–17", "Sat 9–12", "Closed on holidays"]),
]


@pytest.mark.parametrize(("language", "words"), SHOWN)
def test_people_see_when_they_may_call(describe: Assemble, language: Language, words: list[str]) -> None:
    (body,) = open_office(describe).dataset.entities("hdab")
    (office,) = body.entities("contact_point")
    shown = render(el("p", contact(office, language)))
    shown = shown.replace("\u00a0", " ")  # no line ends in a preposition
    assert [shown.index(word) for word in words] == sorted(shown.index(word) for word in words)


@pytest.mark.parametrize(
    ("language", "words"), [("cs", "Přibyl rok 2025."), ("en", "The year 2025 was added.")]
)
def test_people_see_what_is_new_in_a_version(describe: Assemble, language: Language, words: str) -> None:
    description = open_office(describe)
    section = quality_section(description, Listing.of([]), Frame(language))
    assert words in render(el("section", section)).replace("\u00a0", " ")


def test_a_workbook_has_a_line_for_them(schema: Schema) -> None:
    lines = {line.path: line for line in template_lines(schema)}
    assert {"version_notes", "hdab.contact_point.opening_hours.1.description"} <= lines.keys()
    assert "WEEKLY" in lines["hdab.contact_point.special_opening_hours.1.frequency"].codes
    cells = [
        ("version_notes", "en", "New"),
        ("hdab.contact_point.opening_hours.1.description", "cs", "Po–Pá"),
        ("hdab.contact_point.opening_hours.1.frequency", "", "DAILY|WEEKLY"),
    ]
    assert plain_data(cells, schema) == {
        "version_notes": {"en": ["New"]},
        "hdab": {
            "contact_point": {
                "opening_hours": [{"description": {"cs": ["Po–Pá"]}, "frequency": ["DAILY", "WEEKLY"]}]
            }
        },
    }


FATES: list[tuple[ConsumerName, Verdict]] = [
    ("ckan", "changed"),
    ("gdi", "lost"),
    ("fdp", "kept"),
    ("sempyro", "kept"),
]


@pytest.mark.parametrize(("name", "verdict"), FATES)
def test_what_consumers_keep_of_notes(describe: Assemble, name: ConsumerName, verdict: Verdict) -> None:
    seen = preview(open_office(describe), consumer(name))
    assert [one.verdict for one in seen.fates if one.path == ("version_notes",)] == [verdict]
