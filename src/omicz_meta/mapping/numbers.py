"""`offset`: a number to which another column of the row, times a factor, is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Constant, Convert, Expression
from omicz_meta.mapping.targets import misfit
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import OffsetRule
    from omicz_meta.mapping.scope import Scope


def shifted(base: Expression, rule: OffsetRule, slot: Slot, scope: Scope) -> Expression:
    """The number with its offset; where the offset's column is empty, the number as it is."""
    factor = rule.factor.value
    whole = slot.kind is Kind.INTEGER and isinstance(factor, int)
    if slot.kind is not Kind.DECIMAL and not whole:
        misfit(slot, rule.column, f"offset by {rule.factor.text} times a number", scope.faults)
        return base
    origin = scope.origin(rule.column.text, rule.column)
    if origin is None:
        return base
    amount = Convert(origin.expression, slot.kind, (), origin.decimal)
    moved = Call("multiply", (amount, Constant(factor)))
    whole_value = Call("subtract" if rule.reverse else "add", (base, moved))
    return Case(((Call("is_null", (origin.expression,)), base),), whole_value)
