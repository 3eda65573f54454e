"""Long to wide: `pivot_operation` with direction UNMELT. Each row fills one slot; records are merged by id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Constant, Expression, Recode, SlotPlan
from omicz_meta.mapping.form import Faults, nearest
from omicz_meta.mapping.pivot import renamed
from omicz_meta.mapping.rules import ConversionRule, SlotRule
from omicz_meta.mapping.slots import compile_slot
from omicz_meta.mapping.typed import columns_read, without_reasons
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import PivotRule
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.schema import ClassDefinition

GUARD = "pivot_operation"
"""The slot in which the plan keeps whether a variable names a slot; records do not have it, the ledger does."""


@dataclass(frozen=True, slots=True)
class Unmelting:
    """What a row of the long table says: which slot it fills (its name, an expression), and with what."""

    pivot: PivotRule
    scope: Scope
    name: Expression
    value: Expression


def unmelted(
    pivot: PivotRule, rule: str, definition: ClassDefinition, written: tuple[str, ...], scope: Scope
) -> tuple[SlotPlan, ...]:
    """A plan for every slot that a variable can name, and one that tells of variables that name none (T001).

    `written` are slots that the derivation fills by itself; they are not filled from the long table.
    """
    row = _row(pivot, scope)
    if row is None:
        return ()
    plans = [_slot(row, slot, rule) for slot in _targets(row, definition, written)]
    if not plans:
        scope.faults.shape(pivot.node, "unmelt_to_slots: slots that the value column can fill")
    return (*plans, _guard(row, rule, tuple(plan.slot.name for plan in plans)))


def _row(pivot: PivotRule, scope: Scope) -> Unmelting | None:
    """What the columns of the pivot say. A slot derived above under the variable's name stands for it."""
    value = scope.origin(pivot.value_name, pivot.value or pivot.node)
    variable = scope.earlier.get(pivot.variable_name)
    if variable is None:
        origin = scope.origin(pivot.variable_name, pivot.variable or pivot.node)
        variable = origin.typed if origin else None
    unit = scope.origin(pivot.unit.text, pivot.unit) if pivot.unit else None
    if value is None or variable is None or (pivot.unit and unit is None):
        return None
    parts = {"variable": variable.expression, "unit": unit.expression if unit else Constant("")}
    # a row whose variable has no name fills nothing; that it has none is told once, by the guard
    name = Call("coalesce", (without_reasons(_named(pivot, parts, scope.faults)), Constant("")))
    return Unmelting(pivot, scope, name, value.expression)


def _named(pivot: PivotRule, parts: dict[str, Expression], faults: Faults) -> Expression:
    """The name of a slot by the template, `{variable}` where none is written; an empty unit is an empty text."""
    template = pivot.template.text if pivot.template else "{variable}"
    made: list[Expression] = []
    for text, field in re.findall(r"([^{}]+)|\{([^{}]*)\}", template):
        if text:
            made.append(Constant(text))
        elif field == "unit":
            made.append(Call("coalesce", (parts["unit"], Constant(""))))
        elif field == "variable":
            made.append(parts["variable"])
        else:
            faults.choice(pivot.template or pivot.node, field, parts, "slot_name_template")
    return made[0] if len(made) == 1 else Call("concat", tuple(made) or (Constant(""),))


def _targets(row: Unmelting, definition: ClassDefinition, written: tuple[str, ...]) -> Iterator[Slot]:
    """Slots named in `unmelt_to_slots`; without it, all others that the value's column can fill."""
    known = definition.slots
    for node in row.pivot.slots:
        if node.text in known and node.text not in written:
            yield known[node.text]
        elif node.text not in known:
            place = Place(record_class=definition.name)
            row.scope.faults.add(
                node.problem("M004", node.text, place=place, candidates=nearest(node.text, known))
            )
    for slot in () if row.pivot.slots else known.values():
        if slot.name not in (*written, definition.key, "absent", "individual"):
            trial = Faults()
            compile_slot(_rule(row, slot), slot, replace(row.scope, faults=trial))
            if not trial.found:
                yield slot


def _rule(row: Unmelting, slot: Slot) -> SlotRule:
    """The derivation that a slot would have if it stood alone: from the value, with the unit of its row."""
    pivot = row.pivot
    value = pivot.value or renamed(pivot.node, pivot.value_name)
    name = renamed(pivot.node, slot.name)
    if slot.kind is Kind.OBJECT and pivot.unit is not None:
        conversion = ConversionRule(pivot.node, unit_column=pivot.unit)
        return SlotRule(name, populated_from=value, conversion=conversion)
    return SlotRule(name, populated_from=value)


def _slot(row: Unmelting, slot: Slot, rule: str) -> SlotPlan:
    made = compile_slot(_rule(row, slot), slot, row.scope)
    filled = Case(((Call("eq", (row.name, Constant(slot.name))), made.value),))
    columns = tuple(cell.name for cell in columns_read(made.value) if cell.table is None)
    return SlotPlan(slot, filled, made.how, columns, f"{rule}.{slot.name}", row.pivot.node.where)


def _guard(row: Unmelting, rule: str, names: tuple[str, ...]) -> SlotPlan:
    """Which slot a row with a value fills. A value whose variable is empty or names no slot would be lost: T001."""
    filled = Case(((Call("is_null", (row.value,)), Constant(None)),), row.name)
    value = without_reasons(Recode(filled, tuple((name, name) for name in names)))
    columns = tuple(cell.name for cell in columns_read(row.name))
    slot = Slot(GUARD, Kind.STRING, "string", multivalued=False, requirement="O")
    return SlotPlan(slot, value, "mapped", columns, f"{rule}.{GUARD}", row.pivot.node.where)
