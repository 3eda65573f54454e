"""Which views may take something from a resource, told by its text while it is looked at for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_needs import Clause, Clauses, needs
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.sources.fhir.pieces import Pieces
from omicz_meta.sources.punctuation import escapes

Bits = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]

MOST_ROUTES = 32
"""So many views have a bit; further ones are asked about every resource of their type."""

EVERY = np.uint32(0xFFFFFFFF)
_LETTER, _SLASH = np.uint8(ord("u")), np.uint8(ord("/"))
"""What stands behind a backslash where a letter is escaped that need not be."""

_REASON = b"data-absent-reason"
_COMMON = 4
"""What stands in one text of so many is not looked for further: it tells too little."""


Views = Mapping[str, Mapping[FhirVersion, ViewPlan]]


@dataclass(frozen=True, slots=True)
class Route:
    """A view, and what it needs as it is for each version; `bit` is its own."""

    bit: np.uint32
    ways: frozenset[Clauses]


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways to views, thought of when the first resource of their type turns up."""

    views: Views = field(default_factory=dict)
    _known: dict[str, tuple[Route, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Route, ...]:
        """Those to the views over a type of resource that need something."""
        if kind not in self._known:
            self._known[kind] = tuple(_routes(self.views, kind))
        return self._known[kind]


def _routes(views: Views, kind: str) -> Iterator[Route]:
    for number, plans in enumerate(list(views.values())[:MOST_ROUTES]):
        ways = frozenset(needs(plan) for plan in plans.values() if plan.resource == kind)
        if ways and all(ways):
            yield Route(bit_of(number), ways)


def bit_of(number: int) -> np.uint32:
    """The bit of a view by its place among all; EVERY for one that has none of its own.

    >>> int(bit_of(3)), bool(bit_of(100) == EVERY)
    (8, True)
    """
    return np.uint32(1 << number) if number < MOST_ROUTES else EVERY


def routed(pieces: Pieces, kinds: Sequence[str], routes: Routes) -> Bits:
    """For each text the bits of the views that may take something from it; `kinds` are the types that occur."""
    bits = np.full(len(pieces), EVERY)
    asked = [route for kind in kinds for route in routes.of(kind)]
    if not asked:
        return bits
    search = _Search(pieces)
    for route in asked:
        bits[~search.may_hold(route.ways)] &= ~route.bit
    return bits


@dataclass(slots=True)
class _Search:
    """Looks for pieces of text in a run of texts, for each once."""

    pieces: Pieces
    _known: dict[str, Mask] = field(default_factory=dict)
    _hidden: Mask = field(init=False)

    def __post_init__(self) -> None:
        self._hidden = self._escaped()

    def may_hold(self, ways: frozenset[Clauses]) -> Mask:
        found = np.zeros(len(self.pieces), bool)
        for clauses in ways:
            found |= self._holding(clauses)
        return found if found.all() else found | self._hidden

    def _holding(self, clauses: Clauses) -> Mask:
        found = np.ones(len(self.pieces), bool)
        for clause in sorted(clauses, key=sorted):
            found &= self._any(clause)
            if not found.any():
                break
        return found

    def _any(self, clause: Clause) -> Mask:
        found = np.zeros(len(self.pieces), bool)
        for text in sorted(clause):
            found |= self._with(text)
        return found

    def _escaped(self) -> Mask:
        """Texts in which a letter is escaped that need not be, so that a key or constant may be hidden there.

        Those that say why an element is not there are read in a plan that asks for more.
        """
        found = np.zeros(len(self.pieces), bool)
        text = np.frombuffer(self.pieces.data, np.uint8)
        at = escapes(text) if b"\\" in self.pieces.data else np.zeros(0, np.int64)
        after = text[at + 1]
        at = at[(after == _LETTER) | (after == _SLASH)]
        found[np.searchsorted(self.pieces.starts, at, side="right") - 1] = True
        return found | _having(self.pieces, _REASON)

    def _with(self, text: str) -> Mask:
        if text not in self._known:
            self._known[text] = _having(self.pieces, text.encode())
        return self._known[text]


def _having(pieces: Pieces, wanted: bytes) -> Mask:
    """Which texts have these bytes; all of them, where many do."""
    found = np.zeros(len(pieces), bool)
    most = len(pieces) // _COMMON
    at = pieces.data.find(wanted)
    while at >= 0:
        number = int(np.searchsorted(pieces.starts, at, side="right")) - 1
        if number >= 0:
            found[number] = True
        most -= 1
        if most < 0:
            return np.ones(len(pieces), bool)
        following = int(pieces.starts[number + 1]) if number + 1 < len(pieces) else len(pieces.data)
        at = pieces.data.find(wanted, following)
    return found
