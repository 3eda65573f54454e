"""Writes what a catalogue folder holds: the whole, each dataset, its head, open data, the index and the changes."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.catalogue.catalogue_head import head
from omicz_meta.catalogue.changes import CHANGES, Change, changed, last_changes, written_changes
from omicz_meta.catalogue.dcat_ap_cz import DCAT_AP_CZ, public_bodies
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.index import DATASETS, HEAD, OPEN_DATA, SYNTAXES, Index, Indexed
from omicz_meta.catalogue.namespaces import ADMS, DCAT, HEALTHDCATAP
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.publish import SYNTAXES as WRITERS
from omicz_meta.catalogue.publish import Catalogue, write_description
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.series import SERIES
from omicz_meta.catalogue.summary import DATASETS_FILE, summary, summary_lines
from omicz_meta.errors import EnvironmentFault

_DISTRIBUTIONS = (DCAT("distribution"), ADMS("sample"), HEALTHDCATAP("analytics"))


@dataclass(frozen=True, slots=True)
class Member:
    """A dataset of the catalogue: the name of its files, where its description came from, and the description."""

    name: str
    source: str
    description: Description


Write = Callable[[Member, Path], Iterable[Path]]
"""Writes the files of a dataset into a folder."""


def write_folder(
    members: Sequence[Member],
    folder: Path,
    record: Iterable[Change],
    now: datetime.datetime,
    catalogue: Catalogue | None = None,
    write: Write | None = None,
) -> Index:
    """Write all files but index.json, and return what stands there. `record` is what was told of changes before.

    `catalogue` may say more than that the members are in it, and `write` may know another way to the same files.
    The same members, record and time give the same bytes; members that did not change need no time.
    Raises EnvironmentFault when the disk refuses.
    """
    catalogue = catalogue or Catalogue([member.description for member in members])
    catalogue.write_each(folder, SYNTAXES)
    summaries = (summary(member.description, member.name) for member in members)
    (folder / DATASETS_FILE).write_text("".join(summary_lines(summaries)), encoding="utf-8", newline="\n")
    hashes = _write_datasets(members, folder / DATASETS, write or _written)
    open_data = _write_open_data(members, folder / OPEN_DATA)
    versions = {
        member.description.iri.value: (member.name, hashes[member.name][".ttl"]) for member in members
    }
    before = tuple(record)
    changes = (*before, *changed(before, versions, now))
    (folder / CHANGES).write_text("".join(written_changes(changes)), encoding="utf-8", newline="\n")
    times = last_changes(changes)
    datasets = tuple(
        Indexed(
            member.description.iri.value,
            member.name,
            member.source,
            member.description.access,
            times[member.description.iri.value],
            hashes[member.name],
            max((folder / DATASETS / f"{member.name}{suffix}").stat().st_size for suffix in SYNTAXES),
            distributions(member.description),
            open_data.get(member.name, ""),
            tuple(one.iri for one in member.description.dataset.entities(SERIES) if one.iri),
        )
        for member in members
    )
    found = (body for member in members for body in public_bodies(member.description.dataset))
    return Index(catalogue.iri.value, datasets, _write_head(catalogue, folder, changes), next(found, ""))


def distributions(description: Description) -> tuple[str, ...]:
    """The addresses of a dataset's distributions, samples and analytics."""
    found = {
        triple.term.value
        for triple in healthdcat(description)
        if triple.predicate in _DISTRIBUTIONS and isinstance(triple.term, Iri)
    }
    return tuple(sorted(found))


def _write_datasets(members: Iterable[Member], folder: Path, write: Write) -> dict[str, dict[str, str]]:
    folder.mkdir()
    return {member.name: {file.suffix: _sha256(file) for file in write(member, folder)} for member in members}


def _written(member: Member, folder: Path) -> Iterable[Path]:
    return write_description(member.description, folder, name=member.name)


def _write_open_data(members: Iterable[Member], folder: Path) -> dict[str, str]:
    """Documents after DCAT-AP-CZ, of those datasets that are public and say what the norm demands."""
    taken = [member for member in members if not refusals(DCAT_AP_CZ, member.description)]
    if not taken:
        return {}
    folder.mkdir()
    return {
        member.name: _sha256(
            next(iter(write_description(member.description, folder, DCAT_AP_CZ.name, member.name)))
        )
        for member in taken
    }


def _write_head(catalogue: Catalogue, folder: Path, changes: Sequence[Change]) -> dict[str, str]:
    triples = tuple(
        head(catalogue, catalogue.iri.value.removesuffix("catalogue"), changes[0].at, changes[-1].at)
    )
    hashes: dict[str, str] = {}
    for suffix in SYNTAXES:
        file = folder / f"{HEAD}{suffix}"
        try:
            file.write_text("".join(WRITERS[suffix](triples)), encoding="utf-8", newline="\n")
        except OSError as fault:
            raise EnvironmentFault(f"{file.name} cannot be written: {fault.strerror}") from fault
        hashes[suffix] = _sha256(file)
    return hashes


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
