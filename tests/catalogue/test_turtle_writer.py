"""Many descriptions at once: the same text as one by one, whatever they have in common."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from tests.catalogue.judging import MORE

from omicz_meta.catalogue.description import Description, Entity, Text
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.profiles import HEALTHDCAT_AP, PROFILES
from omicz_meta.catalogue.publish import Catalogue
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.catalogue.turtle_writer import TurtleWriter
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
TABLES = [name for name, profile in PROFILES.items() if profile.is_table]
OTHERS = {
    "title": {"cs": "Jinak", "en": "Otherwise"},
    "identifier": "GoE_CZ_TEST_10",
    "publisher": {"agent_name": {"en": "Another"}, "contact_point": {"email": "a@example.org"}},
    "distributions": [{"title": {"en": "A"}, "access_urls": ["https://example.org/"]}],
    "related_resources": ["https://catalogue.demo.example.org/dataset/GoE_CZ_TEST_1#publisher"],
    "studies": None,
    "min_typical_age": None,
    "keywords": {"en": ["one", "two"]},
}


def plain(name: str, description: Description) -> str:
    return "".join(turtle(PROFILES[name].triples(description)))


@pytest.mark.parametrize("name", TABLES)
def test_the_text_is_that_of_one_alone(describe: Assemble, name: str) -> None:
    writer = TurtleWriter(PROFILES[name])
    for changes in (
        {},
        {"identifier": "GoE_CZ_TEST_2"},
        {},
        *({slot: value} for slot, value in OTHERS.items()),
    ):
        description = describe({**MORE.get(name, {}), **changes})[0]
        assert writer.document(description) == plain(name, description)


@settings(max_examples=15)
@given(choices=st.lists(st.sets(st.sampled_from(sorted(OTHERS))), min_size=2, max_size=4))
def test_whatever_they_have_in_common(describe: Assemble, choices: list[set[str]]) -> None:
    writer = TurtleWriter(HEALTHDCAT_AP)
    for slots in choices:
        description = describe({slot: OTHERS[slot] for slot in slots})[0]
        assert writer.document(description) == plain("healthdcat-ap", description)


def test_nodes_with_names_of_their_own(description: Description) -> None:
    data = plain("healthdcat-ap", description).encode()
    (one,) = published(statements(read_graph(data)), "a.ttl", description.schema)
    other = replace(one.description, dataset=replace(one.description.dataset, iri="https://e.org/dataset/b"))
    writer = TurtleWriter(HEALTHDCAT_AP)
    for told in (one.description, other, description):
        assert writer.document(told) == plain("healthdcat-ap", told)


def test_nought_and_false_are_not_one_another(description: Description) -> None:
    writer = TurtleWriter(HEALTHDCAT_AP)
    values: list[Any] = [0, False, 1, True, "0", Text("0", "en"), Iri("https://e.org/0")]
    for value in values:
        told = replace(description, dataset=Entity("Dataset", {"id": ("a",), "number_of_records": (value,)}))
        assert writer.document(told) == plain("healthdcat-ap", told)


def test_a_catalogue_is_the_same_graph_as_its_triples(describe: Assemble, tmp_path: Path) -> None:
    several = [describe({"identifier": f"A_{n}", "title": {"en": str(n)}})[0] for n in range(4)]
    catalogue = Catalogue(several)
    graph = read_graph_file(catalogue.write(tmp_path / "catalogue.ttl"))
    assert isomorphic(graph, read_graph("".join(turtle(catalogue.triples())).encode()))
    text = (tmp_path / "catalogue.ttl").read_text(encoding="utf-8")
    assert text.count("healthcategories/HGPD>\n") == 1
    assert len(set(graph.objects(None, rdflib.DCAT.dataset))) == 4


class Endless(list[Description]):
    """Descriptions that come one at a time, and how far one has come."""

    def __init__(self, one: Description, log: list[int]) -> None:
        super().__init__()
        self.one, self.log = one, log

    def __iter__(self) -> Iterator[Description]:
        for number in range(5):
            self.log.append(number)
            yield replace(self.one, dataset=replace(self.one.dataset, iri=f"https://e.org/dataset/{number}"))


def test_one_dataset_after_the_other(description: Description) -> None:
    log: list[int] = []
    catalogue = Catalogue(Endless(description, log), base_iri="https://e.org/")
    pieces, text = catalogue._turtle(HEALTHDCAT_AP), io.StringIO()
    while "dataset/1>\n    a dcat:Dataset" not in text.getvalue():
        text.write(next(pieces))
    assert max(log) == 1
