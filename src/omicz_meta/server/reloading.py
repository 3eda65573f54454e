"""Takes up a folder that was exchanged, while requests go on: a look at its index every second, and on SIGHUP."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

from omicz_meta.server.served import Current


@contextlib.asynccontextmanager
async def watching(current: Current) -> AsyncIterator[None]:
    """Watch the folder as long as the block runs."""
    task = asyncio.create_task(_watch(current))
    loop = asyncio.get_running_loop()
    hangup = getattr(signal, "SIGHUP", None)
    looks: set[asyncio.Task[bool]] = set()

    def look() -> None:
        current.stamp = (0,)
        asked = asyncio.ensure_future(current.refresh())
        looks.add(asked)
        asked.add_done_callback(looks.discard)

    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        if hangup is not None:
            loop.add_signal_handler(hangup, look)
    try:
        yield
    finally:
        await current.end()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _watch(current: Current) -> None:
    while True:
        await asyncio.sleep(current.limits.reload_seconds)
        await current.refresh()
