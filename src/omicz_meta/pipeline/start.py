"""Starts a new submission: a small one that already passes, made to be edited."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.privacy.keys import make_key_file

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME, KEY = "{{name}}", "{{key}}"


@dataclass(frozen=True, slots=True)
class Started:
    """A new submission: its folder, its files (relative), the key file outside of it and whether it was made now."""

    folder: Path
    files: tuple[str, ...]
    key: Path
    key_made: bool


def kinds() -> tuple[str, ...]:
    """Kinds of source that a submission can be started with.

    >>> kinds()
    ('csv',)
    """
    return tuple(sorted(folder.name for folder in TEMPLATES.iterdir()))


def start(folder: Path, kind: str) -> Started:
    """Write a submission of one kind into a new or empty folder, and its pseudonym key beside the folder.

    The key is a file of mode 0600 outside the submission, named `<folder>.key`; one that is there is kept. Raises
    UsageError for another kind and for a folder with something in it, EnvironmentFault when the disk refuses.
    """
    if kind not in kinds():
        raise UsageError(f"A submission of kind {kind!r} is not yet supported; kinds: {', '.join(kinds())}.")
    place = folder.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError(f"{folder.name} is there already and not an empty folder; nothing was written.")
    key = place.parent / f"{place.name}.key"
    made = not key.exists()
    if made:
        make_key_file(key)
    texts = dict(_texts(TEMPLATES / kind, place.name))
    try:
        for name, text in texts.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise EnvironmentFault(f"{folder.name} cannot be written: {fault.strerror}.") from fault
    return Started(folder, tuple(texts), key, made)


def _texts(template: Path, name: str) -> list[tuple[str, str]]:
    """Relative path and text of every file; JSON strings are YAML strings, whatever stands in the name."""
    files = sorted(path for path in template.rglob("*") if path.is_file())
    return [(path.relative_to(template).as_posix(), _filled(path, name)) for path in files]


def _filled(path: Path, name: str) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".yaml":
        return text.replace(NAME, name)
    words = {NAME: name, KEY: f"file:../{name}.key"}
    for mark, word in words.items():
        text = text.replace(mark, json.dumps(word, ensure_ascii=False))
    return text
