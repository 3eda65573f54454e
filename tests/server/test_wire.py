"""What harvesters rely on: types, validators, pages, addresses that can be followed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from omicz_meta.catalogue.rdf import Iri
from omicz_meta.server.limits import Limits

from .conftest import KEYS
from .made import BASE, LISTENING, Door, copied, member, written

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
LDP = rdflib.Namespace("http://www.w3.org/ns/ldp#")
FDP_O = rdflib.Namespace("https://w3id.org/fdp/fdp-o#")
TURTLE, JSONLD, RDFXML, HTML = "text/turtle", "application/ld+json", "application/rdf+xml", "text/html"
PUBLIC = "https://data.example.org/"

ACCEPTED = [
    ("*/*", TURTLE),
    ("", TURTLE),
    ("text/turtle", TURTLE),
    ("application/ld+json", JSONLD),
    ("application/rdf+xml;q=0.9, text/turtle;q=0.1", RDFXML),
    ("application/*", JSONLD),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
]


@pytest.mark.parametrize("address", ["/", "/dataset/d1", "/catalogue"])
@pytest.mark.parametrize(("accept", "media"), ACCEPTED)
def test_the_type_is_exactly_what_was_asked_for(door: Door, address: str, accept: str, media: str) -> None:
    found, head = (door.ask(address, method, accept=accept) for method in ("GET", "HEAD"))
    assert (found.status_code, found.headers["content-type"]) == (200, media)
    assert head.content == b"" and head.headers == found.headers
    assert int(head.headers["content-length"]) == len(found.content)


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "application/n-triples", "text/plain"])
def test_another_type_is_not_acceptable(door: Door, accept: str) -> None:
    found = door.ask("/dataset/d1", accept=accept)
    assert (found.status_code, found.headers["content-type"]) == (406, "application/problem+json")
    assert TURTLE in found.json()["detail"]


@pytest.mark.parametrize("address", ["/", "/catalogue", "/fdp", "/dataset/d1", "/feed"])
def test_the_syntaxes_say_the_same(door: Door, address: str) -> None:
    graphs = [
        rdflib.Graph().parse(data=door.ask(address, accept=media).content, format=form)
        for media, form in ((TURTLE, "turtle"), (JSONLD, "json-ld"), (RDFXML, "xml"))
    ]
    assert len(graphs[0]) > 10
    assert isomorphic(graphs[0], graphs[1]) and isomorphic(graphs[0], graphs[2])
    assert not any(isinstance(node, rdflib.BNode) for triple in graphs[0] for node in triple)


def test_turtle_reads_the_same_as_latin_1(door: Door) -> None:
    found = door.ask("/dataset/d1").content
    assert found.isascii()
    titles = (
        rdflib.Graph()
        .parse(data=found.decode("latin-1"), format="turtle")
        .objects(None, rdflib.DCTERMS.title)
    )
    assert rdflib.Literal("Kohorta č. d1", lang="cs") in set(titles)


def test_who_has_it_is_not_sent_it_again(door: Door) -> None:
    first = door.ask("/dataset/d1")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert modified == "Sun, 01 Nov 2026 08:00:00 GMT"
    for headers in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": modified},
        {"if_modified_since": "Mon, 02 Nov 2026 08:00:00 GMT"},
    ):
        again = door.ask("/dataset/d1", **headers)
        assert (again.status_code, again.content) == (304, b"") and again.headers["etag"] == tag
    for headers in (
        {"if_none_match": '"other"'},
        {"if_none_match": '"other"', "if_modified_since": modified},
        {"if_modified_since": "Sat, 31 Oct 2026 08:00:00 GMT"},
        {"if_modified_since": "yesterday"},
    ):
        assert door.ask("/dataset/d1", **headers).status_code == 200
    assert door.ask("/dataset/d1", accept=JSONLD).headers["etag"] != tag


def one(graph: rdflib.Graph, predicate: rdflib.URIRef) -> rdflib.term.Node:
    """The one object of a predicate."""
    (found,) = set(graph.objects(None, predicate))
    return found


def walked(door: Door, start: str) -> list[set[str]]:
    """The datasets of each page, by following hydra:next from page to page."""
    found, address = [], start
    while address:
        graph = door.graph(address)
        view = graph.value(None, RDF.type, HYDRA.PartialCollectionView)
        assert graph.value(None, RDF.type, HYDRA.PagedCollection) == view
        assert graph.value(view, HYDRA.next) == graph.value(view, HYDRA.nextPage)
        found.append({str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)})
        address = str(graph.value(view, HYDRA.next) or "")
        assert not address or address.startswith(LISTENING)
    return found


def test_a_walk_sees_every_dataset_once(door: Door) -> None:
    pages = walked(door, "/")
    assert [len(page) for page in pages] == [3, 3, 2]
    assert set().union(*pages) == {f"{LISTENING}dataset/{key}" for key in KEYS}
    assert walked(door, "/?unknown=1&Accept=text%2Fturtle") == pages


def test_pages_are_not_larger_than_harvesters_read(folder: Path) -> None:
    size = (folder / "datasets" / "d1.jsonld").stat().st_size
    for most, pages in ((size * 2 + 100, [2, 2, 2, 2]), (1, [1] * 8), (size * 100, [8])):
        door = Door(folder, limits=Limits(page_size=100, page_bytes=most))
        assert [len(page) for page in walked(door, "/")] == pages


def test_pages_together_say_what_the_catalogue_says(door: Door, folder: Path) -> None:
    whole = rdflib.Graph().parse(folder / "catalogue.ttl")
    base = Door(folder, base=BASE)
    walk = rdflib.Graph()
    for number, address in enumerate(["/", "/?page=2", "/?page=3"], start=1):
        page = base.graph(address)
        walk += page
        assert len(list(page.subjects(RDF.type, DCAT.Dataset))) == (3, 3, 2)[number - 1]
    assert set(whole) - set(walk) == set()
    added = {triple[1] for triple in set(walk) - set(whole)} - {RDF.type}
    served = (str(HYDRA), str(LDP), str(FDP_O))
    subjects = {s for s, p, _ in set(walk) - set(whole) if not str(p).startswith(served) and p != RDF.type}
    assert added and all("/dataset/" not in str(subject) for subject in subjects)


def test_every_member_is_found_by_readers_that_do_not_turn_pages(door: Door) -> None:
    point = door.graph("/fdp")
    catalogue = one(point, FDP_O.metadataCatalog)
    assert (None, LDP.contains, catalogue) in point
    graph = door.graph(str(catalogue))
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert len(datasets) == len(KEYS) and datasets == set(graph.objects(catalogue, LDP.contains))
    view = graph.value(None, RDF.type, HYDRA.PartialCollectionView)
    pages = walked(door, str(graph.value(view, HYDRA.next)))
    assert set().union(*pages) == set(map(str, datasets))


def test_everything_that_is_linked_can_be_followed(door: Door) -> None:
    ours, seen = [LISTENING], set()
    while ours:
        address = ours.pop().partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        graph = door.graph(address)
        about = {str(node).partition("#")[0] for node in graph.subjects()}
        assert address in about or "/?" in address or address == LISTENING
        named = {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
        ours.extend(str(node) for node in named if str(node).startswith(LISTENING))
    assert {f"{LISTENING}dataset/{key}" for key in KEYS} <= seen


def test_distributions_are_found_by_the_paths_of_fair_data_points(door: Door) -> None:
    graph = door.graph("/distribution/d1-1")
    assert rdflib.URIRef(f"{LISTENING}dataset/d1#distribution-data") in set(
        graph.subjects(RDF.type, DCAT.Distribution)
    )
    assert door.ask("/distribution/d1-2").status_code == 404


BAD = [
    ("/?page=0", 400),
    ("/?page=x", 400),
    ("/?page=-1", 400),
    ("/?page=²", 400),
    ("/?page=4", 404),
    ("/?page=99999999999999999999", 400),
    ("/?modified_since=yesterday", 400),
    ("/?modified_since=9999-99-99", 400),
    ("/?" + "&".join(f"a{n}=1" for n in range(500)), 400),
    ("/feed?after=x", 400),
    ("/dataset/none", 404),
    ("/dataset/d1.exe", 404),
    ("/dataset/", 404),
    ("/nothing", 404),
    ("/dcat-ap-cz", 404),
    ("/dcat-ap-cz/d1", 404),
    ("/?walk=other&page=2", 409),
]


@pytest.mark.parametrize(("address", "status"), BAD)
def test_what_is_not_there_is_an_error_that_says_why(door: Door, address: str, status: int) -> None:
    found = door.ask(address)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert found.json()["status"] == status and found.json()["detail"]
    assert found.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(door: Door, method: str) -> None:
    for address in ("/", "/dataset/d1", "/feed", "/health"):
        found = door.ask(address, method)
        assert found.status_code == 405 and "GET" in found.headers["allow"]


def test_pages_of_other_sites_may_read(door: Door) -> None:
    for address in ("/", "/dcat-ap-cz", "/sparql"):
        found = door.ask(
            address, "OPTIONS", origin="https://data.gov.cz", access_control_request_method="GET"
        )
        assert found.status_code == 204 and found.headers["access-control-allow-origin"] == "*"
    assert door.ask("/dataset/d1").headers["access-control-allow-origin"] == "*"


def test_only_what_changed_since(tmp_path: Path) -> None:
    folder = written([member(key) for key in "abc"], tmp_path / "c")
    written([member("a"), member("b", {"version": ("2",)}), member("c"), member("d")], folder, days=3)
    door = Door(folder)
    for since, keys in (
        ("2026-11-02", "bd"),
        ("2026-11-04T08:00:00Z", "bd"),
        ("2026-11-04T09:00:00%2B01:00", "bd"),
        ("2026-11-04T09:00:00+01:00", "bd"),
        ("2026-11-04T08:00:01Z", ""),
        ("2026-11-01", "abcd"),
    ):
        pages = walked(door, f"/?modified_since={since}")
        assert set().union(*pages) == {f"{LISTENING}dataset/{key}" for key in keys}


def test_a_page_whose_files_are_not_as_promised_is_an_error(folder: Path, tmp_path: Path) -> None:
    changed = copied(folder, tmp_path / "c")
    (changed / "datasets" / "d1.ttl").write_text("", encoding="utf-8")
    (changed / "datasets" / "d7.rdf").unlink()
    door = Door(changed)
    assert [door.ask(f"/?page={number}").status_code for number in (1, 2, 3)] == [503, 200, 200]
    assert [door.ask(f"/?page={number}", accept=RDFXML).status_code for number in (1, 2, 3)] == [
        200,
        200,
        503,
    ]
    assert "retry-after" in door.ask("/").headers


def test_a_walk_does_not_go_on_in_another_catalogue(tmp_path: Path) -> None:
    folder = written([member(key) for key in KEYS], tmp_path / "c")
    door = Door(folder)
    graph = door.graph("/")
    onwards = str(one(graph, HYDRA.next))
    written([member(key, {"version": ("2",)}) for key in KEYS], folder, days=1)
    before = Door(folder)
    assert before.ask(onwards.removeprefix(LISTENING)).status_code == 200
    written([member(key) for key in KEYS[1:]], folder, days=2)
    after = Door(folder).ask(onwards.removeprefix(LISTENING))
    assert after.status_code == 409
    assert Door(folder).ask("/dataset/d0").status_code == 410


def test_with_a_base_addresses_are_as_published(folder: Path) -> None:
    door = Door(folder, base=BASE)
    published = (folder / "datasets" / "d1.rdf").read_bytes()
    assert door.ask("/dataset/d1.rdf").content == published
    moved = Door(folder, base=PUBLIC)
    found = moved.graph("/").subjects(RDF.type, DCAT.Dataset)
    assert {urlsplit(str(each)).netloc for each in found} == {"data.example.org"}


HOSTS = [
    ("127.0.0.1:8000", {}, LISTENING),
    ("data.example.org", {}, PUBLIC),
    ("evil.example", {}, PUBLIC),
    ("127.0.0.1:8000", {"x_forwarded_for": "192.0.2.1"}, PUBLIC),
]


@pytest.mark.parametrize(("host", "headers", "links"), HOSTS)
def test_the_next_page_is_where_the_reader_is(
    folder: Path, host: str, headers: dict[str, str], links: str
) -> None:
    graph = Door(folder, base=PUBLIC).graph("/", host=host, **headers)
    assert str(one(graph, HYDRA.next)).startswith(f"{links}?page=2")
    assert all(str(one).startswith(PUBLIC) for one in graph.subjects(RDF.type, DCAT.Dataset))


def test_a_host_is_repeated_only_by_a_server_that_listens_everywhere(folder: Path) -> None:
    assert one(Door(folder).graph("/", host="evil.example"), HYDRA.next).startswith(LISTENING)
    everywhere = Door(folder, everywhere=True)
    assert one(everywhere.graph("/", host="node:81"), HYDRA.next).startswith("http://node:81/")
    for host in ('a"b', "a/b", "user@host", "a b", "<x>", "x:99999999"):
        found = everywhere.ask("/", host=host)
        assert host not in found.text and "http://0.0.0.0:8000/" in found.text


def test_a_published_address_of_any_form_is_followed(tmp_path: Path) -> None:
    from omicz_meta.catalogue.description import Description, Entity
    from omicz_meta.catalogue.folder import Member

    plain = member("a").description
    own = Description(Entity("Dataset", plain.dataset.slots, f"{BASE}sets/5/x"), plain.schema, BASE)
    folder = written([Member("x", "x.ttl", own), member("b")], tmp_path / "c")
    for door, root in ((Door(folder, base=BASE), BASE), (Door(folder), LISTENING)):
        found = {str(one) for one in door.graph("/").subjects(RDF.type, DCAT.Dataset)}
        assert found == {f"{root}sets/5/x", f"{root}dataset/b"}
        about = rdflib.URIRef(f"{root}sets/5/x")
        assert (about, RDF.type, DCAT.Dataset) in door.graph("/sets/5/x") + door.graph("/dataset/x")
        assert door.ask("/sets/5/x", accept=HTML).status_code == 200
    assert Door(folder).ask("/sets/5/y").status_code == 404


def test_datasets_of_other_nodes_keep_their_address(tmp_path: Path) -> None:
    other = member("a", base="https://other.example.org/", name="a-2")
    folder = written([member("a"), other], tmp_path / "c")
    door = Door(folder, base=BASE)
    assert {str(one) for one in door.graph("/").subjects(RDF.type, DCAT.Dataset)} == {
        f"{BASE}dataset/a",
        "https://other.example.org/dataset/a",
    }
    kept = rdflib.URIRef("https://other.example.org/dataset/a#distribution-data")
    assert (None, None, kept) in door.graph("/dataset/a-2")
    walked_there = Door(folder).graph("/")
    assert {str(one) for one in walked_there.subjects(RDF.type, DCAT.Dataset)} == {
        f"{LISTENING}dataset/a",
        f"{LISTENING}dataset/a-2",
    }


def test_distributions_with_addresses_of_their_own_can_be_followed(tmp_path: Path) -> None:
    access = {"access_urls": (Iri("https://example.org/access"),)}
    from omicz_meta.catalogue.description import Entity

    one = Entity("Distribution", access, f"{BASE}distribution/x")
    door = Door(written([member("a", {"distributions": (one,)})], tmp_path / "c"))
    found = door.graph("/dataset/a").value(None, RDF.type, DCAT.Distribution)
    assert str(found) == f"{LISTENING}distribution/a-1"
    assert (found, RDF.type, DCAT.Distribution) in door.graph(str(found))


def test_the_server_says_what_it_is(door: Door) -> None:
    health, info = door.ask("/health"), door.ask("/service-info").json()
    assert health.json()["status"] == "ok" and health.json()["datasets"] == len(KEYS)
    assert health.headers["cache-control"] == "no-store"
    assert {"id", "name", "type", "organization", "version"} <= info.keys()
    assert info["type"] == {"group": "org.w3", "artifact": "dcat", "version": "3.0"}


def test_few_documents_are_kept_where_memory_is_short(folder: Path) -> None:
    tight = Door(folder, limits=Limits(page_size=3, kept_bytes=20_000))
    assert [tight.ask(f"/dataset/{key}").status_code for key in KEYS * 2] == [200] * 16
