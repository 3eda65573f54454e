"""Builds a catalogue folder from a folder of descriptions: complete or untouched, the same bytes every time."""

from __future__ import annotations

import datetime
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from omicz_meta.catalogue.building import Chosen, choose
from omicz_meta.catalogue.changes import CHANGES, Change, read_changes
from omicz_meta.catalogue.folder import Member, write_folder
from omicz_meta.catalogue.graph import MEDIA_TYPES
from omicz_meta.catalogue.index import INDEX, NODES
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.candidates import candidates
from omicz_meta.pipeline.checking import described_files
from omicz_meta.pipeline.output import complete_or_untouched, write_json
from omicz_meta.pipeline.siting import write_site
from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema

EXAMPLE = "example"
"""The name under which a catalogue is shipped to look at."""

NOT_CARRIED = ("C008", "C009", "C070", "C071")
"""What is told of descriptions that are taken: values and statements that do not get into the catalogue."""


def build_catalogue(folder: Path, out: Path, *, node: str | None = None, site: bool = True) -> Chosen:
    """Write a catalogue of all valid descriptions below `folder`; what is faulty is left out and told.

    Descriptions are RDF files (of an output folder its catalogue), dataset.yaml and workbooks called dataset*.xlsx,
    which `node` answers for, else the `node.yaml` beside them. `example` is the shipped catalogue where there is no
    such folder; `site` adds the pages. Raises UsageError where no description can be taken or `out` is not ours,
    EnvironmentFault when the disk refuses.
    """
    folder = _found(folder)
    if (out / NODES).is_dir():
        raise UsageError(f"{out.name} was harvested from other nodes; choose another folder.")
    schema = load_schema()
    chosen = choose(
        one for name, file in _sources(folder, out) for one in candidates(name, file, node, schema)
    )
    if not chosen.taken:
        # a catalogue without datasets would delete all of them at whoever harvests it
        return chosen
    members = [
        Member(name, one.checked.file, one.description) for name, one in chosen.taken if one.description
    ]
    with complete_or_untouched(out, INDEX) as part:
        opened_as(out, part)
        index = write_folder(members, part, written_before(out), _now())
        if site:
            write_site([(one.name, one.description) for one in members], index.catalogue, part)
        write_json(part / INDEX, {**index.entry(), "left_out": left_out(chosen)})
    return chosen


def opened_as(out: Path, part: Path) -> None:
    """Open the new folder to whom the old one is open, such as the user who serves it."""
    if out.is_dir():
        part.chmod(stat.S_IMODE(out.stat().st_mode))


def _found(folder: Path) -> Path:
    """The folder, or the shipped example where nothing of the user's has its name."""
    if folder == Path(EXAMPLE) and not folder.exists():
        return schemas_folder() / "catalogue" / EXAMPLE
    if not folder.is_dir():
        raise UsageError(f"{folder.name} is not a folder.")
    return folder


def _sources(folder: Path, out: Path) -> Iterator[tuple[str, Path]]:
    """Descriptions below a folder; of files that differ in their ending alone the first, and never the output."""
    seen: set[Path] = set()
    for name, file in sorted(described_files(folder), key=lambda pair: (pair[1].suffix != ".ttl", pair[0])):
        stem = file.with_suffix("")
        beside = out.absolute() in file.absolute().parents
        if not beside and not (file.suffix in MEDIA_TYPES and stem in seen):
            seen.add(stem)
            yield name, file


def written_before(out: Path) -> tuple[Change, ...]:
    """The record of changes of the catalogue folder that is there; none where there is none."""
    file = out / CHANGES
    return read_changes(file.read_bytes()) if file.is_file() else ()


def _now() -> datetime.datetime:
    """The time, or the one that SOURCE_DATE_EPOCH sets for builds that can be repeated elsewhere."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isdecimal() else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def left_out(chosen: Chosen) -> list[dict[str, object]]:
    """What stands in index.json about descriptions that were not taken, and why."""
    return [
        {
            "source": one.file,
            "dataset": one.iri or None,
            "problems": [
                {"code": fault.code, "slot": fault.path or fault.place.slot}
                for fault in one.problems
                if fault.severity == "error"
            ],
        }
        for one in chosen.left_out
    ]
