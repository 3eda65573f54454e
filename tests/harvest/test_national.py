"""Several nodes become one national catalogue: each dataset once, from whoever it is of, whatever the others say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph_file
from omicz_meta.catalogue.namespaces import DCAT, DCT, FOAF
from omicz_meta.catalogue.statements import statements
from omicz_meta.cli import group
from omicz_meta.errors import UsageError
from omicz_meta.harvest.assembling import about_node
from omicz_meta.harvest.faults import Unreachable
from omicz_meta.harvest.harvesting import Asked
from omicz_meta.harvest.reading import SMALL, PageReader
from omicz_meta.pipeline.building import build_catalogue
from omicz_meta.pipeline.checking import check_descriptions

from .conftest import QUICK, Make, codes, content, listed, run
from .nodes import Change, Site, like_ckan, like_fdp, like_ldes, served, text_of

pytestmark = pytest.mark.heavy


def three(sites: list[Site], make: Make) -> tuple[list[str], dict[str, list[Description]]]:
    ckan, fdp, ldes = sites
    own = {
        "ckan": [make(f"ckan-{at}", f"{ckan.address}/") for at in range(6)],
        "fdp": [make(f"fdp-{at}", f"{fdp.address}/") for at in range(3)],
        "ldes": [make(f"ldes-{at}", f"{ldes.address}/") for at in range(4)],
    }
    changes = [
        Change("Create", one.iri.value, f"2026-11-0{at + 1}T00:00:00Z", one)
        for at, one in enumerate(own["ldes"])
    ]
    return [like_ckan(ckan, own["ckan"]), like_fdp(fdp, own["fdp"]), like_ldes(ldes, changes)], own


def test_three_nodes_one_killed_midway_one_hostile(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "national"
    with served() as ckan, served() as fdp, served() as ldes, served() as hostile:
        addresses, own = three([ckan, fdp, ldes], make)
        page = ckan.pages.pop("/catalog.ttl?page=3")

        def die(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True

        ckan.special["/catalog.ttl?page=3"] = die
        stolen = own["fdp"][0]
        lies = make("fdp-0", stolen.base_iri, "Taken over")
        hostile_address = like_ckan(hostile, [lies, make("h", f"{hostile.address}/", identifier="ldes-1")])
        done = run(out, *addresses, hostile_address)
        assert {one.name: one.complete for one in done.outcomes} == {
            name: name != done.outcomes[0].name for name in (one.name for one in done.outcomes)
        }
        assert codes(done) == ["C060", "C065", "C068"]
        taken = listed(out)
        assert set(taken) == {one.iri.value for one in (*own["fdp"], *own["ldes"])}
        kept = (out / taken[stolen.iri.value]["file"]).read_text(encoding="utf-8")
        assert kept == text_of(stolen) and "Taken over" not in kept
        assert [one["node"] for one in taken[stolen.iri.value]["also"]] == [done.outcomes[3].name]
        # the server comes back: what it gave is not asked for again
        ckan.special.clear()
        ckan.pages["/catalog.ttl?page=3"] = page
        asked = [len(site.log) for site in (ckan, fdp, ldes)]
        done = run(out, *addresses, hostile_address, days=0.1)
        assert ckan.asked()[asked[0] :] == ["/catalog.ttl?page=3"]
        assert {
            status for site, at in ((fdp, asked[1]), (ldes, asked[2])) for _, status in site.log[at:]
        } == {304}
    everything = {one.iri.value for several in own.values() for one in several}
    assert set(listed(out)) == everything
    found = statements(read_graph_file(out / "catalogue.ttl"))
    assert set(found.instances(DCAT("Dataset"))) == everything
    topics = [
        term.text
        for one in found.instances(DCAT("CatalogRecord"))
        for term in found.objects(one, FOAF("primaryTopic"))
    ]
    assert sorted(topics) == sorted(everything)
    assert not (tmp_path / ".national.harvest").exists()
    # all servers are down: nothing changes but what is told
    before = content(out)
    done = run(out, days=1)
    assert codes(done) == ["C060"] * 4 and not done.written
    assert content(out) == before


@pytest.mark.heavy
def test_the_same_nodes_give_the_same_catalogue(make: Make, tmp_path: Path) -> None:
    with served() as ckan, served() as fdp, served() as ldes:
        addresses, _ = three([ckan, fdp, ldes], make)
        for name in ("one", "two"):
            run(tmp_path / name, *addresses)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_a_node_that_is_forgotten_goes_with_its_datasets(
    site: Site, another: Site, make: Make, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    addresses = [like_ckan(one, [make(key, f"{one.address}/")]) for one, key in ((site, "a"), (another, "b"))]
    done = run(out, *addresses)
    with pytest.raises(UsageError, match="known"):
        run(out, asked=Asked((), forget=("nobody",)))
    run(out, asked=Asked((), forget=(done.outcomes[0].name,)), days=1)
    assert set(listed(out)) == {f"{another.address}/dataset/b"}
    assert [one.name for one in (out / "nodes").iterdir()] == [done.outcomes[1].name]


def test_whoever_runs_the_catalogue_publishes_it(site: Site, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, like_ckan(site, [make("a", f"{site.address}/")]), about=about_node("muni"), site=True)
    assert (out / "site" / "index.html").is_file()
    found = statements(read_graph_file(out / "catalogue.ttl"))
    (iri,) = found.instances(DCAT("Catalog"))
    (publisher,) = found.objects(iri, DCT("publisher"))
    assert iri == "https://muni.catalogue.example.org/catalogue"
    names = {term.text for term in found.objects(publisher.text, FOAF("name"))}
    assert names == {"Masarykova univerzita", "Masaryk University"}
    assert len(found.instances(DCAT("Dataset"))) == 1
    assert not run(out, days=1, site=True).written


def rivals(site: Site, another: Site, make: Make, first: dict[str, str], second: dict[str, str]) -> list[str]:
    addresses = []
    for one, given in ((site, first), (another, second)):
        made = make(
            given["key"], given.get("base", f"{one.address}/"), given.get("title", "T"), given.get("id", "x1")
        )
        addresses.append(like_ckan(one, [made]))
    return addresses


RIVALS = {
    "one address, nobody's: who is known longest": (
        {"key": "a", "base": "https://w3id.org/x/"},
        {"key": "a", "base": "https://w3id.org/x/", "title": "Other"},
        (["C065"], ["T"]),
    ),
    "one address and nothing different": (
        {"key": "a", "base": "https://w3id.org/x/"},
        {"key": "a", "base": "https://w3id.org/x/"},
        ([], ["T"]),
    ),
    "one identifier and title": ({"key": "a"}, {"key": "b"}, (["C066"], ["T"])),
    "one identifier, two titles": ({"key": "a"}, {"key": "b", "title": "Other"}, (["C068"], ["T"])),
    "the number of a row": (
        {"key": "a", "id": "1"},
        {"key": "b", "id": "1", "title": "Other"},
        ([], ["Other", "T"]),
    ),
    "who has it under an own address wins": (
        {"key": "a", "base": "https://w3id.org/x/", "title": "Copy"},
        {"key": "b", "title": "T"},
        (["C068"], ["T"]),
    ),
}


@pytest.mark.parametrize("case", RIVALS)
def test_each_dataset_once(site: Site, another: Site, make: Make, tmp_path: Path, case: str) -> None:
    first, second, (told, titles) = RIVALS[case]
    done = run(tmp_path / "out", *rivals(site, another, make, first, second))
    assert codes(done) == told
    found = statements(read_graph_file(tmp_path / "out" / "catalogue.ttl"))
    datasets = found.instances(DCAT("Dataset"))
    english = [t.text for one in datasets for t in found.objects(one, DCT("title")) if t.language == "en"]
    assert sorted(english) == titles


def test_an_owner_that_is_down_keeps_what_is_its_own(
    site: Site, another: Site, make: Make, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    mine = make("a", f"{site.address}/")
    run(out, like_ckan(site, [mine]))
    site.pages.clear()
    foreign = like_ckan(another, [make("a", mine.base_iri, "Stolen"), make("new", mine.base_iri, "Made up")])
    done = run(out, f"{site.address}/catalog.ttl", foreign, days=1)
    assert codes(done) == ["C060", "C065"]
    assert list(listed(out)) == [mine.iri.value]
    assert "Stolen" not in (out / "catalogue.ttl").read_text(encoding="utf-8")


def test_the_command_tells_a_steward_what_happened(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make("a", f"{site.address}/"), make("b", f"{site.address}/")])
    words = [
        "catalogue",
        "harvest",
        address,
        str(tmp_path / "no.ttl"),
        "-o",
        str(tmp_path / "out"),
        "--pause",
        "0",
    ]
    done = CliRunner().invoke(group, [*words, "--lang", "en"])
    assert done.exit_code == 1
    assert "datasets 2 (new 2, changed 0, gone 0); requests 1, of them unchanged 0" in done.stdout
    assert "not harvested; there is nothing of it yet" in done.stdout and "C060" in done.stdout
    assert done.stdout.endswith("Datasets in the catalogue: 2, left out: 0.\n")
    again = CliRunner().invoke(group, ["catalogue", "harvest", "-o", str(tmp_path / "out"), "--json"])
    told = json.loads(again.stdout)
    assert again.exit_code == 0
    assert (told["written"], told["datasets"], told["nodes"][0]["unchanged"], told["nodes"][0]["bytes"]) == (
        False,
        2,
        1,
        0,
    )


def test_only_addresses_of_the_web_are_harvested(tmp_path: Path) -> None:
    for address in ("ftp://example.org/a", "https://me:secret@example.org/", "file:///etc/passwd"):
        with pytest.raises(UsageError, match="http"):
            run(tmp_path / "out", address)
    with pytest.raises(UsageError, match="Name the address"):
        run(tmp_path / "out")


def test_what_was_built_and_what_was_harvested_do_not_replace_each_other(
    site: Site, make: Make, tmp_path: Path
) -> None:
    one = make("a", f"{site.address}/")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ttl").write_text(text_of(one), encoding="utf-8")
    address = like_ckan(site, [one])
    build_catalogue(tmp_path / "in", tmp_path / "built", site=False)
    run(tmp_path / "harvested", address)
    before = [content(tmp_path / name) for name in ("built", "harvested")]
    with pytest.raises(UsageError, match="was built"):
        run(tmp_path / "built", address)
    with pytest.raises(UsageError, match="was harvested"):
        build_catalogue(tmp_path / "in", tmp_path / "harvested")
    assert [content(tmp_path / name) for name in ("built", "harvested")] == before
    # the documents of nodes are no descriptions of this catalogue
    checked = {one.file for one in check_descriptions([tmp_path / "harvested"])}
    assert checked == {"catalogue.ttl", "catalogue.jsonld", "catalogue.rdf"} | {
        f"datasets/a{suffix}" for suffix in (".ttl", ".jsonld", ".rdf")
    }


def test_one_harvest_at_a_time(site: Site, make: Make, tmp_path: Path) -> None:
    work = tmp_path / ".out.harvest"
    work.mkdir()
    address = like_ckan(site, [make("a", f"{site.address}/")])
    (work / "lock").write_text(str(os.getppid()), encoding="ascii")
    with pytest.raises(UsageError, match="wait for its end"):
        run(tmp_path / "out", address)
    (work / "lock").write_text("999999999", encoding="ascii")
    assert run(tmp_path / "out", address).written


@pytest.mark.heavy
def test_a_harvest_that_was_killed_goes_on_where_it_was(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make(f"d{at}", f"{site.address}/") for at in range(12)], 1)
    words = [sys.executable, "-m", "omicz_meta", "catalogue", "harvest", address, "-o", str(tmp_path / "out")]
    process = subprocess.Popen([*words, "--pause", "0.3"], stdout=subprocess.DEVNULL)
    while len(site.log) < 6:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "out").exists()
    whole = len(site.log) - 1  # the last answer may not have been written down
    done = subprocess.run([*words, "--pause", "0"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    twice = [path for path in site.asked()[whole + 1 :] if path in site.asked()[:whole]]
    assert twice == [] and len(listed(tmp_path / "out")) == 12
    assert not (tmp_path / ".out.harvest").exists()


@pytest.mark.heavy
def test_an_interrupted_harvest_ends_at_once(site: Site, make: Make, tmp_path: Path) -> None:
    site.special["/"] = lambda _: time.sleep(20)
    words = [
        sys.executable,
        "-m",
        "omicz_meta",
        "catalogue",
        "harvest",
        f"{site.address}/",
        "-o",
        str(tmp_path / "out"),
    ]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not site.log:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(timeout=15) == 130
    assert time.monotonic() - began < 15


@pytest.mark.heavy
def test_a_document_that_takes_too_long_to_read_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    # one line of 30 MB, which the parser copies again for every 2 kB of it
    file.write_text(f'<https://e.org/a> <https://e.org/b> "{"x" * 30_000_000}" .\n', encoding="utf-8")
    slow = PageReader(QUICK.__class__(reading_seconds=1))
    with pytest.raises(Unreachable) as fault:
        slow.read(file, ".nt", "https://e.org/")
    assert fault.value.code == "C063"
    small = tmp_path / "b.ttl"
    small.write_text(
        "#" * SMALL + "\n<https://e.org/a> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8"
    )
    page = PageReader(QUICK).read(small, ".ttl", "https://e.org/")
    assert page.kind == "dcat"
