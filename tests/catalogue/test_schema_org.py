"""schema.org: only names that the vocabulary has, a tree that says what the triples say, what Bioschemas demands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import SDO, URIRef
from rdflib.compare import isomorphic
from tests.catalogue.judging import OPEN

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.forms import Row
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.profile import rows_of
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.schema_org import DATASET, SCHEMA_ORG
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
BIOSCHEMAS_MINIMUM = ("description", "identifier", "keywords", "license", "name", "url")


def document_of(description: Description) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(SCHEMA_ORG.documents[".jsonld"](description)))
    return document


def rows_below(rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from rows_below(rows_of(row.form))


@pytest.mark.parametrize("name", sorted({row.property.value for row in rows_below(DATASET)}))
def test_every_property_is_one_of_the_vocabulary(name: str) -> None:
    assert URIRef(name) in SDO


@pytest.mark.parametrize("changes", [{}, OPEN], ids=["controlled", "open"])
def test_the_tree_says_what_the_triples_say(describe: Assemble, changes: dict[str, Any]) -> None:
    description = describe(changes)[0]
    nested = read_graph("".join(SCHEMA_ORG.documents[".jsonld"](description)).encode(), ".jsonld")
    assert isomorphic(nested, read_graph("".join(turtle(SCHEMA_ORG.triples(description))).encode()))


def test_what_bioschemas_demands_is_there_and_nought_survives(describe: Assemble) -> None:
    document = document_of(describe(OPEN)[0])
    assert document["@type"] == "Dataset"
    assert document["@context"]["@vocab"] == "https://schema.org/"
    assert document["dct:conformsTo"] == {"@id": "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"}
    assert all(document.get(name) for name in BIOSCHEMAS_MINIMUM)
    assert document["distribution"]["contentSize"] == "0 B"
    assert document["distribution"]["encodingFormat"] == "text/csv"
    assert {one["@language"] for one in document["name"]} == {"cs", "en"}


def test_without_a_licence_nothing_is_claimed_and_the_page_is_its_own(describe: Assemble) -> None:
    changes = {
        "landing_page": None,
        "distributions": [{"id": "a", "access_urls": ["https://demo.example.org/a"]}],
    }
    description = describe(changes)[0]
    document = document_of(description)
    assert "dct:conformsTo" not in document and "license" not in document
    assert document["url"] == {"@id": description.iri.value}


def test_three_files_are_written(describe: Assemble, tmp_path: Path) -> None:
    files = write_description(describe()[0], tmp_path, "schema-org", "dataset.schema-org")
    assert sorted(file.suffix for file in files) == [".jsonld", ".rdf", ".ttl"]
