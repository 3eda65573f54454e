"""Use-case overlays, small tables that say what a use case demands beyond the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEADER = "class\tslot\trequirement\tcondition"
Values = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """One row: in `use_case`, `slot` of `owner` has this requirement, where the condition holds.

    Without a slot the row speaks of the class: `requirement` is then how many records an individual has.
    `where` limits what is spoken of (records, or individuals), `counting` which records of the class count.
    """

    use_case: str
    owner: str
    slot: str | None
    requirement: str
    where: Mapping[str, list[str | None]]
    counting: Mapping[str, list[str | None]]

    @property
    def minimum(self) -> int:
        """The lower bound of a class row such as `1..*`."""
        return int(self.requirement.partition("..")[0])

    def as_minimum(self) -> dict[str, Any]:
        """The row as an entry of `minima` in the compiled schema."""
        body = {"use_case": self.use_case, "per_individual": self.minimum, "where": self.where}
        return body | ({"counting": self.counting} if self.counting else {})

    def as_condition(self) -> dict[str, Any]:
        """The row as an entry of `conditions` in the compiled schema."""
        return {"when": self.where, "required": [self.slot], "use_case": self.use_case}


def read_overlays(folders: tuple[Path, ...]) -> tuple[Overlay, ...]:
    """Read every `<use case>.tsv` of these folders; raises UsageError for a table that does not hold."""
    tables = sorted((path for folder in folders for path in folder.glob("*.tsv")), key=lambda path: path.stem)
    return tuple(row for path in tables for row in _rows(path))


def _rows(path: Path) -> tuple[Overlay, ...]:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    if header != HEADER:
        raise UsageError(f"{path.name}: the columns must be class, slot, requirement, condition.")
    return tuple(_row(path.stem, line, f"{path.name}:{number}") for number, line in enumerate(lines, 2))


def _row(use_case: str, line: str, where: str) -> Overlay:
    cells = line.split("\t")
    if len(cells) != 4 or not re.fullmatch(r"[MCRO]|[0-9]+\.\.([0-9]+|\*)", cells[2]):
        raise UsageError(f"{where}: not a row of class, slot, requirement (M, C, R, O or 1..*), condition.")
    owner, slot, requirement, condition = cells
    limits = parse_condition(condition)
    counting = {
        key.partition(".")[2]: values for key, values in limits.items() if key.startswith(f"{owner}.")
    }
    others = {key: values for key, values in limits.items() if "." not in key}
    return Overlay(use_case, owner, None if slot == "-" else slot, requirement, others, counting)


def parse_condition(text: str) -> Values:
    """Read `slot=value|value; Class.slot=value`; `null` is the empty slot, `-` no condition.

    >>> parse_condition("affected_status=AFFECTED|null")
    {'affected_status': ['AFFECTED', None]}
    """
    if text == "-":
        return {}
    pairs = (part.strip().partition("=") for part in text.split(";"))
    return {
        slot: [None if value == "null" else value for value in values.split("|")] for slot, _, values in pairs
    }
