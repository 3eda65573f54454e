"""What a run may take over from an earlier one: that which depends on nothing that has changed.

What came of a table depends on its file, on the files of the tables it joins, on the columns of all tables, and on
everything of `Inputs` but the sources; what came of a stretch of its rows on these rows, on what is looked up in joined
tables, and on the same rest. Where persons are told across sources, every table depends on all others, and nothing is
taken over.

All this is kept in the folder `cache` of the output. A run that is cut off leaves what it has done beside the output,
and the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from omicz_meta.engine.remembered import FORM, Memory, is_whole, recalled
from omicz_meta.errors import UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.pipeline.finished import finished
from omicz_meta.pipeline.inputs import Inputs
from omicz_meta.pipeline.prepare import Prepared

CACHE = "cache"
"""The folder in an output that holds what came of each table."""


def memory_of(
    prepared: Prepared, inputs: Inputs | None, folder: Path, before: Path | None, left: Path | None = None
) -> Memory:
    """What may be taken over, put into `folder`, and what is to be kept there.

    It is looked for in the output folder `before`, and in `left`, where runs that were cut off have what they had done.
    """
    if inputs is None or prepared.plan.identities:
        return Memory()
    written = _written(before) if before is not None else {}

    def there(name: str) -> Path | None:
        found = written.get(f"{CACHE}/{name}")
        if found and _as_written(*found):
            return found[0]
        return left / name if left is not None and is_whole(left / name) else None

    # packs judge records; they do not make them
    rest = replace(inputs, sources=(), quarantine="", packs=()).sha256
    columns = [(name, table.columns) for name, table in prepared.tables.items()]
    base = json.dumps([FORM, rest, columns], ensure_ascii=False)
    keys, bases = _keys(prepared, base), dict.fromkeys(prepared.tables, base)
    return recalled(Memory(folder / CACHE, there, keys, bases))


def _keys(prepared: Prepared, base: str) -> dict[str, str]:
    """A digest, for each table, of everything that decides what comes of it; tables without a file have none."""
    found = {}
    for name in prepared.tables:
        joined = {j.table for part in prepared.plan.classes if part.table == name for j in part.joins}
        read = [(table, _hashes(prepared, table)) for table in (name, *sorted(joined))]
        if all(hashes and all(hashes) for _, hashes in read):
            told = json.dumps([base, read], ensure_ascii=False)
            found[name] = hashlib.sha256(told.encode()).hexdigest()
    return found


def _hashes(prepared: Prepared, name: str) -> list[str]:
    """Of the file of a table; of several, where their names are the same once masked."""
    table = prepared.tables[name]
    return [
        file.sha256 for source, file in prepared.files if (source, file.path) == (table.source, table.file)
    ]


def _written(before: Path) -> Mapping[str, tuple[Path, str]]:
    """The files of an earlier output, by path, with the hashes that they were written with."""
    try:
        run = finished(before)
        return {path: (run.folder / path, entry["sha256"]) for path, entry in run.content["outputs"].items()}
    except (UsageError, OSError, KeyError, TypeError, AttributeError):
        # without an earlier output that is whole, everything is done anew
        return {}


def _as_written(path: Path, sha256: str) -> bool:
    try:
        return file_sha256(path) == sha256
    except OSError:
        return False
