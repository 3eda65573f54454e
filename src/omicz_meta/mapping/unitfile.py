"""Units that mapping files name: the reader of `units.tsv`, and the declared unit of a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.units import Spellings, parse_ucum, shipped_spellings, unknown_unit
from omicz_meta.yamlfile import MAX_BYTES, Node

if TYPE_CHECKING:
    from pathlib import Path

    from omicz_meta.mapping.form import Faults
    from omicz_meta.problem import Problem

HEADER = ["spelling", "ucum"]
OwnUnits = Mapping[str, str]
NO_UNITS: OwnUnits = MappingProxyType({})


def read_units(path: Path, file: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    """Read a `units.tsv`: a header `spelling`, `ucum`, then a line for each spelling; `#` begins a comment.

    A code that is no UCUM is T010, a line of another form M001, each at its line; both are left out.
    """
    try:
        lines = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = f"the file cannot be read as UTF-8 ({type(fault).__name__})"
        faults.add(Node(file, 1, 1).problem("M001", reason=reason))
        return ()
    told = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if told and told[0][1].split("\t")[:2] != HEADER:
        faults.add(Node(file, told[0][0], 1).problem("M001", reason="the header is spelling, tab, ucum"))
        return ()
    return tuple(_own(told[1:], file, faults))


def _own(lines: list[tuple[int, str]], file: str, faults: Faults) -> Iterator[tuple[str, str]]:
    for number, line in lines:
        spelling, *rest = (part.strip() for part in line.split("\t"))
        unit = parse_ucum(rest[0]) if rest else None
        if not spelling or not rest:
            faults.add(Node(file, number, 1).problem("M001", reason="here stands spelling, tab, ucum"))
        elif unit is None:
            column = line.index("\t") + 2
            faults.add(placed(unknown_unit(rest[0], Spellings()), Node(file, number, column)))
        else:
            yield spelling, unit.code


def declared_unit(node: Node | None, own: OwnUnits, faults: Faults) -> str | None:
    """The UCUM code of the unit that a source file declares for a column; T010 at its place when it is not known."""
    text = None if node is None else faults.text(node, "unit")
    if node is None or text is None:
        return None
    unit = known_spellings(own).named(text)
    if unit is None:
        faults.add(placed(unknown_unit(text, known_spellings(own)), node))
    return unit.code if unit else text


def known_spellings(own: OwnUnits) -> Spellings:
    """The curated table, with a mapping's own spellings over it."""
    return shipped_spellings() | own if own else shipped_spellings()


def placed(problem: Problem, node: Node) -> Problem:
    """The problem at a place of a mapping file."""
    told = node.problem(problem.code, problem.value)
    return replace(told, candidates=problem.candidates, detail=(*problem.detail, *told.detail))
