"""Addresses of databases: what may stand in one, and what of it is shown."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from urllib.parse import parse_qsl, urlsplit

POSTGRES = ("postgresql", "postgres")
SERVERS = (*POSTGRES, "mysql", "mariadb", "mssql", "oracle")
"""Kinds of servers whose addresses SQLAlchemy understands by itself."""
FILES = ("sqlite", "duckdb", "access")
"""Databases that are files: they have a path, by which it is known where they lie."""

_SCHEME = re.compile(r"([a-z][a-z0-9]*)(\+[a-z0-9_]+)?://.*", re.DOTALL)
_PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "sslpassword", "ssl_key_password", "token"})
_INSIDE = re.compile(r"\b(pwd|password)\s*=", re.IGNORECASE)


def schemes() -> tuple[str, ...]:
    """What an address may begin with here: servers that are known, and those that an installed package knows."""
    installed = {point.name.partition(".")[0] for point in entry_points(group="sqlalchemy.dialects")}
    return (*SERVERS, *sorted(installed - {*SERVERS, *FILES}))


def is_address(text: str) -> bool:
    """Whether this is the address of a database server; a driver may be named behind a plus sign.

    >>> [is_address(text) for text in ("postgresql://nis.example/cdm", "mysql+pymysql://h/db", "data/cdm.sqlite")]
    [True, True, False]
    """
    found = _SCHEME.fullmatch(text)
    return found is not None and found[1] in schemes()


def holds_password(address: str) -> bool:
    """Whether a password stands in an address, or in its settings.

    >>> holds_password("postgresql://reader:x@nis.example/cdm"), holds_password("postgresql://reader@nis.example/cdm")
    (True, False)
    """
    parts = urlsplit(address)
    settings = parse_qsl(parts.query, keep_blank_values=True)
    named = any(name.lower() in _PASSWORDS or _INSIDE.search(value) for name, value in settings)
    return parts.password is not None or named


def shown_address(address: str) -> str:
    """An address without user, password, driver and settings.

    >>> shown_address("postgresql://reader@nis.example:5433/cdm?sslmode=require")
    'postgresql://nis.example:5433/cdm'
    """
    parts = urlsplit(address)
    return f"{parts.scheme.partition('+')[0]}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def password_variable(source: str) -> str:
    """The variable of the environment that holds the password of a source.

    >>> password_variable("nis-2")
    'OMICZ_PASSWORD_NIS_2'
    """
    return "OMICZ_PASSWORD_" + re.sub(r"\W", "_", source).upper()
