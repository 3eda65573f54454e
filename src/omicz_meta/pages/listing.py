"""All datasets of a catalogue, ready to be searched: words, facets and counts, ten thousand of them in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages.collation import title_key
from omicz_meta.pages.index import Document, Scores, WordIndex
from omicz_meta.pages.language import spoken
from omicz_meta.pages.query import Query
from omicz_meta.problem import Language
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.schema import load_schema
from omicz_meta.schema.model import Schema

Numbers = npt.NDArray[np.intp]

PER_PAGE = 20
Labels = Mapping[str, Mapping[str, str]]
"""Labels of values, by language."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the list: its name in addresses, the slot that it is about, the values that a dataset has."""

    name: str
    slot: str
    values: Callable[[Summary], tuple[str, ...]]
    enum: str | None = None


def publisher_of(summary: Summary) -> tuple[str, ...]:
    """The name under which a publisher is counted: the Czech one where there is one."""
    name = spoken(summary.publisher, LANGUAGES[0])
    return (name[1],) if name else ()


FACETS: tuple[Facet, ...] = (
    Facet("access", "access_rights", lambda one: (one.access,), "AccessRights"),
    Facet("category", "health_categories", lambda one: one.health_categories, "HealthCategory"),
    Facet("health-theme", "health_themes", lambda one: one.health_themes, "HealthTheme"),
    Facet("coding", "coding_systems", lambda one: one.coding_systems, "CodingSystem"),
    Facet("publisher", "publisher", publisher_of),
    Facet("format", "distributions", lambda one: one.formats),
    Facet("theme", "themes", lambda one: one.themes, "DataTheme"),
)
FACET_NAMES = tuple(facet.name for facet in FACETS)


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: the datasets of one page, how many there are, and how many each value of a facet has.

    Counts of a facet are those under all other conditions. `eased` is what would be found with one condition less,
    told only where nothing was found.
    """

    query: Query
    hits: tuple[Summary, ...]
    total: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]
    eased: tuple[tuple[Query, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The datasets of a catalogue with their index; sets of datasets are integers, a bit for each dataset."""

    summaries: tuple[Summary, ...]
    words: WordIndex
    facets: Mapping[str, Mapping[str, int]]
    labels: Mapping[str, Labels]
    ranks: Mapping[Language, Numbers]
    places: Mapping[str, int]

    @classmethod
    def of(cls, summaries: Iterable[Summary], schema: Schema | None = None) -> Listing:
        """Index summaries.

        >>> listing = Listing.of([Summary("a", "https://e.org/a", title={"cs": "Vzácné nádory"})])
        >>> listing.find(Query("nádor"), "cs").total, listing.find(Query("srdce"), "cs").total
        (1, 0)
        """
        known, listed = schema or load_schema(), tuple(summaries)
        labels = {facet.name: _labels(facet, listed, known) for facet in FACETS}
        return cls(
            listed,
            WordIndex.of(_document(one, labels) for one in listed),
            {facet.name: _sets(facet.values(one) for one in listed) for facet in FACETS},
            labels,
            {language: _ranks(listed, language) for language in LANGUAGES},
            {one.iri: at for at, one in enumerate(listed)},
        )

    def find(self, query: Query, language: Language) -> Found:
        """Answer a query: by relevance where words are asked for, then by title in the order of the language."""
        scores = self.words.scores(query.text)
        said = self._all if scores is None else _set(scores)
        found = self._narrowed(said, query.facets)
        total = found.bit_count()
        pages = max(1, -(-total // PER_PAGE))
        shown = query.turned(min(query.page, pages))
        return Found(
            shown,
            self._hits(found, scores, shown.page, language),
            total,
            pages,
            {facet: self._counts(facet, said, query) for facet in self.facets},
            () if total else tuple(self._eased(query)),
        )

    def everything(self, language: Language) -> Found:
        """All datasets on one page, in the order of their titles, for where nobody can ask."""
        query = Query()
        numbers = np.argsort(self.ranks[language]).tolist()
        counts = {facet: self._counts(facet, self._all, query) for facet in self.facets}
        return Found(query, tuple(self.summaries[at] for at in numbers), len(numbers), 1, counts)

    def label(self, facet: str, value: str, language: Language) -> str:
        """What a value of a facet is called; a code of no list goes by its name."""
        found = spoken(self.labels.get(facet, {}).get(value, {}), language)
        return found[1] if found else value

    def by_iri(self, iri: str) -> Summary | None:
        """The dataset of an IRI."""
        at = self.places.get(iri)
        return None if at is None else self.summaries[at]

    def stems_of(self, one: Summary) -> tuple[str, ...]:
        """All that a dataset is found by."""
        return tuple(sorted(_document(one, self.labels).stems()))

    def keys_of(self, one: Summary, keys: Mapping[tuple[str, str], str]) -> Iterator[str]:
        """The keys of the values of facets that a dataset has."""
        for facet in FACETS:
            yield from (keys[facet.name, value] for value in facet.values(one) if (facet.name, value) in keys)

    @property
    def _all(self) -> int:
        return (1 << len(self.summaries)) - 1

    def _narrowed(self, found: int, chosen: Mapping[str, tuple[str, ...]], besides: str = "") -> int:
        """Any of the chosen values within a facet, all facets together."""
        for facet, values in chosen.items():
            if facet != besides and facet in self.facets and values:
                found &= reduce(or_, (self.facets[facet].get(value, 0) for value in values))
        return found

    def _counts(self, facet: str, said: int, query: Query) -> dict[str, int]:
        """How many each value has, most first; values that are chosen stay, others without any are left out."""
        within = self._narrowed(said, query.facets, besides=facet)
        chosen = query.facets.get(facet, ())
        counted = {value: (found & within).bit_count() for value, found in self.facets[facet].items()}
        kept = ((value, count) for value, count in counted.items() if count or value in chosen)
        return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0])))

    def _hits(self, found: int, scores: Scores | None, page: int, language: Language) -> tuple[Summary, ...]:
        numbers = _numbers(found)
        ranks = self.ranks[language][numbers]
        keys = (ranks,) if scores is None else (ranks, -scores[numbers])
        best = numbers[np.lexsort(keys)][(page - 1) * PER_PAGE : page * PER_PAGE]
        return tuple(self.summaries[number] for number in best.tolist())

    def _eased(self, query: Query) -> Iterator[tuple[Query, int]]:
        """The query with one condition less, as far as that finds anything."""
        easier = [query.without(facet, value) for facet, values in query.facets.items() for value in values]
        parts = query.text.split()
        if query.facets or len(parts) > 1:
            easier += [
                Query(" ".join(parts[:at] + parts[at + 1 :]), query.facets) for at in range(len(parts))
            ]
        for one in easier:
            scores = self.words.scores(one.text)
            found = self._narrowed(self._all if scores is None else _set(scores), one.facets)
            if found:
                yield one, found.bit_count()


