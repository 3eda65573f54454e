"""All resources of a source together: what they are numbered, which of them count, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.resource_heads import HeadReader
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.fhir.references import References, learn_references
from omicz_meta.sources.fhir.sound import SOUND
from omicz_meta.sources.fhir.survey import UNTOLD, Surveyed, shortened
from omicz_meta.sources.fhir.twice import Spot, Told, sort_out

Positions = npt.NDArray[np.int64]
Names = npt.NDArray[np.object_]

OUTCOME = "OperationOutcome"
MOST_PAIRS = 1_000
"""Contradictions that are told one by one."""

REQUIRED, ODD_ID, ABSENT_PERSON, UNTOLD_VERSION, MODIFIED_UNREAD = "R064", "R069", "X021", "R066", "R053"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about resources of a file that are used all the same: a code, the element, where, and what is there."""

    code: str
    element: str
    at: Positions
    value: str = ""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file with what is known of its resources only together with all others.

    `first` is the number of its first resource in the source, from 1. `versions` are final, `used` says which are
    handed to views, and `left_out` why others are not, by position.
    """

    file: Surveyed
    first: int
    versions: Names
    used: npt.NDArray[np.bool_]
    left_out: dict[str, Positions] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a source in order."""

    source: str
    files: tuple[Shelved, ...]
    references: References = field(default_factory=References)
    problems: tuple[Problem, ...] = ()

    @property
    def rows(self) -> int:
        """How many resources there are, those that cannot be read included."""
        return sum(len(one.file) for one in self.files)

    @property
    def named(self) -> tuple[tuple[int, str], ...]:
        """From which number on resources stand in which file."""
        return tuple((one.first, one.file.member.shown) for one in self.files if len(one.file))

    @property
    def kinds(self) -> Counter[str]:
        """How many resources of each type can be read."""
        counted: Counter[str] = Counter()
        for one in self.files:
            counted.update(one.file.kinds[one.file.codes == SOUND].tolist())
        return counted


def shelved(source: str, files: Sequence[Surveyed], reader: HeadReader) -> Shelf:
    """Put the files of a source together."""
    told = sort_out(files, _deleted(files, reader))
    versions = list(_versions(files))
    known = np.sort(np.concatenate([np.zeros(0, np.uint64), *(one.keys for one in files)]))
    references = learn_references(files)
    firsts = np.cumsum([1, *(len(one) for one in files)])
    made = [
        _shelved(one, number, int(firsts[number]), versions[number], told, known, references)
        for number, one in enumerate(files)
    ]
    problems = (*_contradicting(source, files, told), *_untold(source, files, versions))
    for one in files:
        one.keys = one.persons = known[:0].copy()
    return Shelf(source, tuple(made), references, problems)


def _shelved(
    file: Surveyed,
    number: int,
    first: int,
    versions: Names,
    told: Told,
    known: npt.NDArray[np.uint64],
    references: References,
) -> Shelved:
    left_out = {reason: _here(spots, number) for reason, spots in told.left_out.items()}
    outcomes = np.flatnonzero(file.kinds == OUTCOME)
    left_out = {reason: at for reason, at in {**left_out, OUTCOME: outcomes}.items() if len(at)}
    used = file.codes == SOUND
    for at in left_out.values():
        used[at] = False
    return Shelved(
        file, first, versions, used, left_out, tuple(_findings(file, versions, used, known, references))
    )


def _here(spots: Iterable[Spot], number: int) -> Positions:
    return np.array(sorted(at for file, at in spots if file == number), np.int64)


def _deleted(files: Sequence[Surveyed], reader: HeadReader) -> dict[int, str]:
    """Keys of resources that a history says were deleted, with the moment."""
    gone = [one for file in files for one in file.gone]
    return dict(zip(reader.hashes([name for name, _ in gone]), (moment for _, moment in gone), strict=True))


def _versions(files: Sequence[Surveyed]) -> Iterator[Names]:
    """The version of every resource: what it tells itself, else what all of its file tell, else of the source."""
    every = _agreed(version for one in files for version in set(one.versions.tolist()))
    for one in files:
        own = _agreed(set(one.versions.tolist())) or every
        untold = (one.versions == UNTOLD) & (one.codes == SOUND)
        yield shortened(np.where(untold, own, one.versions)) if own else one.versions


def _agreed(versions: Iterable[str]) -> FhirVersion | None:
    """The one version that is told; R4B where it is told beside R4, of which it is a superset as far as we read."""
    told = set(versions) - {UNTOLD}
    for version in ("R4", "R4B", "R5"):
        if told == {version} or (version == "R4B" and told == {"R4", "R4B"}):
            return version
    return None


def _findings(
    file: Surveyed,
    versions: Names,
    used: npt.NDArray[np.bool_],
    known: npt.NDArray[np.uint64],
    references: References,
) -> Iterator[Finding]:
    for one in file.missing:
        holds = np.array([one.demand.holds(version) for version in versions[one.at].tolist()], bool)
        if len(at := one.at[holds & used[one.at]]):
            yield Finding(REQUIRED, one.demand.element, at)
    if len(odd := file.odd_ids[used[file.odd_ids]]):
        yield Finding(ODD_ID, "id", odd)
    for position, met in file.modified.items():
        if used[position]:
            yield Finding(MODIFIED_UNREAD, met.element, np.array([position]), met.url)
    absent = (file.persons != 0) & used
    absent[absent] = ~_among(file.persons[absent], known)
    for position, name in file.logical.items():
        absent[position] = used[position] and name not in references.patients
    if absent.any():
        yield Finding(ABSENT_PERSON, "subject", np.flatnonzero(absent))


def _among(keys: npt.NDArray[np.uint64], known: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which keys are among known ones, which are sorted: once for all files, however many there are."""
    if not len(known):
        return np.zeros(len(keys), bool)
    places = np.searchsorted(known, keys)
    found: npt.NDArray[np.bool_] = known[np.minimum(places, len(known) - 1)] == keys
    return found


def _contradicting(source: str, files: Sequence[Surveyed], told: Told) -> Iterator[Problem]:
    for (first_file, first), (file, at) in told.contradicting[:MOST_PAIRS]:
        other = f"{files[first_file].member.shown} · line {files[first_file].lines[first]}"
        yield Problem("X020", _place(source, files[file], at), detail=(("other", other),))
    if (rest := len(told.contradicting) - MOST_PAIRS) > 0:
        yield Problem("X020", Place(source=source), count=rest)


def _place(source: str, file: Surveyed, at: int) -> Place:
    return Place(source=source, file=file.member.shown, line=int(file.lines[at]), column="id")


def _untold(source: str, files: Sequence[Surveyed], versions: Sequence[Names]) -> Iterator[Problem]:
    """R066 where nothing tells the version of resources."""
    many = sum(
        int(((own == UNTOLD) & (one.codes == SOUND)).sum()) for one, own in zip(files, versions, strict=True)
    )
    if many:
        yield Problem(UNTOLD_VERSION, Place(source=source), count=many)
