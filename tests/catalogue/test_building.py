"""A folder of descriptions becomes a catalogue; what is faulty is left out and told, and the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from omicz_meta.catalogue.assemble import NODE_KEYS, assemble
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph_file
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.namespaces import DCAT
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.cli import group
from omicz_meta.errors import UsageError
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema

from .conftest import Assemble, plain

NODES = ("cuni", "muni", "upol")


def build(folder: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(
        group, ["catalogue", "build", str(folder), "-o", str(out), "--lang", "en", *options]
    )


def content(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def put(description: Description, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(turtle(healthdcat(description))), encoding="utf-8")


def test_good_ones_go_on_and_faulty_ones_are_told(
    describe: Assemble, description: Description, written: Mapping[str, Any], tmp_path: Path
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    (source / "run" / "catalogue").mkdir(parents=True)
    write_description(description, source / "run" / "catalogue")
    put(describe({"identifier": "second"})[0], source / "second.ttl")
    put(describe({"identifier": "faulty", "title": None})[0], source / "faulty.ttl")
    (source / "broken.ttl").write_text("no Turtle", encoding="utf-8")
    own = {key: value for key, value in written.items() if key not in COMPUTED_SLOTS}
    (source / "hand").mkdir()
    (source / "hand" / "dataset.yaml").write_text(
        yaml.safe_dump({**own, "identifier": "hand", "is_structured": False}), encoding="utf-8"
    )
    done = build(source, out, "--node", "demo")
    index = json.loads((out / "index.json").read_text(encoding="utf-8"))
    left = {one["source"]: {p["code"] for p in one["problems"]} for one in index["left_out"]}
    assert done.exit_code == 1
    assert set(left) == {"broken.ttl", "faulty.ttl"}
    assert left["broken.ttl"] == {"C015"} and "C001" in left["faulty.ttl"]
    assert "faulty.ttl" in done.stdout and "Datasets written: 3, left out: 2." in done.stdout
    taken = {one["dataset"] for one in index["datasets"]}
    found = statements(read_graph_file(out / "catalogue.ttl"))
    assert set(found.instances(DCAT("Dataset"))) == taken
    assert {term.text for term in found.objects(index["catalogue"], DCAT("dataset"))} == taken
    assert all((out / one["file"]).is_file() for one in index["datasets"])
    before = content(out)
    assert build(source, out, "--node", "demo").exit_code == 1
    assert content(out) == before


def test_a_folder_that_may_be_read_by_others_still_may_after_the_next_build(
    description: Description, tmp_path: Path
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    put(description, source / "a.ttl")
    build(source, out)
    assert out.stat().st_mode & 0o777 == 0o700
    out.chmod(0o755)
    build(source, out)
    assert out.stat().st_mode & 0o777 == 0o755


def test_the_same_in_another_place_is_the_same_but_for_the_time(
    description: Description, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(description, tmp_path / "in" / "a.ttl")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763800000")
    for name in ("one", "two"):
        build(tmp_path / "in", tmp_path / name)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert b"2025-11-22T08:26:40Z" in content(tmp_path / "one")["changes.ndjson"]


def test_a_catalogue_is_built_of_a_catalogue(description: Description, tmp_path: Path) -> None:
    put(description, tmp_path / "in" / "a.ttl")
    build(tmp_path / "in", tmp_path / "one")
    done = build(tmp_path / "one", tmp_path / "two")
    assert done.exit_code == 0, done.stdout
    first, second = (
        json.loads((tmp_path / name / "index.json").read_text("utf-8")) for name in ("one", "two")
    )
    assert [one["sha256"] for one in first["datasets"]] == [one["sha256"] for one in second["datasets"]]


def test_two_descriptions_under_one_address_are_both_left_out(
    describe: Assemble, description: Description, tmp_path: Path
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    put(description, source / "a.ttl")
    put(describe({"version": "9.9"})[0], source / "b.ttl")
    put(describe({"identifier": "other"})[0], source / "c.ttl")
    put(describe({"identifier": "other"})[0], source / "again" / "c.ttl")
    assert build(source, out).exit_code == 1
    index = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert [one["source"] for one in index["left_out"]] == ["a.ttl", "b.ttl"]
    assert {p["code"] for one in index["left_out"] for p in one["problems"]} == {"C032"}
    assert len(index["datasets"]) == 1


def test_nothing_to_take_leaves_the_catalogue_as_it_was(description: Description, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    put(description, source / "a.ttl")
    assert build(source, out).exit_code == 0
    before = content(out)
    (source / "a.ttl").write_text("no Turtle", encoding="utf-8")
    done = build(source, out)
    assert done.exit_code == 1 and "as it was" in done.stderr
    assert content(out) == before


def test_a_folder_that_is_not_ours_is_not_replaced(description: Description, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    put(description, source / "a.ttl")
    out.mkdir()
    (out / "thesis.docx").write_text("mine", encoding="utf-8")
    done = build(source, out)
    assert isinstance(done.exception, UsageError)
    assert content(out) == {"thesis.docx": b"mine"}


def by_node(name: str, written: Mapping[str, Any], computed: Computed, schema: Schema) -> Description:
    node = plain(schemas_folder() / "nodes" / f"{name}.yaml")
    own = {key: value for key, value in written.items() if key not in node}
    description, problems = assemble(own, node, computed, schema)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return description


@pytest.mark.parametrize("other", NODES[1:])
def test_one_submission_under_each_node_differs_in_node_fields_only(
    written: Mapping[str, Any], computed: Computed, schema: Schema, other: str
) -> None:
    first, second = (by_node(name, written, computed, schema) for name in (NODES[0], other))
    node = plain(schemas_folder() / "nodes" / f"{other}.yaml")
    slots = {*first.dataset.slots, *second.dataset.slots}
    differing = {slot for slot in slots if first.dataset.all(slot) != second.dataset.all(slot)}
    # a source that is another dataset of the node has the node's address
    assert differing - {"source_datasets"} <= set(node) - set(NODE_KEYS)
    assert {"publisher", "custodian", "policy", "distributions"} <= differing
    assert first.iri != second.iri


def test_the_nodes_merge_without_a_clash(
    written: Mapping[str, Any], computed: Computed, schema: Schema, tmp_path: Path
) -> None:
    for name in NODES:
        put(by_node(name, written, computed, schema), tmp_path / "in" / f"{name}.ttl")
    done = build(tmp_path / "in", tmp_path / "out")
    index = json.loads((tmp_path / "out" / "index.json").read_text(encoding="utf-8"))
    assert (done.exit_code, index["left_out"], len(index["datasets"])) == (0, [], 3)
    alone = [statements(read_graph_file(tmp_path / "in" / f"{name}.ttl")) for name in NODES]
    ours = [{node for node in found.by_subject if "catalogue.example.org" in node} for found in alone]
    assert not ours[0] & ours[1] and not ours[1] & ours[2] and not ours[0] & ours[2]


def test_what_does_not_get_into_the_catalogue_is_told(description: Description, tmp_path: Path) -> None:
    source = tmp_path / "in"
    put(description, source / "a.ttl")
    foreign = (
        f"<{description.iri.value}> <http://www.w3.org/ns/dcat#spatialResolutionInMeters> 12.0 .\n"
        "<https://e.org/series> a <http://www.w3.org/ns/dcat#DatasetSeries> ."
    )
    with (source / "a.ttl").open("a", encoding="utf-8") as file:
        file.write(foreign)
    done = build(source, tmp_path / "out")
    assert done.exit_code == 0
    assert "dcat:spatialResolutionInMeters" in done.stderr and "C009" in done.stderr
    assert "dcat:DatasetSeries" in done.stderr and "C070" in done.stderr
