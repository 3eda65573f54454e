"""Every profile: no violation by its own judge, read back to the same triples, nothing lost that it has a place for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import BNode
from tests.catalogue.judging import MORE, SHAPES, WHOLE, violations

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.profile import Profile, refusals
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.publish import SYNTAXES, Catalogue, write_description
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
IN_RDF = [name for name, profile in PROFILES.items() if profile.is_rdf]


@pytest.fixture
def described(describe: Assemble) -> Callable[[str], Description]:
    return lambda name: describe(MORE.get(name, {}))[0]


def graph_of(profile: Profile, description: Description) -> rdflib.Graph:
    return read_graph("".join(turtle(profile.triples(description))).encode())


@pytest.mark.parametrize("name", SHAPES)
def test_no_violation(described: Callable[[str], Description], shapes: Path, name: str) -> None:
    graph = graph_of(PROFILES[name], described(name))
    assert violations(graph, SHAPES[name], shapes) == []


@pytest.mark.parametrize("name", SHAPES)
def test_the_judge_can_say_no(described: Callable[[str], Description], shapes: Path, name: str) -> None:
    graph = graph_of(PROFILES[name], described(name))
    graph.remove((None, rdflib.DCTERMS.title, None))
    assert any(path == str(rdflib.DCTERMS.title) for _, path, _ in violations(graph, SHAPES[name], shapes))


@pytest.mark.parametrize("name", IN_RDF)
@pytest.mark.parametrize("suffix", [".ttl", ".rdf"])
def test_a_round_trip_gives_the_same_triples(
    described: Callable[[str], Description], name: str, suffix: str
) -> None:
    profile, description = PROFILES[name], described(name)
    data = "".join(SYNTAXES[suffix](profile.triples(description))).encode()
    (one,) = published(statements(read_graph(data, suffix)), "dataset", description.schema, profile)
    assert one.problems == ()
    assert one.unread == ()
    assert ordered(profile.triples(one.description)) == ordered(profile.triples(description))


@pytest.mark.parametrize("name", IN_RDF)
def test_both_languages_and_no_blank_node(described: Callable[[str], Description], name: str) -> None:
    profile, description = PROFILES[name], described(name)
    assert refusals(profile, description) == ()
    graph = graph_of(profile, description)
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    for slot in ("title", "description", "keywords"):
        found = graph.objects(rdflib.URIRef(description.iri.value), rdflib.URIRef(str(profile.place(slot))))
        assert {term.language for term in found if isinstance(term, rdflib.Literal)} == {"cs", "en"}, slot


@pytest.mark.parametrize("name", PROFILES)
def test_files_lie_beside_each_other_and_stay_the_same(
    described: Callable[[str], Description], tmp_path: Path, name: str
) -> None:
    files = write_description(described(name), tmp_path, name, f"dataset.{name}")
    assert files and all(file.name.startswith(f"dataset.{name}.") for file in files)
    before = [file.read_bytes() for file in files]
    assert [
        file.read_bytes() for file in write_description(described(name), tmp_path, name, f"dataset.{name}")
    ] == before


@pytest.mark.parametrize("name", [name for name in SHAPES if name in IN_RDF])
def test_a_catalogue_is_valid_as_well(
    described: Callable[[str], Description], shapes: Path, name: str
) -> None:
    graph = read_graph("".join(turtle(Catalogue([described(name)]).triples(name))).encode())
    assert violations(graph, SHAPES[name], shapes) == []


LACKING = [
    ("health-ri", {"distributions": [{**WHOLE, "byte_size": 0}]}, ["distributions.byte_size"]),
    ("fdp", {"issue_date": None, "modification_date": None}, ["issue_date"]),
    ("dcat-ap", {"title": None}, ["title"]),
    ("gdi", {"creators": None}, ["creators"]),
    (
        "gdi",
        {"identifier": "10.5072/demo", "health_categories": ["EINS"]},
        ["identifier", "health_categories"],
    ),
]


@pytest.mark.parametrize(("name", "changes", "paths"), LACKING)
def test_what_a_profile_cannot_do_without_is_told(
    describe: Assemble, tmp_path: Path, name: str, changes: dict[str, Any], paths: list[str]
) -> None:
    description, _ = describe({**MORE.get(name, {}), **changes})
    found = refusals(PROFILES[name], description)
    assert [(problem.code, dict(problem.detail)["path"]) for problem in found] == [
        ("C030", path) for path in paths
    ]
    with pytest.raises(UsageError, match=name):
        write_description(description, tmp_path, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name, profile in PROFILES.items() if profile.public_only])
@pytest.mark.parametrize("access", ["RESTRICTED", "NON_PUBLIC"])
def test_profiles_for_open_data_refuse_all_others(describe: Assemble, name: str, access: str) -> None:
    (found,) = refusals(PROFILES[name], describe({**MORE[name], "access_rights": access})[0])
    assert found.code == "C031"
