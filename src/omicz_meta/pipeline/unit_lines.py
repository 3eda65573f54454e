"""The line of a table of units that decided a step: what a spelling means, or how an analyte is converted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from posixpath import normpath

from omicz_meta.engine.plan import Call
from omicz_meta.engine.trace import Step
from omicz_meta.mapping.folders import UNITS
from omicz_meta.units import conversion_place, spelling_place, tidied

Lines = Mapping[str, str]
"""Spellings, tidied, and the place of each in a mapping's own tables."""


def own_lines(files: Iterable[tuple[str, Path]]) -> Lines:
    """The lines of all `units.tsv` of mappings, which are named with their files; later ones count."""
    tables = ((name, path) for name, path in files if name.endswith(UNITS))
    return {
        tidied(line.partition("\t")[0]): f"{normpath(name)}:{number}"
        for name, path in tables
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1)
        if line.strip() and not line.startswith("#")
    }


def unit_line(step: Step, own: Lines) -> str | None:
    """Where the meaning of a unit, or the way between two, is written; None where no table was asked."""
    if not isinstance(step.node, Call) or not all(isinstance(text, str) for text in step.read[1:]):
        return None
    if step.node.function == "ucum" and isinstance(step.read[0], str):
        return own.get(tidied(step.read[0])) or spelling_place(step.read[0])
    if step.node.function == "convert_unit":
        _, source, target, *name = map(str, step.read)
        return conversion_place(source, target, name[0] if name else None)
    return None
