"""Asks a node for one document: conditionally, patiently, and within bounds of bytes, time and places."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from urllib.parse import urlsplit
from weakref import WeakSet

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError, NameResolutionError, SSLError
from urllib3.util import Retry

from omicz_meta.harvest.addresses import elsewhere, host_of, joined, split, without_fragment
from omicz_meta.harvest.connection import Lines
from omicz_meta.harvest.faults import Stopped, Unreachable
from omicz_meta.harvest.limits import MIB, Limits
from omicz_meta.harvest.media import suffix_of
from omicz_meta.harvest.robots import AGENT, LARGEST, Robots, read_robots

ACCEPT = (
    "text/turtle, application/ld+json;q=0.9, application/trig;q=0.8, application/rdf+xml;q=0.7, "
    "application/n-triples;q=0.6, application/n-quads;q=0.5"
)
_LATER = (429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_PIECE = 1 << 16
_ROBOTS = "/robots.txt"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the state of a document, and is asked by the next time."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: where from in the end, the bytes (None where nothing changed), and in what syntax."""

    address: str
    body: bytes | None
    suffix: str = ""
    validators: Validators = field(default_factory=Validators)
    immutable: bool = False


@dataclass(slots=True)
class Traffic:
    """What a node was asked and gave: requests, answers without a body, bytes of bodies as they came; no robots.txt."""

    requests: int = 0
    unchanged: int = 0
    bytes: int = 0


class Pace:
    """Keeps a pause between requests to one host, whichever node they are for."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def turn(self, host: str, least: float = 0) -> float:
        """Take the next turn at a host that asks for a pause of at `least` so long: the seconds until it begins."""
        with self._lock:
            now = time.monotonic()
            begins = max(now, self._free.get(host, now))
            self._free[host] = begins + max(self._pause, least)
            return begins - now


class Stop:
    """The sign to stop, which every node sees at once, whatever it waits for."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._fetchers: WeakSet[Fetcher] = WeakSet()

    def __bool__(self) -> bool:
        return self._event.is_set()

    def watch(self, fetcher: Fetcher) -> None:
        """Hang up for this one too."""
        self._fetchers.add(fetcher)

    def wait(self, seconds: float) -> bool:
        """Wait, at most until the sign is given; True where it is."""
        return self._event.wait(seconds) if seconds > 0 else self._event.is_set()

    def give(self) -> None:
        """Give the sign."""
        self._event.set()
        for fetcher in list(self._fetchers):
            fetcher.hang_up()


