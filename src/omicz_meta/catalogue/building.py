"""A catalogue from descriptions: which of them take part, and what is left out with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.description import Description, Entity, Item, key_of
from omicz_meta.catalogue.differences import canonical
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.series import KIND, SERIES
from omicz_meta.place import Place
from omicz_meta.problem import Problem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A description that was found, or None where it could not be read, with what a check says about it."""

    checked: Checked
    description: Description | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a catalogue takes: descriptions with the names of their files, and candidates that were left out."""

    taken: tuple[tuple[str, Candidate], ...]
    left_out: tuple[Checked, ...]

    @property
    def descriptions(self) -> tuple[Description, ...]:
        """The descriptions that the catalogue holds, by IRI."""
        return tuple(one.description for _, one in self.taken if one.description is not None)


def choose(candidates: Iterable[Candidate]) -> Chosen:
    """Take every valid description once, by IRI. Two that say different things under one IRI are both left out (C032).

    Of a series that datasets describe differently the first description stands (C071).

    >>> choose([]).descriptions
    ()
    """
    ordered = sorted(candidates, key=lambda one: (one.checked.iri, one.checked.file))
    faulty = [one.checked for one in ordered if one.description is None or not one.checked.valid]
    by_iri: dict[str, list[Candidate]] = {}
    for one in ordered:
        if one.description is not None and one.checked.valid:
            by_iri.setdefault(one.checked.iri, []).append(one)
    clashes = [one for several in by_iri.values() if len(_versions(several)) > 1 for one in several]
    kept = [several[0] for several in by_iri.values() if len(_versions(several)) == 1]
    told = [_clash(one, by_iri[one.checked.iri]) for one in clashes]
    return Chosen(
        tuple(_named(_one_of_each_series(kept))),
        tuple(sorted((*faulty, *told), key=lambda one: (one.file, one.iri))),
    )


def _versions(several: Iterable[Candidate]) -> set[str]:
    """What candidates say: the same description found twice is one. One alone need not be written down for that."""
    several = tuple(several)
    if len(several) == 1:
        return {several[0].checked.iri}
    return {"".join(ntriples(healthdcat(one.description))) for one in several if one.description}


def _clash(one: Candidate, several: Iterable[Candidate]) -> Checked:
    others = ", ".join(other.checked.file for other in several if other is not one)
    problem = Problem(
        "C032",
        Place(file=one.checked.file, record_class="Dataset"),
        detail=(("iri", one.checked.iri), ("others", others)),
    )
    return replace(one.checked, problems=(problem, *one.checked.problems))


def _one_of_each_series(kept: Iterable[Candidate]) -> Iterator[Candidate]:
    """Each candidate with its series as the first dataset of the catalogue describes them."""
    first: dict[str, tuple[Entity, str]] = {}
    for one in kept:
        mine = one.description.dataset.entities(SERIES) if one.description else ()
        for series in mine:
            first.setdefault(series.iri or "", (series, one.checked.file))
        yield _agreeing(one, first) if mine else one


def _agreeing(one: Candidate, first: Mapping[str, tuple[Entity, str]]) -> Candidate:
    if one.description is None:
        return one
    dataset, problems, taken = one.description.dataset, list[Problem](), list[Item | Entity]()
    for series in dataset.all(SERIES):
        known = first.get(series.iri) if isinstance(series, Entity) and series.iri else None
        taken.append(known[0] if known else series)
        if known and known[0] != series and canonical(known[0]) != canonical(series):
            problems.append(_otherwise(one.checked.file, known))
    agreed = replace(dataset, slots={**dataset.slots, SERIES: tuple(taken)})
    return Candidate(
        replace(one.checked, problems=(*one.checked.problems, *problems)),
        replace(one.description, dataset=agreed),
    )


def _otherwise(file: str, known: tuple[Entity, str]) -> Problem:
    series, first = known
    detail = (("path", SERIES), ("iri", series.iri or ""), ("first", first))
    return Problem("C071", Place(file=file, slot=SERIES, record_class=KIND), detail=detail)


def _named(kept: Iterable[Candidate]) -> Iterator[tuple[str, Candidate]]:
    """Each with the name of its file: the key of the dataset, with a number where several have one key."""
    used: set[str] = set()
    for one in kept:
        key = key_of(one.description.id if one.description else "dataset")
        name = next(
            free
            for free in (key, *(f"{key}-{number}" for number in range(2, len(used) + 3)))
            if free.lower() not in used
        )
        used.add(name.lower())
        yield name, one
