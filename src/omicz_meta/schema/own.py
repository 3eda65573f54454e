"""A hospital's own schema: compiled when it is first used, in a process of its own, and kept while its files stay.

LinkML is loaded in that process only. What is kept lies in a folder that nobody but its owner may write to: whoever can
change a schema decides what is checked.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema, load_schema, parse_schema
from omicz_meta.schema.refusal import SchemaRefused
from omicz_meta.userfolder import user_folder

NATIONAL = "omicz"
COMPILED = ".json"
PATIENCE = 600
"""Seconds after which compiling is given up."""


@dataclass(frozen=True, slots=True)
class UsedSchema:
    """A schema with the digest of what it was compiled to; `text` is that, or None for the national model."""

    schema: Schema
    sha256: str
    text: str | None = None


def used_schema(name: str | Path, base: Path | None = None) -> UsedSchema:
    """The national model (`omicz`), a LinkML schema that extends it, or what `schema build` made of one (.json).

    A path is seen from `base`. Raises UsageError when it cannot be used (SchemaRefused with problems), EnvironmentFault
    when it must be compiled and LinkML is not installed.

    >>> used_schema("omicz").schema.name
    'omicz'
    """
    if str(name) == NATIONAL:
        compiled = (schemas_folder() / "compiled" / f"{NATIONAL}.json").read_bytes()
        return UsedSchema(load_schema(), hashlib.sha256(compiled).hexdigest())
    path = (base or Path()) / name
    if not _is_file(path):
        raise UsageError(f"There is no schema file {path.name}.")
    text = path.read_text(encoding="utf-8") if path.suffix.lower() == COMPILED else _compiled(path.resolve())
    return UsedSchema(_parsed(text, path.name), hashlib.sha256(text.encode()).hexdigest(), text)


def additions(schema: Schema) -> dict[str, frozenset[str]]:
    """Classes that the national model does not have, each with the slots that it has from no class of the model.

    >>> additions(load_schema())
    {}
    """
    national = load_schema().classes
    return {
        name: frozenset(body.slots).difference(
            *(national[above].slots for above in body.ancestors if above in national)
        )
        for name, body in schema.classes.items()
        if name not in national
    }


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # a name that no file system takes
        return False


def _parsed(text: str, name: str) -> Schema:
    try:
        return parse_schema(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(f"{name} is no compiled schema; run: omicz-meta schema build") from fault


def _compiled(path: Path) -> str:
    """The compiled form of a LinkML schema, kept from an earlier time or made now."""
    place = _place(path)
    kept = _kept(place)
    if kept is not None:
        return kept
    told = _ask(path)
    text = json.dumps(told["schema"], ensure_ascii=False)
    # a file that changed while it was read may have been read in either state
    if place is not None and _hashes([*told["files"]]) == told["files"]:
        _keep(place, json.dumps({"files": told["files"], "folders": told["folders"], "text": text}))
    return text


def _place(path: Path) -> Path | None:
    """Where the compiled form is kept; None where no folder is there for it, or others may write to it."""
    with suppress(OSError, RuntimeError):
        named = os.environ.get("OMICZ_CACHE")
        folder = Path(named) if named else user_folder("cache") / "plans"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
        if os.name == "nt" or (state.st_uid == os.getuid() and not state.st_mode & 0o022):
            digest = hashlib.sha256(f"{path}\n{sorted(_code())}".encode()).hexdigest()
            return folder / f"{digest}.schema.json"
    return None


def _code() -> Iterator[tuple[str, int, int]]:
    """The compiler as it lies on the disk: another one may make something else of the same schema."""
    with os.scandir(Path(__file__).parent) as entries:
        found = [(entry.name, entry.stat()) for entry in entries if entry.is_file()]
    yield from ((name, state.st_size, state.st_mtime_ns) for name, state in found)


def _kept(place: Path | None) -> str | None:
    if place is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        found = json.loads(place.read_text(encoding="utf-8"))
        same = _hashes([*found["files"]]) == found["files"]
        if same and all(_overlays(folder) == names for folder, names in found["folders"].items()):
            return str(found["text"])
    return None


def _keep(place: Path, content: str) -> None:
    with suppress(OSError):
        handle, part = tempfile.mkstemp(prefix=f"{place.name}.", suffix=".part", dir=place.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(part).replace(place)


def _hashes(files: list[str]) -> dict[str, str]:
    return {file: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files}


def _overlays(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).glob("*.tsv"))


def _ask(path: Path) -> dict[str, Any]:
    """Compile in a process of its own. Raises what the compiler raised."""
    # loaded where a hospital has a schema of its own, which is compiled once
    import subprocess  # noqa: PLC0415

    command = [sys.executable, "-m", __name__, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)  # noqa: S603 - our own module
        told: dict[str, Any] = json.loads(done.stdout.decode().rpartition("\n")[2])
    except (ValueError, subprocess.TimeoutExpired) as fault:
        raise UsageError(f"The schema {path.name} cannot be compiled.") from fault
    if "missing" in told:
        raise EnvironmentFault(told["missing"])
    if "refused" in told:
        raise SchemaRefused(told["refused"], tuple(_problem(one) for one in told["problems"]))
    return told


def _problem(raw: dict[str, Any]) -> Problem:
    return Problem(raw["code"], detail=tuple((key, text) for key, text in raw["detail"]))


def main(path: Path) -> dict[str, Any]:
    """What the process tells: the compiled schema and the files it was read from, or why there is none."""
    from omicz_meta.schema.build import compiled_source  # noqa: PLC0415 - only where something is compiled

    try:
        raw, source = compiled_source(path)
    except EnvironmentFault as fault:
        return {"missing": str(fault)}
    except UsageError as fault:
        problems = getattr(fault, "problems", ())
        return {"refused": str(fault), "problems": [{"code": p.code, "detail": p.detail} for p in problems]}
    files = [file for file in source.files if file.is_file()]
    files += [file for folder in source.folders for file in sorted(folder.glob("*.tsv"))]
    folders = {str(folder): _overlays(str(folder)) for folder in source.folders}
    return {"schema": raw, "files": _hashes([str(file) for file in files]), "folders": folders}


if __name__ == "__main__":
    # the process lives for one schema, whose objects all stay: looking for dead ones would take a quarter of its time
    gc.disable()
    # LinkML may print while it reads; what is ours is the last line
    sys.stdout.write("\n" + json.dumps(main(Path(sys.argv[1]))))
