"""DCAT-AP-CZ: valid by the JSON Schemas of the norm, and as RDF by the shapes of DCAT-AP; nothing but open data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pyld import jsonld as pyld
from referencing import Registry, Resource
from tests.catalogue.judging import MORE, OPEN, violations

from omicz_meta.catalogue.czech import context
from omicz_meta.catalogue.czech_norm import CONTEXT, NOT_PERSONAL, PUBLIC_BODY
from omicz_meta.catalogue.dcat_ap_cz import DCAT_AP_CZ, catalogue_document, dataset_document, territories
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.from_rdf import Published, published
from omicz_meta.catalogue.graph import digest_of, read_graph
from omicz_meta.catalogue.namespaces import EU_AUTHORITY
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.statements import statements
from omicz_meta.cli import group
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
NORM = Path("dcat-ap-cz/ofn-2024-05-28")
LKOD = Path("examples/dcat-ap-cz/lkod-suite")
USE = "https://data.gov.cz/slovník/podmínky-užití/"


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
    body = PUBLIC_BODY + "00000001"
    document = catalogue_document(Iri("https://e.org/c"), texts, texts, body, ["https://e.org/a.jsonld"])
    assert [error.message for error in judge(shapes, "katalog").iter_errors(document)] == []


def test_as_rdf_it_has_no_violation_and_no_blank_node(opened: Description, shapes: Path) -> None:
    context = json.loads(
        (shapes / NORM / "kontexty/rozhraní-katalogů-otevřených-dat.jsonld").read_text("utf-8")
    )

    def loader(address: str, _: Any) -> dict[str, Any]:
        assert address == CONTEXT
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
    assert territories(Entity("Dataset", {"spatial_coverage": places})) == [
        "https://linked.cuzk.cz/resource/ruian/vusc/19",
        "https://linked.cuzk.cz/resource/ruian/obec/582786",
    ]


def read(document: bytes, schema: Schema) -> Published:
    (one,) = published(statements(read_graph(document, ".jsonld")), "a.jsonld", schema)
    return one


def unordered(part: Any) -> Any:
    """JSON whose lists have no order, as those of RDF."""
    if isinstance(part, dict):
        return {key: unordered(value) for key, value in part.items()}
    return sorted(map(unordered, part), key=str) if isinstance(part, list) else part


SAID: list[dict[str, Any]] = [
    {},
    {"series": "https://catalogue.demo.example.org/series/registry"},
    {"distributions": [{**OPEN["distributions"][0], "licence": "CC0"}]},
    {"distributions": [{**OPEN["distributions"][0], "licence": "https://opensource.org/license/mit"}]},
    {"eu_dataset_types": ["PERSONAL_DATA"]},
    {"spatial_coverage": ["https://linked.cuzk.cz/resource/ruian/obec/582786", "CZ010"]},
    {"contact_points": None},
]


@pytest.mark.parametrize("changes", SAID, ids=str)
def test_what_is_written_is_read_back(describe: Assemble, changes: dict[str, Any]) -> None:
    described = describe({**MORE["dcat-ap-cz"], **changes})[0]
    document = dataset_document(described)
    found = read(json.dumps(document).encode(), described.schema)
    again = dataset_document(found.description)
    if document["distribuce"][0]["podmínky_užití"]["osobní_údaje"] != NOT_PERSONAL:  # type: ignore[index]
        # a slot says which personal data there are, not that there are any
        assert found.unread == (f"{USE}specifikace",)
        document["distribuce"][0]["podmínky_užití"]["osobní_údaje"] = NOT_PERSONAL  # type: ignore[index]
    else:
        assert found.unread == ()
    assert found.problems == () and unordered(again) == unordered(document)
    assert found.description.access == "PUBLIC"


def test_the_official_example_is_read(shapes: Path, schema: Schema) -> None:
    found = read((shapes / "examples/dcat-ap-cz/datová-sada.jsonld").read_bytes(), schema)
    dataset = found.description.dataset
    assert dataset.languages("title") == {"cs", "en"} and dataset.names("access_rights") == ("PUBLIC",)
    (publisher,), (creator,) = dataset.entities("publisher"), dataset.entities("creators")
    assert publisher.all("identifiers") == (Iri(f"{PUBLIC_BODY}66003008"),)
    assert creator.languages("agent_name") == {"cs"}
    first = dataset.entities("distributions")[0]
    assert first.all("licence") == (Iri(f"{EU_AUTHORITY}licence/CC_BY_4_0"),)
    (contact,) = dataset.entities("contact_points")
    assert contact.first("full_name") == "Ministerstvo dopravy, Odbor veřejné dopravy"
    assert Iri(f"{EU_AUTHORITY}country/CZE") in dataset.all("spatial_coverage")
    assert f"{USE}specifikace" in found.unread


def test_names_mean_what_the_norm_says(shapes: Path) -> None:
    official = json.loads(
        (shapes / NORM / "kontexty/rozhraní-katalogů-otevřených-dat.jsonld").read_text("utf-8")
    )
    examples = [*(shapes / "examples/dcat-ap-cz").glob("*.jsonld"), *(shapes / LKOD).glob("*-valid.jsonld")]
    assert len(examples) > 3
    for file in examples:
        document = json.loads(file.read_text("utf-8"))
        by_ours, by_theirs = (
            pyld.normalize(
                {**document, "@context": one}, {"algorithm": "URDNA2015", "format": "application/n-quads"}
            )
            for one in (dict(context()), official["@context"])
        )
        assert by_ours == by_theirs != ""


def test_a_name_of_the_context_in_another_spelling_is_the_same(opened: Description) -> None:
    document = dataset_document(opened)
    expected = digest_of(read_graph(json.dumps(document).encode(), ".jsonld"))
    for spelling in (quote(CONTEXT, safe=":/"), normalize("NFD", CONTEXT)):
        found = read_graph(json.dumps({**document, "@context": spelling}).encode(), ".jsonld")
        assert digest_of(found) == expected


ELSEWHERE: list[Callable[[dict[str, Any]], Any]] = [
    lambda document: {**document, "@context": f"{CONTEXT}?x"},
    lambda document: {**document, "@context": [CONTEXT, "https://e.org/c.jsonld"]},
    lambda document: {**document, "distribuce": [{"@context": "https://e.org/c.jsonld"}]},
    lambda document: {**document, "distribuce": [{"@context": {"@import": CONTEXT}}]},
]


@pytest.mark.parametrize("change", ELSEWHERE)
def test_other_contexts_stay_refused(opened: Description, change: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(UsageError, match="context"):
        read_graph(json.dumps(change(dataset_document(opened))).encode(), ".jsonld")


def test_check_and_migrate_take_documents_of_the_norm(opened: Description, tmp_path: Path) -> None:
    (file,) = write_description(opened, tmp_path, "dcat-ap-cz", "dataset")
    checked = CliRunner().invoke(group, ["catalogue", "check", str(file), "--lang", "en", "--anew"])
    assert "C015" not in checked.output and "C001" in checked.output
    out = tmp_path / "r8.ttl"
    CliRunner().invoke(group, ["catalogue", "migrate", str(file), "-o", str(out)])
    text = out.read_text("utf-8")
    assert "dct:license" in text and "podm" not in text and "access-right/PUBLIC" in text
