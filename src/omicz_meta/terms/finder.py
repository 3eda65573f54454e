"""Finds terms by code, by name, and by what is like a name; obsolete terms are told by those that follow them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from omicz_meta.engine.codesystems import curie as curie_of
from omicz_meta.terms.folding import fold
from omicz_meta.terms.index import Index, Mask
from omicz_meta.terms.likeness import scores
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.suggestion import Method, Suggestion

THRESHOLD = 0.5
"""What scores lower is not shown; how it was chosen stands in docs/explanation/suggestions.md."""
CANDIDATES = 60
"""So many names that share most trigrams are looked at word by word."""
LONGEST = 300
"""No name of a term is longer; a text that is longer is no name."""
_REORDERED, _MOST_ALIKE = 0.99, 0.98
_NEARNESS = {"label": 0, "exact": 1, "narrow": 2, "broad": 3, "related": 4}
_CODE = re.compile(r"\s*([A-Za-z][A-Za-z0-9.]*)\s*[:_]\s*(\S+)\s*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that was found."""

    name: int
    score: float
    method: Method


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks texts up in an index. A mask (`mask`) says which names may be found."""

    index: Index

    def mask(
        self,
        languages: Collection[str] = (),
        pattern: str | None = None,
        within: Collection[str] | None = None,
    ) -> Mask | None:
        """The names in these languages whose codes fit a pattern and are among those in `within`; None for all."""
        if not languages and pattern is None and within is None:
            return None
        form = re.compile(pattern or "")
        fits = [
            form.search(curie) is not None and (within is None or curie in within)
            for curie in self.index.curies
        ]
        allowed: Mask = np.array(fits, np.bool_)[self.index.code]
        return allowed & self._spoken(languages) if languages else allowed

    def _spoken(self, languages: Collection[str]) -> Mask:
        spoken = np.zeros(len(self.index), np.bool_)
        for place, pack in enumerate(self.index.packs):
            for language in languages:
                rows = pack.rows(
                    "SELECT nr FROM name WHERE language = ? OR language LIKE ?", language, f"{language}-%"
                )
                spoken |= (self.index.pack == place) & np.isin(self.index.row, [row for (row,) in rows])
        return spoken

    def suggest(
        self, text: str, limit: int = 5, *, allowed: Mask | None = None, threshold: float = THRESHOLD
    ) -> tuple[Suggestion, ...]:
        """The terms that may be meant by a text, the likeliest first; none where nothing scores `threshold`.

        Never an obsolete term: the one that follows it, `instead_of` saying so, or none.
        """
        words = fold(text).split() if len(text) <= LONGEST else []
        if not words:
            return ()
        found: dict[str, Suggestion] = {}
        for hit in self._hits(text, words, allowed, threshold):
            for one in self._suggested(hit):
                if one.curie not in found or _rank(one) < _rank(found[one.curie]):
                    found[one.curie] = one
        return tuple(sorted(found.values(), key=_rank)[:limit])

    def exact(self, texts: Sequence[str]) -> tuple[Suggestion | None, ...]:
        """For each text the one term that has it as a name; None where none has, or several."""
        return tuple(self._only(names) for names in self.index.same(texts))

    def by_code(self, text: str) -> tuple[Suggestion, ...]:
        """The term with that code, in any spelling that its system has; those that follow where it is obsolete."""
        asked = _CODE.fullmatch(text)
        curie = curie_of(asked[1].upper(), asked[2]) if asked else None
        for name in dict.fromkeys((text.strip(), curie)):
            for place, pack in enumerate(self.index.packs):
                for number, retired in self._term(pack, name or ""):
                    return tuple(self._by_code(place, number, name or "", bool(retired)))
        return ()

    def _by_code(self, place: int, number: int, curie: str, retired: bool) -> Iterator[Suggestion]:
        label = self._label(place, number) or curie
        for current, said, home in self._current(place, number, curie, retired):
            yield Suggestion(
                current,
                said,
                label,
                "en",
                "label",
                None,
                1.0,
                "code",
                home,
                curie if current != curie else None,
            )

    def _only(self, names: Sequence[tuple[int, bool]]) -> Suggestion | None:
        hits = [Hit(name, 1.0, "exact") for name, ordered in names if ordered]
        found = {one.curie: one for hit in hits for one in self._suggested(hit)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _hits(self, text: str, words: list[str], allowed: Mask | None, threshold: float) -> Iterator[Hit]:
        same = [hit for hit in self.index.same([text])[0] if allowed is None or allowed[hit[0]]]
        for name, ordered in same:
            yield Hit(name, 1.0, "exact") if ordered else Hit(name, _REORDERED, "reordered")
        names, cosine = self.index.like(words, CANDIDATES, allowed)
        found = scores(self.index, words, names, cosine)
        seen = {name for name, _ in same}
        for place in np.flatnonzero(found >= threshold):
            if int(names[place]) not in seen:
                yield Hit(int(names[place]), min(float(found[place]), _MOST_ALIKE), "similar")

    def _suggested(self, hit: Hit) -> Iterator[Suggestion]:
        index = self.index
        pack, code = index.packs[index.pack[hit.name]], int(index.code[hit.name])
        [(text, scope, language, status)] = pack.rows(
            "SELECT text, scope, language, status FROM name WHERE nr = ?", int(index.row[hit.name])
        )
        curie = index.curies[code]
        terms = self._current(int(index.home[code]), int(index.term[code]), curie, bool(index.obsolete[code]))
        for current, label, home in terms:
            instead = curie if current != curie else None
            score = round(hit.score, 4)
            yield Suggestion(current, label, text, language, scope, status, score, hit.method, home, instead)

    def _current(self, place: int, number: int, curie: str, retired: bool) -> Iterator[tuple[str, str, str]]:
        """The term itself, or those that follow an obsolete one: code, label, pack. Cycles end where they began."""
        open_, seen = [(place, number, curie, retired)], {curie}
        while open_:
            place, number, curie, retired = open_.pop(0)
            pack = self.index.packs[place]
            if not retired:
                yield curie, self._label(place, number) or curie, pack.about.name
                continue
            for following in self._following(pack, number):
                if following not in seen:
                    seen.add(following)
                    open_ += self._found(following)

    def _following(self, pack: Pack, number: int) -> list[str]:
        """What replaced a term; where nothing did, what may be considered."""
        rows = pack.rows("SELECT kind, curie FROM successor WHERE term = ? ORDER BY rowid", number)
        return [to for kind, to in rows if kind == "replaced_by"] or [to for _, to in rows]

    def _found(self, curie: str) -> Iterator[tuple[int, int, str, bool]]:
        for place, pack in enumerate(self.index.packs):
            for number, retired in self._term(pack, curie):
                yield place, number, curie, bool(retired)
                return

    def _term(self, pack: Pack, curie: str) -> list[tuple[int, int]]:
        if pack.about.kind != "terms":
            return []
        return pack.rows("SELECT nr, obsolete FROM term WHERE curie = ?", curie)

    def _label(self, place: int, number: int) -> str | None:
        query = (
            "SELECT text FROM name WHERE term = ? AND scope = 'label' ORDER BY language <> 'en', nr LIMIT 1"
        )
        rows = self.index.packs[place].rows(query, number)
        return rows[0][0] if rows else None


def _rank(one: Suggestion) -> tuple[float, int, bool, str]:
    return (-one.score, _NEARNESS[one.scope], one.instead_of is not None, one.curie)
