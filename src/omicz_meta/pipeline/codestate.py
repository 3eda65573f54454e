"""The package as it lies on the disk: its version alone would take a checkout for the one it was yesterday."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path


def code_of(layers: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of every file of some layers; `.` is the package itself."""
    package = Path(__file__).resolve().parent.parent
    yield str(package), 0, 0
    for layer in layers:
        yield from state_of(package / layer, layer)


def state_of(folder: Path, name: str) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of every file of a folder, told by `name`."""
    with os.scandir(folder) as entries:
        found = [(f"{name}/{entry.name}", entry.stat()) for entry in entries if entry.is_file()]
    yield from ((path, state.st_size, state.st_mtime_ns) for path, state in found)
