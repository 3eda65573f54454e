"""The record of changes and the stream made of it: nothing is forgotten, and replaying it gives the catalogue."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyshacl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF

from omicz_meta.catalogue.changes import Change, changed, read_changes, written_changes
from omicz_meta.errors import UsageError
from omicz_meta.server.limits import Limits

from .made import LISTENING, START, Door, member, written

AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
LDES = rdflib.Namespace("https://w3id.org/ldes#")

states = st.lists(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("12"), max_size=5), max_size=6)
clocks = st.lists(st.integers(-100, 100), min_size=6, max_size=6)


@given(states, clocks)
def test_replaying_the_record_gives_the_last_state(several: list[dict[str, str]], seconds: list[int]) -> None:
    record: tuple[Change, ...] = ()
    for state, second in zip(several, seconds, strict=False):
        now = START + datetime.timedelta(seconds=second)
        news = changed(record, {f"https://e.org/{key}": (key, v) for key, v in state.items()}, now)
        record += news
        assert changed(record, {f"https://e.org/{key}": (key, v) for key, v in state.items()}, now) == ()
    living: dict[str, str] = {}
    for change in record:
        present = change.name in living
        assert present == (change.kind != "Create")
        if change.kind == "Delete":
            del living[change.name]
        else:
            assert living.get(change.name) != change.version
            living[change.name] = change.version
    assert living == (several[-1] if several else {})
    assert [change.at for change in record] == sorted(change.at for change in record)
    assert read_changes("".join(written_changes(record)).encode()) == record


DAMAGED = [
    b"x",
    b'{"at": 1}',
    b"[" * 100_000,
    b'{"at": "2026-11-01T08:00:00Z", "kind": "Move", "dataset": "a", "name": "a", "version": "1"}',
    b'{"at": "today", "kind": "Create", "dataset": "a", "name": "a", "version": "1"}',
]


@pytest.mark.parametrize("line", DAMAGED)
def test_a_damaged_record_is_not_begun_anew(line: bytes) -> None:
    with pytest.raises(UsageError, match="damaged"):
        read_changes(line)


def streamed(door: Door, address: str = "/feed") -> list[tuple[str, str]]:
    """Kind and object of all members, in the order of the pages."""
    found: list[tuple[str, str]] = []
    while address:
        graph = door.graph(address)
        members = sorted(graph.objects(None, TREE.member), key=lambda node: int(str(node).rpartition("-")[2]))
        for one in members:
            (kind,) = (str(k).removeprefix(str(AS)) for k in graph.objects(one, RDF.type))
            found.append((kind, str(graph.value(one, AS.object)).rpartition("/")[2]))
            described = (graph.value(one, AS.object), rdflib.DCTERMS.title, None) in graph
            assert described == (kind != "Delete")
        address = str(next(iter(graph.objects(None, TREE.node)), ""))
    return found


@pytest.fixture
def thrice(tmp_path: Path) -> Path:
    """Three states of a catalogue: c is updated, then a goes and e comes."""
    folder = written([member(key) for key in "abcd"], tmp_path / "c")
    again = [member("a"), member("b"), member("c", {"version": ("2",)}), member("d")]
    written(again, folder, days=1)
    return written([*again[1:], member("e")], folder, days=2)


def test_the_stream_tells_what_came_changed_and_went(thrice: Path) -> None:
    told = [("Create", "b"), ("Create", "d"), ("Update", "c"), ("Delete", "a"), ("Create", "e")]
    for size in (1, 2, 100):
        assert streamed(Door(thrice, limits=Limits(changes_per_page=size))) == told
    door = Door(thrice)
    assert streamed(door, "/feed?after=5") == told[3:]
    assert streamed(door, "/feed?after=7") == []
    assert door.ask("/dataset/a").status_code == 410
    assert (None, AS.object, rdflib.URIRef(f"{LISTENING}dataset/a")) in door.graph("/feed")


def test_nothing_is_missed_when_the_catalogue_changes_during_a_walk(thrice: Path) -> None:
    limits = Limits(changes_per_page=2)
    first = Door(thrice, limits=limits).graph("/feed")
    seen = {str(node).rpartition("/")[2] for node in first.objects(None, AS.object)}
    onwards = str(next(first.objects(None, TREE.node))).removeprefix(LISTENING)
    newer = [member("b", {"version": ("3",)}), *(member(key) for key in "cde")]
    written(newer, thrice, days=3)
    rest = streamed(Door(thrice, limits=limits), f"/{onwards}")
    assert seen == {"b"}
    assert {key: kind for kind, key in rest} == {
        "a": "Delete",
        "b": "Update",
        "c": "Update",
        "d": "Create",
        "e": "Create",
    }


def test_a_change_moves_few_pages_and_no_others(tmp_path: Path) -> None:
    folder = written([member(f"d{number}") for number in range(9)], tmp_path / "c")
    limits = Limits(changes_per_page=3)

    def pages() -> dict[str, str]:
        door, found, address = Door(folder, limits=limits), dict[str, str](), "/feed?after=0"
        while address:
            found[address] = door.ask(address, accept="text/turtle").headers["etag"]
            ahead = next(iter(door.graph(address).objects(None, TREE.node)), "")
            address = str(ahead).removeprefix(LISTENING.rstrip("/"))
        return found

    before = pages()
    changed = [member(f"d{number}", {"version": ("2",)} if number == 4 else None) for number in range(9)]
    written(changed, folder, days=1)
    after = pages()
    assert [address.rpartition("=")[2] for address in before] == ["0", "3", "6"]
    assert {address for address in after if before.get(address) != after[address]} == {
        "/feed?after=3",
        "/feed?after=6",  # it says now that there is another one
        "/feed?after=9",
    }


def test_a_state_that_did_not_change_is_written_with_the_same_bytes(thrice: Path) -> None:
    before = {file.name: file.read_bytes() for file in thrice.iterdir() if file.is_file()}
    again = [member("b"), member("c", {"version": ("2",)}), member("d"), member("e")]
    written(again, thrice, days=9)
    assert {file.name: file.read_bytes() for file in thrice.iterdir() if file.is_file()} == before


def test_members_have_the_shape_of_dcat_ap_feeds(thrice: Path, shared: Path) -> None:
    shapes = rdflib.Graph().parse(shared / "standards" / "ldes-dcat-ap" / "shape.ttl")
    shapes.remove((None, rdflib.OWL.imports, None))
    graph = Door(thrice).graph("/feed")
    activities = rdflib.Graph()
    for kind in (AS.Create, AS.Update, AS.Delete):
        for one in graph.subjects(RDF.type, kind):
            for triple in graph.triples((one, None, None)):
                activities.add(triple)
            for what in graph.objects(graph.value(one, AS.object), RDF.type):
                activities.add((graph.value(one, AS.object), RDF.type, what))
    valid, _, told = pyshacl.validate(activities, shacl_graph=shapes, do_owl_imports=False)
    assert valid, told
    (one,) = activities.subjects(RDF.type, AS.Delete)
    activities.add((one, AS.published, rdflib.Literal("today")))
    assert not pyshacl.validate(activities, shacl_graph=shapes, do_owl_imports=False)[0]
