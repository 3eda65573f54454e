"""HTTP/1.1 connections that do not wait for ever: heads that trickle in, readers that take nothing."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from omicz_meta.server.limits import Limits


class BoundedProtocol(H11Protocol):
    """Closes a connection whose request does not arrive in time, or whose reader stalls.

    uvicorn makes its connections of a class, so the limits are those of the class; see `bounded`.
    """

    limits: ClassVar[Limits] = Limits()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take what arrived; the wait for a head ends when a request is whole, and begins when one begins."""
        waiting = self.cycle is None or self.cycle.response_complete
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._no_wait()
        elif waiting and self._head is None and not self.transport.is_closing():
            self._wait_for_head()

    def pause_writing(self) -> None:
        """A reader takes nothing: it is given some time."""
        super().pause_writing()
        self._stall = self.loop.call_later(self.limits.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def on_response_complete(self) -> None:
        """The next head has time again; until it begins the time of idle connections counts."""
        self._no_wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._no_wait()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(self.limits.header_seconds, self._too_slow)

    def _no_wait(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()


def bounded(limits: Limits) -> type[H11Protocol]:
    """The protocol of connections with these limits."""
    return type("Bounded", (BoundedProtocol,), {"limits": limits})
