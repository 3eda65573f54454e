"""The process that answers queries: it loads the catalogue once, and answers each query in a child of its own.

A child that takes too long is killed, and one that takes too much memory dies; neither is noticed by anybody else. A
child may open no file and no connection, whatever a query makes of its engine. Where processes cannot be forked the
queries are answered here one after the other, and the server kills the whole process instead.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import selectors
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from omicz_meta.catalogue.placing import PLACE
from omicz_meta.errors import OmiczError
from omicz_meta.server.address import Site, addresses
from omicz_meta.server.evaluating import NotOffered, evaluated, loaded
from omicz_meta.server.frames import LENGTH, packed, unpacked
from omicz_meta.server.snapshot import take

if TYPE_CHECKING:
    from pyoxigraph import Store

_PIECE = 1 << 16
_POLITE = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may take: seconds, bytes of memory beside what is loaded, bytes of its result."""

    seconds: float
    memory: int
    result_bytes: int


@dataclass(slots=True, eq=False)
class _Child:
    """A child that answers a query, what it has said so far, when it is killed and whether it was."""

    process: int
    pipe: int
    number: int
    deadline: float
    late: bool = False
    said: bytearray = field(default_factory=bytearray)


def main() -> None:
    """Read the task from the first line of stdin, load, say so, and answer queries until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task = json.loads(sys.stdin.buffer.readline())
    try:
        store = _store(task)
    except OmiczError as fault:
        _say(packed({"fault": str(fault)}))
        return
    _say(packed({"ready": True}))
    bounds = Bounds(task["seconds"], task["memory"], task["result_bytes"])
    if hasattr(os, "fork"):
        _Children(store, bounds).run()
    else:
        _answer_here(store, bounds)


def _store(task: dict[str, Any]) -> Store:
    folder = Path(task["folder"])
    try:
        text = (folder / "catalogue.ttl").read_text(encoding="utf-8")
    except OSError as fault:
        raise OmiczError("The catalogue cannot be read.") from fault
    # read before its index: a folder that was exchanged in between is noticed
    snapshot = take(folder)
    if snapshot.state != task["state"]:
        raise OmiczError("The folder was exchanged.")
    if task["root"]:
        site = Site("", task["base"])
        known = addresses(snapshot.index, snapshot.keys, site, task["root"])
        text = PLACE[".ttl"](text, known) if known else text
    return loaded(text)


def _say(message: bytes) -> None:
    sys.stdout.buffer.write(message)
    sys.stdout.buffer.flush()


def _answer(store: Store, asked: dict[str, Any], bounds: Bounds) -> bytes:
    number = asked["id"]
    try:
        media, body = evaluated(store, asked["query"], asked["accept"], bounds.result_bytes)
    except NotOffered as refused:
        return packed({"id": number, "status": refused.status, "detail": refused.reason[:2000]})
    except MemoryError:
        return packed({"id": number, "status": 503, "detail": "The query needs more memory than is given."})
    return packed({"id": number, "status": 200, "media": media}, body)


def _answer_here(store: Store, bounds: Bounds) -> None:
    while head := sys.stdin.buffer.read(LENGTH.size):
        asked, _ = unpacked(sys.stdin.buffer.read(LENGTH.unpack(head)[0]))
        _say(_answer(store, asked, bounds))


class _Children:
    """Queries that are being answered, each in a child."""

    def __init__(self, store: Store, bounds: Bounds) -> None:
        self._store, self._bounds = store, bounds
        self._running: set[_Child] = set()
        self._waiting = selectors.DefaultSelector()
        self._heard = bytearray()

    def run(self) -> None:
        """Answer until stdin ends; then nobody waits for an answer any more."""
        self._waiting.register(0, selectors.EVENT_READ, None)
        while self._listen():
            for asked in _messages(self._heard):
                self._start(asked)
            self._kill_late()
        for child in self._running:
            os.kill(child.process, signal.SIGKILL)

    def _listen(self) -> bool:
        """Take what arrived until the next child is due; whether there is still somebody who asks."""
        soonest = min((child.deadline for child in self._running if not child.late), default=math.inf)
        left = None if soonest == math.inf else max(0.0, soonest - time.monotonic())
        for key, _ in self._waiting.select(left):
            piece = os.read(key.fd, _PIECE)
            if key.data is not None:
                self._hear(key.data, piece)
            elif piece:
                self._heard += piece
            else:
                return False
        return True

    def _hear(self, child: _Child, piece: bytes) -> None:
        child.said += piece
        if not piece:
            self._waiting.unregister(child.pipe)
            self._running.discard(child)
            os.close(child.pipe)
            os.waitpid(child.process, 0)
            _say(_told(child, self._bounds))

    def _start(self, asked: dict[str, Any]) -> None:
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            _be_child(self._store, asked, self._bounds, writing)
        os.close(writing)
        child = _Child(process, reading, asked["id"], time.monotonic() + self._bounds.seconds)
        self._running.add(child)
        self._waiting.register(reading, selectors.EVENT_READ, child)

    def _kill_late(self) -> None:
        for child in self._running:
            if not child.late and child.deadline <= time.monotonic():
                child.late = True
                os.kill(child.process, signal.SIGKILL)


def _told(child: _Child, bounds: Bounds) -> bytes:
    """What a child said, or why it said nothing."""
    said = bytes(child.said)
    if len(said) >= LENGTH.size and len(said) == LENGTH.size + LENGTH.unpack_from(said)[0]:
        return said
    reason = (
        f"The query took longer than {bounds.seconds:g} seconds."
        if child.late
        else f"The query needs more than {bounds.memory >> 20} MB of memory."
    )
    return packed({"id": child.number, "status": 503, "detail": reason})


def _be_child(store: Store, asked: dict[str, Any], bounds: Bounds, writing: int) -> NoReturn:
    """Answer one query and be gone, whatever happens."""
    try:
        os.close(0)
        os.close(1)
        _confine(bounds)
        message = memoryview(_answer(store, asked, bounds))
        while message:
            message = message[os.write(writing, message) :]
    finally:
        os._exit(0)


def _confine(bounds: Bounds) -> None:
    """No new file and no connection, nothing written, memory and time within bounds, pages before queries."""
    import resource  # noqa: PLC0415  # not there on Windows, where nothing is forked

    os.nice(_POLITE)
    seconds = math.ceil(bounds.seconds) + 1
    for what, most in (
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, _used_memory() + bounds.memory),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _used_memory() -> int:
    """Bytes of address space that are taken already, as far as the system tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 1 << 32
    return pages * os.sysconf("SC_PAGE_SIZE")


def _messages(heard: bytearray) -> Iterator[dict[str, Any]]:
    """The messages that have arrived whole, taken off what was heard."""
    while len(heard) >= LENGTH.size:
        end = LENGTH.size + LENGTH.unpack_from(heard)[0]
        if len(heard) < end:
            return
        content = bytes(heard[LENGTH.size : end])
        del heard[:end]
        yield unpacked(content)[0]


if __name__ == "__main__":
    main()
