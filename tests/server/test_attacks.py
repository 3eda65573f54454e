"""Attacks on the running server: whatever one client does, the next one is served."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .process import Running, serving

pytestmark = pytest.mark.heavy
PASSWORDS = b"root:"


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    with serving(folder) as found:
        yield found


@pytest.fixture(autouse=True)
def still_served(running: Running) -> Iterator[None]:
    yield
    found = running.ask("/health")
    assert found.status_code == 200 and running.process.poll() is None


PATHS = [
    b"/../../../../etc/passwd",
    b"/dataset/../../../etc/passwd",
    b"/dataset/..%2f..%2f..%2fetc%2fpasswd",
    b"/dataset/%2e%2e/%2e%2e/etc/passwd",
    b"/datasets/../index.json",
    b"/datasets/..%2findex.json",
    b"/datasets/%2fetc%2fpasswd.ttl",
    b"/dataset/d1%00.ttl",
    b"/dataset/d1.ttl%00",
    b"/dataset/....//....//etc/passwd",
    b"/dataset/\\..\\..\\index",
    b"//evil.example/dataset/d1",
    b"/dcat-ap-cz/..%2f..%2fetc%2fpasswd",
    b"/distribution/..%2findex.json",
    b"/index.json",
    b"/changes.ndjson",
    b"http://evil.example/",
    b"/dataset/" + b"a" * 20_000,
    b"/%ff%fe",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_what_is_served(running: Running, path: bytes) -> None:
    said = running.said(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    status = int(said.split(b" ", 2)[1])
    assert status in (200, 400, 404) and PASSWORDS not in said
    if path.endswith((b"index.json", b"changes.ndjson")):
        assert status == 404
    assert b"location:" not in said.lower()


POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\n"
HEADS = [
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: a\r\n" % n for n in range(20_000)) + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
    POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00",
]


@pytest.mark.parametrize("head", HEADS)
def test_what_is_no_request_is_refused(running: Running, head: bytes) -> None:
    with contextlib.suppress(ConnectionError, TimeoutError):
        assert running.said(head).split(b" ")[1].startswith(b"4")


def test_an_accept_header_of_any_length_is_read_in_time(running: Running) -> None:
    begun = time.monotonic()
    for accept in (",".join(["text/*;q=0.1"] * 2000), "*/*;q=" + "9" * 20_000, ";" * 20_000):
        assert running.ask("/", headers={"accept": accept}).status_code in (200, 406)
    assert time.monotonic() - begun < 20


def test_bodies_that_are_too_large_are_refused(running: Running) -> None:
    kind = {"content-type": "application/sparql-query"}
    large = running.ask("/sparql", "POST", content=b"#" * 200_000, headers=kind)
    assert large.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(10_000):
            yield b"#" * 10_000

    with contextlib.suppress(httpx.WriteError, httpx.ReadError):
        assert running.ask("/sparql", "POST", content=endless(), headers=kind).status_code == 413
    assert running.ask("/", "POST", content=b"#" * 5_000_000).status_code == 405


def test_who_sends_slowly_is_sent_away(running: Running) -> None:
    slow = [running.connect() for _ in range(50)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX-")
    body = running.connect()
    body.sendall(POST + b"Content-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nAS")
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(1):
            for connection in slow:
                with contextlib.suppress(OSError):
                    connection.sendall(b"a")

    threading.Thread(target=trickle, daemon=True).start()
    assert running.ask("/").status_code == 200
    assert all(_closed(connection) for connection in slow)
    stop.set()
    assert b" 408 " in body.recv(1000)


def _closed(connection: socket.socket) -> bool:
    connection.settimeout(30)
    try:
        return connection.recv(1000) == b""
    except ConnectionError:
        return True


def test_who_reads_nothing_is_sent_away(running: Running) -> None:
    with running.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        with contextlib.suppress(OSError):
            for _ in range(3000):
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert running.ask("/").status_code == 200


ABUSE = [
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
    ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
    ("ASK { FILTER EXISTS { { SELECT * { OPTIONAL { SERVICE ?x { ?s ?p ?o } } } } } }", 400, "SERVICE"),
    ("SELECT * { FILTER(?a<'b>' ) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER('x'='y') }", 400, ""),
    ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 400, "FROM"),
    ("SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }", 400, "FROM"),
    ("LOAD <http://127.0.0.1:9/>", 400, "updates"),
    ("LOAD <file:///etc/passwd>", 400, "updates"),
    ("DELETE WHERE { ?s ?p ?o }", 400, "updates"),
    ("INSERT DATA { <http://a/> <http://b/> 1 }", 400, "updates"),
    ("DROP ALL", 400, "updates"),
    ("SELECT * { " + "(" * 5000, 400, ""),
    ("ASK { " + "{" * 3000 + "}" * 3000 + " }", 400, "nested"),
    ("ASK { FILTER(" + "!" * 20_000 + "true) }", 400, ""),
    ("", 400, ""),
    ("x" * 60_000, 400, ""),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 400, "LIMIT"),
    ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }", 503, "seconds"),
    ("SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o } ORDER BY ?c ?f ?i", 503, ""),
    ("SELECT (REPLACE('" + "a" * 30_000 + "', '(a+)+b', 'c') AS ?x) {}", 0, ""),
]


@pytest.mark.parametrize(("query", "status", "word"), ABUSE)
def test_no_query_harms_the_server(running: Running, query: str, status: int, word: str) -> None:
    found = running.ask("/sparql", "POST", data={"query": query})
    assert not status or found.status_code == status, found.text[:500]
    assert word in found.text
    again = running.ask("/sparql", "POST", data={"query": "ASK { ?s ?p ?o }"})
    assert again.json()["boolean"] is True


def test_no_query_reaches_another_server(running: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        port = trap.getsockname()[1]
        for query in (
            f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
            f"LOAD <http://127.0.0.1:{port}/>",
        ):
            running.ask("/sparql", params={"query": query})
        with pytest.raises(TimeoutError):
            trap.accept()


def test_many_queries_at_once_are_answered_or_refused(running: Running) -> None:
    statuses: list[int] = []

    def ask() -> None:
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
        statuses.append(running.ask("/sparql", params={"query": slow}).status_code)

    several = [threading.Thread(target=ask) for _ in range(20)]
    for one in several:
        one.start()
    time.sleep(0.5)
    assert running.ask("/").status_code == 200
    refused = [running.ask("/sparql", params={"query": "ASK {}"}).status_code for _ in range(2)]
    assert set(refused) <= {200, 503}
    os.kill(running.process.pid, 0)


def test_an_update_under_another_name_is_refused(running: Running) -> None:
    for options in (
        {"data": {"update": "DROP ALL"}},
        {"content": "DROP ALL", "headers": {"content-type": "application/sparql-update"}},
        {"data": {"query": "ASK {}", "default-graph-uri": "http://127.0.0.1:9/"}},
        {"data": {"query": ["ASK {}", "ASK {}"]}},
        {"content": b"\xff", "headers": {"content-type": "application/sparql-query"}},
    ):
        assert running.ask("/sparql", "POST", **options).status_code in (400, 415)
