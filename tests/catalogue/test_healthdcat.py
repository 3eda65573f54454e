"""HealthDCAT-AP R8: no violation in any tier, three files that say the same, nothing of a person in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, XSD, BNode, Literal, URIRef
from rdflib.compare import isomorphic

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.healthdcat import DATASET, healthdcat
from omicz_meta.catalogue.namespaces import HEALTHDCATAP
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.publish import Catalogue, write_description
from omicz_meta.catalogue.series import SERIES
from omicz_meta.catalogue.shacl import Tier, check_shapes
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.problem import Problem
from omicz_meta.resources import mappings_folder
from omicz_meta.schema.model import Schema
from omicz_meta.yamlfile import read_yaml

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
TIERS: list[tuple[str, Tier]] = [
    ("PUBLIC", "public"),
    ("RESTRICTED", "restricted"),
    ("NON_PUBLIC", "non-public"),
]
OWN_TABLE = {"id", "variables", "quality_label"}
NO_PLACE = {"review_date", "dataset_types", "governance_level", "use_cases", "cohorts", "runs", "analyses"}
"""Slots without a row: the key is in the IRI, variables and quality are written apart, R8 has no place for the rest."""


def graph_of(description: Description) -> rdflib.Graph:
    return read_graph("".join(turtle(healthdcat(description))).encode())


def health(name: str) -> URIRef:
    return URIRef(HEALTHDCATAP(name).value)


@pytest.mark.parametrize(("access", "tier"), TIERS)
def test_no_violation_in_any_tier(describe: Assemble, shapes: Path, access: str, tier: Tier) -> None:
    results = check_shapes(graph_of(describe({"access_rights": access})[0]), tier, StandardsFolder(shapes))
    assert [result for result in results if result.severity == "Violation"] == []


def test_the_shipped_example_has_no_violation(
    node: Mapping[str, Any], computed: Computed, schema: Schema, shapes: Path
) -> None:
    example, _ = read_yaml(mappings_folder() / "csv-demo" / "example" / "dataset.yaml")
    assert example is not None
    description, problems = assemble(
        example.plain(), node, replace(computed, use_cases=("rare_disease",)), schema
    )
    assert [problem for problem in problems if problem.code != "C004"] == []
    results = check_shapes(graph_of(description), None, StandardsFolder(shapes))
    assert [result for result in results if result.severity == "Violation"] == []


@pytest.mark.parametrize(
    ("slot", "path"),
    [
        ("title", "http://purl.org/dc/terms/title"),
        ("hdab", "http://healthdataportal.eu/ns/health#hdab"),
        ("distributions", "http://www.w3.org/ns/dcat#distribution"),
        ("health_categories", "http://healthdataportal.eu/ns/health#healthCategory"),
        ("contact_points", "http://www.w3.org/ns/dcat#contactPoint"),
        ("provenance", "http://purl.org/dc/terms/provenance"),
    ],
)
def test_our_rules_and_the_shapes_agree_on_what_is_missing(
    describe: Assemble, shapes: Path, slot: str, path: str
) -> None:
    statistics = Computed()
    description, problems = describe({slot: None, "is_structured": False}, statistics)
    assert slot in {problem.place.slot for problem in problems if problem.code == "C001"}
    results = check_shapes(graph_of(description), "non-public", StandardsFolder(shapes))
    assert {result.path for result in results if result.severity == "Violation"} == {path}


def test_structured_data_without_variables_is_caught_by_the_lifted_shape(
    describe: Assemble, shapes: Path
) -> None:
    description, _ = describe({"is_structured": True}, Computed())
    results = check_shapes(graph_of(description), None, StandardsFolder(shapes))
    assert [(r.severity, "hasVariables" in r.message) for r in results if r.severity == "Violation"] == [
        ("Violation", True)
    ]


def test_three_files_say_the_same_and_stay_the_same(description: Description, tmp_path: Path) -> None:
    files = write_description(description, tmp_path)
    assert [file.name for file in files] == ["dataset.ttl", "dataset.jsonld", "dataset.rdf"]
    first, second, third = (read_graph_file(file) for file in files)
    assert isomorphic(first, second) and isomorphic(second, third)
    before = [file.read_bytes() for file in files]
    assert [file.read_bytes() for file in write_description(description, tmp_path)] == before


def test_no_blank_node_and_every_node_of_ours_has_a_type(description: Description) -> None:
    graph = graph_of(description)
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    own = {s for s in graph.subjects() if str(s).startswith(description.base_iri)}
    assert len(own) > 20
    assert [str(subject) for subject in own if (subject, RDF.type, None) not in graph] == []


def test_every_object_of_ours_is_described(description: Description) -> None:
    graph = graph_of(description)
    own = {
        term
        for term in graph.objects()
        if isinstance(term, URIRef) and str(term).startswith(description.iri.value)
    }
    assert own - set(graph.subjects()) == set()


def test_nought_false_and_both_languages_survive(describe: Assemble) -> None:
    description, _ = describe({"is_structured": False})
    graph, iri = graph_of(description), URIRef(description.iri.value)
    assert graph.value(iri, health("minTypicalAge")) == Literal("0", datatype=XSD.nonNegativeInteger)
    assert graph.value(iri, health("hasStructuredData")) == Literal("false", datatype=XSD.boolean)
    assert graph.value(URIRef(f"{iri}#distribution-records"), DCAT.byteSize) == Literal(
        "0", datatype=XSD.nonNegativeInteger
    )
    for title in (graph.objects(iri, DCTERMS.title), graph.objects(iri, DCAT.keyword)):
        assert {term.language for term in title if isinstance(term, Literal)} == {"cs", "en"}


def test_links_to_persons_records_never_get_out(description: Description) -> None:
    assert description.dataset.filled("runs")
    assert "RUN-OF-A-PERSON" not in "".join(turtle(healthdcat(description)))


def test_every_slot_of_the_model_has_a_row_or_a_reason(schema: Schema) -> None:
    rows = {row.slot for row in DATASET} - {SERIES}
    assert rows | OWN_TABLE | NO_PLACE == set(described_by(schema).classes["Dataset"].slots)
    assert rows & (OWN_TABLE | NO_PLACE) == set()


def test_contact_points_are_two_vocabularies(description: Description) -> None:
    text = "".join(turtle(healthdcat(description)))
    assert "dcat:contactPoint" in text and "a vcard:Kind" in text
    assert "cv:contactPoint" in text and "a cv:ContactPoint" in text
    assert (
        'cv:email "data@demo.example.org"' in text
        and "vcard:hasEmail <mailto:dotazy@demo.example.org>" in text
    )


def test_a_new_sibling_renames_nobody(describe: Assemble, written: Mapping[str, Any]) -> None:
    extra = {
        "id": "extra",
        "title": {"cs": "a", "en": "a"},
        "access_urls": ["https://demo.example.org/extra"],
    }
    before = set(ntriples(healthdcat(describe()[0])))
    after = set(ntriples(healthdcat(describe({"distributions": [extra, *written["distributions"]]})[0])))
    assert before < after


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".rdf", ".nt"])
def test_a_catalogue_holds_its_datasets(describe: Assemble, tmp_path: Path, suffix: str) -> None:
    both = [describe()[0], describe({"identifier": "GoE_CZ_TEST_2"})[0]]
    graph = read_graph_file(Catalogue(both).write(tmp_path / f"catalogue{suffix}"))
    iri = URIRef("https://catalogue.demo.example.org/catalogue")
    assert set(graph.objects(iri, DCAT.dataset)) == {URIRef(each.iri.value) for each in both}
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == set(graph.objects(iri, DCAT.dataset))


def test_a_catalogue_has_no_violation(describe: Assemble, shapes: Path) -> None:
    triples = Catalogue([describe()[0]]).triples()
    results = check_shapes("".join(turtle(triples)).encode(), "non-public", StandardsFolder(shapes))
    assert [result for result in results if result.severity == "Violation"] == []


def test_misuse_is_told(description: Description, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ends in one of"):
        Catalogue([description]).write(tmp_path / "catalogue.docx")
    with pytest.raises(UsageError, match="no profile"):
        write_description(description, tmp_path, profile="dublin-core")
    with pytest.raises(UsageError, match="base_iri"):
        Catalogue([]).write(tmp_path / "catalogue.ttl")
    with pytest.raises(EnvironmentFault, match=r"dataset\.ttl"):
        write_description(description, tmp_path / "nowhere")
