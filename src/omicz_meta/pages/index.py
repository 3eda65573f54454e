"""An inverted index over the texts of datasets: which have the words of a question, and how prominently."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from omicz_meta.pages.stems import STOP_WORDS, stem, words

_BITS = 5
_MOST = (1 << _BITS) - 1
_SHORTEST_START = 3
_MOST_WORDS = 12
_CODE = 8


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one dataset: texts with what a word in them counts, and codes, which are found as a whole."""

    texts: tuple[tuple[str, int], ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordIndex:
    """For each stem or code the numbers of documents that have it, with its weight there; and all of them in order.

    >>> first, second = Document((("Vzácná onemocnění", 8),)), Document((("Nádory", 1),), ("MKN10:C50.9",))
    >>> found = WordIndex.of([first, second])
    >>> found.scores("vzácných onemocněních"), found.scores("vzác"), found.scores("C50.9 nádor")
    ({0: 32}, {0: 8}, {1: 18})
    """

    postings: Mapping[str, array[int]]
    stems: Sequence[str]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> WordIndex:
        """Index documents, numbered from 0."""
        postings: dict[str, array[int]] = {}
        for number, document in enumerate(documents):
            for found, weight in weights(document).items():
                postings.setdefault(found, array("I")).append(number << _BITS | min(weight, _MOST))
        return cls(postings, sorted(postings))

    def scores(self, question: str) -> dict[int, int] | None:
        """The documents that have every word of a question, with what they score; None for one without words.

        A word that only begins with what was asked for counts half.
        """
        parts = [part for part in dict.fromkeys(question.split()) if words(part)][:_MOST_WORDS]
        asked = [part for part in parts if words(part)[0] not in STOP_WORDS] or parts
        if not asked:
            return None
        found = [self._of_part(part) for part in asked]
        return _together(found)

    def _of_part(self, part: str) -> dict[int, int]:
        """Documents for what stands between two spaces: its words, or a code that begins so."""
        scores = _together([self._of_terms(stem(word), word) for word in words(part)])
        code = part.casefold().strip(",;()")
        if any(sign.isdigit() for sign in code) and not code.isalnum():
            for number, score in self._of_terms(code).items():
                scores[number] = max(score, scores.get(number, 0))
        return scores

    def _of_terms(self, *asked: str) -> dict[int, int]:
        """Documents for a stem, or for the word itself as the beginning of a stem: `vzác` finds *vzácných*."""
        scores: dict[int, int] = {}
        for known in {known for term in asked for known in self._starting(term)}:
            factor = 2 if known == asked[0] else 1
            for packed in self.postings[known]:
                number = packed >> _BITS
                scores[number] = max(scores.get(number, 0), factor * (packed & _MOST))
        return scores

    def _starting(self, asked: str) -> Iterator[str]:
        if len(asked) < _SHORTEST_START:
            yield from [asked] if asked in self.postings else []
            return
        for at in range(bisect_left(self.stems, asked), len(self.stems)):
            if not self.stems[at].startswith(asked):
                return
            yield self.stems[at]


def _together(several: Sequence[Mapping[int, int]]) -> dict[int, int]:
    first, *others = sorted(several, key=len)
    common = (number for number in first if all(number in other for other in others))
    return {number: sum(scores[number] for scores in several) for number in common}


def weights(document: Document) -> dict[str, int]:
    """What a document is found by, and how much each counts."""
    found: dict[str, int] = {}
    for text, weight in document.texts:
        for root in {stem(word) for word in words(text)}:
            found[root] = found.get(root, 0) + weight
    for code in document.codes:
        whole = code.casefold()
        for key in {whole, whole.rpartition(":")[2]}:
            found.setdefault(key, _CODE)
    return found
