"""What is served at one moment, and its exchange: a snapshot, the documents made of it, its list for pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from omicz_meta.catalogue.index import INDEX
from omicz_meta.catalogue.placing import Addresses
from omicz_meta.errors import OmiczError
from omicz_meta.server.address import Site, addresses
from omicz_meta.server.answer import Answer
from omicz_meta.server.documents import View, Walk
from omicz_meta.server.kept import Kept
from omicz_meta.server.limits import Limits
from omicz_meta.server.queries import Queries
from omicz_meta.server.snapshot import Snapshot, take

if TYPE_CHECKING:
    from omicz_meta.pages import Listing

_MOST_ROOTS = 8
log = logging.getLogger("omicz_meta.server")


class Served:
    """One snapshot with what was made of it so far. It is never changed, only left for the next one."""

    def __init__(self, snapshot: Snapshot, site: Site, limits: Limits) -> None:
        self.snapshot, self.site, self.limits = snapshot, site, limits
        self._kept = Kept(limits.kept_bytes)
        self._addresses: dict[str, Addresses] = {}
        self.walk = Walk.of(snapshot.index.datasets, limits, snapshot.order)
        self.queries = Queries(snapshot, _root_of_queries(site), site.base, limits)
        self._listing: asyncio.Task[Listing] | None = None

    def view(self, suffix: str, headers: Mapping[str, str]) -> View:
        """How a request sees documents of a syntax."""
        root = self.site.root(headers)
        return View(suffix, root, self.site.links(headers), self.addresses(root))

    def addresses(self, root: str) -> Addresses:
        """What stands in the place of published addresses."""
        if root not in self._addresses:
            if len(self._addresses) >= _MOST_ROOTS:
                self._addresses.clear()
            index = self.snapshot.index
            self._addresses[root] = addresses(index, self.snapshot.all_keys, self.site, root)
        return self._addresses[root]

    async def kept(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """An answer that is made once for this snapshot."""
        return await self._kept.get(key, make)

    async def listing(self) -> Listing:
        """The list for the pages, made when it is first asked for. Raises Stale."""
        from omicz_meta.server.html import listing  # noqa: PLC0415  # pages are not needed by harvesters

        if self._listing is None or (self._listing.done() and self._listing.exception()):
            self._listing = asyncio.create_task(asyncio.to_thread(listing, self.snapshot))
        return await asyncio.shield(self._listing)


def _root_of_queries(site: Site) -> str:
    """What addresses in results begin with; as published where only a request would say how the server is read."""
    return site.base or ("" if site.open else site.listening)


@dataclass(slots=True)
class Current:
    """What is served now. A folder that was exchanged is taken up as a whole, or told where it is not sound."""

    folder: Path
    site: Site
    limits: Limits
    served: Served
    stamp: tuple[int, ...]
    fault: str = ""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _retiring: set[asyncio.Task[None]] = field(default_factory=set)
    _before: set[Served] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, site: Site, limits: Limits) -> Current:
        """Read the folder for the first time. Raises UsageError and EnvironmentFault, as `take` does."""
        seen = stamp(folder)
        return cls(folder, site, limits, Served(take(folder), site, limits), seen)

    async def refresh(self) -> bool:
        """Take up the folder if it changed since it was last looked at; whether something else is served now."""
        async with self._lock:
            seen = await asyncio.to_thread(stamp, self.folder)
            if seen == self.stamp:
                return False
            self.stamp = seen
            try:
                snapshot = await asyncio.to_thread(take, self.folder)
            except OmiczError as fault:
                self.fault = str(fault)
                log.warning("The folder changed and is not taken up; the state before is served: %s", fault)
                return False
            self.fault = ""
            if snapshot.state == self.served.snapshot.state:
                return False
            before, self.served = self.served, Served(snapshot, self.site, self.limits)
            self._retire(before)
            log.info("Took up a new state with %d datasets.", len(snapshot.index.datasets))
            return True

    async def end(self) -> None:
        """End the processes that answer queries, of now and of before."""
        for task in self._retiring:
            task.cancel()
        for one in (self.served, *self._before):
            await one.queries.end()

    def _retire(self, before: Served) -> None:
        """Let the state before answer what it was asked."""
        self._before.add(before)
        task = asyncio.create_task(before.queries.retire())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        task.add_done_callback(lambda _: self._before.discard(before))


def stamp(folder: Path) -> tuple[int, ...]:
    """What tells one state of a folder from another without reading it; nothing where it is not there."""
    try:
        found = (folder / INDEX).stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)
