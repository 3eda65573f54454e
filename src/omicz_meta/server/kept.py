"""Answers that were made once and are kept, the latest asked for first, up to a number of bytes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable

from omicz_meta.server.answer import Answer


class Kept:
    """Answers by what they answer. One is made once, in a thread, however many ask for it at the same time."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Answer]] = {}

    async def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer that is kept, or the one that `make` gives; what it raises is not kept."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
            return found
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(self._making[key])

    async def _make(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        try:
            made = await asyncio.to_thread(make)
        finally:
            self._making.pop(key, None)
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Answer) -> None:
        if len(made.body) > self._most // 4:
            return
        self._answers[key] = made
        self._bytes += len(made.body)
        while self._bytes > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)