def _document(one: Summary, labels: Mapping[str, Labels]) -> Document:
    """What is searched, and what a word counts there: the title most."""
    coded = (
        label
        for facet in FACETS
        if facet.enum
        for value in facet.values(one)
        for label in labels[facet.name][value].values()
    )
    texts = (
        *((text, 10) for text in one.title.values()),
        *((text, 5) for text in one.alternative_title.values()),
        *((" ".join(words), 5) for words in one.keywords.values()),
        *((text, 2) for text in (*one.publisher.values(), *one.identifiers, *one.formats)),
        *((text, 1) for text in (" ".join(coded), *one.description.values())),
    )
    return Document(texts, (*one.codes, *one.identifiers))


def _labels(facet: Facet, summaries: Iterable[Summary], schema: Schema) -> Labels:
    if facet.enum is None:
        named = {name: one.publisher for one in summaries for name in publisher_of(one)}
        return named if facet.values is publisher_of else {}
    known = {value.name: value.label for value in schema.enums[facet.enum].values}
    used = dict.fromkeys(value for one in summaries for value in facet.values(one))
    return {value: known.get(value, {"en": value}) for value in used}


def _sets(values: Iterable[Iterable[str]]) -> dict[str, int]:
    sets: dict[str, int] = {}
    for number, each in enumerate(values):
        for value in each:
            sets[value] = sets.get(value, 0) | 1 << number
    return sets


def _set(scores: Scores) -> int:
    """The documents that score anything."""
    return int.from_bytes(np.packbits(scores > 0, bitorder="little").tobytes(), "little")


def _numbers(found: int) -> Numbers:
    """The numbers of the documents in a set."""
    data = np.frombuffer(found.to_bytes(-(-found.bit_length() // 8), "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(data, bitorder="little"))


def _ranks(summaries: Sequence[Summary], language: Language) -> Numbers:
    """The place of each dataset when all are ordered by title."""
    titles = [(spoken(one.title, language) or ("", one.name))[1] for one in summaries]
    ordered = sorted(range(len(titles)), key=lambda at: (title_key(titles[at], language), summaries[at].iri))
    ranks = np.empty(len(titles), np.intp)
    ranks[ordered] = np.arange(len(titles))
    return ranks
