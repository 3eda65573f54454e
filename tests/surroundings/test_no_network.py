"""Nothing phones home: where the network may be named at all, and that importing does not even load it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import SOURCE, nodes

NETWORK = frozenset(
    {
        "aiohttp",
        "asyncio",
        "ftplib",
        "http",
        "httpx",
        "imaplib",
        "poplib",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "starlette",
        "telnetlib",
        "urllib.request",
        "urllib3",
        "uvicorn",
        "websockets",
        "xmlrpc",
    }
)
"""Modules with which a program reaches out, or lets others in."""

MAY = {
    "terms": "packs are fetched from an address where people ask for it",
    "harvest": "other catalogues are read",
    "server": "the catalogue is served",
}
"""Packages whose purpose it is."""

MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in MAY)


def imported(path: Path) -> Iterator[str]:
    """Everything that a file imports, wherever in it."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def reaches_out(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in NETWORK)


@pytest.mark.parametrize("name", ["socket", "http.client", "urllib.request", "urllib.request.urlopen"])
def test_modules_of_the_network_are_known(name: str) -> None:
    assert reaches_out(name)


@pytest.mark.parametrize("name", ["urllib.parse", "omicz_meta.terms", "httpd"])
def test_others_are_not_taken_for_them(name: str) -> None:
    assert not reaches_out(name)


def test_only_three_packages_name_the_network() -> None:
    named = {
        f"{path.relative_to(SOURCE).as_posix()}: {name}"
        for path in MODULES
        for name in imported(path)
        if reaches_out(name)
    }
    assert named == set()


ALL_OF_THE_CORE = """
import sys, importlib
for name in {names!r}:
    importlib.import_module(name)
print(*sorted(name for name in sys.modules if name in {network!r}))
"""
LIGHT = (
    "omicz_meta",
    "omicz_meta.cli",
    "omicz_meta.__main__",
    "omicz_meta.problem",
    "omicz_meta.privacy.gate",
)


@pytest.mark.parametrize("name", LIGHT)
def test_importing_loads_no_module_of_the_network(name: str) -> None:
    code = ALL_OF_THE_CORE.format(names=[name], network=sorted(NETWORK))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


LISTENING = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        raise SystemExit(f"{{event}} {{arguments}}")
sys.addaudithook(watch)
import importlib
for name in {names!r}:
    importlib.import_module(name)
"""


def test_importing_everything_touches_no_socket() -> None:
    """What others load by themselves may name the network; it must not use it."""
    names = [".".join(("omicz_meta", *path.relative_to(SOURCE).with_suffix("").parts)) for path in MODULES]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    code = LISTENING.format(names=names)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
