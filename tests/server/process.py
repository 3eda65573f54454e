"""The real server: the command in a process of its own, with a socket, that is asked over HTTP."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

COMMAND = str(Path(sys.executable).with_name("omicz-meta"))


@dataclass(slots=True)
class Running:
    """A server that listens, and how it is asked."""

    process: subprocess.Popen[str]
    url: str

    def ask(self, address: str, method: str = "GET", **options: object) -> httpx.Response:
        return httpx.request(method, self.url + address, timeout=60, **options)  # type: ignore[arg-type]

    def connect(self) -> socket.socket:
        """A bare connection."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=60)

    def said(self, request: bytes) -> bytes:
        """All that is answered to bytes, until the server closes."""
        with self.connect() as connection:
            connection.sendall(request)
            found = b""
            while piece := connection.recv(65536):
                found += piece
            return found

    def end(self) -> int:
        """Ask the server to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextlib.contextmanager
def serving(folder: Path, *words: str, through: tuple[str, ...] = (), **options: object) -> Iterator[Running]:
    """A server on a free port, also for root, as whom tests run in containers; it has ended afterwards."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    process = subprocess.Popen(
        [*through, COMMAND, "serve", str(folder), "--port", "0", "--allow-root", *words],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=kept,
        **options,  # type: ignore[call-overload]
    )
    try:
        yield Running(process, _address(process))
    finally:
        if process.poll() is None:
            process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    seen = []
    while line := process.stderr.readline():
        seen.append(line)
        if line.startswith("listening on http://"):
            return line.removeprefix("listening on ").strip()
    raise AssertionError("".join(seen))


def until(condition: object, seconds: float = 30) -> bool:
    """Whether something becomes true; asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False
