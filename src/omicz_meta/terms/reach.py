"""Which codes a slot takes, as those who look for one need to know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from omicz_meta.terms.pack import Pack
from omicz_meta.terms.succession import place_of

_BELOW = (
    "SELECT below.curie FROM term above JOIN ancestor ON ancestor.ancestor = above.nr"
    " JOIN term below ON below.nr = ancestor.term WHERE above.curie = ?"
)


class Reach(Protocol):
    """A part of a code system: all codes of a prefix or, with `nodes`, those below these terms."""

    @property
    def prefix(self) -> str:
        """The prefix of its CURIEs."""

    @property
    def nodes(self) -> tuple[str, ...]:
        """Terms above all that is meant, as CURIEs."""

    @property
    def include_self(self) -> bool:
        """Whether the nodes themselves are part of it."""


def within(packs: Sequence[Pack], curies: Iterable[str], reach: Sequence[Reach]) -> frozenset[str]:
    """Those of the codes that lie in one of these parts."""
    known = frozenset(curies)
    return frozenset().union(*(_part(packs, known, one) for one in reach))


def _part(packs: Sequence[Pack], known: frozenset[str], reach: Reach) -> frozenset[str]:
    nodes = [node for node in reach.nodes if place_of(packs, node) is not None]
    if not nodes:
        # a pack without the hierarchy cannot tell its branches apart
        return frozenset(curie for curie in known if curie.startswith(f"{reach.prefix}:"))
    rows = (pack.rows(_BELOW, node) for pack in packs for node in nodes)
    below = frozenset(curie for found in rows for (curie,) in found)
    return known & (below | frozenset(nodes) if reach.include_self else below)
