"""How nodes are asked: over one connection, through proxies, over TLS with certificates that hold, in turns."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from omicz_meta.harvest.faults import Stopped, Unreachable
from omicz_meta.harvest.fetch import Fetcher, Pace, Stop, Validators
from omicz_meta.harvest.limits import Limits

from .conftest import QUICK, Make, codes, listed, run
from .nodes import Server, Site, like_ckan, reply, text_of

pytestmark = pytest.mark.heavy


def test_a_node_is_asked_over_one_connection(site: Site, make: Make, tmp_path: Path) -> None:
    ports = set[int]()
    members = [make(f"d{at}", f"{site.address}/") for at in range(4)]
    address = like_ckan(site, members, 1)
    for path, (body, kind, _) in list(site.pages.items()):

        def answer(handler: BaseHTTPRequestHandler, body: bytes = body, kind: str = kind) -> None:
            ports.add(handler.client_address[1])
            reply(handler, 200, body, {"Content-Type": kind})

        site.special[path] = answer
    run(tmp_path / "out", address)
    assert len(site.log) == 4 and len(ports) == 1


def test_a_proxy_of_the_environment_is_used(
    site: Site, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, site.address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    site.put("http://node.invalid/c.ttl", text_of(make("a", "http://node.invalid/")))
    assert codes(run(tmp_path / "out", "http://node.invalid/c.ttl", proxies=True)) == []
    assert list(listed(tmp_path / "out")) == ["http://node.invalid/dataset/a"]
    # nobody can tell where a host lies that only the proxy sees
    site.special["http://node.invalid/r"] = lambda handler: reply(
        handler, 302, b"", {"Location": "http://other.invalid/"}
    )
    assert codes(run(tmp_path / "other", "http://node.invalid/r", proxies=True)) == ["C061"]
    assert "http://other.invalid/" not in site.asked()


@pytest.mark.heavy
def test_a_certificate_must_hold(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with over_tls(tmp_path) as (site, certificate):
        site.put("/", text_of(make("a", f"{site.address}/")))
        done = run(tmp_path / "out", f"{site.address}/")
        (problem,) = done.outcomes[0].problems
        assert problem.code == "C060" and "certificate" in dict(problem.detail)["reason.en"]
        assert site.log == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert codes(run(tmp_path / "out", f"{site.address}/")) == []


@contextmanager
def over_tls(folder: Path) -> Iterator[tuple[Site, Path]]:
    """A site behind a certificate that it signed itself."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    names = [
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    try:
        subprocess.run([*words, *names], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not there to make a certificate")
    site = Site()
    server = Server(site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    site.address = f"https://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site, certificate
    finally:
        server.shutdown()
        server.server_close()


def test_hosts_are_asked_in_turns() -> None:
    pace = Pace(0.5)
    waits = [pace.turn(host) for host in ("a", "a", "b", "a")]
    assert [round(one, 1) for one in waits] == [0, 0.5, 0, 1]


def test_whoever_waits_is_woken_by_the_sign_to_stop(site: Site) -> None:
    stop = Stop()
    site.special["/"] = lambda _: time.sleep(3)
    fetcher = Fetcher(frozenset({site.address.removeprefix("http://")}), QUICK, Pace(0), stop, proxies=False)
    threading.Timer(0.1, stop.give).start()
    with pytest.raises(Stopped):
        fetcher.get(f"{site.address}/", Validators(), None)
    with pytest.raises(Stopped):
        fetcher.get(f"{site.address}/", Validators(), None)
    fetcher.close()


def test_a_node_has_so_much_time_and_no_more(site: Site) -> None:
    site.put("/", "#")
    limits = Limits(pause=0, node_seconds=0)
    fetcher = Fetcher(
        frozenset({site.address.removeprefix("http://")}), limits, Pace(0), Stop(), proxies=False
    )
    with pytest.raises(Unreachable) as fault:
        fetcher.get(f"{site.address}/", Validators(), None)
    assert fault.value.code == "C062" and site.log == []
    fetcher.close()
