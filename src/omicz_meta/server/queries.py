"""Asks the process that answers queries: starts it when the first query comes, ends it when it does not answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

from omicz_meta.server.answer import Refused
from omicz_meta.server.frames import LENGTH, packed, unpacked
from omicz_meta.server.limits import Limits
from omicz_meta.server.snapshot import Snapshot

_LOADING_SECONDS = 120.0
_GRACE_SECONDS = 3.0
_LOOK_SECONDS = 0.1
_SOON = "10"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a query: media type and bytes."""

    media: str
    body: bytes


class Queries:
    """Answers queries on one snapshot, whose addresses stand under `root` (as published where it is empty)."""

    def __init__(self, snapshot: Snapshot, root: str, base: str, limits: Limits) -> None:
        self._snapshot, self._root, self._base, self._limits = snapshot, root, base, limits
        self._turn = asyncio.Semaphore(limits.queries_at_once)
        self._asking = 0
        self._number = 0
        self._ended = False
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._open: dict[int, asyncio.Future[tuple[dict[str, Any], bytes]]] = {}

    async def ask(self, query: str, accept: str) -> Result:
        """The result of a query. Raises Refused with the reason where there is none."""
        if self._asking >= self._limits.queries_waiting:
            raise Refused(503, "Too many queries are waiting; try again.", retry_after=_SOON)
        self._asking += 1
        try:
            async with self._turn:
                header, body = await self._asked(query, accept)
        finally:
            self._asking -= 1
        if header["status"] != 200:
            later = {"retry_after": _SOON} if header["status"] == 503 else {}
            raise Refused(header["status"], header["detail"], **later)
        return Result(header["media"], body)

    async def retire(self) -> None:
        """Finish what was asked, then end."""
        while self._asking:
            await asyncio.sleep(_LOOK_SECONDS)
        await self.end()

    async def end(self) -> None:
        """End at once; whoever waits is told, and nothing more is answered."""
        self._ended = True
        await self._stop()

    async def _stop(self) -> None:
        """End the process with its children; the next query starts another one."""
        process, listening = self._process, self._listening
        self._process = self._listening = None
        if listening is not None:
            listening.cancel()
        if process is not None:
            await _killed(process)
        self._give_up()

    async def _asked(self, query: str, accept: str) -> tuple[dict[str, Any], bytes]:
        process = await self._running()
        self._number += 1
        number, waiting = self._number, asyncio.get_running_loop().create_future()
        self._open[number] = waiting
        try:
            process.stdin.write(packed({"id": number, "query": query, "accept": accept}))  # type: ignore[union-attr]
            return await asyncio.wait_for(waiting, self._limits.query_seconds + _GRACE_SECONDS)
        except TimeoutError as fault:
            await self._stop()
            raise Refused(503, "The query took too long.", retry_after=_SOON) from fault
        finally:
            self._open.pop(number, None)

    async def _running(self) -> asyncio.subprocess.Process:
        """The process, started where there is none."""
        async with self._starting:
            if self._ended:
                raise Refused(503, "The catalogue is being exchanged; try again.", retry_after=_SOON)
            if self._process is None or self._process.returncode is not None:
                self._process = await self._start()
                self._listening = asyncio.create_task(self._listen(self._process))
            return self._process

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "omicz_meta.server.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        process.stdin.write(json.dumps(self._task()).encode() + b"\n")  # type: ignore[union-attr]
        try:
            header, _ = await asyncio.wait_for(_message(process), _LOADING_SECONDS)
        except (TimeoutError, asyncio.IncompleteReadError):
            header = {}
        if not header.get("ready"):
            await _killed(process)
            raise Refused(503, "The catalogue is not ready for queries; try again.", retry_after=_SOON)
        return process

    def _task(self) -> dict[str, Any]:
        return {
            "folder": str(self._snapshot.folder),
            "state": self._snapshot.state,
            "root": self._root,
            "base": self._base,
            "seconds": self._limits.query_seconds,
            "memory": self._limits.query_memory,
            "result_bytes": self._limits.query_result_bytes,
        }

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                header, body = await _message(process)
                waiting = self._open.get(header["id"])
                if waiting is not None and not waiting.done():
                    waiting.set_result((header, body))
        await process.wait()
        self._give_up()

    def _give_up(self) -> None:
        for waiting in self._open.values():
            if not waiting.done():
                waiting.set_result(({"status": 503, "detail": "The query was ended; try again."}, b""))


async def _killed(process: asyncio.subprocess.Process) -> None:
    """End a process and the children that it made, which are a group of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    await process.wait()


async def _message(process: asyncio.subprocess.Process) -> tuple[dict[str, Any], bytes]:
    stream = process.stdout
    if stream is None:
        raise asyncio.IncompleteReadError(b"", LENGTH.size)
    length = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
    return unpacked(await stream.readexactly(length))
