"""Runs the server: a socket, uvicorn, a word when it is ready, an orderly end."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from omicz_meta.catalogue.rdf import is_iri
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.server.address import ANYWHERE, Site
from omicz_meta.server.app import application
from omicz_meta.server.connection import bounded
from omicz_meta.server.limits import Limits
from omicz_meta.server.served import Current

_END_SECONDS = 5


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    base: str = "",
    limits: Limits | None = None,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a catalogue folder until SIGTERM or SIGINT; `ready` is told the address when requests are taken.

    `base` is the public address that leads to this server. Raises UsageError for a folder that is no catalogue and
    for a base that is no address, EnvironmentFault where the address is taken.
    """
    bounds = limits or Limits()
    with _listening(host, port) as listener:
        site = Site(_address(listener, host), _base(base), host in ANYWHERE)
        current = Current.of(folder.absolute(), site, bounds)
        server = _Server(_config(current, bounds), current, lambda: ready(site.listening.removesuffix("/")))
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it takes requests; a signal is an orderly end."""

    def __init__(self, config: uvicorn.Config, current: Current, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._current, self._ready = current, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell those who wait for a query that there will be no answer, finish the rest, and end."""
        await self._current.end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end the server; they are answered by that, so they are not raised once more afterwards."""
        before = {number: signal.signal(number, self.handle_exit) for number in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _config(current: Current, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        application(current),
        http=bounded(limits),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=_END_SECONDS,
        h11_max_incomplete_event_size=limits.header_bytes,
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # a name that has both is mostly asked for by the older kind of address
        family, kind, proto, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        listener = socket.socket(family, kind, proto)
    except OSError as fault:
        raise UsageError(f"{host} is not an address of this machine.") from fault
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as fault:
        listener.close()
        raise EnvironmentFault(f"{host}:{port} cannot be listened on: {fault.strerror}.") from fault
    return listener


def _address(listener: socket.socket, host: str) -> str:
    number = listener.getsockname()[1]
    return f"http://[{host}]:{number}/" if ":" in host else f"http://{host}:{number}/"


def _base(base: str) -> str:
    if base and (not is_iri(base) or not base.startswith(("http://", "https://")) or set("?#") & set(base)):
        raise UsageError("--base is an address such as https://catalogue.example.org/.")
    return base and base.removesuffix("/") + "/"


def as_root() -> bool:
    """Whether the server has rights that it does not need."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def configure_log() -> None:
    """Say on stderr what goes wrong, one line each."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    # whoever sends what is no HTTP could otherwise fill the disk with warnings
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
