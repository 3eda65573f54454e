"""How long `serve` takes to be ready with a catalogue of ten thousand datasets, and what its pages cost.

    python benchmarks/bench_serve.py [--datasets 10000] [--pairs 15] [--folder KEPT]

A page of the catalogue is asked for over and over on one connection, in batches that alternate with as many requests
to a bare ASGI responder: the same uvicorn, which sends the same bytes from memory and looks at nothing. What counts is
the ratio within each pair of batches, of seconds by the clock and of CPU seconds of the two servers; where others use
the machine too, only the latter says something.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import multiprocessing
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from omicz_meta.catalogue.description import Code, Description, Entity, Text
from omicz_meta.catalogue.folder import Member, write_folder
from omicz_meta.catalogue.index import INDEX
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.pipeline.output import complete_or_untouched, write_json
from omicz_meta.schema.model import Schema, load_schema

COMMAND = str(Path(sys.executable).with_name("omicz-meta"))
BASE = "https://catalogue.example.org/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
WORDS = (
    "genom",
    "exom",
    "kohorta",
    "nádor",
    "vzácné",
    "srdce",
    "krev",
    "tkáň",
    "děti",
    "metabolom",
    "proteom",
)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--datasets", type=int, default=10_000)
    options.add_argument("--pairs", type=int, default=15)
    options.add_argument("--folder", type=Path, default=None)
    given = options.parse_args()
    with TemporaryDirectory() as place:
        folder = given.folder or Path(place) / "catalogue"
        if not (folder / INDEX).is_file():
            make(folder, given.datasets)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{given.datasets:,} datasets, {size / 1e6:,.0f} MB in files")
        started(folder)
        with serving(folder) as (process, port, _):
            asked(process.pid, port, given.pairs)
            print(f"peak memory of the server {peak(process.pid):.0f} MiB")


def make(folder: Path, count: int) -> None:
    """A catalogue as `catalogue build` writes it, of datasets with texts, keywords, codes and two distributions."""
    begun, schema = time.perf_counter(), load_schema()
    members = sorted(
        (member(number, schema) for number in range(count)), key=lambda one: one.description.iri.value
    )
    with complete_or_untouched(folder, INDEX) as part:
        index = write_folder(members, part, (), datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))
        write_json(part / INDEX, {**index.entry(), "left_out": []})
    print(f"written in {time.perf_counter() - begun:.0f} s")


def member(number: int, schema: Schema) -> Member:
    text = " ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 40))
    publisher = Entity("Agent", {"agent_name": (Text(f"Ústav {number % 50}", "cs"),)})
    slots = {
        "id": (f"d{number:05}",),
        "identifier": (f"d{number:05}",),
        "title": (Text(f"Soubor {number} {text[:40]}", "cs"), Text(f"Dataset {number}", "en")),
        "description": (Text(text, "cs"), Text(text, "en")),
        "keywords": tuple(Text(word, "cs") for word in WORDS[:5]),
        "access_rights": (Code("NON_PUBLIC", f"{AUTHORITY}access-right/NON_PUBLIC"),),
        "themes": (Code("HEAL", f"{AUTHORITY}data-theme/HEAL", {"cs": "zdraví", "en": "health"}),),
        "publisher": (publisher,),
        "number_of_records": (number,),
        "code_values": tuple(f"MKN10:C{code:02}" for code in range(number % 20)),
        "distributions": tuple(
            Entity("Distribution", {"id": (key,), "access_urls": (Iri(f"https://example.org/{key}"),)})
            for key in ("data", "report")
        ),
    }
    return Member(f"d{number:05}", "made", Description(Entity("Dataset", slots), schema, BASE))


def started(folder: Path) -> None:
    times, used = [], []
    for _ in range(5):
        with serving(folder) as (process, port, seconds):
            times.append(seconds)
            used.append(cpu(process.pid))
            first = time.perf_counter()
            fetch(connected(port), "/")
            times_first = time.perf_counter() - first
    print(
        f"ready after {statistics.median(times):.2f} s (median of five; {min(times):.2f} to {max(times):.2f})"
    )
    print(f"first page, put together when it is asked for: {times_first * 1000:.0f} ms")


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """The command, with its port and the seconds until it was ready."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [COMMAND, "serve", str(folder), "--port", "0", "--allow-root"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    ready = time.perf_counter() - begun
    try:
        yield process, int(line.strip().rpartition(":")[2]), ready
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def asked(server: int, port: int, pairs: int) -> None:
    """The ratio of requests a second, ours to the bare responder's, for a page and for a single dataset."""
    for what, address, batch in (
        ("a page of 100 datasets", "/", 300),
        ("one dataset", "/dataset/d00001", 600),
    ):
        body = fetch(connected(port), address)
        with bare(body) as (other, other_port):
            ours, theirs = connected(port), connected(other_port)
            clock, processor, rates = [], [], []
            for _ in range(pairs):
                mine = batch_seconds(ours, server, address, batch)
                bares = batch_seconds(theirs, other, address, batch)
                clock.append(bares[0] / mine[0])
                processor.append(bares[1] / mine[1])
                rates.append(batch / mine[0])
            print(
                f"{what}, {len(body) / 1000:,.0f} kB: {told(clock)} of the bare responder by the clock, "
                f"{told(processor)} by CPU; {statistics.median(rates):,.0f} a second"
            )


def told(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def cpu(process: int) -> float:
    """The CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def batch_seconds(connection: socket.socket, server: int, address: str, batch: int) -> tuple[float, float]:
    """Seconds by the clock, and CPU seconds of the server."""
    begun, used = time.perf_counter(), cpu(server)
    for _ in range(batch):
        fetch(connection, address)
    return time.perf_counter() - begun, max(cpu(server) - used, 0.01)


def connected(port: int) -> socket.socket:
    for _ in range(200):
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        time.sleep(0.05)
    raise SystemExit("nobody listens")


def fetch(connection: socket.socket, address: str) -> bytes:
    """The body of one answer on a connection that stays open."""
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\nAccept: text/turtle\r\n\r\n".encode())
    found = bytearray()
    while b"\r\n\r\n" not in found:
        found += connection.recv(1 << 20)
    head, _, body = bytes(found).partition(b"\r\n\r\n")
    (length,) = (
        int(line[16:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")
    )
    received = bytearray(body)
    while len(received) < length:
        received += connection.recv(1 << 20)
    return bytes(received)


@contextlib.contextmanager
def bare(body: bytes) -> Iterator[tuple[int, int]]:
    """A responder that sends these bytes to everybody: its process and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=respond, args=(body, port), daemon=True)
    process.start()
    try:
        yield process.pid or 0, port
    finally:
        process.kill()
        process.join()


def respond(body: bytes, port: int) -> None:
    import uvicorn

    headers = [(b"content-type", b"text/turtle"), (b"content-length", str(len(body)).encode())]

    async def app(_scope, _receive, send):  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    config = uvicorn.Config(
        app,
        port=port,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    asyncio.run(uvicorn.Server(config).serve())


def peak(process: int) -> float:
    """The most memory that a process has had, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
