"""Units in mapping files: the reader of `units.tsv`, declared units of columns, and units in finished plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, ClassPlan, Constant, Expression, SlotPlan
from omicz_meta.mapping.typed import rewrite
from omicz_meta.problem import Problem
from omicz_meta.units import Spellings, conversion, parse_ucum, shipped_spellings, unknown_unit
from omicz_meta.yamlfile import MAX_BYTES, Node

if TYPE_CHECKING:
    from pathlib import Path

    from omicz_meta.mapping.classes import Draft
    from omicz_meta.mapping.form import Faults

FILE = "units.tsv"
HEADER = ["spelling", "ucum"]
UNITS_OF = {"ucum": (0,), "convert_unit": (1, 2)}
"""Functions that take units, and at which positions."""

OwnUnits = tuple[tuple[str, str], ...]


def read_units(path: Path, file: str, faults: Faults) -> OwnUnits:
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
            faults.add(_placed(unknown_unit(rest[0]), Node(file, number, column)))
        else:
            yield spelling, unit.code


def declared_unit(node: Node | None, own: OwnUnits, faults: Faults) -> str | None:
    """The UCUM code of the unit that a source file declares for a column; T010 at its place when it is not known."""
    text = None if node is None else faults.text(node, "unit")
    if node is None or text is None:
        return None
    unit = _known(own).named(text)
    if unit is None:
        faults.add(_placed(unknown_unit(text, _known(own)), node))
    return unit.code if unit else text


def _known(own: OwnUnits) -> Spellings:
    return shipped_spellings() | dict(own) if own else shipped_spellings()


def _placed(problem: Problem, node: Node) -> Problem:
    """The problem at a place of a mapping file."""
    told = node.problem(problem.code, problem.value)
    return replace(told, candidates=problem.candidates, detail=(*problem.detail, *told.detail))


def with_units(drafts: tuple[Draft, ...], own: OwnUnits, faults: Faults) -> tuple[Draft, ...]:
    """The drafts with written units as UCUM codes, and with all others looked up in the tables when the plan runs.

    A written unit that is not known, and a conversion between written units that cannot be, are told here.
    """
    return tuple(replace(draft, plan=_class(draft.plan, own, faults)) for draft in drafts)


def _class(plan: ClassPlan, own: OwnUnits, faults: Faults) -> ClassPlan:
    filters = tuple(
        replace(one, keep=_settled(one.keep, own, faults, _node(plan.where))) for one in plan.filters
    )
    return replace(plan, slots=tuple(_slot(slot, own, faults) for slot in plan.slots), filters=filters)


def _slot(slot: SlotPlan, own: OwnUnits, faults: Faults) -> SlotPlan:
    return replace(slot, value=_settled(slot.value, own, faults, _node(slot.where)))


def _node(where: str) -> Node:
    file, line, column = where.rsplit(":", 2)
    return Node(file, int(line), int(column))


def _settled(expression: Expression, own: OwnUnits, faults: Faults, node: Node) -> Expression:
    settling = _Settling(own, faults, node)
    return rewrite(expression, settling.change)


@dataclass(frozen=True, slots=True)
class _Settling:
    """Units of one expression being settled."""

    own: OwnUnits
    faults: Faults
    node: Node

    def change(self, part: Expression) -> Expression:
        if not isinstance(part, Call) or part.function not in UNITS_OF:
            return part
        places = UNITS_OF[part.function]
        settled = [self._unit(a) if at in places else a for at, a in enumerate(part.arguments)]
        if part.function == "ucum":
            return settled[0]
        self._check(settled)
        return Call(part.function, tuple(settled))

    def _unit(self, unit: Expression) -> Expression:
        if isinstance(unit, Call) and unit.function == "ucum":
            return unit
        if not isinstance(unit, Constant):
            lines = "\n".join("\t".join(pair) for pair in self.own)
            return Call("ucum", (unit, Constant(lines)) if self.own else (unit,))
        if not isinstance(unit.value, str):
            return unit
        known = _known(self.own).named(unit.value)
        if known is None:
            self.faults.add(_placed(unknown_unit(unit.value, _known(self.own)), self.node))
        return Constant(known.code) if known else unit

    def _check(self, arguments: list[Expression]) -> None:
        words = [str(part.value) for part in arguments[1:] if isinstance(part, Constant)]
        if len(words) + 1 < len(arguments):
            return
        found = conversion(words[0], words[1], *words[2:3])
        if isinstance(found, Problem):
            self.faults.add(_placed(found, self.node))
