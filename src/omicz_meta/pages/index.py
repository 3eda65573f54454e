"""An inverted index over the texts of datasets: which have the words of a question, and how prominently."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from omicz_meta.pages.stems import STOP_WORDS, stem, words

Scores = npt.NDArray[np.int64]
"""What each document scores; 0 is not found."""

_SHORTEST_START = 3
_MOST_WORDS = 12
_CODE = 8


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one dataset: texts with what a word in them counts, and codes, which are found as a whole."""

    texts: tuple[tuple[str, int], ...]
    codes: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[list[str], int]]:
        """The words of each text, and the codes with and without what stands before their colon."""
        yield from ((words(text), weight) for text, weight in self.texts)
        whole = [code.casefold() for code in self.codes]
        yield [*whole, *(code.rpartition(":")[2] for code in whole)], _CODE

    def stems(self) -> set[str]:
        """All that the document is found by."""
        return {stem(word) for part, _ in self.parts() for word in part}


@dataclass(frozen=True, slots=True)
class WordIndex:
    """All stems and codes in order; those documents that have the one at `at` stand from `starts[at]` to the next.

    >>> first, second = Document((("Vzácná onemocnění", 8),)), Document((("Nádory", 1),), ("MKN10:C50.9",))
    >>> found = WordIndex.of([first, second])
    >>> [found.scores(asked).tolist() for asked in ("vzácných onemocněních", "vzác", "C50.9 nádor")]
    [[32, 0], [8, 0], [0, 18]]
    """

    stems: Sequence[str]
    starts: npt.NDArray[np.intp]
    documents: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, documents: Iterable[Document]) -> WordIndex:
        """Index documents, numbered from 0. A word counts once in a text, and its weights in all texts add up."""
        numbered: defaultdict[str, int] = defaultdict(count().__next__)
        tokens: list[int] = []
        owner, weight, length, size = [], [], [], 0
        for number, document in enumerate(documents):
            size = number + 1
            for part, counts in document.parts():
                tokens += map(numbered.__getitem__, part)
                owner.append(number)
                weight.append(counts)
                length.append(len(part))
        roots = [stem(word) for word in numbered]
        stems = sorted(set(roots))
        place = {root: at for at, root in enumerate(stems)}
        kinds = np.array([place[root] for root in roots], np.int64)[np.array(tokens, np.intp)]
        keys = np.sort(kinds * len(owner) + np.repeat(np.arange(len(owner)), length))
        kind, text = np.divmod(keys[_changes(keys)], max(1, len(owner)))
        pairs = (
            kind * size + np.array(owner, np.int64)[text]
        )  # in order, for texts stand in the order of documents
        first = _changes(pairs)
        added = np.add.reduceat(np.array(weight, np.int64)[text], first) if first.size else first
        kind, numbers = np.divmod(pairs[first], max(1, size))
        return cls(stems, np.searchsorted(kind, np.arange(len(stems) + 1)), numbers, added, size)

    def scores(self, question: str) -> Scores | None:
        """What each document scores that has every word of a question; None for one without words.

        A word that only begins with what was asked for counts half.
        """
        parts = [part for part in dict.fromkeys(question.split()) if words(part)][:_MOST_WORDS]
        asked = [part for part in parts if words(part)[0] not in STOP_WORDS] or parts
        return _together([self._of_part(part) for part in asked]) if asked else None

    def _of_part(self, part: str) -> Scores:
        """Documents for what stands between two spaces: its words, or a code that begins so."""
        scores = _together([self._of_terms(stem(word), word) for word in words(part)])
        code = part.casefold().strip(",;()")
        if any(sign.isdigit() for sign in code) and not code.isalnum():
            return np.maximum(scores, self._of_terms(code))
        return scores

    def _of_terms(self, *asked: str) -> Scores:
        """Documents for a stem, or for the word itself as the beginning of a stem: `vzác` finds *vzácných*."""
        scores: Scores = np.zeros(self.size, np.int64)
        for at in {at for term in asked for at in self._starting(term)}:
            here = slice(self.starts[at], self.starts[at + 1])
            factor = 2 if self.stems[at] == asked[0] else 1
            numbers = self.documents[here]
            scores[numbers] = np.maximum(scores[numbers], self.weights[here] * factor)
        return scores

    def _starting(self, asked: str) -> Iterator[int]:
        """The places of stems that begin so; a very short word must be the whole stem."""
        for at in range(bisect_left(self.stems, asked), len(self.stems)):
            known = self.stems[at]
            if not known.startswith(asked) or (len(asked) < _SHORTEST_START and known != asked):
                return
            yield at


def _changes(ordered: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Where a value stands for the first time."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))


def _together(several: Sequence[Scores]) -> Scores:
    """The sum where all of them have found something."""
    stacked = np.stack(several)
    return np.where((stacked > 0).all(axis=0), stacked.sum(axis=0), 0)
