"""How like a text is to names: words against words, so that abbreviations, endings, order and slips count little."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, Prefix
from rapidfuzz.process import cdist

from omicz_meta.terms.index import Index

Floats = NDArray[np.float32]

HEDGES = re.compile(
    "susp(ektni|ected)?|podezreni|pravdepodobn[aey]|prob(abl[ey])?|possible|mozn[aey]|vs|dg|diagnoza|stp?|stav|po|na|pro"
    "|pri|of|the|with|in|and|or|due|to|type?|other|nos"
)
"""Words that say little about which term is meant (folded)."""
NEGATIONS = re.compile("bez|neni|nema|neguj[eu]|negativni|no|not|non|without|denie[sd]|negative|neg")
"""Words that turn a finding round (folded)."""
_TURNED_ROUND = 0.6
_OPPOSITES = (
    ("hyper", "hypo"),
    ("macro", "micro"),
    ("makro", "mikro"),
    ("tachy", "brady"),
    ("tachy", "brachy"),
    ("poly", "oligo"),
    ("intra", "extra"),
    ("endo", "exo"),
    ("in", "de"),
    ("pre", "post"),
    ("leuko", "erytro"),
    ("ante", "retro"),
    ("ab", "ad"),
)
_MARKED = re.compile(r"\d|^[b-hj-rtwxy]$|^[ivx]{2,}$")
"""Words that tell terms of one kind apart: numbers, letters that are no Czech words, Roman numerals."""
_FAINT = 0.15
_SHORTEST_ABBREVIATION = 2
_SHORTEST_STEM = 4
_LONGEST_ENDING = 3
_SHORTEST_SHARE = 0.6
_WORDS, _COSINE, _LETTERS = 0.4, 0.35, 0.25
"""What the three parts of a score weigh; they and the constants here were chosen by benchmarks/bench_suggest.py."""


def scores(index: Index, words: Sequence[str], names: NDArray[np.int64], cosine: Floats) -> Floats:
    """How like these words are to each of the names, from 0 to 1; `cosine` is that of their trigrams.

    Three things are weighed: how far the words of either side are found on the other, the cosine, and the letters
    of both as wholes, in the order in which they stand or sorted.
    """
    if not len(names):
        return cosine
    asked = list(words)
    places = [index.words_of(int(name)) for name in names]
    flat = np.array([place for one in places for place in one])
    begins = np.concatenate(([0], np.cumsum([len(one) for one in places])[:-1]))
    unique, which = np.unique(flat, return_inverse=True)
    known = [index.vocabulary.words[place] for place in unique]
    alike = word_likeness(asked, known)[:, which]
    weights = _weights(known, index.vocabulary.weight[unique])[which]
    own = _weights(asked, np.array([index.vocabulary.weight_of(word) for word in asked], np.float32))
    found = own @ np.maximum.reduceat(alike, begins, axis=1) / own.sum()
    covered = np.add.reduceat(alike.max(axis=0) * weights, begins) / np.add.reduceat(weights, begins)
    spelled = [[index.vocabulary.words[place] for place in one] for one in places]
    total = _WORDS * np.sqrt(found * covered) + _COSINE * cosine + _LETTERS * _letters(asked, spelled)
    likeness: Floats = np.where(_turned_round(asked, spelled), _TURNED_ROUND * total, total).astype(
        np.float32
    )
    return likeness


def _turned_round(asked: Sequence[str], names: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Which names say nothing of the negation that is asked for: what is denied is no such finding."""
    denied = any(NEGATIONS.fullmatch(word) for word in asked)
    return np.array([denied and not any(NEGATIONS.fullmatch(word) for word in name) for name in names])


def word_likeness(asked: Sequence[str], known: Sequence[str]) -> Floats:
    """How like each asked word is to each known one: 1 for the same, much for a slip, an ending, an abbreviation.

    >>> (word_likeness(["epil"], ["epilepsie", "astma"])[0] > 0.7).tolist()
    [True, False]
    >>> bool(word_likeness(["hyperkalemie"], ["hypokalemie"])[0, 0] < 0.5)
    True
    """
    mine = np.fromiter(map(len, asked), np.float32, len(asked))[:, None]
    theirs = np.fromiter(map(len, known), np.float32, len(known))[None, :]
    longer = np.maximum(mine, theirs)
    slips = cdist(asked, known, scorer=OSA.normalized_similarity)
    stem = cdist(asked, known, scorer=Prefix.similarity).astype(np.float32)
    abbreviated = (stem == mine) & (mine >= _SHORTEST_ABBREVIATION)
    ending = (stem >= np.maximum(_SHORTEST_STEM, _SHORTEST_SHARE * longer)) & (
        longer - stem <= _LONGEST_ENDING
    )
    # few slips are in the first letter, and three letters abbreviate many words
    best = np.where(slips >= 0.6, slips**2, 0) * np.where(stem > 0, 1, 0.85)
    cut = (0.7 + 0.3 * mine / theirs) * np.where(mine >= _SHORTEST_STEM, 1, 0.85)
    best = np.maximum(best, np.where(abbreviated, cut, 0))
    best = np.maximum(best, np.where(ending, 0.8 + 0.2 * stem / longer, 0))
    sides = _sides(asked)[:, :, None] * _sides(known).T[None, :, :]
    alike: Floats = np.where((sides < 0).any(axis=1), 0.4 * best, best).astype(np.float32)
    return alike


def _sides(words: Sequence[str]) -> NDArray[np.int8]:
    """For each word and pair of opposites: 1 or -1 for how the word begins, 0 for neither."""
    return np.array(
        [[word.startswith(one) - word.startswith(other) for one, other in _OPPOSITES] for word in words],
        np.int8,
    )


def _weights(words: Sequence[str], rarity: Floats) -> Floats:
    faint = np.array([HEDGES.fullmatch(word) is not None for word in words])
    marked = np.array([_MARKED.search(word) is not None for word in words])
    weights = np.where(marked, np.maximum(rarity, np.median(rarity)), rarity)
    return np.where(faint, _FAINT * rarity, weights).astype(np.float32)


def _letters(asked: Sequence[str], names: Sequence[Sequence[str]]) -> Floats:
    """The share of letters in common, spaces left out, so that a word written as two costs nothing."""
    plain = cdist(["".join(asked)], ["".join(name) for name in names], scorer=Indel.normalized_similarity)
    ordered = cdist(
        ["".join(sorted(asked))],
        ["".join(sorted(name)) for name in names],
        scorer=Indel.normalized_similarity,
    )
    found: Floats = np.maximum(plain, ordered)[0]
    return found
