"""A node that is down, broken or hostile costs nothing but its own update, and nobody else is asked on its behalf."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from omicz_meta.catalogue.description import Text
from omicz_meta.harvest.harvesting import Asked

from .conftest import QUICK, Make, codes, content, listed, run
from .nodes import PREFIXES, Site, like_ckan, like_fdp, reply, served, text_of

pytestmark = pytest.mark.heavy

TURTLE = {"Content-Type": "text/turtle"}
SMALL = replace(QUICK, document_bytes=200_000, document_seconds=1.5, patience=1, documents=12, backoff=0)
Hostile = Callable[[Site, str], None]


def page(site: Site, ahead: str, more: str = "") -> str:
    return (
        f'{PREFIXES}<{site.address}/c> a dcat:Catalog ; dct:title "C"@en .\n'
        f"<> a hydra:PartialCollectionView ; hydra:next <{ahead}> .\n{more}"
    )


def endless(site: Site, _: str) -> None:
    for at in range(100):
        site.put("/" if at == 0 else f"/?page={at}", page(site, f"{site.address}/?page={at + 1}"))


def endless_with_datasets(site: Site, _: str) -> None:
    for at in range(100):
        path = "/" if at == 0 else f"/?page={at}"
        one = f'<{site.address}/dataset/{at}> a dcat:Dataset ; dct:title "T"@en .\n'
        site.put(path, page(site, f"{site.address}/?page={at + 1}", one))


def next_elsewhere(site: Site, other: str) -> None:
    site.put("/", page(site, f"{other}/stolen"))


def next_no_web(site: Site, _: str) -> None:
    site.put("/", page(site, "file:///etc/passwd"))


def bomb(site: Site, _: str) -> None:
    body = gzip.compress(b"# " + b"0" * 30_000_000)
    site.special["/"] = lambda handler: reply(handler, 200, body, {**TURTLE, "Content-Encoding": "gzip"})


def bomb_in_bomb(site: Site, _: str) -> None:
    body = gzip.compress(gzip.compress(b"# " + b"0" * 30_000_000))
    site.special["/"] = lambda handler: reply(
        handler, 200, body, {**TURTLE, "Content-Encoding": "gzip, gzip"}
    )


def large(site: Site, _: str) -> None:
    site.put("/", "# " + "0" * 300_000)


def said_to_be_large(site: Site, _: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()

    site.special["/"] = answer


def dripping(site: Site, _: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.end_headers()
        drip(handler, b"#")

    site.special["/"] = answer


def dripping_headers(site: Site, _: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        drip(handler, b"X-A: b\r\n")

    site.special["/"] = answer


def drip(handler: BaseHTTPRequestHandler, drop: bytes) -> None:
    for _ in range(200):
        try:
            handler.wfile.write(drop)
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def silent(site: Site, _: str) -> None:
    site.special["/"] = lambda _: time.sleep(3)


def cut_short(site: Site, _: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(page(site, f"{site.address}/2").encode()[:400])
        handler.close_connection = True

    site.special["/"] = answer


def no_http(site: Site, _: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\xff\x00\xffSSH-2.0-rubbish\r\n\r\n")
        handler.close_connection = True

    site.special["/"] = answer


def typed(kind: str, text: str) -> Hostile:
    def put(site: Site, other: str) -> None:
        site.put("/", text.replace("OTHER", other), kind)

    return put


def status(number: int, **headers: str) -> Hostile:
    def put(site: Site, other: str) -> None:
        told = {name.replace("_", "-"): value.replace("OTHER", other) for name, value in headers.items()}
        site.special["/"] = lambda handler: reply(handler, number, b"", told)

    return put


DTD = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>'
OUTER = '<!DOCTYPE r SYSTEM "OTHER/stolen"><r/>'
CASES: dict[str, tuple[Hostile, str]] = {
    "endless pages": (endless, "C062"),
    "endless pages of new datasets": (endless_with_datasets, "C062"),
    "a next page elsewhere": (next_elsewhere, "C061"),
    "a next page that is a file": (next_no_web, "C061"),
    "a bomb": (bomb, "C062"),
    "a bomb in a bomb": (bomb_in_bomb, "C062"),
    "too large": (large, "C062"),
    "said to be too large": (said_to_be_large, "C062"),
    "a body in drips": (dripping, "C062"),
    "headers in drips": (dripping_headers, "C062"),
    "no answer": (silent, "C060"),
    "cut short": (cut_short, "C060"),
    "no HTTP": (no_http, "C060"),
    "a page for people": (typed("text/html", "<html>"), "C063"),
    "broken Turtle": (typed("text/turtle", "<a> <b"), "C063"),
    "RDF that is no catalogue": (typed("text/turtle", "<a> <b> <c> ."), "C063"),
    "nothing": (typed("text/turtle", ""), "C063"),
    "an empty catalogue": (typed("text/turtle", f"{PREFIXES}<> a dcat:Catalog ."), "C067"),
    "entities": (typed("application/rdf+xml", DTD), "C063"),
    "an outer DTD": (typed("application/rdf+xml", OUTER), "C063"),
    "a remote context": (typed("application/ld+json", '{"@context": "OTHER/stolen", "@id": "a"}'), "C063"),
    "an imported context": (
        typed("application/ld+json", '{"@context": {"@version": 1.1, "@import": "OTHER/stolen"}}'),
        "C063",
    ),
    "deep JSON": (typed("application/ld+json", "[" * 100_000), "C063"),
    "deep Turtle": (typed("text/turtle", "<a> <b> " + "[<b> " * 20_000), "C063"),
    "an error": (status(500), "C060"),
    "gone": (status(404), "C060"),
    "later, in a year": (status(503, Retry_After="31536000"), "C060"),
    "unchanged on a first request": (status(304), "C060"),
    "a redirect to itself": (status(302, Location="/"), "C062"),
    "a redirect to a file": (status(302, Location="file:///etc/passwd"), "C061"),
    "a redirect to another scheme": (status(302, Location="gopher://OTHER/"), "C061"),
    "a redirect to the cloud's own": (status(302, Location="http://169.254.169.254/latest/"), "C061"),
    "a redirect to this machine": (status(301, Location="http://localhost:1/"), "C061"),
    "a redirect to an inner number": (status(307, Location="http://[::ffff:10.0.0.1]/"), "C061"),
    "a redirect with a password": (status(302, Location="http://me:secret@127.0.0.1/"), "C061"),
    "a redirect to nonsense": (status(302, Location="http://[/"), "C061"),
}


def test_hostile_nodes_cost_their_own_update_alone(another: Site, make: Make, tmp_path: Path) -> None:
    out, good = tmp_path / "out", tmp_path / "good.ttl"
    good.write_text(text_of(make("good", "https://good.example.org/")), encoding="utf-8")
    with ExitStack() as servers:
        sites = {case: servers.enter_context(served()) for case in CASES}
        for case, (hostile, _) in CASES.items():
            hostile(sites[case], another.address)
        addresses = {case: f"{one.address}/" for case, one in sites.items()}
        done = run(out, *addresses.values(), str(good), limits=SMALL)
    cases = {address: case for case, address in addresses.items()}
    found = {cases.get(one.address, "good"): [p.code for p in one.problems] for one in done.outcomes}
    assert found == {"good": [], **{case: [code] for case, (_, code) in CASES.items()}}
    assert [one.address for one in done.outcomes if one.complete] == [str(good)]
    assert set(listed(out)) == {"https://good.example.org/dataset/good"}
    assert another.log == []
    assert len(list((out / "nodes").glob("*/state.json"))) == 1


def test_what_was_there_stays_when_a_node_turns_hostile(site: Site, make: Make, tmp_path: Path) -> None:
    out, base = tmp_path / "out", f"{site.address}/"
    address = like_ckan(site, [make(key, base) for key in "abc"])
    run(out, address)
    before = {name: data for name, data in content(out).items() if name != "index.json"}
    like_ckan(site, [make("a", base, "Changed"), make("b", base), make("c", base)])
    site.put("/catalog.ttl?page=2", "rubbish <")
    done = run(out, address, days=1)
    assert codes(done) == ["C063"] and not done.written
    assert done.outcomes[0].state is not None and len(done.outcomes[0].state.datasets) == 3
    assert {name: data for name, data in content(out).items() if name != "index.json"} == before
    assert json.loads((out / "index.json").read_bytes())["nodes"][0]["seen"].startswith("2026-11-22")


def test_pages_in_a_circle_are_asked_once(site: Site, make: Make, tmp_path: Path) -> None:
    one = make("a", f"{site.address}/")
    site.put("/", page(site, f"{site.address}/2", text_of(one)))
    site.put("/2", page(site, f"{site.address}/", text_of(make("b", f"{site.address}/"))))
    assert codes(run(tmp_path / "out", f"{site.address}/")) == []
    assert site.asked() == ["/", "/2"]


def test_a_host_that_was_named_may_be_led_to(site: Site, another: Site, make: Make, tmp_path: Path) -> None:
    another.put("/2", text_of(make("a", "https://tre.example.org/")))
    site.put("/", page(site, f"{another.address}/2"))
    host = another.address.removeprefix("http://")
    done = run(tmp_path / "out", asked=Asked([f"{site.address}/"], hosts=[host]))
    assert codes(done) == [] and len(listed(tmp_path / "out")) == 1


def test_a_page_may_not_be_redirected_elsewhere(site: Site, another: Site, tmp_path: Path) -> None:
    site.put("/", page(site, f"{site.address}/2"))
    site.special["/2"] = lambda handler: reply(handler, 302, b"", {"Location": f"{another.address}/2"})
    assert codes(run(tmp_path / "out", f"{site.address}/")) == ["C061"] and another.log == []


def test_nothing_that_a_description_names_is_fetched(
    site: Site, another: Site, make: Make, tmp_path: Path
) -> None:
    one = make("a", f"{site.address}/")
    more = (
        f"<{one.iri.value}> <http://www.w3.org/2002/07/owl#imports> <{another.address}/ontology> ;\n"
        f" dcat:landingPage <{another.address}/page> ; dcat:distribution <{another.address}/distribution> .\n"
    )
    site.put("/", text_of(one) + PREFIXES + more)
    run(tmp_path / "out", f"{site.address}/")
    assert another.log == []


def test_a_link_that_runs_something_is_left_out(site: Site, make: Make, tmp_path: Path) -> None:
    good, bad = make("a", f"{site.address}/"), make("b", f"{site.address}/")
    more = f"<{bad.iri.value}> dct:relation <javascript:alert(1)> .\n<javascript:b> a dcat:Dataset ; dct:title 'b' .\n"
    site.put("/", text_of(good) + text_of(bad) + PREFIXES + more)
    run(tmp_path / "out", f"{site.address}/")
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file() and "nodes" not in file.parts]
    assert set(listed(tmp_path / "out")) == {good.iri.value}
    assert written and not any(b"javascript:" in file.read_bytes() for file in written)


def test_a_dataset_that_is_too_large_is_left_out(site: Site, make: Make, tmp_path: Path) -> None:
    huge = make("huge", f"{site.address}/")
    slots = {**huge.dataset.slots, "description": (Text("x" * 150_000, "en"),)}
    huge = replace(huge, dataset=replace(huge.dataset, slots=slots))
    done = run(tmp_path / "out", like_ckan(site, [huge, make("a", f"{site.address}/")]))
    assert len(listed(tmp_path / "out")) == 1 and done.chosen is not None
    (left,) = done.chosen.left_out
    assert (left.iri, left.problems[0].code) == (huge.iri.value, "C069")


def test_one_dataset_that_cannot_be_had(site: Site, make: Make, tmp_path: Path) -> None:
    base, out = f"{site.address}/", tmp_path / "out"
    address = like_fdp(site, [make(key, base) for key in "abcd"])
    run(out, address)
    site.special["/dataset/a"] = lambda handler: reply(handler, 500, b"", {})
    site.put("/dataset/b", "rubbish <")
    del site.pages["/dataset/c"]
    site.put("/dataset/d", text_of(make("d", base, "Changed")))
    done = run(out, address, days=1)
    assert codes(done) == ["C064"] * 3
    (outcome,) = done.outcomes
    assert outcome.complete and [one[-1] for one in (*outcome.gone, *outcome.updated)] == ["c", "d"]
    assert {iri[-1] for iri in listed(out)} == set("abd")


def test_a_node_that_has_used_up_its_share_is_not_whole(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_fdp(site, [make(f"d{at}", f"{site.address}/") for at in range(20)])
    done = run(tmp_path / "out", address, limits=SMALL)
    assert codes(done) == ["C062"] and not (tmp_path / "out").exists()
    assert len(site.log) == SMALL.documents


def test_a_node_that_dies_among_its_datasets_is_not_whole(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_fdp(site, [make(f"d{at}", f"{site.address}/") for at in range(5)])
    pages = dict(site.pages)

    def die(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        site.special |= dict.fromkeys(pages, die)

    site.special["/dataset/d2"] = die
    assert codes(run(tmp_path / "out", address)) == ["C060"] and not (tmp_path / "out").exists()
    site.special.clear()
    asked = len(site.log)
    assert codes(run(tmp_path / "out", address, days=0.1)) == [] and len(listed(tmp_path / "out")) == 5
    assert site.asked()[asked:] == [f"/dataset/d{at}" for at in (2, 3, 4)]


def test_a_server_that_comes_back_is_waited_for(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make("a", f"{site.address}/")])
    body, _, _ = site.pages["/catalog.ttl"]
    answers = itertools.chain([(429, b"", {"Retry-After": "0"})], itertools.repeat((200, body, TURTLE)))
    site.special["/catalog.ttl"] = lambda handler: reply(handler, *next(answers))
    assert codes(run(tmp_path / "out", address)) == [] and len(site.log) == 2


def test_signs_that_a_terminal_obeys_reach_none(site: Site, tmp_path: Path) -> None:
    site.put("/", page(site, "javascript:\\u001b[2J"))
    done = run(tmp_path / "out", f"{site.address}/")
    told = [text for one in done.outcomes for p in one.problems for _, text in p.detail]
    assert told and all(text.isprintable() for text in told)
