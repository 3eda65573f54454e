"""Makes column names of a header: every name occurs once, none is empty, and our own reason columns are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from omicz_meta.engine.table import LINE, ROW
from omicz_meta.problem import Problem
from omicz_meta.sources.place import TablePlace

REASON_COLUMNS = ("omicz_reason", "omicz_row", "omicz_line")
"""The columns that a quarantine file has in front; when it is fed back they are dropped silently."""


@dataclass(frozen=True, slots=True)
class Header:
    """Names of all cells of a row in order; `columns` are those that are data, without our own reason columns."""

    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(name for name in self.names if name not in REASON_COLUMNS))

    @property
    def is_quarantine(self) -> bool:
        """Whether the table is a quarantine file of ours that comes back."""
        return self.names[: len(REASON_COLUMNS)] == REASON_COLUMNS


def name_columns(written: tuple[str, ...], place: TablePlace, line: int | None) -> Header:
    """Name the columns: white space around a name is not part of it.

    >>> name_columns(("id", "", "id"), TablePlace("s", "s.csv"), 1).names
    ('id', 'column 2', 'id#2')
    """
    taken, names, problems = {ROW, LINE}, list[str](), list[Problem]()
    there, last = {" ".join(cell.split()) for cell in written}, dict[str, int]()
    for number, cell in enumerate(written, start=1):
        name = " ".join(cell.split()) if cell.strip() else f"column {number}"
        unique = _unique(name, taken, there, last)
        if not cell.strip():
            problems.append(
                Problem("R006", place.at(line=line, column=unique), detail=(("number", str(number)),))
            )
        elif unique != name:
            problems.append(Problem("R007", place.at(line=line, column=name), detail=(("renamed", unique),)))
        taken.add(unique)
        names.append(unique)
    return Header(tuple(names), tuple(problems))


def _unique(name: str, taken: set[str], written: set[str], last: dict[str, int]) -> str:
    """The name, or with the first number that makes it one of its own; `last` are the numbers given so far."""
    if name not in taken:
        return name
    count = last.get(name, 1) + 1
    while f"{name}#{count}" in taken or f"{name}#{count}" in written:
        count += 1
    last[name] = count
    return f"{name}#{count}"
