"""An index over all names of several packs: exact names in no time, and names that are like a text."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from omicz_meta.terms.folding import fold
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.vocabulary import Vocabulary, fingerprints, gathered, vocabulary

_PAGE = 10_000
"""So many names are read at a time, so that memory never holds them all as Python objects."""
_NEAR_WORDS = 512
"""Names are looked for by so many words that are most like those asked for; what lies beyond adds nothing but time."""
_RETIRED = "obsolete "
"""What OBO ontologies put before the label of an obsolete term."""
Mask = NDArray[np.bool_]
_Number = TypeVar("_Number", np.float32, np.uint64)


@dataclass(frozen=True, slots=True)
class Index:
    """All names of packs, as numbers. `packs` stay open as long as the index is used.

    Codes are places in `curies`; each stands in the pack `home`, as its term number `term`. For each name: its
    `pack`, its `row` there, its `code`, and `length`, that of its vector of trigrams. The words of a name are
    `words[begins[name]:begins[name + 1]]`, places in the vocabulary; the names of a word
    `names_with[with_word[word]:with_word[word + 1]]`. `orderless` are the fingerprints of names, sorted, and
    `by_fingerprint` says whose each one is.
    """

    packs: tuple[Pack, ...]
    curies: tuple[str, ...]
    obsolete: Mask
    home: NDArray[np.uint8]
    term: NDArray[np.int32]
    pack: NDArray[np.uint8]
    row: NDArray[np.int32]
    code: NDArray[np.int32]
    begins: NDArray[np.int32]
    words: NDArray[np.int32]
    with_word: NDArray[np.int32]
    names_with: NDArray[np.int32]
    length: NDArray[np.float32]
    orderless: NDArray[np.uint64]
    by_fingerprint: NDArray[np.int32]
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.row)

    def words_of(self, name: int) -> list[int]:
        """The places of the words of a name, in order."""
        places: list[int] = self.words[self.begins[name] : self.begins[name + 1]].tolist()
        return places

    def same(self, texts: Sequence[str]) -> list[list[tuple[int, bool]]]:
        """For each text the names that have the same words, and whether they have them in the same order."""
        asked = [[self.vocabulary.number(word) for word in fold(text).split()] for text in texts]
        marks = np.append(fingerprints(len(self.vocabulary.words)), np.uint64(0))
        sums = np.array([marks[places].sum(dtype=np.uint64) for places in asked], np.uint64)
        first = np.searchsorted(self.orderless, sums, "left").tolist()
        last = np.searchsorted(self.orderless, sums, "right").tolist()
        return [
            list(self._verified(places, self.by_fingerprint[start:end].tolist()))
            for places, start, end in zip(asked, first, last, strict=True)
        ]

    def _verified(self, asked: list[int], names: list[int]) -> Iterator[tuple[int, bool]]:
        wanted = sorted(asked)
        for name in names if asked and -1 not in asked else ():
            found = self.words_of(name)
            if sorted(found) == wanted:
                yield name, found == asked

    def like(
        self, words: Sequence[str], most: int, allowed: Mask | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The names that share most trigrams with these words, weighed by rarity (cosine), in no order.

        `allowed` says which names may be found at all.
        """
        products, square = self.vocabulary.likeness(words)
        near = _largest(products, np.flatnonzero(products), _NEAR_WORDS)
        names, values = gathered(self.with_word, self.names_with, near, products[near])
        shared = np.bincount(names, values, minlength=len(self))
        found = np.flatnonzero(shared if allowed is None else shared * allowed)
        cosine = (shared[found] / self.length[found] / square**0.5).astype(np.float32)
        best = _largest(cosine, np.arange(len(found)), most)
        return found[best], np.minimum(cosine[best], 1)


