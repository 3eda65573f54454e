"""Counts different values in bounded memory: exactly up to a size, then by the smallest hashes.

The k smallest of the 64-bit hashes of all values are kept with their numbers of cells (a bottom-k sketch, also known as
KMV; Bar-Yossef et al. 2002, Cohen and Kaplan 2007). While fewer than k values were seen the count is exact; after
that its relative standard error is 1/sqrt(k-2). Two sketches sample the same values, so the share of
one column's values that stand in another one is found without reading either again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

SPAN = 2.0**64


class Sketch:
    """The k smallest hashes seen, each with its number of cells.

    >>> sketch = Sketch(100)
    >>> sketch.add(np.array([5, 9], np.uint64), np.array([1, 3]))
    >>> sketch.distinct, sketch.exact, sketch.repeated
    (2, True, True)
    """

    __slots__ = ("_counts", "_full", "_hashes", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._hashes: Hashes = np.empty(0, np.uint64)
        self._counts: Counts = np.empty(0, np.int64)
        self._full = False

    @property
    def exact(self) -> bool:
        """Whether every value seen is still held."""
        return not self._full

    @property
    def distinct(self) -> int:
        """How many different values there were, estimated when not `exact`."""
        if self.exact:
            return len(self._hashes)
        return round((self._size - 1) / (float(self._hashes[-1]) / SPAN))

    @property
    def repeated(self) -> bool:
        """Whether a value that is held was seen more than once."""
        return bool((self._counts > 1).any())

    def add(self, hashes: Hashes, counts: Counts) -> None:
        """Take in different hashes with their numbers of cells, in any order."""
        if self._full:
            low = hashes <= self._hashes[-1]
            hashes, counts = hashes[low], counts[low]
        if not len(hashes):
            return
        merged, where = np.unique(np.concatenate([self._hashes, hashes]), return_inverse=True)
        summed = np.bincount(where, np.concatenate([self._counts, counts]), len(merged)).astype(np.int64)
        self._full = self._full or len(merged) > self._size
        self._hashes, self._counts = merged[: self._size], summed[: self._size]

    def within(self, other: Sketch) -> float:
        """The share of these values that the other one has too; an estimate unless both are `exact`.

        >>> few, many = Sketch(10), Sketch(10)
        >>> few.add(np.array([1, 2], np.uint64), np.array([1, 1]))
        >>> many.add(np.array([1, 3, 4], np.uint64), np.array([1, 1, 1]))
        >>> few.within(many)
        0.5
        """
        ends = [part._hashes[-1] for part in (self, other) if part._full]
        mine = self._hashes[self._hashes <= min(ends)] if ends else self._hashes
        return float(np.isin(mine, other._hashes).mean()) if len(mine) else 0.0


def mixed(first: Hashes, second: Hashes) -> Hashes:
    """One hash for each pair of hashes (finaliser of SplitMix64)."""
    value = first * np.uint64(0x9E3779B97F4A7C15) ^ (second + np.uint64(0x632BE59BD9B4E019))
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed_up: Hashes = value ^ (value >> np.uint64(31))
    return mixed_up
