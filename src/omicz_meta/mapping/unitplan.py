"""Units in finished plans: written ones become UCUM codes, all others are looked up when the plan runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, ClassPlan, Column, Constant, Expression, Item, Record
from omicz_meta.mapping.typed import rewrite
from omicz_meta.mapping.unitfile import OwnUnits, known_spellings, placed
from omicz_meta.problem import Problem
from omicz_meta.units import conversion, unknown_unit
from omicz_meta.yamlfile import Node

if TYPE_CHECKING:
    from omicz_meta.mapping.classes import Draft
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import Mapping

UNITS_OF = {"ucum": (0,), "convert_unit": (1, 2)}
"""Functions that take units, and at which positions."""

WITH_UNIT = ("Quantity", "Range")
"""Objects whose field `unit` holds a UCUM code."""


def with_units(drafts: tuple[Draft, ...], mapping: Mapping, faults: Faults) -> tuple[Draft, ...]:
    """The drafts with written units as UCUM codes, and with all others looked up in the tables when the plan runs.

    A written unit that is not known, and a conversion between written units that cannot be, are told here.
    """
    told = frozenset(problem.value for problem in mapping.problems if problem.code == "T010")
    settling = Settling(mapping.units, faults, told)
    return tuple(replace(draft, plan=_class(draft.plan, settling)) for draft in drafts)


def _class(plan: ClassPlan, units: Settling) -> ClassPlan:
    slots = (replace(slot, value=units.settled(slot.value, slot.where)) for slot in plan.slots)
    filters = (replace(entry, keep=units.settled(entry.keep, plan.where)) for entry in plan.filters)
    return replace(plan, slots=tuple(slots), filters=tuple(filters))


@dataclass(frozen=True, slots=True)
class Settling:
    """Settles the units of expressions with a mapping's own spellings; unknown units in `told` are told already."""

    own: OwnUnits
    faults: Faults
    told: frozenset[str | None] = frozenset()

    def settled(self, expression: Expression, where: str) -> Expression:
        """The expression with its units settled; `where` is file:line:column, for what is wrong."""
        file, line, column = where.rsplit(":", 2)
        return rewrite(expression, _Here(self, Node(file, int(line), int(column))).change)


@dataclass(frozen=True, slots=True)
class _Here:
    """The units of one expression, and the place at which it stands."""

    units: Settling
    node: Node

    def change(self, part: Expression) -> Expression:
        if isinstance(part, Record) and part.object in WITH_UNIT:
            fields = ((name, self._field(value) if name == "unit" else value) for name, value in part.fields)
            return replace(part, fields=tuple(fields))
        if not isinstance(part, Call) or part.function not in UNITS_OF:
            return part
        places = UNITS_OF[part.function]
        parts = [self._unit(a) if at in places else a for at, a in enumerate(part.arguments)]
        if part.function == "ucum":
            return parts[0]
        self._check(parts)
        value, made = parts[0], Call(part.function, tuple(parts))
        if isinstance(parts[1], Constant):
            return made
        # beside an empty cell an odd unit is nobody's fault
        return Case(((Call("is_null", (value,)), value),), made)

    def _field(self, unit: Expression) -> Expression:
        """The unit of an object: a cell or written text is looked up; what was computed stands for itself."""
        if isinstance(unit, Case):
            branches = tuple((condition, self._field(value)) for condition, value in unit.branches)
            return Case(branches, self._field(unit.otherwise))
        return self._unit(unit) if isinstance(unit, Column | Item | Constant) else unit

    def _unit(self, unit: Expression) -> Expression:
        if isinstance(unit, Call) and unit.function == "ucum":
            return unit
        own = self.units.own
        if not isinstance(unit, Constant):
            lines = "\n".join("\t".join(pair) for pair in own.items())
            return Call("ucum", (unit, Constant(lines)) if own else (unit,))
        if not isinstance(unit.value, str):
            return unit
        known = known_spellings(own).named(unit.value)
        if known is not None:
            return Constant(known.code)
        if unit.value not in self.units.told:
            self._tell(unknown_unit(unit.value, known_spellings(own)))
        return unit

    def _tell(self, problem: Problem) -> None:
        self.units.faults.add(placed(problem, self.node))

    def _check(self, arguments: list[Expression]) -> None:
        words = [str(part.value) for part in arguments[1:] if isinstance(part, Constant)]
        if len(words) + 1 < len(arguments):
            return
        found = conversion(words[0], words[1], words[2] if len(words) > 2 else None)
        if isinstance(found, Problem) and found.code != "T010":
            self._tell(found)
