"""Writes a draft into a folder, and never over what a person wrote."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from omicz_meta.drafting.mapping import GUESSES, DraftedMapping
from omicz_meta.errors import EnvironmentFault, UsageError


def write_draft(draft: DraftedMapping, folder: Path, *, force: bool = False) -> tuple[str, ...]:
    """Write the files of a draft; returns their names in the folder.

    A file that is there and is not just as an earlier draft left it was written by a person: then nothing is written
    and UsageError names it, unless `force`. Raises EnvironmentFault when the disk refuses.
    """
    files = dict(draft.files)
    files[GUESSES] = _with_hashes(files)
    if not force:
        ours = _hashes(folder / GUESSES)
        for name, text in files.items():
            _check_ours(folder / name, name, text, ours)
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise EnvironmentFault(f"The draft cannot be written to {folder.name}: {fault.strerror}.") from fault
    return tuple(files)


def _with_hashes(files: dict[str, str]) -> str:
    told = json.loads(files[GUESSES])
    told["files"] = {name: _sha256(text) for name, text in files.items() if name != GUESSES}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _hashes(path: Path) -> dict[str, str]:
    """What an earlier draft wrote; nothing where its list is not there or cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _check_ours(path: Path, name: str, text: str, ours: dict[str, str]) -> None:
    if not path.exists():
        return
    try:
        there = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        there = None
    if there == text or (name == GUESSES and ours):
        return
    if there is None or ours.get(name) != _sha256(there):
        raise UsageError(
            f"{name} is there already, and no draft left it like this; nothing was written. --force replaces it."
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
