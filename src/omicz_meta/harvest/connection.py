"""Connections that go where they may, and that can be hung up from outside: what urllib3 leaves to its users."""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.request import getproxies, proxy_bypass

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util import connection as connecting

from omicz_meta.harvest.addresses import public_addresses
from omicz_meta.harvest.faults import Unreachable

Handles = dict[object, socket.socket]
"""Of each connection a second handle on its socket. The first changes hands: TLS takes it over, a response keeps it."""


class Lines:
    """The connections of one node, one pool a host. Hosts that were not `named` by a person must be public."""

    def __init__(self, named: frozenset[str], patience: float, *, proxies: bool = True) -> None:
        self._named, self._patience, self._proxies = named, patience, proxies
        self._pools: dict[tuple[str, str, int], HTTPConnectionPool] = {}
        self._handles: Handles = {}

    def pool(self, scheme: str, host: str, port: int, label: str) -> HTTPConnectionPool:
        """The pool of a host; `label` is the host with its port, as `named` has it."""
        key = (scheme, host, port)
        if key not in self._pools:
            self._pools[key] = self._made(scheme, host, port, label in self._named)
        return self._pools[key]

    def hang_up(self) -> None:
        """End whatever is going on, from another thread: a read that waits ends at once."""
        for handle in list(self._handles.values()):
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

    def tidy(self) -> None:
        """Let go of connections that have ended."""
        for connection, handle in list(self._handles.items()):
            if getattr(connection, "sock", None) is None:
                handle.close()
                del self._handles[connection]

    def close(self) -> None:
        """Close all of them."""
        for pool in self._pools.values():
            pool.close()
        for handle in self._handles.values():
            handle.close()
        self._handles.clear()

    def _made(self, scheme: str, host: str, port: int, named: bool) -> HTTPConnectionPool:
        timeout = Timeout(connect=self._patience, read=self._patience)
        proxy = getproxies().get(scheme) if self._proxies and not proxy_bypass(host) else None
        if proxy:
            if not named:
                reason = (
                    f"{host} nebyl jmenován a přes proxy nelze ověřit, kde leží",
                    f"{host} was not named, and through a proxy nobody can tell where it lies",
                )
                raise Unreachable(reason, "C061")
            manager = ProxyManager(proxy if "://" in proxy else f"http://{proxy}", timeout=timeout)
            pool: HTTPConnectionPool = manager.connection_from_host(host, port, scheme)
        else:
            kind = HTTPSConnectionPool if scheme == "https" else HTTPConnectionPool
            pool = kind(host, port, timeout=timeout, maxsize=1, block=False)
        pool.ConnectionCls = _guarded(pool.ConnectionCls, self._handles, named or bool(proxy))
        return pool


def _guarded(kind: type, handles: Handles, trusted: bool) -> type:
    """A kind of connection that leaves a second handle, and connects to no inner network unless it was named."""
    base: type[HTTPConnection] = kind if issubclass(kind, HTTPConnection) else HTTPSConnection

    class Guarded(base):  # type: ignore[misc, valid-type]  # the base is HTTP or HTTPS, as the pool has it
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn() if trusted else self._checked()
            handles[self] = made.dup()
            return made

        def _checked(self) -> socket.socket:
            try:
                addresses = public_addresses(self.host, self.port)
                return connecting.create_connection(
                    (addresses[0], self.port), self.timeout, socket_options=self.socket_options
                )
            except socket.gaierror as fault:
                raise NameResolutionError(self.host, self, fault) from fault
            except OSError as fault:
                raise NewConnectionError(self, str(fault)) from fault

    return Guarded
