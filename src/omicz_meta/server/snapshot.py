"""A catalogue folder as it was at one moment: an immutable value that is exchanged as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.catalogue.changes import CHANGES, Change, read_changes
from omicz_meta.catalogue.index import DATASETS, HEAD, INDEX, OPEN_DATA, Index, Indexed, read_index
from omicz_meta.catalogue.summary import DATASETS_FILE
from omicz_meta.errors import EnvironmentFault, OmiczError, UsageError
from omicz_meta.server.address import distribution_keys, keys


class Stale(OmiczError):
    """A file is not the one that the index promised: the folder was exchanged, or somebody changed it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Index and changes of a folder, with what is looked up in them.

    `keys` are the last parts of the addresses of datasets by their IRI, `gone` those of datasets that were deleted;
    `by_path` holds datasets by what follows the catalogue's own base in their addresses, and for a series the first
    dataset that describes it.
    `state` tells one state of the folder from another, `order` one set of datasets from another.
    """

    folder: Path
    index: Index
    changes: tuple[Change, ...]
    keys: Mapping[str, str]
    by_key: Mapping[str, Indexed]
    by_path: Mapping[str, Indexed]
    by_distribution: Mapping[str, Indexed]
    gone: Mapping[str, str]
    state: str
    order: str

    @property
    def latest(self) -> tuple[tuple[int, Change], ...]:
        """The last change of each dataset, with its number in the record, counted from 1."""
        last = {change.dataset: (number, change) for number, change in enumerate(self.changes, start=1)}
        return tuple(sorted(last.values(), key=lambda pair: pair[0]))

    @property
    def all_keys(self) -> Mapping[str, str]:
        """The keys of all datasets that are or were there."""
        return {**self.gone, **self.keys}

    @property
    def modified(self) -> str:
        """When the catalogue last changed."""
        return self.changes[-1].at

    def since(self, moment: str) -> tuple[Indexed, ...]:
        """The datasets that changed at or after a moment (ISO 8601, UTC)."""
        return tuple(one for one in self.index.datasets if one.modified >= moment)

    def dataset(self, one: Indexed, suffix: str) -> bytes:
        """The description of a dataset, the very bytes that were indexed. Raises Stale."""
        return self._promised(f"{DATASETS}/{one.name}{suffix}", one.sha256[suffix])

    def head(self, suffix: str) -> bytes:
        """What the catalogue says about itself. Raises Stale."""
        return self._promised(f"{HEAD}{suffix}", self.index.head[suffix])

    def open_data(self, one: Indexed) -> bytes:
        """The document of a public dataset after DCAT-AP-CZ. Raises Stale."""
        return self._promised(f"{OPEN_DATA}/{one.name}.jsonld", one.open_data)

    def summaries(self) -> list[str]:
        """The lines for lists of datasets. Raises Stale."""
        try:
            return (self.folder / DATASETS_FILE).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as fault:
            raise Stale("The list of datasets cannot be read.") from fault

    def _promised(self, name: str, promised: str) -> bytes:
        """A file of the folder, if it is the one that the index promised."""
        try:
            content = (self.folder / name).read_bytes()
        except OSError as fault:
            raise Stale(f"{name} cannot be read.") from fault
        if hashlib.sha256(content).hexdigest() != promised:
            raise Stale(f"{name} is not as it was indexed.")
        return content


def take(folder: Path) -> Snapshot:
    """Read a catalogue folder.

    Raises UsageError where it is none, is damaged or has no dataset: an empty catalogue would delete all datasets at
    whoever harvests it. Raises EnvironmentFault where it cannot be read.
    """
    if not (folder / INDEX).is_file():
        raise UsageError(f"{folder.name} is not a catalogue; make one with catalogue build.")
    try:
        text, record = (folder / INDEX).read_bytes(), (folder / CHANGES).read_bytes()
    except FileNotFoundError as fault:
        raise UsageError(f"{folder.name} is not complete; make it again with catalogue build.") from fault
    except OSError as fault:
        raise EnvironmentFault(f"{folder.name} cannot be read: {fault.strerror}") from fault
    index, changes = read_index(text), read_changes(record)
    if not index.datasets or not changes:
        raise UsageError(f"{folder.name} holds no datasets, and an empty catalogue is not served.")
    _agreed(index, changes)
    return _looked_up(folder, index, changes, hashlib.sha256(text + record).hexdigest()[:32])


def _looked_up(folder: Path, index: Index, changes: tuple[Change, ...], state: str) -> Snapshot:
    keyed = keys(index)
    present = set(keyed.values())
    order = hashlib.sha256("\n".join(one.iri for one in index.datasets).encode()).hexdigest()[:12]
    return Snapshot(
        folder,
        index,
        changes,
        keyed,
        {keyed[one.iri]: one for one in index.datasets},
        _by_path(index),
        {name: one for one in index.datasets for name in distribution_keys(one, keyed[one.iri])},
        {iri: key for iri, key in gone_keys(index, changes).items() if key not in present},
        state,
        order,
    )


def _by_path(index: Index) -> Mapping[str, Indexed]:
    series = [(iri, one) for one in reversed(index.datasets) for iri in one.series]
    datasets = [(one.iri, one) for one in index.datasets]
    start = index.base
    return {iri.removeprefix(start): one for iri, one in (*series, *datasets) if iri.startswith(start)}


def gone_keys(index: Index, changes: Iterable[Change]) -> Mapping[str, str]:
    """The last parts of the addresses of datasets that are no longer there, by their IRI."""
    last = {change.dataset: change for change in changes}
    start = f"{index.base}dataset/"
    return {
        iri: iri.removeprefix(start) if iri.startswith(start) else change.name
        for iri, change in last.items()
        if change.kind == "Delete"
    }


def _agreed(index: Index, changes: Iterable[Change]) -> None:
    """The record of changes ends with the datasets that are there: all readers learn the same."""
    last = {change.dataset: change for change in changes}
    living = {iri: change.version for iri, change in last.items() if change.kind != "Delete"}
    if living != {one.iri: one.version for one in index.datasets}:
        raise UsageError(f"{INDEX} and {CHANGES} do not belong together; make the folder again.")
