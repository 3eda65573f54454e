"""Units that mapping files name: the reader of `units.tsv`, and the declared unit of a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.mapping.tsv import Line, read_table
from omicz_meta.units import Spellings, parse_ucum, shipped_spellings, unknown_unit
from omicz_meta.yamlfile import Node

if TYPE_CHECKING:
    from pathlib import Path

    from omicz_meta.mapping.form import Faults
    from omicz_meta.problem import Problem

HEADER = ("spelling", "ucum")
OwnUnits = Mapping[str, str]
NO_UNITS: OwnUnits = MappingProxyType({})


def read_units(path: Path, file: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    """Read a `units.tsv`: a header `spelling`, `ucum`, then a line for each spelling; `#` begins a comment.

    A code that is no UCUM is T010, a line of another form M001, each at its line; both are left out.
    """
    return tuple(_own(read_table(path, file, HEADER, faults), file, faults))


def _own(lines: Iterator[Line], file: str, faults: Faults) -> Iterator[tuple[str, str]]:
    for number, (spelling, code) in lines:
        unit = parse_ucum(code)
        if unit is None:
            column = len(spelling) + 2
            faults.add(placed(unknown_unit(code, Spellings()), Node(file, number, column)))
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
