"""Addresses of databases: what may stand in one, and what of it is shown."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

SCHEMES = ("postgresql", "postgres")


def is_address(text: str) -> bool:
    """Whether this is the address of a database server.

    >>> is_address("postgresql://nis.example/cdm"), is_address("data/cdm.sqlite")
    (True, False)
    """
    return text.partition("://")[0] in SCHEMES


def holds_password(address: str) -> bool:
    """Whether a password stands in an address.

    >>> holds_password("postgresql://reader:x@nis.example/cdm"), holds_password("postgresql://reader@nis.example/cdm")
    (True, False)
    """
    parts = urlsplit(address)
    return parts.password is not None or bool({"password", "sslpassword"} & set(parse_qs(parts.query)))


def shown_address(address: str) -> str:
    """An address without user, password and settings.

    >>> shown_address("postgresql://reader@nis.example:5433/cdm?sslmode=require")
    'postgresql://nis.example:5433/cdm'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
