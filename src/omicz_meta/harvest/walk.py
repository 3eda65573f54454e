"""Walks through one node, page by page and container by container, until nothing is left to follow."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from omicz_meta.harvest.addresses import elsewhere, host_of, is_address, without_fragment
from omicz_meta.harvest.faults import Unreachable, told
from omicz_meta.harvest.library import Got, Library
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.page import Cut, Kind, Page
from omicz_meta.harvest.state import Entry, NodeState
from omicz_meta.problem import Problem


@dataclass(frozen=True, slots=True)
class Walked:
    """What a node has, after a walk that came to its end."""

    kind: Kind
    datasets: Mapping[str, Entry]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Walk:
    """A walk that is going on: what was found where, what lies ahead."""

    name: str
    root: str
    library: Library
    limits: Limits
    home: frozenset[str]
    previous: NodeState | None
    kind: Kind = ""
    places: dict[str, list[tuple[str, Cut]]] = field(default_factory=dict)
    pieces: dict[str, tuple[str, Cut]] = field(default_factory=dict)
    wanted: dict[str, set[str]] = field(default_factory=dict)
    kept: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def pages(self, first: Got) -> None:
        """Follow pages and catalogues from the first one on, then the datasets that were only listed.

        Raises Unreachable where the way cannot be followed to its end: then nothing is known of what is missing.
        """
        ahead, leaves = deque([first]), dict[str, None]()
        self.asked.add(first.document.address)
        waiting = deque[str]()
        barren = 0
        while ahead or waiting:
            got = ahead.popleft() if ahead else self.library.get(waiting.popleft(), self.home)
            known = len(self.places) + len(leaves)
            self.note(got)
            leaves |= dict.fromkeys(self._leaves(got))
            barren = 0 if len(self.places) + len(leaves) > known else barren + 1
            if barren > self.limits.barren:
                raise Unreachable(endless(barren), "C062")
            waiting += self._ahead(got)
        for iri in leaves:
            # what the first page lists may be described by a later one
            if self.kind == "fdp" or iri not in self.places:
                self._leaf(iri)
        for address in sorted({one for several in self.wanted.values() for one in several}):
            self._piece(address)

    def note(self, got: Got) -> None:
        """Write down what a document describes."""
        for cut in got.page.described:
            self.places.setdefault(cut.iri, []).append((got.document.address, cut))
        for cut in got.page.pieces:
            self.pieces.setdefault(cut.iri, (got.document.address, cut))

    def _ahead(self, got: Got) -> list[str]:
        """Pages and catalogues that this one leads to. One at another host is not followed, and the walk not whole."""
        leaves = set(got.page.listed)
        contained = [one for one in got.page.contained if one not in leaves and not self._leaf_like(got.page)]
        found = list[str]()
        below = (*got.page.catalogues, *contained) if self.kind != "hydra" else ()
        for target in (*got.page.following, *below):
            address = without_fragment(target)
            if not is_address(address) or host_of(address) not in self.home:
                raise Unreachable(elsewhere(address), "C061")
            if address not in self.asked:
                self.asked.add(address)
                found.append(address)
        return found

    def _leaf_like(self, page: Page) -> bool:
        """Whether what a document contains belongs to a dataset, or is a dataset: nothing lies behind it."""
        return bool(page.described or page.listed) and not page.catalogues

    def _leaves(self, got: Got) -> Iterable[str]:
        """Datasets to be asked for themselves: in a FAIR Data Point all, elsewhere those not described in the page."""
        page = got.page
        contained = page.contained if self._leaf_like(page) else ()
        described = (cut.iri for cut in page.described) if self.kind == "fdp" else ()
        own = without_fragment(got.document.at)
        for target in (*page.listed, *contained, *described):
            if without_fragment(target) != own and (self.kind == "fdp" or target not in self.places):
                yield target

    def _leaf(self, iri: str) -> None:
        """Ask for one dataset. What goes wrong with it costs nothing but its own update."""
        address = without_fragment(iri)
        if address in self.asked:
            return
        self.asked.add(address)
        if host_of(address) not in self.home or not is_address(address):
            if iri not in self.places:
                self.problems.append(told("C064", self.name, iri, elsewhere(address)))
            return
        try:
            got = self.library.get(address, self.home)
        except Unreachable as fault:
            self.kept |= self.missed(iri, fault)
            return
        self.note(got)
        for cut in got.page.described:
            self.wanted.setdefault(cut.iri, set()).update(got.page.wanted)

    def missed(self, iri: str, fault: Unreachable) -> dict[str, Entry]:
        """What stands for a dataset that could not be had: its last state, unless the node says that it is no more.

        Raises Unreachable where the whole node cannot be had any longer: the walk has not come to its end then.
        """
        if fault.spent:
            raise fault
        if fault.code == "C060" and not fault.gone:
            self.library.probe(self.root)
        self.problems.append(told("C064", self.name, iri, fault.reason))
        if fault.gone:
            self.places.pop(iri, None)
            return {}
        kept = ((name, self.library.keep(entry)) for name, entry in self._before(iri))
        return {name: entry for name, entry in kept if entry is not None}

    def _before(self, iri: str) -> Iterator[tuple[str, Entry]]:
        """What was known of a dataset, or of those that the document at its address described under other names."""
        known = self.previous.datasets if self.previous else {}
        if iri in known:
            yield iri, known[iri]
        else:
            address = without_fragment(iri)
            yield from ((name, entry) for name, entry in known.items() if address in entry.documents)

    def _piece(self, address: str) -> None:
        """Ask for a distribution that has an address of its own. Many have none, so what fails is not told."""
        if self.kind != "fdp" or host_of(address) not in self.home or without_fragment(address) in self.asked:
            return
        self.asked.add(without_fragment(address))
        try:
            self.note(self.library.get(address, self.home))
        except Unreachable as fault:
            if fault.spent:
                raise

    def datasets(self) -> dict[str, Entry]:
        """What was found: of each dataset the document at its own address, else the one that says most."""
        found = {iri: self._entry(iri, several) for iri, several in self.places.items()}
        return {**found, **self.kept}

    def _entry(self, iri: str, several: list[tuple[str, Cut]]) -> Entry:
        own = without_fragment(iri)
        address, cut = max(several, key=lambda one: (one[0] == own, one[1].size))
        besides = [self.pieces[one] for one in sorted(self.wanted.get(iri, ())) if one in self.pieces]
        digest = joint(cut.sha256, *(piece.sha256 for _, piece in besides))
        return Entry(digest, tuple(dict.fromkeys((address, *(where for where, _ in besides)))))


def joint(*digests: str) -> str:
    """One digest of several.

    >>> joint("a"), len(joint("a", "b"))
    ('a', 64)
    """
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def endless(pages: int) -> tuple[str, str]:
    """Why pages are not followed any further."""
    return f"{pages} stránek za sebou nepřineslo nic nového", f"{pages} pages in a row brought nothing new"
