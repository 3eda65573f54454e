"""The harness itself: it gives the official example its known verdict, and no reading ever leaves the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.catalogue.graph import read_graph, read_graph_file
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.shacl import Tier, check_shapes, tier_of
from omicz_meta.errors import UsageError

EXAMPLE = "examples/healthdcat-r8/official-example-healthdcat-dataset.ttl"


def test_the_official_example_has_no_violation_and_three_warnings(shapes: Path) -> None:
    results = check_shapes((shapes / EXAMPLE).read_bytes(), None, StandardsFolder(shapes))
    assert sorted((result.severity, result.path.split("/")[-1]) for result in results) == [
        ("Warning", "dcat#bbox"),
        ("Warning", "dcat#centroid"),
        ("Warning", "source"),
    ]


@pytest.mark.parametrize("tier", ["public", "restricted"])
def test_in_another_tier_only_its_access_rights_are_wrong(shapes: Path, tier: Tier) -> None:
    results = check_shapes((shapes / EXAMPLE).read_bytes(), tier, StandardsFolder(shapes))
    violations = [result for result in results if result.severity == "Violation"]
    assert [violation.path for violation in violations] == ["http://purl.org/dc/terms/accessRights"]


def test_a_document_without_a_dataset_is_told(shapes: Path) -> None:
    results = check_shapes(
        b"<https://example.org/a> a <https://example.org/B> .", "public", StandardsFolder(shapes)
    )
    assert [result.severity for result in results] == ["Violation"]
    assert "at least one dcat:Dataset" in results[0].message


def test_tier_from_the_data(shapes: Path) -> None:
    assert tier_of(read_graph_file(shapes / EXAMPLE)) == "non-public"
    with pytest.raises(UsageError, match="access right"):
        tier_of(read_graph(b""))


def test_shapes_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        check_shapes(b"", "public", StandardsFolder(tmp_path))


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
REFUSED = [
    (".rdf", BOMB.encode(), "document type"),
    (".rdf", BOMB.encode("utf-16"), "document type"),
    (".rdf", b"<a>", "well-formed"),
    (".jsonld", b'{"@context": "https://example.org/context.jsonld"}', "context"),
    (".jsonld", b'{"@context": [{}, "file:///etc/passwd"]}', "context"),
    (
        ".jsonld",
        b'{"@graph": [{"@context": {"a": {"@id": "b:c", "@context": "https://example.org/"}}}]}',
        "context",
    ),
    (".jsonld", b'{"@context": {"@import": "https://example.org/"}}', "context"),
    (".jsonld", b"[" * 100_000, "JSON"),
    (".jsonld", b"[" * 200 + b"]" * 200, "nested"),
    (".ttl", b"<a> <b>", "cannot be read"),
    (".ttl", b"\xff\xfe\x00", "cannot be read"),
    (".docx", b"", "not read"),
]


@pytest.mark.parametrize(("suffix", "data", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_points_outside_or_is_broken_is_refused(suffix: str, data: bytes, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read_graph(data, suffix)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing\.ttl cannot be read"):
        read_graph_file(tmp_path / "nothing.ttl")
