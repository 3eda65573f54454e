"""Our own server as a node, in a process of its own: whatever it is asked by, the same datasets come, and come once."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.server.process import serving

from omicz_meta.catalogue.description import Entity, Text
from omicz_meta.catalogue.namespaces import EHDS
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.pipeline.building import build_catalogue

from .conftest import QUICK, Make, codes, listed, run
from .nodes import text_of

pytestmark = pytest.mark.heavy
WAYS = ("", "/fdp", "/feed")


def built(make: Make, folder: Path, name: str, keys: str, title: str = "") -> Path:
    for key in keys:
        file = folder / "in" / name / f"{key}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            text_of(make(f"{name}-{key}", f"https://{name}.example.org/", title)), encoding="utf-8"
        )
    build_catalogue(folder / "in" / name, folder / name)
    return folder / name


def test_three_nodes_are_one_catalogue(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "national"
    folders = [built(make, tmp_path, name, "abc") for name in ("one", "two", "three")]
    with ExitStack() as servers:
        running = [servers.enter_context(serving(folder)) for folder in folders]
        addresses = [f"{one.url}{way}" for one, way in zip(running, WAYS, strict=True)]
        done = run(out, *addresses)
        assert codes(done) == []
        assert [one.state.kind for one in done.outcomes if one.state] == ["hydra", "fdp", "feed"]
        assert {entry["name"] for entry in listed(out).values()} == {
            f"{name}-{key}" for name in ("one", "two", "three") for key in "abc"
        }
        again = run(out, *addresses, days=1)
        assert not again.written and [one.traffic.bytes for one in again.outcomes] == [0, 0, 0]
        # a dataset changes, one goes; the server takes the folder up by itself
        (tmp_path / "in" / "three" / "a.ttl").unlink()
        built(make, tmp_path, "three", "b", "Changed")
        while b"Delete" not in running[2].ask("/feed?after=0").content:
            time.sleep(0.2)
        done = run(out, days=2)
    (feed,) = [one for one in done.outcomes if one.name.endswith("feed")]
    assert [[iri[-1] for iri in some] for some in (feed.new, feed.updated, feed.gone)] == [[], ["b"], ["a"]]
    assert len(listed(out)) == 8
    # what was harvested can be served, and harvested from there
    with serving(out) as national:
        done = run(tmp_path / "next", national.url)
    assert codes(done) == [] and len(listed(tmp_path / "next")) == 8


def test_a_server_that_is_killed_midway_costs_its_own_update(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folders = [built(make, tmp_path, name, "abcdefgh") for name in ("one", "two")]
    with serving(folders[0]) as dying, serving(folders[1]) as other:
        journal = tmp_path / ".out.harvest"

        def kill() -> None:
            while sum(len(file.read_bytes().splitlines()) for file in journal.glob("*fdp/journal.jsonl")) < 5:
                time.sleep(0.01)
            dying.process.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        done = run(out, f"{dying.url}/fdp", other.url, limits=replace(QUICK, pause=0.1))
        killer.join()
    assert [one.complete for one in done.outcomes] == [False, True] and codes(done) == ["C060"]
    assert {entry["name"][:3] for entry in listed(out).values()} == {"two"} and len(listed(out)) == 8


@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_the_same(make: Make, tmp_path: Path, way: str) -> None:
    with serving(built(make, tmp_path, "one", "abcde")) as running:
        done = run(tmp_path / "out", f"{running.url}{way}")
    assert codes(done) == []
    for entry in listed(tmp_path / "out").values():
        given = make(entry["name"], f"{running.url}/")
        assert (tmp_path / "out" / entry["file"]).read_text(encoding="utf-8") == text_of(given)


@pytest.mark.parametrize("way", WAYS)
def test_series_come_with_their_datasets(make: Make, tmp_path: Path, way: str) -> None:
    base = "https://one.example.org/"
    title = (Text("Registr", "cs"), Text("Registry", "en"))
    slots = {
        "id": ("registry",),
        "title": title,
        "description": title,
        "applicable_legislation": (Iri(EHDS),),
    }
    series = Entity("DatasetSeries", slots, f"{base}series/registry")
    (tmp_path / "in").mkdir()
    for key in "abcd":
        one = make(f"one-{key}", base)
        one = replace(one, dataset=replace(one.dataset, slots={**one.dataset.slots, "series": (series,)}))
        (tmp_path / "in" / f"{key}.ttl").write_text(text_of(one), encoding="utf-8")
    build_catalogue(tmp_path / "in", tmp_path / "one", site=False)
    with serving(tmp_path / "one") as running:
        done = run(tmp_path / "out", f"{running.url}{way}")
        assert codes(done) == [] and len(listed(tmp_path / "out")) == 4
        texts = [
            (tmp_path / "out" / entry["file"]).read_text(encoding="utf-8")
            for entry in listed(tmp_path / "out").values()
        ]
        assert all(f"dcat:inSeries <{running.url}/series/registry>" in text for text in texts)
        assert all('"Registry"@en' in text for text in texts)
        assert not run(tmp_path / "out", f"{running.url}{way}", days=1).written


def test_of_a_series_in_two_nodes_the_first_description_stands(make: Make, tmp_path: Path) -> None:
    files = []
    for name, words in (("one", "The registry"), ("two", "Something else")):
        title = (Text(f"{words} (cs)", "cs"), Text(words, "en"))
        slots = {"id": ("r",), "title": title, "description": title, "applicable_legislation": (Iri(EHDS),)}
        series = Entity("DatasetSeries", slots, "https://w3id.org/series/r")
        one = make(name, f"https://{name}.example.org/")
        one = replace(one, dataset=replace(one.dataset, slots={**one.dataset.slots, "series": (series,)}))
        files.append(tmp_path / f"{name}.ttl")
        files[-1].write_text(text_of(one), encoding="utf-8")
    done = run(tmp_path / "out", *map(str, files))
    said = [p.code for one in done.chosen.taken for p in one[1].checked.problems] if done.chosen else []
    assert said.count("C071") == 1 and len(listed(tmp_path / "out")) == 2
    for file in (tmp_path / "out" / "datasets").glob("*.ttl"):
        text = file.read_text(encoding="utf-8")
        assert '"The registry"@en' in text and "Something else" not in text