class Fetcher:
    """Asks one node; `named` are the hosts that a person named, everything else must be public. Not for two threads."""

    def __init__(
        self,
        named: frozenset[str],
        limits: Limits,
        pace: Pace,
        stop: Stop,
        *,
        proxies: bool = True,
    ) -> None:
        self._lines = Lines(named, limits.patience, proxies=proxies)
        self._limits, self._pace, self._stop = limits, pace, stop
        self._robots: dict[str, Robots] = {}
        stop.watch(self)
        self._ends = time.monotonic() + limits.node_seconds
        self.traffic = Traffic()

    def close(self) -> None:
        """Close all connections."""
        self._lines.close()

    def hang_up(self) -> None:
        """End the request that is going on, from another thread."""
        self._lines.hang_up()

    def get(self, address: str, known: Validators, home: frozenset[str] | None) -> Answer:
        """Fetch a document. `home` are the hosts that redirects may lead to, None for any that is public.

        Raises Unreachable with the reason, Stopped when the harvest is interrupted.
        """
        for attempt in range(1, self._limits.attempts + 1):
            try:
                answer = self._followed(address, known, home)
            except (HTTPError, OSError) as fault:
                if attempt == self._limits.attempts:
                    raise Unreachable(_reason(fault)) from fault
                wait: float = self._limits.backoff * attempt
            else:
                if isinstance(answer, Answer):
                    return answer
                if attempt == self._limits.attempts or answer.wait > self._limits.longest_wait:
                    raise Unreachable(_said(answer.status, answer.about))
                wait = answer.wait or self._limits.backoff * attempt
            self._sleep(wait)
        raise Unreachable(_said(0))

    def _followed(self, address: str, known: Validators, home: frozenset[str] | None) -> Answer | _Later:
        at = without_fragment(address)
        for _ in range(self._limits.redirects + 1):
            got = self._once(at, known)
            if not isinstance(got, _Moved):
                return got
            at = without_fragment(joined(at, got.to))
            if home is not None and host_of(at) not in home:
                raise Unreachable(elsewhere(at), "C061")
        raise Unreachable(("přesměrování bez konce", "redirects without an end"), "C062")

    def _once(self, address: str, known: Validators) -> Answer | _Moved | _Later:
        robots = self._asked_of_us(address)
        if isinstance(robots, _Later):
            return robots
        if not robots.allow(_parts(address)[3]):
            raise Unreachable(_unwanted(address), "C072")
        self.traffic.requests += 1
        with self._response(address, known, robots.delay) as response:
            return self._answered(response, address)

    def _asked_of_us(self, address: str) -> Robots | _Later:
        """The rules of the server of an address, asked for once; where they cannot be had now, nothing else can."""
        scheme, host, port, _ = _parts(address)
        key = f"{scheme} {host} {port}"
        if key not in self._robots:
            at = urlsplit(address)._replace(path=_ROBOTS, query="", fragment="").geturl()
            found = self._rules(at)
            if isinstance(found, _Later):
                return found
            self._robots[key] = replace(found, delay=min(found.delay, self._limits.longest_delay))
        return self._robots[key]

    def _rules(self, at: str) -> Robots | _Later:
        """Read a robots.txt (RFC 9309): none where there is no such file, or where redirects come to no end."""
        for _ in range(self._limits.redirects + 1):
            with self._response(at, Validators()) as response:
                moved = response.headers.get("Location") if response.status in _MOVED else None
                if response.status in _LATER or response.status >= 500:
                    wait = _wait(response.headers.get("Retry-After"), self._limits.longest_wait)
                    return _Later(response.status, wait, _ROBOTS)
                if moved is None:
                    found = _beginning(response)
                    return read_robots(found.decode("utf-8", "replace") if response.status == 200 else "")
            at = without_fragment(joined(at, moved))
        return Robots()

    @contextmanager
    def _response(self, address: str, known: Validators, delay: float = 0) -> Iterator[BaseHTTPResponse]:
        """One request, when it is its turn, and what is answered to it."""
        scheme, host, port, target = _parts(address)
        self._sleep(self._pace.turn(f"{host}:{port}", delay))
        pool = self._lines.pool(scheme, host, port, host_of(address))
        with self._bounded():
            response = pool.urlopen(
                "GET",
                target if pool.proxy is None or scheme == "https" else address,
                headers={**_HEADERS, **known.headers()},
                redirect=False,
                assert_same_host=False,  # a proxy is asked for addresses of other hosts
                retries=Retry(0, redirect=False, raise_on_status=False),
                preload_content=False,
            )
            try:
                yield response
            finally:
                if not response.closed:
                    response.close()

    def _answered(self, response: BaseHTTPResponse, address: str) -> Answer | _Moved | _Later:
        headers = response.headers
        validators = Validators(_short(headers.get("ETag")), _short(headers.get("Last-Modified")))
        if response.status == 304:
            response.drain_conn()
            self.traffic.unchanged += 1
            return Answer(address, None, validators=validators)
        if response.status in _MOVED and headers.get("Location"):
            return _Moved(headers["Location"])
        if response.status in _LATER:
            return _Later(response.status, _wait(headers.get("Retry-After"), self._limits.longest_wait))
        if response.status != 200:
            raise Unreachable(_said(response.status), gone=response.status in _GONE)
        suffix = suffix_of(headers.get("Content-Type", ""), address)
        body = self._body(response)
        return Answer(address, body, suffix, validators, "immutable" in headers.get("Cache-Control", ""))

    def _body(self, response: BaseHTTPResponse) -> bytes:
        most = self._limits.document_bytes
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and int(stated) > most:
            raise Unreachable(too_large(most), "C062")
        pieces, size = list[bytes](), 0
        # read1 gives what is there: reading a fixed amount would wait for it however slowly it drips
        while piece := response.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise Unreachable(too_large(most), "C062")
        self.traffic.bytes += response.tell()
        return b"".join(pieces)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Hang up when the time of a document or of the node is over, wherever the exchange stands then."""
        if self._stop:
            raise Stopped
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unreachable(_too_long(self._limits.node_seconds), "C062", spent=True)
        over = threading.Event()
        seconds = min(left, self._limits.document_seconds)

        def end() -> None:
            over.set()
            self._lines.hang_up()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (HTTPError, OSError, Unreachable) as fault:
            if self._stop:
                raise Stopped from fault
            # headers that were cut off look like any others
            if over.is_set():
                raise Unreachable(_too_long(seconds), "C062") from fault
            raise
        finally:
            timer.cancel()
            self._lines.tidy()
        if over.is_set():
            # a body without a stated length ends like a whole one when the line is cut
            raise Unreachable(_too_long(seconds), "C062")

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


@dataclass(frozen=True, slots=True)
class _Moved:
    to: str


@dataclass(frozen=True, slots=True)
class _Later:
    status: int
    wait: float
    about: str = ""


_HEADERS = {
    "Accept": ACCEPT,
    "Accept-Encoding": "gzip",
    "User-Agent": f"{AGENT}/{version('omicz-meta')} (harvester of dataset descriptions)",
}


def _beginning(response: BaseHTTPResponse) -> bytes:
    """As much of a robots.txt as is read; to its end, so that the connection can be used again."""
    found = b""
    while len(found) < LARGEST and (piece := response.read1(_PIECE, decode_content=True)):
        found += piece
    return found[:LARGEST]


def _short(value: str | None) -> str:
    """A validator as it is kept: one that nobody could need is none."""
    return value if value and len(value) <= 1000 and value.isprintable() else ""


def _wait(told: str | None, most: float) -> float:
    try:
        return Retry(0, retry_after_max=int(most) + 1).parse_retry_after(told) if told else 0
    except (InvalidHeader, ValueError, OverflowError):
        return 0


def _reason(fault: Exception) -> tuple[str, str]:
    cause = fault.reason if isinstance(fault, MaxRetryError) and fault.reason else fault
    if isinstance(cause, NameResolutionError):
        return "jméno serveru nikdo nezná", "nobody knows the name of the server"
    if isinstance(cause, SSLError):
        return "certifikát serveru neplatí", "the certificate of the server does not hold"
    kind = type(cause).__name__
    return f"spojení se nezdařilo ({kind})", f"the connection failed ({kind})"


def _said(status: int, about: str = "") -> tuple[str, str]:
    asked = f" ({about})" if about else ""
    return f"server odpovídá {status}{asked}", f"the server says {status}{asked}"


def _parts(address: str) -> tuple[str, str, int, str]:
    parts = split(address)
    if parts is None:
        raise Unreachable(elsewhere(address), "C061")
    return parts


def _unwanted(address: str) -> tuple[str, str]:
    shown = _parts(address)[3][:80]
    return f"robots.txt nedovoluje {shown}", f"robots.txt does not allow {shown}"


def too_large(most: int) -> tuple[str, str]:
    """Why a document is not taken that has more than so many bytes."""
    shown = f"{most // MIB} MB" if most >= MIB else f"{most} B"
    return f"dokument je větší než {shown}", f"the document is larger than {shown}"


def _too_long(seconds: float) -> tuple[str, str]:
    return f"trvá déle než {seconds:.0f} s", f"it takes longer than {seconds:.0f} s"
