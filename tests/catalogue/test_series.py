"""Series that a dataset is in: written beside it, valid, read back, said once by the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner
from rdflib import DCTERMS, FOAF, RDF, SDO
from tests.catalogue.judging import MORE, REACHABLE, SHAPES, violations

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.building import Candidate, Chosen, choose
from omicz_meta.catalogue.check import Checked, told
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.consumers import ConsumerName, Verdict, consumer
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.differences import Found, differences
from omicz_meta.catalogue.earlier_releases import RELEASES, Release, lowered
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.migrate import migrate_document
from omicz_meta.catalogue.namespaces import DCAT, DCATAP
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.preview import preview
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.publish import Catalogue, write_description
from omicz_meta.catalogue.rdf import Iri, ordered
from omicz_meta.catalogue.series import SERIES
from omicz_meta.catalogue.shacl import check_shapes
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.catalogue.turtle_writer import TurtleWriter
from omicz_meta.cli import group
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema, load_schema

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
REGISTRY: dict[str, Any] = {
    "id": "registry",
    "title": {"cs": "Registr po letech", "en": "The registry by year"},
    "description": {"cs": "Jedna sada za každý rok.", "en": "One dataset for every year."},
    "update_frequency": "ANNUAL",
    "issue_date": "2024-01-31",
    "modification_date": "2026-01-31",
    "spatial_coverage": ["CZ"],
    "temporal_coverage": {"start_date": "2020-01-01", "end_date": "2025-12-31"},
    "contact_points": [
        {"full_name": "Registry", "email": "registry@demo.example.org"},
        {"full_name": "Node", "contact_page": "https://demo.example.org/contact"},
    ],
    "publisher": {
        "agent_name": {"cs": "Uzel", "en": "Node"},
        "contact_point": {"full_name": "Node", "email": "data@demo.example.org"},
    },
}
ADDRESS = "https://catalogue.demo.example.org/series/registry"
SERIES_CLASS, IN_SERIES, RESOURCE = (
    rdflib.URIRef(DCAT(name).value) for name in ("DatasetSeries", "inSeries", "resource")
)
WITH = [name for name, profile in PROFILES.items() if profile.place(SERIES) and profile.is_rdf]
IN_WORDS_OF = {"schema-org": (SDO.CreativeWorkSeries, SDO.isPartOf, SDO.name)}
"""Kind, way to it and title where a profile is not of DCAT."""
JUDGED = [name for name in WITH if name in SHAPES]
TABLES = [name for name in WITH if PROFILES[name].is_table]


def in_series(problems: tuple[Problem, ...]) -> list[Problem]:
    return [one for one in problems if dict(one.detail).get("path", "").startswith(SERIES)]


def addressed(description: Description) -> list[str | None]:
    several = description.dataset.all(SERIES)
    assert all(isinstance(one, Iri | Entity) for one in several)
    return [one.iri if isinstance(one, Entity) else str(getattr(one, "value", "")) for one in several]


def again(description: Description) -> Found:
    text = "".join(turtle(PROFILES["healthdcat-ap"].triples(description)))
    found = statements(read_graph(text.encode()))
    return Found(published(found, "a.ttl", description.schema)[0], found)


def with_it(describe: Assemble, name: str, series: Any = REGISTRY) -> Description:
    return describe({**MORE.get(name, {}), SERIES: series})[0]


@pytest.mark.parametrize("name", WITH)
def test_written_and_read_back(describe: Assemble, name: str) -> None:
    profile, description = PROFILES[name], with_it(describe, name)
    triples = ordered(profile.triples(description))
    graph = read_graph("".join(turtle(triples)).encode())
    kind, way, title = IN_WORDS_OF.get(name, (SERIES_CLASS, IN_SERIES, DCTERMS.title))
    (series,) = graph.subjects(RDF.type, kind)
    assert str(series) == ADDRESS
    assert list(graph.subjects(way, series)) == [rdflib.URIRef(description.iri.value)]
    assert {one.language for one in graph.objects(series, title)} == {"cs", "en"}
    assert not [one for one in graph.all_nodes() if isinstance(one, rdflib.BNode)]
    (one,) = published(statements(graph), "a.ttl", description.schema, profile)
    assert (one.problems, one.unread) == ((), ())
    assert ordered(profile.triples(one.description)) == triples


def test_the_czech_norm_and_research_objects_name_the_series(describe: Assemble) -> None:
    (czech,) = PROFILES["dcat-ap-cz"].documents.values()
    assert json.loads("".join(czech(with_it(describe, "dcat-ap-cz"))))["je_součástí"] == ADDRESS
    (crate,) = PROFILES["ro-crate"].documents.values()
    description = with_it(describe, "ro-crate")
    nodes = {one["@id"]: one for one in json.loads("".join(crate(description)))["@graph"]}
    assert nodes[description.iri.value]["isPartOf"] == {"@id": ADDRESS}
    assert nodes[ADDRESS]["@type"] == "CreativeWorkSeries"


INCOMPLETE = [{"contact_points": None}, {"contact_points": [{"full_name": "No mailbox"}]}]


@pytest.mark.parametrize("changes", INCOMPLETE)
def test_a_series_without_what_health_ri_demands_is_an_address(
    describe: Assemble, shapes: Path, changes: dict[str, Any]
) -> None:
    raw = {key: value for key, value in {**REGISTRY, **changes}.items() if value is not None}
    description = with_it(describe, "health-ri", raw)
    graph = read_graph("".join(turtle(PROFILES["health-ri"].triples(description))).encode())
    assert list(graph.objects(None, IN_SERIES)) == [rdflib.URIRef(ADDRESS)]
    assert not list(graph.predicate_objects(rdflib.URIRef(ADDRESS)))
    assert violations(graph, SHAPES["health-ri"], shapes) == []


def test_a_publisher_who_is_reached_by_a_contact_point_is_kept_in_health_ri(
    describe: Assemble, shapes: Path
) -> None:
    description = with_it(describe, "health-ri", {**REGISTRY, "publisher": REACHABLE})
    graph = read_graph("".join(turtle(PROFILES["health-ri"].triples(description))).encode())
    (publisher,) = graph.objects(rdflib.URIRef(ADDRESS), DCTERMS.publisher)
    assert list(graph.objects(publisher, FOAF.mbox)) == [rdflib.URIRef("mailto:data@demo.example.org")]
    assert violations(graph, SHAPES["health-ri"], shapes) == []


@pytest.mark.parametrize("name", TABLES)
def test_many_at_once_are_written_alike(describe: Assemble, name: str) -> None:
    description = with_it(describe, name)
    expected = "".join(turtle(ordered(PROFILES[name].triples(description))))
    assert TurtleWriter(PROFILES[name]).document(description) == expected


def test_nothing_to_tell_of_a_whole_one(describe: Assemble) -> None:
    assert in_series(describe({SERIES: REGISTRY})[1]) == []


def test_no_violation_by_the_official_shapes(describe: Assemble, shapes: Path) -> None:
    text = "".join(turtle(PROFILES["healthdcat-ap"].triples(with_it(describe, "healthdcat-ap")))).encode()
    found = check_shapes(text, None, StandardsFolder(shapes))
    assert [one for one in found if one.severity == "Violation"] == []


@pytest.mark.parametrize("name", JUDGED)
def test_no_violation_in_other_profiles(describe: Assemble, shapes: Path, name: str) -> None:
    graph = read_graph("".join(turtle(PROFILES[name].triples(with_it(describe, name)))).encode())
    assert violations(graph, SHAPES[name], shapes) == []


WRITTEN = [
    (REGISTRY, [ADDRESS]),
    ([REGISTRY, {**REGISTRY, "id": "other"}], [ADDRESS, ADDRESS.replace("registry", "other")]),
    ([REGISTRY, REGISTRY], [ADDRESS]),
    ("https://e.org/series/a", ["https://e.org/series/a"]),
    ({**REGISTRY, "@id": "https://e.org/series/b"}, ["https://e.org/series/b"]),
]


@pytest.mark.parametrize(("series", "addresses"), WRITTEN)
def test_ways_to_name_a_series(describe: Assemble, series: Any, addresses: list[str]) -> None:
    description, problems = describe({SERIES: series})
    assert in_series(problems) == []
    assert addressed(description) == addresses
    assert sorted(addressed(again(description).published.description)) == sorted(addresses)


FOREIGN = [
    ("<https://e.org/s/>", "<https://e.org/s/> a dcat:DatasetSeries .", ["https://e.org/s/"], "C001"),
    ("<https://e.org/s>", "", ["https://e.org/s"], ""),
    ("<s s>", "", [], "C007"),
    ("[ a dcat:DatasetSeries ; dct:title 'S'@en ]", "", [None], "C001"),
    ("'a name'", "", [], ""),
]


@pytest.mark.parametrize(("term", "more", "addresses", "code"), FOREIGN)
def test_series_of_others(
    schema: Schema, term: str, more: str, addresses: list[str | None], code: str
) -> None:
    prefixes = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
    text = f"{prefixes}<https://e.org/dataset/a> a dcat:Dataset ; dcat:inSeries {term} .\n{more}"
    (one,) = published(statements(read_graph(text.encode())), "a.ttl", schema)
    assert addressed(one.description) == addresses
    assert {fault.code for fault in in_series(told(one))} == ({code} if code else set())


NAMED = [("registry", ADDRESS, ""), ("https://e.org/s", "https://e.org/s", ""), ("regsitry", None, "C003")]


@pytest.mark.parametrize(("name", "address", "code"), NAMED)
def test_a_series_of_the_node_is_named_by_its_id(
    written: Mapping[str, Any], node: Mapping[str, Any], schema: Schema, name: str, address: str, code: str
) -> None:
    raw, answers = {**written, SERIES: name}, {**node, SERIES: [REGISTRY]}
    description, problems = assemble(raw, answers, Computed(), schema)
    assert addressed(description) == ([address] if address else [])
    assert [one.code for one in in_series(problems)] == ([code] if code else [])


def test_a_series_of_the_node_is_not_that_of_all(
    written: Mapping[str, Any], node: Mapping[str, Any], schema: Schema
) -> None:
    assert addressed(assemble(written, {**node, SERIES: REGISTRY}, Computed(), schema)[0]) == []


FAULTS = [
    ({"title": None}, "C001", "series.title"),
    ({"description": None}, "C001", "series.description"),
    ({"id": None}, "C001", "series.id"),
    ({"frequency": "ANNUAL"}, "C006", "series.frequency"),
    ({"update_frequency": "NOW_AND_THEN"}, "C003", "series.update_frequency"),
    ({"contact_points": [{"full_name": "x", "mail": "y"}]}, "C006", "series.contact_points.mail"),
]


@pytest.mark.parametrize(("changes", "code", "path"), FAULTS)
def test_faults_are_told(describe: Assemble, changes: dict[str, Any], code: str, path: str) -> None:
    raw = {key: value for key, value in {**REGISTRY, **changes}.items() if value is not None}
    problems = describe({SERIES: [raw]})[1]
    assert (code, path) in {(one.code, dict(one.detail).get("path")) for one in problems}


def test_of_a_published_series_the_law_is_demanded(describe: Assemble) -> None:
    text = "".join(turtle(PROFILES["healthdcat-ap"].triples(with_it(describe, "healthdcat-ap"))))
    graph = read_graph(text.encode())
    graph.remove((rdflib.URIRef(ADDRESS), rdflib.URIRef(DCATAP("applicableLegislation").value), None))
    (one,) = published(statements(graph), "a.ttl", load_schema())
    assert ("C001", "series.applicable_legislation") in {
        (fault.code, dict(fault.detail).get("path")) for fault in told(one)
    }


def test_a_catalogue_says_a_series_once(describe: Assemble, tmp_path: Path) -> None:
    several = [describe({"identifier": f"A_{n}", SERIES: REGISTRY})[0] for n in range(2)]
    for suffix in (".ttl", ".rdf"):
        file = Catalogue(several).write(tmp_path / f"catalogue{suffix}")
        graph = read_graph_file(file)
        (series,) = set(graph.objects(None, RESOURCE))
        assert len(set(graph.subjects(IN_SERIES, series))) == 2
        assert file.read_text(encoding="utf-8").count("The registry by year") == 1


def taken(describe: Assemble, *titles: str) -> Chosen:
    found = []
    for number, title in enumerate(titles):
        series = {**REGISTRY, "title": {"cs": title, "en": title}}
        description = describe({"identifier": f"A_{number}", SERIES: series})[0]
        found.append(Candidate(Checked(f"{number}.yaml", description.iri.value, ()), description))
    return choose(found)


CLASHES = [(("Registry", "Registry"), ["", ""]), (("Registry", "Other", "Registry"), ["", "C071", ""])]


@pytest.mark.parametrize(("titles", "codes"), CLASHES)
def test_the_first_description_stands(describe: Assemble, titles: tuple[str, ...], codes: list[str]) -> None:
    chosen = taken(describe, *titles)
    faults = [one.checked.problems for _, one in chosen.taken]
    assert ["".join(fault.code for fault in several) for several in faults] == codes
    assert [dict(one.detail)["first"] for several in faults for one in several] == ["0.yaml"] * codes.count(
        "C071"
    )
    graph = read_graph("".join(turtle(Catalogue(chosen.descriptions).triples())).encode())
    assert {str(one) for one in graph.objects(rdflib.URIRef(ADDRESS), DCTERMS.title)} == {titles[0]}


def test_the_same_in_another_order_is_no_other_description(describe: Assemble) -> None:
    described = with_it(describe, "healthdcat-ap")
    read = again(described).published.description
    moved = replace(read, dataset=replace(read.dataset, iri="https://e.org/dataset/b"))
    chosen = choose(
        Candidate(Checked(f"{n}.ttl", one.iri.value, ()), one) for n, one in enumerate((described, moved))
    )
    assert [one.checked.problems for _, one in chosen.taken] == [(), ()]


def test_a_change_of_a_series_is_told(describe: Assemble) -> None:
    states = [
        again(with_it(describe, "healthdcat-ap", {**REGISTRY, "update_frequency": how}))
        for how in ("ANNUAL", "MONTHLY")
    ]
    before, after = ({one.iri: one} for one in states)
    assert not differences(before, before)
    ((change,),) = [one.changes for one in differences(before, after).changed]
    assert (change.path, change.gone, change.new) == ((SERIES, "update_frequency"), ("ANNUAL",), ("MONTHLY",))


FATES: list[tuple[ConsumerName, Verdict]] = [
    ("ckan", "lost"),
    ("gdi", "lost"),
    ("fdp", "kept"),
    ("sempyro", "changed"),
]


@pytest.mark.parametrize(("name", "verdict"), FATES)
def test_what_consumers_keep(describe: Assemble, name: ConsumerName, verdict: Verdict) -> None:
    seen = preview(describe({SERIES: REGISTRY})[0], consumer(name))
    assert [one.verdict for one in seen.fates if one.path == (SERIES,)] == [verdict]


def test_a_built_catalogue_keeps_a_series_and_tells_of_another_description(
    describe: Assemble, tmp_path: Path
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number, title in enumerate(("The registry by year", "Something else")):
        series = {**REGISTRY, "title": {"cs": title, "en": title}}
        description = describe({"identifier": f"A_{number}", SERIES: series})[0]
        write_description(description, source, name=f"{number}")
    done = CliRunner().invoke(
        group, ["catalogue", "build", str(source), "-o", str(out), "--lang", "en", "--no-site"]
    )
    assert (done.exit_code, done.stderr.count("C071")) == (0, 1)
    for file in (out / "catalogue.ttl", *(out / "datasets").glob("*.ttl")):
        text = file.read_text(encoding="utf-8")
        assert "The registry by year" in text and "Something else" not in text
    first = {file.name: file.read_bytes() for file in out.glob("catalogue.*")}
    assert CliRunner().invoke(group, ["catalogue", "build", str(source), "-o", str(out)]).exit_code == 0
    assert {file.name: file.read_bytes() for file in out.glob("catalogue.*")} == first


@pytest.mark.parametrize("release", RELEASES[:-1])
def test_migrating_gives_a_series_of_an_older_release_back(describe: Assemble, release: Release) -> None:
    triples = ordered(PROFILES["healthdcat-ap"].triples(with_it(describe, "healthdcat-ap")))
    older = "".join(turtle(lowered(triples, release))).encode()
    migrated = ordered(migrate_document(older, ".ttl", "a.ttl", load_schema()).triples)
    told, again = (
        [one for one in several if one.subject.value.partition("#")[0] == ADDRESS or one.term == Iri(ADDRESS)]
        for several in (triples, migrated)
    )
    assert told == again and len(told) > 20
