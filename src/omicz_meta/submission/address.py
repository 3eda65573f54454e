"""Addresses of databases: what may stand in one, and what of it is shown."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from urllib.parse import parse_qsl

POSTGRES = ("postgresql", "postgres")
SERVERS = (*POSTGRES, "mysql", "mariadb", "mssql", "oracle")
"""Kinds of servers whose addresses SQLAlchemy understands by itself."""
FILES = ("sqlite", "duckdb", "access")
"""Databases that are files: they have a path, by which it is known where they lie."""

_SCHEME = re.compile(r"([a-z][a-z0-9]*)(\+[a-z0-9_]+)?://.*", re.DOTALL)
_PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "sslpassword", "ssl_key_password", "token"})
_LOGIN = re.compile("[^:/?]*:[^@]*@")
"""A user and a password, as SQLAlchemy sees them: what stands in the password does not matter."""
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
    >>> [holds_password(f"mysql+my_sql://u{rest}") for rest in (":p#/?x@h/db", "@h:3306/db", "@h/db?pwd=")]
    [True, False, True]
    """
    behind = address.partition("://")[2]
    settings = parse_qsl(behind.partition("?")[2], keep_blank_values=True)
    named = any(name.lower() in _PASSWORDS or _INSIDE.search(value) for name, value in settings)
    return named or _LOGIN.match(behind) is not None


def shown_address(address: str) -> str:
    """An address without user, password, driver and settings.

    >>> shown_address("postgresql://reader@nis.example:5433/cdm?sslmode=require")
    'postgresql://nis.example:5433/cdm'
    """
    scheme, _, behind = address.partition("://")
    place = re.split("[?#]", behind)[0]
    return f"{scheme.partition('+')[0]}://{place.rpartition('@')[2]}"


def password_variable(source: str) -> str:
    """The variable of the environment that holds the password of a source.

    >>> password_variable("nis-2")
    'OMICZ_PASSWORD_NIS_2'
    """
    return "OMICZ_PASSWORD_" + re.sub(r"\W", "_", source).upper()
