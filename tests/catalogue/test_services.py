"""Services that give access to a dataset: written beside it, valid, read back, linked by the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import DCAT, RDF
from tests.catalogue.judging import MORE, SHAPES, violations

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.publish import Catalogue
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.shacl import check_shapes
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.catalogue.turtle_writer import TurtleWriter
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
BEACON = {
    "id": "beacon",
    "title": {"cs": "Beacon", "en": "Beacon"},
    "description": {"cs": "Dotazy na varianty.", "en": "Queries for variants."},
    "service_type": "beacon",
    "endpoint_urls": ["https://demo.example.org/beacon"],
    "endpoint_description": "https://demo.example.org/beacon/openapi.json",
    "access_rights": "RESTRICTED",
    "contact_points": [{"full_name": "Beacon", "email": "beacon@demo.example.org"}],
    "applicable_legislation": ["http://data.europa.eu/eli/reg/2025/327/oj"],
}
WITH = [name for name, profile in PROFILES.items() if "services" in profile.further]


@pytest.mark.parametrize("name", WITH)
def test_written_and_read_back(describe: Assemble, name: str) -> None:
    profile, (description, problems) = PROFILES[name], describe({**MORE.get(name, {}), "services": [BEACON]})
    assert not [one for one in problems if dict(one.detail).get("path", "").startswith("services")]
    triples = ordered(profile.triples(description))
    graph = read_graph("".join(turtle(triples)).encode())
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert str(service) == "https://catalogue.demo.example.org/service/beacon"
    assert list(graph.objects(service, DCAT.servesDataset)) == [rdflib.URIRef(description.iri.value)]
    (one,) = published(statements(graph), "a.ttl", description.schema, profile)
    assert (one.problems, one.unread) == ((), ())
    assert ordered(profile.triples(one.description)) == triples
    assert TurtleWriter(profile).document(description) == "".join(turtle(triples))


def test_no_violation_by_the_official_shapes(describe: Assemble, shapes: Path) -> None:
    description = describe({"services": [BEACON]})[0]
    text = "".join(turtle(PROFILES["healthdcat-ap"].triples(description))).encode()
    found = check_shapes(text, None, StandardsFolder(shapes))
    assert [one for one in found if one.severity == "Violation"] == []


@pytest.mark.parametrize("name", [name for name in WITH if name in SHAPES])
def test_no_violation_in_other_profiles(describe: Assemble, shapes: Path, name: str) -> None:
    description = describe({**MORE.get(name, {}), "services": [BEACON]})[0]
    graph = read_graph("".join(turtle(PROFILES[name].triples(description))).encode())
    files = [*SHAPES[name], *(["gdi-metadata/shacl/DataService.ttl"] if name == "gdi" else [])]
    assert violations(graph, files, shapes) == []


SERVED = [
    ({}, True),
    ({"served_datasets": ["GoE_CZ_TEST_1"]}, True),
    ({"served_datasets": ["https://catalogue.demo.example.org/dataset/GoE_CZ_TEST_1"]}, True),
    ({"served_datasets": ["GoE_CZ_OTHER_1"]}, False),
]


@pytest.mark.parametrize(("more", "there"), SERVED)
def test_a_service_of_others_is_left_to_them(describe: Assemble, more: dict[str, Any], there: bool) -> None:
    description = describe({"services": [{**BEACON, **more}]})[0]
    assert description.dataset.filled("services") == there


FAULTS = [
    ({"endpoint_urls": None}, "C001", "services.endpoint_urls"),
    ({"endpoint": "x"}, "C006", "services.endpoint"),
    ({"service_type": "telepathy"}, "C003", "services.service_type"),
]


@pytest.mark.parametrize(("changes", "code", "path"), FAULTS)
def test_faults_are_told(describe: Assemble, changes: dict[str, Any], code: str, path: str) -> None:
    raw = {key: value for key, value in {**BEACON, **changes}.items() if value is not None}
    problems = describe({"services": [raw]})[1]
    assert (code, path) in {(one.code, dict(one.detail).get("path")) for one in problems}


def test_a_catalogue_names_a_service_once(describe: Assemble, tmp_path: Path) -> None:
    several = [describe({"identifier": f"A_{n}", "services": [BEACON]})[0] for n in range(2)]
    for suffix in (".ttl", ".rdf"):
        graph = read_graph_file(Catalogue(several).write(tmp_path / f"catalogue{suffix}"))
        (service,) = graph.objects(None, DCAT.service)
        assert len(set(graph.objects(service, DCAT.servesDataset))) == 2
