"""DCAT-AP-CZ: valid by the JSON Schemas of the norm, and as RDF by the shapes of DCAT-AP; nothing but open data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld as pyld
from referencing import Registry, Resource
from tests.catalogue.judging import MORE, violations

from omicz_meta.catalogue import dcat_ap_cz
from omicz_meta.catalogue.dcat_ap_cz import DCAT_AP_CZ, catalogue_document, dataset_document
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
NORM = Path("dcat-ap-cz/ofn-2024-05-28")


def judge(shapes: Path, name: str) -> Draft202012Validator:
    """A JSON Schema of the norm; the basic types that it refers to lie beside it."""
    folder = shapes / NORM
    loaded = [
        json.loads(file.read_text("utf-8")) for file in sorted((folder / "zakladni-datove-typy").glob("*"))
    ]
    registry = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in loaded])
    schema = json.loads((folder / "schemata" / f"{name}.json").read_text("utf-8"))
    return Draft202012Validator(schema, registry=registry)


@pytest.fixture
def opened(describe: Assemble) -> Description:
    return describe(MORE["dcat-ap-cz"])[0]


def test_the_official_example_is_valid_and_a_faulty_one_is_not(shapes: Path) -> None:
    example = json.loads((shapes / "examples/dcat-ap-cz/datová-sada.jsonld").read_text("utf-8"))
    assert list(judge(shapes, "datová-sada").iter_errors(example)) == []
    assert list(judge(shapes, "datová-sada").iter_errors({**example, "téma": []}))


def test_no_error_by_the_schema_of_the_norm(opened: Description, shapes: Path, tmp_path: Path) -> None:
    (file,) = write_description(opened, tmp_path, "dcat-ap-cz", "dataset.dcat-ap-cz")
    assert file.name == "dataset.dcat-ap-cz.jsonld"
    document = json.loads(file.read_text("utf-8"))
    assert [error.message for error in judge(shapes, "datová-sada").iter_errors(document)] == []
    assert document["název"].keys() == {"cs", "en"}
    assert document["prvek_rúian"] == [
        "https://linked.cuzk.cz/resource/ruian/stat/1",
        "https://linked.cuzk.cz/resource/ruian/vusc/116",
    ]


def test_a_catalogue_is_valid(opened: Description, shapes: Path) -> None:
    texts = {"cs": "Katalog", "en": "Catalogue"}
    body = dcat_ap_cz.PUBLIC_BODY + "00000001"
    document = catalogue_document(Iri("https://e.org/c"), texts, texts, body, ["https://e.org/a.jsonld"])
    assert [error.message for error in judge(shapes, "katalog").iter_errors(document)] == []


def test_as_rdf_it_has_no_violation_and_no_blank_node(opened: Description, shapes: Path) -> None:
    context = json.loads(
        (shapes / NORM / "kontexty/rozhraní-katalogů-otevřených-dat.jsonld").read_text("utf-8")
    )

    def loader(address: str, _: Any) -> dict[str, Any]:
        assert address == dcat_ap_cz.CONTEXT
        return {"document": context, "documentUrl": address, "contextUrl": None}

    quads = pyld.to_rdf(dataset_document(opened), {"format": "application/n-quads", "documentLoader": loader})
    assert "_:" not in quads
    assert violations(read_graph(quads.encode(), ".nt"), ["dcat-ap-3.0.1/shacl/shapes.ttl"], shapes) == []


LACKING: list[tuple[dict[str, Any], list[str]]] = [
    ({"update_frequency": None}, ["update_frequency"]),
    ({"publisher": "node"}, ["publisher.identifiers"]),
]


@pytest.mark.parametrize(("changes", "paths"), LACKING)
def test_what_the_norm_demands_is_told(describe: Assemble, changes: dict[str, Any], paths: list[str]) -> None:
    found = refusals(DCAT_AP_CZ, describe({**MORE["dcat-ap-cz"], **changes})[0])
    assert [dict(problem.detail)["path"] for problem in found] == paths


def test_only_places_in_the_czech_register_are_named() -> None:
    places = tuple(
        Iri(address)
        for address in (
            "http://publications.europa.eu/resource/authority/country/SVK",
            "http://data.europa.eu/nuts/code/CZ010",
            "https://linked.cuzk.cz/resource/ruian/obec/582786",
        )
    )
    assert dcat_ap_cz.territories(Entity("Dataset", {"spatial_coverage": places})) == [
        "https://linked.cuzk.cz/resource/ruian/vusc/19",
        "https://linked.cuzk.cz/resource/ruian/obec/582786",
    ]
