"""Which tables a run may take over from the one before: those that depend on nothing that has changed.

What came of a table depends on its file, on the files of the tables it joins, on the columns of all tables, and on
everything of `Inputs` but the sources. Where persons are told across sources, every table depends on all others,
and nothing is taken over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from omicz_meta.engine.remembered import FORM, Memory
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import finished
from omicz_meta.pipeline.inputs import Inputs
from omicz_meta.pipeline.output import file_sha256
from omicz_meta.pipeline.prepare import Prepared

CACHE = "cache"
"""The folder in an output that holds what came of each table."""


def memory_of(prepared: Prepared, inputs: Inputs | None, folder: Path, before: Path | None) -> Memory:
    """What may be taken over from the output folder `before`, put into `folder`, and what is to be kept there."""
    if inputs is None or prepared.plan.identities:
        return Memory()
    files = {name: folder / CACHE / f"{key}.table" for name, key in _keys(prepared, inputs).items()}
    whole = {} if before is None else _whole(before)
    held = {name: file for name, file in files.items() if file.name in whole}
    for file in held.values():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        _link(whole[file.name], file)
    return Memory(held, {name: file for name, file in files.items() if name not in held})


def _keys(prepared: Prepared, inputs: Inputs) -> dict[str, str]:
    """A digest, for each table, of everything that decides what comes of it; tables without a file have none."""
    # packs judge records; they do not make them
    rest = replace(inputs, sources=(), quarantine="", packs=()).sha256
    columns = [(name, table.columns) for name, table in prepared.tables.items()]
    found = {}
    for name in prepared.tables:
        joined = {j.table for part in prepared.plan.classes if part.table == name for j in part.joins}
        read = [(table, _hashes(prepared, table)) for table in (name, *sorted(joined))]
        if all(hashes and all(hashes) for _, hashes in read):
            told = json.dumps([FORM, rest, columns, read], ensure_ascii=False)
            found[name] = hashlib.sha256(told.encode()).hexdigest()
    return found


def _hashes(prepared: Prepared, name: str) -> list[str]:
    """Of the file of a table; of several, where their names are the same once masked."""
    table = prepared.tables[name]
    return [
        file.sha256 for source, file in prepared.files if (source, file.path) == (table.source, table.file)
    ]


def _whole(before: Path) -> Mapping[str, Path]:
    """Files of outcomes in an earlier output that have the bytes that were written."""
    try:
        run = finished(before)
        listed = {
            run.folder / path: entry["sha256"]
            for path, entry in run.content["outputs"].items()
            if path.startswith(f"{CACHE}/")
        }
        return {path.name: path for path, sha256 in listed.items() if file_sha256(path) == sha256}
    except (UsageError, OSError, KeyError, TypeError, AttributeError):
        # without an earlier output that is whole, everything is done anew
        return {}


def _link(path: Path, target: Path) -> None:
    """A second name for a file that nobody changes any more; a copy where the disk knows no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)
