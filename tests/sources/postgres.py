"""A real PostgreSQL server for tests, on a socket in a folder of its own; they are skipped where there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def connected(address: str, *, autocommit: bool = False) -> Any:
    """A connection, closed by whoever opened it."""
    adbc = pytest.importorskip("adbc_driver_postgresql.dbapi", reason="needs the extra postgres")
    return adbc.connect(address, autocommit=autocommit)


def program(name: str) -> str:
    """A program of the server, which Debian keeps away from the path."""
    places = (
        [Path(found)]
        if (found := shutil.which(name))
        else sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    )
    if not places:
        pytest.skip(f"needs a PostgreSQL server ({name} is not there)")
    return str(places[-1])


def started(*command: str) -> None:
    """Run a program of the server, which refuses to run as root."""
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    done = subprocess.run(
        command, user=user, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        pytest.skip(f"PostgreSQL does not start here: {(done.stderr or done.stdout).strip()[-200:]}")


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A server that listens on a socket in a folder of its own, and on no network."""
    with tempfile.TemporaryDirectory(prefix="pg-") as place:
        folder = Path(place)
        folder.chmod(0o777)
        data = str(folder / "data")
        started(program("initdb"), "-D", data, "-U", "reader", "-E", "UTF8", "--locale=C", "-A", "trust")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        started(program("pg_ctl"), "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        yield folder
        started(program("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture
def address(server: Path) -> Iterator[str]:
    """A database of its own for each test."""
    name = f"nis_{os.urandom(4).hex()}"
    ask(f"postgresql://reader@/postgres?host={server}", f"CREATE DATABASE {name}", autocommit=True)
    yield f"postgresql://reader@/{name}?host={server}"


def ask(address: str, *statements: str, autocommit: bool = False) -> None:
    with closing(connected(address, autocommit=autocommit)) as connection:
        with closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)
        if not autocommit:
            connection.commit()