def _largest(values: NDArray[np.float32], places: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Of these places those of the largest values, in no order."""
    if len(places) <= most:
        return places
    return places[np.argpartition(values[places], -most)[-most:]]


def build_index(packs: Sequence[Pack]) -> Index:
    """Index all names of these packs; those of a pack of names count for terms that a pack before it has.

    >>> import tempfile, pathlib
    >>> from omicz_meta.terms.content import About, Name, Term
    >>> from omicz_meta.terms.write import write_pack
    >>> path = pathlib.Path(tempfile.mkdtemp(), "ex.pack")
    >>> write_pack(path, About("ex", "1", prefixes=("EX",)), [Term("EX:1", (Name("Cardiac arrest", "label"),))])
    >>> index = build_index([Pack(path)])
    >>> index.same(["arrest, cardiac", "Cardiac arrest"])
    [[(0, False)], [(0, True)]]
    """
    codes_of = _Codes()
    terms = [codes_of.take(place, pack) for place, pack in enumerate(packs)]
    rows, codes, begins, words, owners = array("i"), array("i"), array("i", [0]), array("i"), array("B")
    numbers: dict[str, int] = {}
    for place, (pack, code_of) in enumerate(zip(packs, terms, strict=True)):
        for row, term, folded in _names(pack):
            code = code_of.get(term)
            spoken = folded.removeprefix(_RETIRED) if code is not None and codes_of.obsolete[code] else folded
            if code is not None and spoken:
                words.extend([numbers.setdefault(word, len(numbers)) for word in spoken.split()])
                begins.append(len(words))
                rows.append(row)
                codes.append(code)
                owners.append(place)
    return _index(tuple(packs), codes_of, numbers, (owners, rows, codes, begins, words))


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of all packs as they are met. A pack of names brings no codes of its own."""

    places: dict[str, int] = field(default_factory=dict)
    obsolete: list[bool] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    term: list[int] = field(default_factory=list)

    def take(self, place: int, pack: Pack) -> dict[int, int]:
        """The code of each term of a pack."""
        found: dict[int, int] = {}
        for number, curie, retired in pack.rows("SELECT nr, curie, obsolete FROM term ORDER BY nr"):
            if pack.about.kind == "terms" and curie not in self.places:
                self.places[curie] = len(self.places)
                self.obsolete.append(bool(retired))
                self.home.append(place)
                self.term.append(number)
            if curie in self.places:
                found[number] = self.places[curie]
        return found


def _names(pack: Pack) -> Iterator[tuple[int, int, str]]:
    last = -1
    while page := pack.rows(
        "SELECT nr, term, folded FROM name WHERE nr > ? ORDER BY nr LIMIT ?", last, _PAGE
    ):
        yield from page
        last = page[-1][0]


def _index(
    packs: tuple[Pack, ...],
    codes: _Codes,
    numbers: dict[str, int],
    columns: tuple[array[int], ...],
) -> Index:
    owners, rows, code, begins, unsorted = (np.array(column) for column in columns)
    ordered = sorted(numbers)
    place = np.empty(len(ordered), np.int32)
    place[[numbers[word] for word in ordered]] = np.arange(len(ordered), dtype=np.int32)
    words = place[unsorted] if len(unsorted) else unsorted
    holders = np.bincount(words, minlength=len(ordered))
    found = vocabulary(ordered, holders, len(rows))
    name_of = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(begins))
    marks = _summed(fingerprints(len(ordered))[words], begins)
    order = np.argsort(marks, kind="stable").astype(np.int32)
    return Index(
        packs,
        tuple(codes.places),
        np.array(codes.obsolete, np.bool_),
        np.array(codes.home, np.uint8),
        np.array(codes.term, np.int32),
        owners,
        rows,
        code,
        begins,
        words,
        np.concatenate(([0], np.cumsum(holders))).astype(np.int32),
        name_of[np.argsort(words, kind="stable")],
        np.sqrt(_summed(found.square[words], begins)),
        marks[order],
        order,
        found,
    )


def _summed(values: NDArray[_Number], begins: NDArray[np.int32]) -> NDArray[_Number]:
    sums: NDArray[_Number] = np.add.reduceat(values, begins[:-1]) if len(begins) > 1 else values[:0]
    return sums
