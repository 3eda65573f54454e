"""Migrates a file: reads what is there, writes HealthDCAT-AP Release 8 beside or in its place, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.migrate import Migrated, migrate_document
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.checking import MOST_BYTES, masked
from omicz_meta.pipeline.wholefile import write_whole
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema import load_schema


def migrate_file(file: Path, output: Path) -> Migrated:
    """Migrate a document to Release 8 and write it in the syntax that the ending of `output` says.

    What cannot be read is C015, what describes no dataset C012, and nothing is written. Raises UsageError for another
    ending or a file that is not there, EnvironmentFault when the disk refuses.
    """
    if output.suffix not in SYNTAXES:
        raise UsageError(f"{output.name}: a description ends in one of {', '.join(SYNTAXES)}.")
    if not file.is_file():
        raise UsageError(f"{file.name} is not there.")
    try:
        done = _migrated(file)
    except UsageError as fault:
        reason = (("reason", str(fault).rstrip(".")),)
        return Migrated(
            left=(masked(Checked(file.name, "", (Problem("C015", Place(file=file.name), detail=reason),))),)
        )
    if done.triples:
        write_whole(output, "".join(SYNTAXES[output.suffix](done.triples)))
    return replace(done, left=tuple(map(masked, done.left)))


def _migrated(file: Path) -> Migrated:
    if file.stat().st_size > MOST_BYTES:
        raise UsageError(f"It is larger than {MOST_BYTES >> 20} MB, which no harvester takes.")
    return migrate_document(file.read_bytes(), file.suffix, file.name, load_schema())
