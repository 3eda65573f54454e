"""Nodes to harvest, as real servers: a site that answers what was put there, and catalogues as others serve them."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.rdf import Triple
from omicz_meta.catalogue.turtle import turtle

ROBOTS = "/robots.txt"
Answer = Callable[[BaseHTTPRequestHandler], None]
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix ldp: <http://www.w3.org/ns/ldp#> .
@prefix fdp-o: <https://w3id.org/fdp/fdp-o#> .
@prefix tree: <https://w3id.org/tree#> .
@prefix ldes: <https://w3id.org/ldes#> .
@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass
class Site:
    """What a server has, by path with query; `log` holds every request with the status of its answer."""

    address: str = ""
    pages: dict[str, tuple[bytes, str, Mapping[str, str]]] = field(default_factory=dict)
    special: dict[str, Answer] = field(default_factory=dict)
    log: list[tuple[str, int]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    validators: bool = True
    compressed: bool = False

    def put(self, path: str, text: str, kind: str = "text/turtle", **headers: str) -> None:
        self.pages[path] = (text.encode(), kind, headers)

    def asked(self) -> list[str]:
        return [path for path, _ in self.log]

    def statuses(self) -> set[int]:
        return {status for _, status in self.log}

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        if path == ROBOTS and path not in {**self.pages, **self.special}:
            reply(
                handler, 404, b"", {"Content-Type": "text/plain"}
            )  # asked for by every harvest; not worth a line
            return
        self.headers.append(dict(handler.headers))
        if path in self.special:
            self.log.append((path, 0))
            self.special[path](handler)
            return
        if path not in self.pages:
            self._send(handler, 404, b"", {"Content-Type": "text/plain"})
            return
        body, kind, more = self.pages[path]
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
        if self.validators:
            headers["ETag"] = tag
        if self.validators and handler.headers.get("If-None-Match") == tag:
            self._send(handler, 304, b"", headers)
        elif self.compressed:
            self._send(handler, 200, gzip.compress(body), {**headers, "Content-Encoding": "gzip"})
        else:
            self._send(handler, 200, body, headers)

    def _send(
        self, handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]
    ) -> None:
        self.log.append((handler.path, status))
        reply(handler, status, body, headers)


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if status != 304:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Answers what a site has; it does not listen for long, and says nothing."""

    daemon_threads = True

    def __init__(self, site: Site) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a hostile answer is what is wanted."""


@contextmanager
def served() -> Iterator[Site]:
    """A site on a free port of this machine, for the time of the block."""
    site = Site()
    server = Server(site)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def text_of(description: Description) -> str:
    return "".join(turtle(healthdcat(description)))


def _catalogue(address: str, members: Sequence[Description]) -> str:
    listed = "".join(f"<{address}> dcat:dataset <{one.iri.value}> .\n" for one in members)
    return f'<{address}> a dcat:Catalog ; dct:title "A catalogue"@en .\n{listed}'


def _together(members: Sequence[Description]) -> str:
    triples: list[Triple] = [triple for one in members for triple in healthdcat(one)]
    return "".join(turtle(triples))


def like_ckan(site: Site, members: Sequence[Description], size: int = 2, *, old: bool = False) -> str:
    """Pages as ckanext-dcat serves them, under the names of today or the old ones; the address of the first."""
    address = f"{site.address}/catalog.ttl"
    cut = [members[at : at + size] for at in range(0, len(members), size)] or [[]]
    for number, part in enumerate(cut, start=1):
        path = "/catalog.ttl" if number == 1 else f"/catalog.ttl?page={number}"
        ahead = f"{address}?page={number + 1}" if number < len(cut) else ""
        if old:
            more = f'; hydra:nextPage "{ahead}"' if ahead else ""
            view = (
                f"<{site.address}{path}> a hydra:PagedCollection ; hydra:totalItems {len(members)} {more} .\n"
            )
        else:
            more = f"; hydra:next <{ahead}>" if ahead else ""
            view = (
                f"<{address}> hydra:view <{site.address}{path}> .\n"
                f"<{site.address}{path}> a hydra:PartialCollectionView ; hydra:first <{address}> {more} .\n"
            )
        site.put(path, _together(part) + PREFIXES + _catalogue(f"{site.address}/catalogue", part) + view)
    return address


def like_fdp(site: Site, members: Sequence[Description]) -> str:
    """A FAIR Data Point: point, catalogue, and each dataset at its own address with no more than a title in lists."""
    site.put(
        "/",
        f"{PREFIXES}<> a fdp-o:FAIRDataPoint ; fdp-o:metadataCatalog </catalog/1> .\n"
        "<#catalogs> a ldp:DirectContainer ; ldp:contains </catalog/1> .\n",
    )
    listed = "".join(
        f"</catalog/1> dcat:dataset <{one.iri.value}> ; ldp:contains <{one.iri.value}> .\n"
        f'<{one.iri.value}> a dcat:Dataset ; dct:title "short"@en .\n'
        for one in members
    )
    site.put("/catalog/1", f'{PREFIXES}</catalog/1> a dcat:Catalog ; dct:title "C"@en .\n{listed}')
    for one in members:
        site.put(one.iri.value.removeprefix(site.address), text_of(one))
    return f"{site.address}/"


@dataclass(frozen=True)
class Change:
    """An activity of a stream: kind, dataset, time; what it says comes along where there is a description."""

    kind: str
    dataset: str
    published: str
    description: Description | None = None


def like_ldes(site: Site, changes: Sequence[Change], size: int = 3, *, named: bool = False) -> str:
    """A stream of changes in pages, older ones immutable; payloads in the page or in graphs named by the activity."""
    cut = [changes[at : at + size] for at in range(0, len(changes), size)]
    kind = "application/trig" if named else "text/turtle"
    for number, part in enumerate(cut, start=1):
        last = number == len(cut)
        text = [PREFIXES, f"<{site.address}/feed#stream> a ldes:EventStream ; tree:view </feed> .\n"]
        payloads = []
        for place, one in enumerate(part):
            iri = f"{site.address}/feed#{number}-{place}"
            text.append(
                f"<{iri}> a as:{one.kind} ; as:object <{one.dataset}> ; "
                f'as:published "{one.published}"^^xsd:dateTime .\n'
            )
            if one.description is not None:
                graph = text_of(one.description)
                head = "\n".join(line for line in graph.splitlines() if line.startswith("@prefix"))
                body = "\n".join(line for line in graph.splitlines() if not line.startswith("@prefix"))
                payloads.append(f"{head}\n<{iri}> {{ {body} }}\n" if named else graph)
        if number > 1:
            before = part[0].published
            text.append(
                f"</feed{'' if last else f'/{number}'}> tree:relation [ a tree:LessThanRelation ; "
                f'tree:path as:published ; tree:value "{before}"^^xsd:dateTime ; tree:node </feed/{number - 1}> ] .\n'
            )
        caching = {} if last else {"Cache_Control": "public, max-age=604800, immutable"}
        site.put("/feed" if last else f"/feed/{number}", "".join((*text, *payloads)), kind, **caching)
    return f"{site.address}/feed"
