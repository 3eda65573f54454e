"""Each kind of node is told by what it says, walked to its end, and asked again for nothing that has not changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph_file
from omicz_meta.catalogue.namespaces import DCAT, DCT
from omicz_meta.catalogue.statements import statements

from .conftest import Make, codes, content, listed, run
from .nodes import Change, Site, like_ckan, like_fdp, like_ldes, text_of

pytestmark = pytest.mark.heavy

TIMES = [f"2026-11-0{day}T10:00:00Z" for day in range(1, 8)]


def put(site: Site, kind: str, members: Sequence[Description]) -> str:
    if kind == "fdp":
        return like_fdp(site, members)
    if kind == "feed":
        changes = [Change("Create", one.iri.value, TIMES[at], one) for at, one in enumerate(members)]
        return like_ldes(site, changes, 2)
    if kind == "named":
        changes = [Change("Create", one.iri.value, TIMES[at], one) for at, one in enumerate(members)]
        return like_ldes(site, changes, 2, named=True)
    return like_ckan(site, members, old=kind == "old")


@pytest.mark.parametrize(
    "kind",
    ["hydra", "fdp", "feed", *(pytest.param(one, marks=pytest.mark.heavy) for one in ("old", "named"))],
)
def test_a_node_is_walked_to_its_end_and_then_moves_headers_only(
    site: Site, make: Make, tmp_path: Path, kind: str
) -> None:
    members = [make(f"{kind}-{at}", f"{site.address}/") for at in range(5)]
    out = tmp_path / "out"
    done = run(out, put(site, kind, members))
    outcome = done.outcomes[0]
    assert codes(done) == []
    assert outcome.complete and outcome.state is not None
    assert outcome.state.kind == {"old": "hydra", "named": "feed"}.get(kind, kind)
    assert set(listed(out)) == {one.iri.value for one in members} == set(outcome.new)
    before, first = content(out), len(site.log)
    again = run(out, outcome.address, days=1)
    assert not again.written and again.outcomes[0].traffic.bytes == 0
    assert {status for _, status in site.log[first:]} == {304}
    after = content(out)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"index.json", f"nodes/{outcome.name}/state.json"} and set(after) == set(before)


def test_nothing_is_lost_on_the_way(site: Site, whole: Description, tmp_path: Path) -> None:
    one = replace(whole, base_iri=f"{site.address}/")
    run(tmp_path / "out", like_ckan(site, [one]))
    (taken,) = listed(tmp_path / "out").values()
    assert (tmp_path / "out" / taken["file"]).read_text(encoding="utf-8") == text_of(one)
    (original,) = (tmp_path / "out" / "nodes").glob("*/originals/*")
    assert original.read_bytes() == site.pages["/catalog.ttl"][0]


def test_what_changed_came_and_went(site: Site, make: Make, tmp_path: Path) -> None:
    base, out = f"{site.address}/", tmp_path / "out"
    address = like_ckan(site, [make(key, base) for key in "abcd"])
    run(out, address)
    first = listed(out)
    like_ckan(site, [make("a", base), make("b", base, "New title"), make("c", base), make("e", base)])
    outcome = run(out, address, days=1).outcomes[0]
    names = [
        [iri.rpartition("/")[2] for iri in some] for some in (outcome.new, outcome.updated, outcome.gone)
    ]
    assert names == [["e"], ["b"], ["d"]]
    second = listed(out)
    same, changed = f"{base}dataset/a", f"{base}dataset/b"
    assert second[same]["changed"] == first[same]["changed"]
    assert second[changed]["changed"] > first[changed]["changed"]
    assert second[changed]["first_seen"] == first[changed]["first_seen"]
    found = statements(read_graph_file(out / "catalogue.ttl"))
    records = {
        found.objects(one, DCT("modified"))[0].text[:10]: one
        for one in found.instances(DCAT("CatalogRecord"))
    }
    assert set(records) == {"2026-11-22", "2026-11-23"}


def test_a_stream_says_what_became_of_a_dataset(site: Site, make: Make, tmp_path: Path) -> None:
    base, out = f"{site.address}/", tmp_path / "out"
    a, b, c = (make(key, base) for key in "abc")
    changes = [Change("Create", one.iri.value, TIMES[at], one) for at, one in enumerate((a, b, c))]
    run(out, like_ldes(site, changes, 3))
    later = make("a", base, "Later")
    changes += [
        Change("Delete", b.iri.value, TIMES[4]),
        Change("Update", a.iri.value, TIMES[3], later),
    ]
    address = like_ldes(site, sorted(changes, key=lambda one: one.published), 3)
    outcome = run(out, address, days=1).outcomes[0]
    assert [one.rpartition("/")[2] for one in (*outcome.updated, *outcome.gone)] == ["a", "b"]
    (file,) = [one["file"] for one in listed(out).values() if one["dataset"] == a.iri.value]
    assert (out / file).read_text(encoding="utf-8") == text_of(later)
    asked = len(site.log)
    run(out, address, days=2)
    # the page before holds nothing later than what is known
    assert site.asked()[asked:] == ["/feed"]
    assert set(listed(out)) == {a.iri.value, c.iri.value}


@pytest.mark.heavy
def test_a_stream_without_payloads_names_datasets_to_ask_for(site: Site, make: Make, tmp_path: Path) -> None:
    base, out = f"{site.address}/", tmp_path / "out"
    a, b = make("a", base), make("b", base)
    for one in (a, b):
        site.put(one.iri.value.removeprefix(site.address), text_of(one))
    changes = [Change("Create", one.iri.value, TIMES[at]) for at, one in enumerate((a, b))]
    run(out, like_ldes(site, changes))
    site.put("/dataset/b", text_of(make("b", base, "Later")))
    changes.append(Change("Update", b.iri.value, TIMES[3]))
    asked = len(site.log)
    outcome = run(out, like_ldes(site, changes), days=1).outcomes[0]
    assert outcome.updated == (b.iri.value,)
    assert site.asked()[asked:] == ["/feed", "/dataset/b"]


def test_a_file_is_a_node_too(site: Site, make: Make, tmp_path: Path) -> None:
    file = tmp_path / "carried" / "catalogue.ttl"
    file.parent.mkdir()
    file.write_text(text_of(make("a", "https://tre.example.org/")), encoding="utf-8")
    done = run(tmp_path / "out", str(file))
    assert set(listed(tmp_path / "out")) == {"https://tre.example.org/dataset/a"}
    assert not run(tmp_path / "out", str(file), days=1).written
    assert done.outcomes[0].name == "carried-catalogue"


def test_without_validators_the_bytes_are_compared(site: Site, make: Make, tmp_path: Path) -> None:
    site.validators, site.compressed = False, True
    address = like_ckan(site, [make("a", f"{site.address}/")])
    run(tmp_path / "out", address)
    again = run(tmp_path / "out", address, days=1)
    assert not again.written and 0 < again.outcomes[0].traffic.bytes < 10_000
    assert all("omicz-meta/" in one["User-Agent"] for one in site.headers)
