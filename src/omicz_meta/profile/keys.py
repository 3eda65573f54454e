"""Finds what tells rows apart and what ties tables together, from the sketches of one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from omicz_meta.privacy.headers import header_words
from omicz_meta.profile.facts import Link
from omicz_meta.profile.sketch import Hashes, Sketch, mixed

if TYPE_CHECKING:
    from omicz_meta.profile.judging import Seen
    from omicz_meta.profile.tables import ProfiledTable

MOST_PAIRS = 8
COLUMNS_PAIRED = 16
FEWEST_ROWS = 10
"""Below this number of rows nearly every pair of columns is unique by chance."""

_INCLUDED = 0.5
_NAMELESS = 20


class PairCounter:
    """Pairs of columns that no two rows share. They are chosen in the first block, where no single column is unique."""

    __slots__ = ("_pairs", "_rows", "_size", "_started")

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows = 0
        self._pairs: dict[tuple[str, str], Sketch] = {}
        self._started = False

    def feed(self, hashes: Mapping[str, Hashes]) -> None:
        """Take in the hashes of a block's cells by column, all of one length."""
        rows = len(next(iter(hashes.values()))) if hashes else 0
        if rows and not self._started:
            self._started = True
            self._pairs = {pair: Sketch(self._size) for pair in _candidates(hashes, rows)}
        self._rows += rows
        for (left, right), sketch in self._pairs.items():
            sketch.add(*np.unique(mixed(hashes[left], hashes[right]), return_counts=True))

    def unique(self) -> tuple[tuple[str, str], ...]:
        """The pairs that stayed unique to the end."""
        return tuple(
            pair
            for pair, sketch in self._pairs.items()
            if not sketch.repeated and (not sketch.exact or sketch.distinct == self._rows)
        )


def _candidates(hashes: Mapping[str, Hashes], rows: int) -> list[tuple[str, str]]:
    if rows < FEWEST_ROWS:
        return []
    full = [name for name, cells in hashes.items() if cells.all()]
    different = {name: len(np.unique(hashes[name])) for name in full}
    if any(count == rows for count in different.values()):
        return []
    ranked = sorted(full, key=lambda name: -different[name])[:COLUMNS_PAIRED]
    able = ((a, b) for a, b in combinations(ranked, 2) if different[a] * different[b] >= rows)
    order = list(hashes)
    found = (
        tuple(sorted(pair, key=order.index))
        for pair in able
        if len(np.unique(mixed(hashes[pair[0]], hashes[pair[1]]))) == rows
    )
    return [(pair[0], pair[1]) for pair, _ in zip(found, range(MOST_PAIRS), strict=False)]


def links_between(tables: Sequence[ProfiledTable]) -> tuple[Link, ...]:
    """Columns whose values stand in a key column of another table: the likeliest key for each."""
    found = []
    for table in tables:
        for name, seen in table.seen.items():
            best = max(_links(table, name, seen, tables), key=lambda link: link.share, default=None)
            if best:
                found.append(best)
    return tuple(found)


def _links(table: ProfiledTable, name: str, seen: Seen, tables: Sequence[ProfiledTable]) -> list[Link]:
    if (
        seen.facts.type not in ("identifier", "integer", "text", "code", "category")
        or seen.facts.distinct < 2
    ):
        return []
    sketch = table.sketches[name]
    links = []
    for other in tables:
        for key, held in other.seen.items():
            if other is table or not held.key:
                continue
            alike = _alike(name, key, other.facts.name)
            if not alike and (seen.facts.type == "integer" or seen.facts.distinct < _NAMELESS):
                continue
            share = sketch.within(other.sketches[key])
            if share >= (_INCLUDED if alike else 0.9):
                exact = sketch.exact and other.sketches[key].exact
                links.append(
                    Link(
                        table.facts.name,
                        seen.facts.name,
                        other.facts.name,
                        held.facts.name,
                        round(share, 4),
                        exact,
                    )
                )
    return links


def _alike(column: str, key: str, table: str) -> bool:
    """Whether names speak of the same thing: a word of three letters in common, or the name of the other table."""
    mine = {word[:5] for word in header_words(column).split() if len(word) > 2}
    theirs = {word[:5] for name in (key, table) for word in header_words(name).split() if len(word) > 2}
    return bool(mine & theirs) or header_words(column) == header_words(key)
