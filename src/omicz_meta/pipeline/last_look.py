"""Every file of an output folder is looked through before it takes the place of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from omicz_meta.engine.screen import PUBLIC_LEVELS
from omicz_meta.identifiers import IdentifierKind
from omicz_meta.pipeline.output import OutputFile
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.place import Place
from omicz_meta.privacy.output import Leak, leaks
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema

PERSONAL = "personal"
_CONTACTS = frozenset({IdentifierKind.EMAIL, IdentifierKind.PHONE})


def look(folder: Path, files: Iterable[OutputFile], schema: Schema, written: Iterable[Any] = ()) -> None:
    """Look through files of a folder; personal ones are the hospital's own.

    `written` is what people wrote into descriptions, whose contacts are meant to be public. Raises InputError with
    a P013 for each file and kind of identifier that certainly stands in it.
    """
    allowed = frozenset(text for part in written for text in _texts(part))
    public = {definition.snake for definition in schema.classes.values() if definition.level in PUBLIC_LEVELS}
    problems = tuple(
        problem
        for file in files
        if file.privacy != PERSONAL and (folder / file.path).is_file()
        for problem in _problems(folder, file, allowed, Path(file.path).stem in public)
    )
    if problems:
        raise InputError("An output would hold identifiers of persons; nothing was written.", problems)


def _problems(folder: Path, file: OutputFile, allowed: frozenset[str], contacts: bool) -> Iterator[Problem]:
    found: dict[tuple[str, str | None], list[Leak]] = {}
    tabular = file.path.endswith(".parquet")
    for leak in leaks(folder / file.path, allowed=allowed, screened=file.screened):
        if leak.certain and not (contacts and leak.kind in _CONTACTS):
            found.setdefault((leak.kind.value, leak.part if tabular else None), []).append(leak)
    for (kind, part), same in found.items():
        place = Place(file=file.path, column=part, line=same[0].line or None)
        yield Problem("P013", place, count=len(same), detail=(("kind", kind),))


def _texts(value: Any) -> Iterator[str]:
    """All texts in plain data, and the addresses in them without their scheme."""
    if isinstance(value, str):
        yield value
        yield from value.replace("mailto:", " ").replace("tel:", " ").split()
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
