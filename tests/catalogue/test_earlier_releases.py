"""Older releases: names and forms as they were, valid by their shapes, and migrating gives Release 8 back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogue.judging import violations

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.earlier_releases import RELEASES, Release, lowered
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.migrate import migrate_document
from omicz_meta.catalogue.namespaces import CSVW, CV, DCAT, DCT, HEALTHDCATAP, VCARD
from omicz_meta.catalogue.profiles import PROFILES, profile_named
from omicz_meta.catalogue.publish import Catalogue, write_description
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
OLDER = RELEASES[:-1]
CONTACT = {
    "full_name": "Registry",
    "email": "data@demo.example.org",
    "contact_page": "https://demo.example.org/ask",
    "telephone": "+420123456789",
}
AGENT = {
    "agent_name": {"cs": "Uzel", "en": "Node"},
    "publisher_type": "biobank",
    "homepage": "https://demo.example.org/",
    "email": "node@demo.example.org",
    "description": {"en": "Keeps the register."},
    "contact_point": CONTACT,
}
WHOLE: Mapping[str, Any] = {"publisher": AGENT, "hdab": AGENT}


def told(description: Description, release: Release) -> str:
    return "".join(turtle(profile_named("healthdcat-ap", release).triples(description)))


@pytest.mark.parametrize("release", OLDER)
def test_migrating_gives_release_8_back(describe: Assemble, release: Release) -> None:
    description, _ = describe(WHOLE)
    done = migrate_document(told(description, release).encode(), ".ttl", "a.ttl", description.schema)
    assert ordered(done.triples) == ordered(healthdcat(description))
    assert done.complete


@settings(max_examples=10)
@given(data=st.data())
def test_whatever_is_described_comes_back(describe: Assemble, data: st.DataObject) -> None:
    slots = sorted(describe(WHOLE)[0].dataset.slots)
    gone = data.draw(st.sets(st.sampled_from(slots)))
    description, _ = describe({**WHOLE, **dict.fromkeys(gone)})
    release = data.draw(st.sampled_from(OLDER))
    done = migrate_document(told(description, release).encode(), ".ttl", "a.ttl", description.schema)
    # variables mean structured data, which migrating says where nobody did
    assert ordered(done.triples) == ordered(healthdcat(description))


NAMES = [
    # release, property that is there, property that is not
    ("8", CSVW("title"), CSVW("titles")),
    ("7", CSVW("titles"), CSVW("title")),
    ("7", CV("contactPoint"), VCARD("hasTelephone")),
    ("6", CV("contactPoint"), HEALTHDCATAP("publisherType")),
    ("5", HEALTHDCATAP("publisherType"), CV("contactPoint")),
    ("5", HEALTHDCATAP("publisherNote"), CV("email")),
    ("5", VCARD("hasTelephone"), CV("telephone")),
]


@pytest.mark.parametrize(("release", "there", "absent"), NAMES)
def test_names_are_those_of_the_release(
    describe: Assemble, release: Release, there: Any, absent: Any
) -> None:
    predicates = {one.predicate for one in lowered(healthdcat(describe(WHOLE)[0]), release)}
    assert there in predicates and absent not in predicates


@pytest.mark.parametrize(("release", "literal"), [("5", False), ("6", True), ("7", True)])
def test_code_values_are_concepts_in_release_5_alone(
    describe: Assemble, release: Release, literal: bool
) -> None:
    graph = read_graph(told(describe()[0], release).encode())
    (value,) = graph.objects(None, rdflib.URIRef(HEALTHDCATAP("hasCodeValues").value))
    assert isinstance(value, rdflib.Literal) == literal


@pytest.mark.parametrize("release", OLDER)
def test_code_lists_lie_where_they_lay(description: Description, release: Release) -> None:
    text = told(description, release)
    assert "hdeu-dcat.data.health.europa.eu" not in text
    assert "http://13.81.34.152:1101/resource/authority/healthcategories/HGPD" in text


R5 = ("healthdcat-ap-r5/hdap-validator-sensitivity-shape.ttl",)


def test_release_5_is_valid_by_its_shapes(describe: Assemble, shapes: Path) -> None:
    graph = read_graph(told(describe({**WHOLE, "custodian": AGENT})[0], "5").encode())
    # whether a holder is a trusted one (Article 72 of the EHDS) is no item of the national model
    publisher = next(graph.objects(None, rdflib.DCTERMS.publisher))
    trusted = rdflib.URIRef(HEALTHDCATAP("trustedDataHolder").value)
    assert [path for _, path, _ in violations(graph, R5, shapes)] == [str(rdflib.DCTERMS.publisher)]
    graph.add((publisher, trusted, rdflib.Literal(False)))
    assert violations(graph, R5, shapes) == []


def test_release_8_is_not_valid_by_the_shapes_of_release_5(describe: Assemble, shapes: Path) -> None:
    graph = read_graph(told(describe(WHOLE)[0], "8").encode())
    paths = {path for _, path, _ in violations(graph, R5, shapes)}
    assert HEALTHDCATAP("hasCodeValues").value in paths


def test_files_of_a_release_have_its_name(describe: Assemble, tmp_path: Path) -> None:
    description, _ = describe()
    chosen = profile_named("healthdcat-ap", "6")
    files = write_description(description, tmp_path, "healthdcat-ap", f"dataset.{chosen.name}", "6")
    assert files[0].name == "dataset.healthdcat-ap-r6.ttl"
    whole = Catalogue([description]).write(tmp_path / "catalogue.ttl", release="5")
    assert str(DCAT("contactPoint").value.rpartition("#")[2]) in whole.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in PROFILES if name != "healthdcat-ap"])
def test_other_profiles_have_no_releases(name: str) -> None:
    assert profile_named(name) is PROFILES[name]
    with pytest.raises(UsageError, match="has no release 6"):
        profile_named(name, "6")


def test_the_type_of_an_agent_stays_where_it_is_no_publisher(describe: Assemble) -> None:
    description, _ = describe(WHOLE)
    subjects = [
        one.subject.value for one in lowered(healthdcat(description), "5") if one.predicate == DCT("type")
    ]
    assert any(subject.endswith("#hdab") for subject in subjects)
