"""Finds terms by code, by name, and by what is like a name; obsolete terms are told by those that follow them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from omicz_meta.engine.codesystems import curie as curie_of
from omicz_meta.terms.folding import fold
from omicz_meta.terms.index import Index, Mask
from omicz_meta.terms.likeness import scores
from omicz_meta.terms.reach import Reach, within
from omicz_meta.terms.succession import Place, current, place_of
from omicz_meta.terms.suggestion import Method, Suggestion

THRESHOLD = 0.55
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
class Allowed:
    """Which codes may be found, and by which names."""

    codes: Mask
    names: Mask


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks texts up in an index. What `allowed` gives says which names may be found."""

    index: Index

    @property
    def prefixes(self) -> frozenset[str]:
        """The prefixes of all codes."""
        return frozenset(curie.partition(":")[0] for curie in self.index.curies)

    def allowed(
        self, languages: Collection[str] = (), pattern: str | None = None, reach: Sequence[Reach] = ()
    ) -> Allowed | None:
        """The names in these languages whose codes fit a pattern and lie in one of these branches; None for all."""
        if not languages and pattern is None and not reach:
            return None
        form, index = re.compile(pattern or ""), self.index
        inside = within(index.packs, index.curies, reach) if reach else None
        fits = [
            form.search(curie) is not None and (inside is None or curie in inside) for curie in index.curies
        ]
        codes: Mask = np.array(fits, np.bool_)
        # obsolete terms stand in no branch, but what follows them may
        names: Mask = (codes | index.obsolete)[index.code]
        return Allowed(codes, names & self._spoken(languages) if languages else names)

    def _spoken(self, languages: Collection[str]) -> Mask:
        spoken = np.zeros(len(self.index), np.bool_)
        for place, pack in enumerate(self.index.packs):
            for language in languages:
                rows = pack.rows(
                    "SELECT nr FROM name WHERE language = ? OR language LIKE ?", language, f"{language}-%"
                )
                spoken |= (self.index.pack == place) & np.isin(self.index.row, [row for (row,) in rows])
        return spoken

    def find(
        self, text: str, limit: int = 5, *, allowed: Allowed | None = None, threshold: float = THRESHOLD
    ) -> tuple[Suggestion, ...]:
        """The term of a code, where the text is one; else what `suggest` finds."""
        return self.by_code(text, allowed) or self.suggest(text, limit, allowed=allowed, threshold=threshold)

    def suggest(
        self, text: str, limit: int = 5, *, allowed: Allowed | None = None, threshold: float = THRESHOLD
    ) -> tuple[Suggestion, ...]:
        """The terms that may be meant by a text, the likeliest first; none where nothing scores `threshold`.

        Never an obsolete term: the one that follows it, `instead_of` saying so, or none.
        """
        words = fold(text).split() if len(text) <= LONGEST else []
        if not words:
            return ()
        found: list[Suggestion] = []
        for hit in self._hits(text, words, allowed, threshold):
            enough = len({one.curie for one in found}) >= limit
            # names of equal score are all looked at, since the nearer kind of name goes first
            if enough and round(hit.score, 4) < found[-1].score:
                break
            found += self._suggested(hit, allowed)
        return _best(found)[:limit]

    def exact(
        self, texts: Sequence[str], *, allowed: Allowed | None = None
    ) -> tuple[tuple[Suggestion, ...], ...]:
        """For each text the terms that have it as a name, the nearest first; many texts cost little at once."""
        return tuple(self._bearing(names, allowed) for names in self.index.same(texts))

    def _bearing(self, names: Sequence[tuple[int, bool]], allowed: Allowed | None) -> tuple[Suggestion, ...]:
        bearing = [name for name, ordered in names if ordered and (allowed is None or allowed.names[name])]
        return _best(one for name in bearing for one in self._suggested(Hit(name, 1.0, "exact"), allowed))

    def by_code(self, text: str, allowed: Allowed | None = None) -> tuple[Suggestion, ...]:
        """The term with that code, in any spelling that its system has; those that follow where it is obsolete."""
        asked = _CODE.fullmatch(text)
        curie = curie_of(asked[1].upper(), asked[2]) if asked else None
        for name in dict.fromkeys((text.strip(), curie or "")):
            at = place_of(self.index.packs, name)
            if at is not None:
                called = self._label(at) or name
                found = (self._named(name, after, called) for after in current(self.index.packs, name))
                return tuple(one for one in found if allowed is None or self._may_be(one.curie, allowed))
        return ()

    def _named(self, asked: str, curie: str, called: str) -> Suggestion:
        label, pack = self._called(curie)
        instead = asked if curie != asked else None
        return Suggestion(curie, label, called, "en", "label", None, 1.0, "code", pack, instead)

    def _may_be(self, curie: str, allowed: Allowed) -> bool:
        at = place_of(self.index.packs, curie)
        if at is None:
            return False
        home = self.index.packs.index(at[0])
        return bool(allowed.codes[(self.index.home == home) & (self.index.term == at[1])].any())

    def _hits(self, text: str, words: list[str], allowed: Allowed | None, threshold: float) -> Iterator[Hit]:
        same = [hit for hit in self.index.same([text])[0] if allowed is None or allowed.names[hit[0]]]
        for name, ordered in sorted(same, key=lambda one: (not one[1], one[0])):
            yield Hit(name, 1.0, "exact") if ordered else Hit(name, _REORDERED, "reordered")
        names, cosine = self.index.like(words, CANDIDATES, allowed.names if allowed is not None else None)
        found = scores(self.index, words, names, cosine)
        seen = {name for name, _ in same}
        for at in np.argsort(-found, kind="stable"):
            if found[at] < threshold:
                break
            if int(names[at]) not in seen:
                yield Hit(int(names[at]), min(float(found[at]), _MOST_ALIKE), "similar")

    def _suggested(self, hit: Hit, allowed: Allowed | None) -> Iterator[Suggestion]:
        index = self.index
        pack, code = index.packs[index.pack[hit.name]], int(index.code[hit.name])
        [(text, scope, language, status)] = pack.rows(
            "SELECT text, scope, language, status FROM name WHERE nr = ?", int(index.row[hit.name])
        )
        curie = index.curies[code]
        retired = bool(index.obsolete[code])
        for after in current(index.packs, curie) if retired else (curie,):
            if retired and allowed is not None and not self._may_be(after, allowed):
                continue
            label, home = self._called(after)
            instead = curie if after != curie else None
            score = round(hit.score, 4)
            yield Suggestion(after, label, text, language, scope, status, score, hit.method, home, instead)

    def _called(self, curie: str) -> tuple[str, str]:
        """The label of a term, and the pack that it stands in."""
        at = place_of(self.index.packs, curie)
        return (curie, "") if at is None else (self._label(at) or curie, at[0].about.name)

    def _label(self, at: Place) -> str | None:
        pack, number, _ = at
        query = (
            "SELECT text FROM name WHERE term = ? AND scope = 'label' ORDER BY language <> 'en', nr LIMIT 1"
        )
        return next((text for (text,) in pack.rows(query, number)), None)


def _best(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Each term once, by its best name; the likeliest first."""
    found: dict[str, Suggestion] = {}
    for one in suggestions:
        if one.curie not in found or _rank(one) < _rank(found[one.curie]):
            found[one.curie] = one
    return tuple(sorted(found.values(), key=_rank))


def _rank(one: Suggestion) -> tuple[float, int, bool, str]:
    return (-one.score, _NEARNESS[one.scope], one.instead_of is not None, one.curie)
