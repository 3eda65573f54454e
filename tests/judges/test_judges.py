"""Other people's readers judge what `serve` gives: CKAN, fairdatapoint-client, SeMPyRO, pyld, pyoxigraph, pyrudof.

`make judges` makes the environments of the first three and runs this; OMICZ_JUDGES names their folder. What is found is
held against tests/judges/kept.tsv, of which docs/reference/readers.md is made; with OMICZ_JUDGES_WRITE=1 it is written.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph
import pytest
import rdflib
from pyld import jsonld as pyld
from tests.server.made import member, written
from tests.server.process import Running, serving

from omicz_meta.catalogue import shacl
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.namespaces import DCT, HEALTHDCATAP
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.shacl import check_shapes
from omicz_meta.catalogue.statements import statements
from omicz_meta.pipeline.building import build_catalogue

from .comparing import CKAN_FIELDS, Given, flat, given, leaves, row, verdict
from .described import described
from .environments import FOLDER, python_of

pytestmark = pytest.mark.heavy
HERE = Path(__file__).parent
KEPT = HERE / "kept.tsv"
HEAD = "slots\tproperty\tvalues\tCKAN holds\tCKAN gives on\tSeMPyRO holds\tSeMPyRO gives on"
BASE = "https://catalogue.demo.example.org/"
KEYS = ("judged-1", "judged-2", "judged-3")


@pytest.fixture(scope="module")
def described_ones() -> dict[str, Description]:
    return {one.iri.value: one for one in map(described, KEYS)}


@pytest.fixture(scope="module")
def running(
    described_ones: dict[str, Description], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "in").mkdir()
    for key, one in zip(KEYS, described_ones.values(), strict=True):
        write_description(one, folder / "in", name=key)
    build_catalogue(folder / "in", folder / "catalogue")
    with serving(folder / "catalogue") as server:
        yield server


def ask(judge: str, *words: str) -> Any:
    folder = Path(os.environ.get("OMICZ_JUDGES", FOLDER))
    python = python_of(judge, folder)
    if not python.exists():
        pytest.skip(f"the environment of {judge} is not there; make judges makes it")
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(python), str(HERE / "scripts" / f"ask_{judge}.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=kept, timeout=280)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def published(text: str, running: Running) -> str:
    """What was read from the server, under the addresses that were published."""
    return text.replace(f"{running.url}/", BASE)


def judged_by_ckan(running: Running) -> dict[str, Any]:
    told = json.loads(published(json.dumps(ask("ckan", f"{running.url}/")), running))
    assert told["faults"] == []
    return {one["guid"]: one for one in told["datasets"]}


def judged_by_sempyro(running: Running, tmp_path: Path) -> dict[str, Any]:
    files = []
    for key in KEYS:
        graph = pyoxigraph.parse(running.ask(f"/dataset/{key}").content, format=pyoxigraph.RdfFormat.TURTLE)
        file = tmp_path / f"{key}.nt"
        file.write_bytes(
            pyoxigraph.serialize((quad.triple for quad in graph), format=pyoxigraph.RdfFormat.N_TRIPLES)
        )
        files.append(str(file))
    told = json.loads(published(json.dumps(ask("sempyro", *files)), running))
    return {one["iri"]: one for one in told["datasets"]}


def by_ckan(one: Given, iri: str, told: dict[str, Any]) -> tuple[str, str]:
    fields = told["fields"]
    name = CKAN_FIELDS.get(one.slots, "")
    held = fields.get(name)
    if name == "extras":
        held = [json.loads(extra["value"]) for extra in fields["extras"]]
    found = statements(read_graph(told["rdf"].encode(), ".nt"))
    holds = verdict(one, flat(held)) if name else "no place"
    return holds, verdict(one, leaves(found, iri, one.property))


def by_sempyro(one: Given, iri: str, told: dict[str, Any]) -> tuple[str, str]:
    found = statements(read_graph(told["rdf"].encode(), ".nt"))
    holds = verdict(one, flat(told["fields"].get(one.property)))
    if holds == "nothing" and one.property not in told["fields"] and not refused(one, told):
        holds = "no place"
    return holds, verdict(one, leaves(found, iri, one.property))


def refused(one: Given, told: dict[str, Any]) -> bool:
    slot = {"code_values": "code_values", "dataset_status": "status"}.get(one.slots, one.slots)
    return slot in told["refused"]


def test_what_readers_of_other_people_keep(
    running: Running, described_ones: dict[str, Description], tmp_path: Path
) -> None:
    ckan, sempyro = judged_by_ckan(running), judged_by_sempyro(running, tmp_path)
    assert set(ckan) == set(sempyro) == set(described_ones)
    tables = []
    for iri, description in described_ones.items():
        lines = [
            row(one, *by_ckan(one, iri, ckan[iri]), *by_sempyro(one, iri, sempyro[iri]))
            for one in given(description)
        ]
        tables.append("\n".join((HEAD, *lines)) + "\n")
    # which of two languages CKAN keeps is up to it, how many is not
    assert len(set(tables)) == 1
    if os.environ.get("OMICZ_JUDGES_WRITE"):
        KEPT.write_text(tables[0], encoding="utf-8")
    assert tables[0] == KEPT.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [(), ("--base", "https://data.example.org/")])
def test_ckan_walks_every_page(tmp_path: Path, words: tuple[str, ...]) -> None:
    keys = [f"d{number:03}" for number in range(120)]
    folder = written([member(key) for key in keys], tmp_path / "c")
    with serving(folder, *words) as running:
        told = ask("ckan", f"{running.url}/")
        root = words[1] if words else f"{running.url}/"
    assert told["faults"] == []
    assert sorted(one["guid"] for one in told["datasets"]) == [f"{root}dataset/{key}" for key in keys]


def test_a_fair_data_point_is_read_whole(running: Running, described_ones: dict[str, Description]) -> None:
    told = json.loads(published(json.dumps(ask("fdp", f"{running.url}/")), running))
    assert set(told["datasets"]) == set(told["walked"]) == set(described_ones)
    for iri, description in described_ones.items():
        wanted = set("".join(ntriples(healthdcat(description))).splitlines())
        read = pyoxigraph.parse(told["datasets"][iri].encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
        ours = pyoxigraph.parse("\n".join(wanted).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
        assert {quad.triple for quad in read} == {quad.triple for quad in ours}
    assert told["distributions"] and set(told["distributions"].values()) == {200}


TYPES = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("path", ["/", "/catalogue", "/fdp", "/feed", f"/dataset/{KEYS[0]}"])
def test_every_syntax_says_the_same(running: Running, path: str) -> None:
    """pyoxigraph reads the three syntaxes, pyld the JSON-LD; neither may ask for anything else."""
    texts = {
        kind: httpx.get(running.url + path, headers={"Accept": kind}, follow_redirects=True).content
        for kind in TYPES
    }
    read = {
        kind: {str(quad.triple) for quad in pyoxigraph.parse(texts[kind], format=form)}
        for kind, form in TYPES.items()
    }
    assert read["text/turtle"] == read["application/rdf+xml"] == read["application/ld+json"]

    def refuse(address: str, _: object) -> object:
        raise AssertionError(f"pyld asks for {address}")

    options = {"format": "application/n-quads", "documentLoader": refuse}
    quads = pyld.to_rdf(json.loads(texts["application/ld+json"]), options)
    by_pyld = {
        str(quad.triple) for quad in pyoxigraph.parse(quads.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    }
    assert by_pyld == read["application/ld+json"]


def test_rudof_finds_what_pyshacl_finds(running: Running, shared: Path) -> None:
    """The official shapes of Release 8, judged by an engine that has nothing in common with the one we use."""
    standards = StandardsFolder(shared / "standards")
    document = running.ask(f"/dataset/{KEYS[0]}").content
    faulty = document.replace(b"dct:identifier", b"dct:alternative").replace(
        b"healthdcatap:hdab ", b"dct:relation "
    )
    found = {data: by_rudof(data, standards) for data in (document, faulty)}
    for data, results in found.items():
        ours = check_shapes(data, "non-public", standards)
        assert results == {(one.severity, one.focus, one.path) for one in ours}
    broken = {path for severity, _, path in found[faulty] - found[document] if severity == "Violation"}
    assert broken == {DCT("identifier").value, HEALTHDCATAP("hdab").value}


def by_rudof(data: bytes, standards: StandardsFolder) -> set[tuple[str, str, str]]:
    """What rudof finds on the nodes of a description: severity, node, property. It gets text alone."""
    from pyrudof import RDFFormat, Rudof, RudofConfig, ShaclFormat

    submitted = read_graph(data)
    joined = rdflib.Graph() + submitted + shacl._code_lists(standards)
    rudof = Rudof(RudofConfig())
    rudof.read_data(joined.serialize(format="nt"), RDFFormat.NTriples)
    rudof.read_shacl(shacl._shapes(standards, "non-public").serialize(format="turtle"), ShaclFormat.Turtle)
    own = {str(subject) for subject in submitted.subjects()}
    results = rudof.validate_shacl().violations
    return {(one.severity, one.focus_node, one.path) for one in results if one.focus_node in own}
