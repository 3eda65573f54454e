"""Fetches one file over HTTP(S), within bounds of size and time; only what adds a pack by its address does so."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

from omicz_meta.errors import EnvironmentFault, UsageError

SIZE_MOST = 2 * 1024**3
SECONDS_MOST = 1800
PATIENCE = 60
"""Seconds without a byte."""
_PIECE = 1 << 20
_ACCEPT = "application/rdf+xml, text/turtle;q=0.9, */*;q=0.5"
"""Addresses of the EU's authority tables give a page for people unless RDF is asked for."""


def is_address(text: str) -> bool:
    """Whether a text is an address rather than the path of a file.

    >>> is_address("https://purl.obolibrary.org/obo/hp.obo"), is_address("C:/hp.obo")
    (True, False)
    """
    return "://" in text


def shown(address: str) -> str:
    """An address as it may be shown and kept: without what could be a password.

    >>> shown("https://me:secret@example.org/hp.obo?token=1")
    'https://example.org/hp.obo'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def fetched(address: str, folder: Path) -> Path:
    """Fetch an address into a folder. Raises UsageError where it is not of HTTP, EnvironmentFault for all else."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise UsageError("Only addresses that begin with http:// or https:// are fetched.")
    try:
        return _saved(address, folder)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise EnvironmentFault(
            f"{shown(address)} cannot be fetched ({_reason(fault)}); "
            "where there is no network, download it elsewhere and give the file."
        ) from fault


def _saved(address: str, folder: Path) -> Path:
    # an opener of our own: the usual one would also follow to file: and ftp:
    opener = urllib.request.OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    request = urllib.request.Request(address, headers={"Accept": _ACCEPT, "User-Agent": "omicz-meta"})  # noqa: S310 - checked
    with opener.open(request, timeout=PATIENCE) as answer:
        path = folder / (Path(unquote(urlsplit(answer.url).path)).name or "fetched")
        _copied(answer, path, shown(address))
    return path


_HANDLERS = (
    urllib.request.ProxyHandler,
    urllib.request.HTTPHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPDefaultErrorHandler,
    urllib.request.HTTPRedirectHandler,
    urllib.request.HTTPErrorProcessor,
    urllib.request.UnknownHandler,
)


def _copied(answer: http.client.HTTPResponse, path: Path, address: str) -> None:
    ends, left = time.monotonic() + SECONDS_MOST, SIZE_MOST
    with path.open("wb") as file:
        while piece := answer.read(_PIECE):
            left -= file.write(piece)
            if left < 0 or time.monotonic() > ends:
                raise EnvironmentFault(
                    f"{address} gives more than {SIZE_MOST >> 30} GiB or takes more than {SECONDS_MOST // 60} min; "
                    "download it yourself and give the file."
                )


def _reason(fault: Exception) -> str:
    if isinstance(fault, urllib.error.HTTPError):
        return f"the server says {fault.code}"
    reason = getattr(fault, "reason", None) or getattr(fault, "strerror", None)
    return str(reason or type(fault).__name__)
