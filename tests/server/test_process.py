"""The command as it runs at a node: ready, asked by many, built again meanwhile, attacked, ended."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from tests.cli.terminal import Terminal, environment

from omicz_meta.server.serving import as_root

from .conftest import KEYS
from .made import copied, member, written
from .process import COMMAND, Running, serving, until

pytestmark = pytest.mark.heavy
FDP_O = rdflib.Namespace("https://w3id.org/fdp/fdp-o#")
LDP = rdflib.Namespace("http://www.w3.org/ns/ldp#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    with serving(folder) as found:
        yield found


def test_it_says_when_it_is_ready_and_ends_in_order(folder: Path) -> None:
    with serving(folder) as running:
        assert running.ask("/health").json()["status"] == "ok"
        assert running.ask("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        assert running.end() == 0
    assert not children_of(running.process.pid)


def children_of(process: int) -> list[str]:
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return found.stdout.split()


def test_it_does_not_start_where_it_cannot_serve(folder: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, environment(tmp_path))
    empty = tmp_path / "empty"
    empty.mkdir()
    damaged = copied(folder, tmp_path / "damaged")
    (damaged / "index.json").write_text("{", encoding="utf-8")
    other = copied(folder, tmp_path / "other")
    (other / "changes.ndjson").write_text("", encoding="utf-8")
    for words, code, sentence in (
        ((empty,), 2, "is not a catalogue"),
        ((damaged,), 2, "index.json is not complete"),
        ((other,), 2, "holds no datasets"),
        ((folder, "--base", "javascript:alert(1)"), 2, "--base is an address"),
        ((folder, "--host", "no.such.host.invalid"), 2, "is not an address of this machine"),
    ):
        said = terminal("serve", "--allow-root", *words)
        assert (said.code, sentence in said.err) == (code, True), said.err


@pytest.mark.skipif(not as_root(), reason="only root is refused")
def test_root_is_refused_unless_it_is_said(folder: Path, tmp_path: Path) -> None:
    said = Terminal(tmp_path, environment(tmp_path))("serve", folder, "--port", "0")
    assert said.code == 3 and "a user that owns nothing" in said.err and "--allow-root" in said.err
    assert "listening on" not in said.err


def test_a_port_that_is_taken_is_told(running: Running, folder: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, environment(tmp_path))
    said = terminal("serve", folder, "--allow-root", "--port", running.url.rpartition(":")[2])
    assert said.code == 3 and "cannot be listened on" in said.err


def test_without_the_extra_one_sentence_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')", encoding="utf-8")
    known = environment(tmp_path)
    path = f"{tmp_path}{os.pathsep}{known.get('PYTHONPATH', '')}"
    said = Terminal(tmp_path, {**known, "PYTHONPATH": path}, through=("env",))("serve", folder)
    assert said.code == 3 and "pip install 'omicz-meta[serve]'" in said.err


def test_head_keeps_the_connection_whole(running: Running) -> None:
    with running.connect() as connection:
        rest = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + rest)
        found = b""
        while piece := connection.recv(65536):
            found += piece
    assert found.count(b"HTTP/1.1 200 OK") == 2 and found.count(b'"status": "ok"') == 1


def test_a_reader_of_fair_data_points_finds_everything(running: Running) -> None:
    if importlib.util.find_spec("fdpclient") is None:
        pytest.skip("fairdatapoint-client is not installed")
    from fdpclient.client import Client

    client = Client(running.url)
    point = client.read_fdp()
    catalogue = next(point.objects(None, FDP_O.metadataCatalog))
    assert (None, LDP.contains, catalogue) in point
    members = client.read_catalog(str(catalogue).rpartition("/")[2])
    datasets = sorted(members.objects(catalogue, DCAT.dataset))
    assert len(datasets) == len(KEYS) and datasets == sorted(members.objects(catalogue, LDP.contains))
    for one in datasets:
        key = str(one).rpartition("/")[2]
        graph = client.read_dataset(key)
        assert rdflib.Literal(f"Kohorta č. {key}", lang="cs") in set(graph.objects(one, rdflib.DCTERMS.title))
        distribution = next(graph.objects(one, DCAT.distribution))
        assert (distribution, None, None) in client.read_distribution(f"{key}-1")
        assert (distribution, None, None) in rdflib.Graph().parse(str(distribution).partition("#")[0])


def test_a_catalogue_that_is_built_again_is_taken_up_without_a_failed_request(tmp_path: Path) -> None:
    folder = written([member(key) for key in KEYS], tmp_path / "c")
    statuses: list[int] = []
    stop = threading.Event()
    with serving(folder) as running:

        def ask() -> None:
            while not stop.is_set():
                for address in ("/", "/dataset/d1", "/catalogue"):
                    found = running.ask(address)
                    statuses.append(found.status_code)
                    rdflib.Graph().parse(data=found.content, format="turtle")

        asking = threading.Thread(target=ask)
        asking.start()
        for day in range(1, 4):
            several = [member(key, {"version": (str(day),)}) for key in KEYS] + [member(f"n{day}")]
            written(several, folder, days=day)
            stamp = f"2026-11-0{day + 1}T08:00:00Z"
            assert until(lambda stamp=stamp: running.ask("/health").json()["modified"] == stamp)
            assert f'"{day}"' in running.ask("/dataset/d1").text
            query = "SELECT ?v { ?s <http://www.w3.org/ns/dcat#version> ?v } LIMIT 1"
            found = running.ask("/sparql", params={"query": query}, headers={"accept": "text/csv"})
            assert found.text.split() == ["v", str(day)]
        stop.set()
        asking.join()
    assert len(statuses) > 20 and set(statuses) == {200}


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no SIGHUP here")
def test_a_signal_asks_for_another_look(folder: Path) -> None:
    with serving(folder) as running:
        before = running.ask("/health").json()
        running.process.send_signal(signal.SIGHUP)
        assert running.ask("/health").json() == before
        assert running.end() == 0


def test_a_state_that_is_not_sound_is_not_taken_up(tmp_path: Path) -> None:
    folder = written([member(key) for key in KEYS], tmp_path / "c")
    with serving(folder) as running:
        running.ask("/")
        index = (folder / "index.json").read_text(encoding="utf-8")
        (folder / "index.json").write_text(
            index.replace('"datasets": [', '"datasets": [], "x": ['), encoding="utf-8"
        )
        assert until(lambda: running.ask("/health").json()["status"] == "degraded")
        assert running.ask("/").status_code == 200 and running.ask("/dataset/d1").status_code == 200
        written([member("d1")], shutil.move(folder, tmp_path / "away") and folder)
        assert until(lambda: running.ask("/health").json().get("datasets") == 1)
        assert running.ask("/health").json()["status"] == "ok"


def test_it_writes_nothing_and_needs_no_rights(folder: Path, tmp_path: Path) -> None:
    kept = copied(folder, tmp_path / "kept")
    for path in (kept, *kept.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    empty = tmp_path / "empty"
    empty.mkdir()
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*")}
    with serving(kept, cwd=empty, **nobody(kept)) as running:
        for address in ("/", "/dataset/d1", "/feed", "/health"):
            assert running.ask(address).status_code == 200
        assert running.ask("/", headers={"accept": "text/html"}).status_code == 200
        assert running.ask("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*")} == before


def nobody(folder: Path) -> dict[str, object]:
    """The user nobody, where we may become it and it may read Python and the folder."""
    if os.geteuid() != 0:
        return {}
    user = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        subprocess.run(["test", "-r", str(folder)], check=True, **user)
        subprocess.run([COMMAND, "--version"], check=True, capture_output=True, **user)
    except (PermissionError, subprocess.CalledProcessError):
        return {}
    return user


def test_whatever_the_description_admits_is_answered_as_it_says(running: Running, tmp_path: Path) -> None:
    checks = ("not_a_server_error", "status_code_conformance", "content_type_conformance")
    checks += ("response_schema_conformance", "unsupported_method")
    asking = str(Path(sys.executable).with_name("schemathesis"))
    words = ["--checks", ",".join(checks), "--max-examples", "30", "--seed", "1"]
    done = subprocess.run(
        [asking, "run", f"{running.url}/openapi.json", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert running.ask("/health").status_code == 200
