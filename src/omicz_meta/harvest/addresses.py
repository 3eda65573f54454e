"""Addresses: what belongs to a node, and what may be asked at all."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

from omicz_meta.harvest.faults import Reason, Unreachable

_PORTS = {"http": 80, "https": 443}


def is_address(text: str) -> bool:
    """Whether a text is an address of the web rather than the path of a file.

    >>> is_address("https://example.org/catalogue"), is_address("descriptions/a.ttl")
    (True, False)
    """
    return "://" in text


def without_fragment(address: str) -> str:
    """An address as it is asked for.

    >>> without_fragment("https://example.org/a#b")
    'https://example.org/a'
    """
    return address.partition("#")[0]


def host_of(address: str) -> str:
    """The host with its port: what nodes are told apart by. Ports 80 and 443 are one, since nodes move to https.

    >>> host_of("https://Example.org/a"), host_of("http://localhost:8000/"), host_of("data/a.ttl")
    ('example.org', 'localhost:8000', '')
    """
    parts = split(address)
    if parts is None:
        return ""
    _, host, port, _ = parts
    return host if port in _PORTS.values() else f"{host}:{port}"


def split(address: str) -> tuple[str, str, int, str] | None:
    """Scheme, host, port and target of an address of the web; None where it is none, or names a user.

    >>> split("https://example.org/a?b"), split("file:///etc/passwd"), split("http://me:secret@example.org/")
    (('https', 'example.org', 443, '/a?b'), None, None)
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return scheme, parts.hostname.lower(), port or _PORTS[scheme], target


def joined(base: str, reference: str) -> str:
    """The address that a reference means, seen from a document; empty where it means none."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""


def public_addresses(host: str, port: int) -> list[str]:
    """The network addresses of a host that was not named. Raises Unreachable where one of them is not public.

    They are what is then connected to, so that a name cannot mean something else a moment later.
    """
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    inner = sorted(one for one in found if not ipaddress.ip_address(one.partition("%")[0]).is_global)
    if inner or not found:
        raise Unreachable(
            (f"{host} je adresa vnitřní sítě", f"{host} is an address of an inner network"), "C061"
        )
    return sorted(found)


def elsewhere(address: str) -> Reason:
    """Why an address is not asked."""
    shown = (host_of(address) or address)[:80]
    return f"odkaz vede jinam: {shown}", f"the link leads elsewhere: {shown}"
