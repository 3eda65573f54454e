"""Hashes of the small files that decide what a run gives: mappings with what all share, units, the schema."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from omicz_meta.mapping import mapping_files
from omicz_meta.resources import mappings_folder

Hashes = tuple[tuple[str, str], ...]
"""Names and SHA-256 (or versions), in an order that does not depend on the disk."""


def hashes_of(files: Iterable[tuple[str, Path]]) -> Hashes:
    """Small files with the names they go by."""
    return tuple((name, small_sha256(path)) for name, path in files)


def mapping_hashes(names: Sequence[str | Path], root: Path | None) -> Hashes:
    """All that mappings are read from: their own files, the code maps that all share, and the table of units."""
    return hashes_of((*mapping_files(names, root), *_units()))


def unit_hashes() -> Hashes:
    """The table of units."""
    return hashes_of(_units())


def small_sha256(path: Path) -> str:
    """The SHA-256 of a small file; of one that cannot be read, that of nothing: the run itself will say so."""
    content = b""
    with suppress(OSError):
        content = path.read_bytes()
    return hashlib.sha256(content).hexdigest()


def _units() -> Iterator[tuple[str, Path]]:
    folder = mappings_folder() / "units"
    yield from ((f"units/{path.name}", path) for path in sorted(folder.glob("*.tsv")))
