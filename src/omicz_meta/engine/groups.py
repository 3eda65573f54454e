"""Files of records and lineage of an earlier run, from which row groups are taken over as long as rows are the same.

What is kept is the hash of the rows of each file as it stood after each row group, in one file beside the outcomes of
stretches. It holds for a file of the output only where that ends with the same hash: not where records were merged,
left out or changed after they had been written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from omicz_meta.engine.framed import get_json, put_json
from omicz_meta.engine.parquet import Earlier
from omicz_meta.engine.remembered import Memory, kept_file

GROUPS = ".groups"


def earlier_files(memory: Memory) -> Callable[[str], Earlier | None]:
    """What an earlier run wrote at a path of its output, by the path."""
    before = memory.there(_name(memory)) if memory.base else None
    known: Mapping[str, list[str]] = {}
    if before is not None:
        with before.open("rb") as file:
            known = get_json(file)

    def find(path: str) -> Earlier | None:
        told = known.get(path)
        found = memory.output(path, told[-1]) if told else None
        return Earlier(found, tuple(told)) if told and found else None

    return find


def keep_groups(memory: Memory, told: Mapping[str, list[str]]) -> None:
    """Keep the hashes of files after each of their row groups, by their paths in the output."""
    if memory.base:
        with kept_file(memory.file(_name(memory))) as file:
            put_json(file, dict(told))


def _name(memory: Memory) -> str:
    return hashlib.sha256(memory.base.encode()).hexdigest() + GROUPS
