"""What we write is read back: the same description, and written once more the same triples."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.from_rdf import Published, published
from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.statements import statements
from omicz_meta.schema.model import Schema


def read_back(description: Description, suffix: str = ".ttl") -> Published:
    data = "".join(SYNTAXES[suffix](healthdcat(description))).encode()
    (one,) = published(statements(read_graph(data, suffix)), "dataset.ttl", description.schema)
    return one


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_a_round_trip_gives_the_same_triples(description: Description, suffix: str) -> None:
    one = read_back(description, suffix)
    assert one.problems == ()
    assert one.unread == ()
    assert ordered(healthdcat(one.description)) == ordered(healthdcat(description))


def test_the_official_example_is_read(shapes: Path, schema: Schema) -> None:
    graph = read_graph_file(shapes / "examples/healthdcat-r8/official-example-healthdcat-dataset.ttl")
    (one,) = published(statements(graph), "example.ttl", schema)
    print(one.problems, one.unread)
    assert one.description.dataset.filled("variables")
