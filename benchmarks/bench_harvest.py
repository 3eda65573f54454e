"""Harvests a catalogue of 10,000 datasets, and once more when nothing has changed: bytes moved, requests, seconds.

    python benchmarks/bench_harvest.py [--datasets 10000] [--page 100]

The node is a server on this machine with pages as ckanext-dcat has them, which answers conditional requests. Bytes are
counted on the server's side of the line, bodies and headers apart. Each dataset says the least that is valid.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from omicz_meta.harvest.harvesting import Asked, Harvest, harvest
from omicz_meta.harvest.limits import Limits

TEMPLATE = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


class Server(ThreadingHTTPServer):
    """A server to which it is no fault that a client closes its connection."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Node:
    """Pages of datasets, and what went over the line for them: bodies and, apart from these, headers."""

    def __init__(self, datasets: int, page: int) -> None:
        self.datasets, self.page = datasets, page
        self.bodies = self.headers = self.requests = 0

    def text(self, number: int, base: str) -> bytes:
        first, last = number * self.page, min((number + 1) * self.page, self.datasets)
        described = "".join(
            DESCRIPTION.replace("@KEY@", f"d{at:05}").replace("@BASE@", base) for at in range(first, last)
        )
        listed = "".join(
            f"<{base}/catalogue> dcat:dataset <{base}/dataset/d{at:05}> .\n" for at in range(first, last)
        )
        more = f"; hydra:next <{base}/?page={number + 1}>" if last < self.datasets else ""
        view = f"<{base}/?page={number}> a hydra:PartialCollectionView {more} .\n<{base}/catalogue> a dcat:Catalog .\n"
        return (TEMPLATE + described + listed + view).encode()

    @contextmanager
    def served(self) -> Iterator[str]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                if address.path == "/":
                    self.serve_page(int(address.query.removeprefix("page=") or 0))
                else:
                    # robots.txt among them: a node without one may be harvested
                    self.send_response(404)
                    self.finish_answer(b"")

            def serve_page(self, number: int) -> None:
                tag = f'"{hashlib.sha256(f"{number} {node.datasets}".encode()).hexdigest()[:16]}"'
                same = self.headers.get("If-None-Match") == tag
                self.send_response(304 if same else 200)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "text/turtle")
                self.finish_answer(None if same else node.text(number, f"http://{self.headers['Host']}"))

            def finish_answer(self, body: bytes | None) -> None:
                if body is not None:
                    self.send_header("Content-Length", str(len(body)))
                node.requests += 1
                node.headers += sum(len(part) for part in self._headers_buffer) + 2
                node.bodies += len(body or b"")
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def description() -> str:
    """The least of the shipped example that is still valid, as a template: what is left out goes on being left out."""
    from omicz_meta.catalogue.assemble import assemble
    from omicz_meta.catalogue.computed import Computed
    from omicz_meta.catalogue.healthdcat import healthdcat
    from omicz_meta.catalogue.ntriples import ntriples
    from omicz_meta.pipeline.describing import plain_yaml
    from omicz_meta.resources import mappings_folder, schemas_folder
    from omicz_meta.schema import load_schema

    example = plain_yaml(mappings_folder() / "csv-demo" / "example" / "dataset.yaml")
    node = dict(plain_yaml(schemas_folder() / "nodes" / "demo.yaml"))
    written = {**example, "identifier": "KEYKEYKEY", "is_structured": False}
    counted = Computed(number_of_records=1500, number_of_unique_individuals=500)

    def faults(own: dict, of_node: dict) -> int:
        return sum(one.severity == "error" for one in assemble(own, of_node, counted, load_schema())[1])

    # statistics that only a run has are missing from the first
    most = faults(written, node)
    for slot in list(node):
        if faults(written, without(node, slot)) <= most:
            node = without(node, slot)
    for slot in list(written):
        if faults(without(written, slot), node) <= most:
            written = without(written, slot)
    made, _ = assemble(written, node, counted, load_schema())
    text = "".join(ntriples(healthdcat(made)))
    return text.replace("KEYKEYKEY", "@KEY@").replace(made.base_iri.rstrip("/"), "@BASE@")


def without(slots: dict, name: str) -> dict:
    return {slot: value for slot, value in slots.items() if slot != name}


def night(address: str, out: Path, day: int) -> tuple[Harvest, float, float]:
    """One harvest: what came of it, seconds of the clock, seconds of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    now = datetime.datetime(2026, 11, 1 + day, tzinfo=datetime.UTC)
    done = harvest(Asked((f"{address}/",)), out, limits=Limits(pause=0), now=now, site=False, proxies=False)
    return done, time.perf_counter() - began, time.process_time() - cpu


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--datasets", type=int, default=10_000)
    options.add_argument("--page", type=int, default=100)
    chosen = options.parse_args()
    node = Node(chosen.datasets, chosen.page)
    with tempfile.TemporaryDirectory() as folder, node.served() as address:
        for day, name in enumerate(("first", "unchanged", "unchanged again")):
            node.bodies = node.headers = node.requests = 0
            done, seconds, cpu = night(address, Path(folder) / "catalogue", day)
            told = {
                "harvest": name,
                "datasets": done.datasets,
                "requests": node.requests,
                "body_bytes": node.bodies,
                "header_bytes": node.headers,
                "seconds": round(seconds, 2),
                "cpu_seconds": round(cpu, 2),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                "problems": [p.code for one in done.outcomes for p in one.problems],
            }
            print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    DESCRIPTION = description()
    sys.exit(main())
