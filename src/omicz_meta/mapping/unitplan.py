"""Units in finished plans: written ones become UCUM codes, all others are looked up when the plan runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, ClassPlan, Constant, Expression, SlotPlan
from omicz_meta.mapping.typed import rewrite
from omicz_meta.mapping.unitfile import OwnUnits, known_spellings, placed
from omicz_meta.problem import Problem
from omicz_meta.units import conversion, unknown_unit
from omicz_meta.yamlfile import Node

if TYPE_CHECKING:
    from omicz_meta.mapping.classes import Draft
    from omicz_meta.mapping.form import Faults

UNITS_OF = {"ucum": (0,), "convert_unit": (1, 2)}
"""Functions that take units, and at which positions."""


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
        value, made = settled[0], Call(part.function, tuple(settled))
        if isinstance(settled[1], Constant):
            return made
        # beside an empty cell an odd unit is nobody's fault
        return Case(((Call("is_null", (value,)), value),), made)

    def _unit(self, unit: Expression) -> Expression:
        if isinstance(unit, Call) and unit.function == "ucum":
            return unit
        if not isinstance(unit, Constant):
            lines = "\n".join("\t".join(pair) for pair in self.own.items())
            return Call("ucum", (unit, Constant(lines)) if self.own else (unit,))
        if not isinstance(unit.value, str):
            return unit
        known = known_spellings(self.own).named(unit.value)
        if known is None:
            self.faults.add(placed(unknown_unit(unit.value, known_spellings(self.own)), self.node))
        return Constant(known.code) if known else unit

    def _check(self, arguments: list[Expression]) -> None:
        words = [str(part.value) for part in arguments[1:] if isinstance(part, Constant)]
        if len(words) + 1 < len(arguments):
            return
        found = conversion(words[0], words[1], words[2] if len(words) > 2 else None)
        if isinstance(found, Problem):
            self.faults.add(placed(found, self.node))
