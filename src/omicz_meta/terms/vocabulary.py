"""The words of all names, weighed by how rare they are, and found by what they look like."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omicz_meta.terms.grams import trigrams

_MIX = np.uint64(0x9E3779B97F4A7C15)
_TURN = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in order, and for each trigram the words that have it (compressed rows: `begins`, `holders`).

    `weight` is the inverse document frequency of each word, `rarity` that of each trigram, a name being a document;
    `square` the squared length of a word as a vector of its trigrams.
    """

    words: tuple[str, ...]
    weight: NDArray[np.float32]
    square: NDArray[np.float32]
    grams: NDArray[np.int64]
    rarity: NDArray[np.float32]
    begins: NDArray[np.int32]
    holders: NDArray[np.int32]
    unseen: float

    def number(self, word: str) -> int:
        """The place of a word; -1 when no name has it."""
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else -1

    def weight_of(self, word: str) -> float:
        """How much a word says: one that no name has says the most."""
        place = self.number(word)
        return float(self.weight[place]) if place >= 0 else self.unseen

    def likeness(self, words: Sequence[str]) -> tuple[NDArray[np.float32], float]:
        """For each word of the vocabulary its product with these words as vectors, and their own squared length."""
        found, _ = trigrams(words)
        numbers, times = np.unique(found, return_counts=True)
        at = np.searchsorted(self.grams, numbers)
        known = self.grams[np.minimum(at, len(self.grams) - 1)] == numbers if len(self.grams) else at < 0
        rarity = np.full(len(numbers), self.unseen, np.float32)
        rarity[known] = self.rarity[at[known]]
        worth = times * rarity**2
        holders, values = gathered(self.begins, self.holders, at[known], worth[known])
        products = np.bincount(holders, values, minlength=len(self.words)).astype(np.float32)
        return products, float((times**2 * rarity**2).sum())


def gathered(
    begins: NDArray[np.int32],
    holders: NDArray[np.int32],
    rows: NDArray[np.int64],
    values: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The entries of some compressed rows behind one another, and with each the value of its row."""
    lengths = begins[rows + 1] - begins[rows]
    ends = np.cumsum(lengths)
    jumps = np.repeat(begins[rows] - ends + lengths, lengths)
    return holders[jumps + np.arange(len(jumps))], np.repeat(values, lengths)


def vocabulary(words: Sequence[str], names_with: NDArray[np.int64], names: int) -> Vocabulary:
    """The vocabulary of sorted words; `names_with` says for each how many of all `names` have it."""
    found, owner = trigrams(words)
    grams, which = np.unique(found, return_inverse=True)
    order = np.argsort(which, kind="stable")
    begins = np.concatenate(([0], np.cumsum(np.bincount(which, minlength=len(grams)))))
    rarity = _rarity(np.bincount(which, names_with[owner], minlength=len(grams)), names)
    return Vocabulary(
        tuple(words),
        _rarity(names_with, names),
        np.bincount(owner, rarity[which] ** 2, minlength=len(words)).astype(np.float32),
        grams,
        rarity,
        begins.astype(np.int32),
        owner[order],
        float(np.log1p(names)),
    )


def _rarity(holders: NDArray[np.generic], names: int) -> NDArray[np.float32]:
    return np.log1p(names / np.maximum(holders.astype(np.float64), 1)).astype(np.float32)


def fingerprints(words: int) -> NDArray[np.uint64]:
    """A number for each word; the sum of those of a name is the same in whatever order its words stand.

    >>> fingerprints(3).tolist() == fingerprints(4)[:3].tolist()
    True
    """
    mixed = (np.arange(1, words + 1, dtype=np.uint64)) * _MIX
    mixed = (mixed ^ (mixed >> _TURN)) * _MIX
    return mixed ^ (mixed >> _TURN)
