"""Croissant and RO-Crate: what their specifications demand, no dangling references, nought and both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.catalogue.judging import OPEN

from omicz_meta.catalogue.croissant import CROISSANT, croissant
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.json_form import written
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.ro_crate import DESCRIPTOR, RO_CRATE, ro_crate
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
DEMANDED = (
    "@context",
    "@type",
    "conformsTo",
    "description",
    "license",
    "name",
    "url",
    "creator",
    "datePublished",
)
OF_FILES = ("@id", "@type", "name", "contentUrl", "encodingFormat", "sha256")


def test_croissant_has_what_is_demanded(describe: Assemble) -> None:
    found: Any = croissant(describe(OPEN)[0])
    assert all(found.get(name) for name in DEMANDED)
    (file,) = found["distribution"]
    assert all(file.get(name) for name in OF_FILES)
    assert (file["contentSize"], file["encodingFormat"]) == ("0 B", "text/csv")
    assert found["name"] == "Yellow horse cohort"
    assert found["alternateName"] == {"@language": "cs", "@value": "Kohorta „Žluťoučký kůň“"}
    names = [one["@id"] for records in found["recordSet"] for one in records["field"]]
    assert names and len(names) == len(set(names))


def test_croissant_is_readable_json_ld_without_the_network(describe: Assemble) -> None:
    graph = read_graph("".join(written(croissant(describe(OPEN)[0]))).encode(), ".jsonld")
    kinds = {str(term).rpartition("/")[2] for term in graph.objects()}
    assert {"Dataset", "FileObject", "RecordSet", "Field"} <= kinds


def test_croissant_wants_a_checksum(describe: Assemble) -> None:
    bare = {**OPEN["distributions"][0], "checksum": None}
    changes = {**OPEN, "distributions": [{key: value for key, value in bare.items() if value is not None}]}
    (found,) = refusals(CROISSANT, describe(changes)[0])
    assert dict(found.detail)["path"] == "distributions.checksum"


def test_a_crate_is_flat_and_names_its_root_first(describe: Assemble) -> None:
    description = describe(OPEN)[0]
    found: Any = ro_crate(description)
    descriptor, root, *others = found["@graph"]
    assert descriptor["@id"] == DESCRIPTOR
    assert descriptor["about"] == {"@id": description.iri.value} == {"@id": root["@id"]}
    assert all(root.get(name) for name in ("name", "description", "datePublished", "license"))
    known = {one["@id"] for one in found["@graph"]}
    assert len(known) == len(found["@graph"]) and others
    for node in found["@graph"]:
        for values in node.values():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict) and value.get("@id", "").startswith(description.iri.value):
                    assert value["@id"] in known and value.keys() == {"@id"}


def test_a_crate_wants_a_licence(describe: Assemble) -> None:
    bare = [{"id": "a", "access_urls": ["https://demo.example.org/a"]}]
    (found,) = refusals(RO_CRATE, describe({"distributions": bare})[0])
    assert dict(found.detail)["path"] == "distributions.licence"
