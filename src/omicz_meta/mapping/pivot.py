"""Wide to long: `pivot_operation` with direction MELT, several columns or the parts of one split cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Collect, Constant, Expression, Split, Variable, walk
from omicz_meta.mapping.rules import SlotRule

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import ClassRule, PivotRule
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.yamlfile import Node


def pivoted(pivot: PivotRule, scope: Scope) -> tuple[Expression, Scope]:
    """The list a row is taken apart into, and a scope in which the pivot's names stand for one item and its column.

    One column that is declared `split` gives its parts; several columns give their cells. Where no columns are named,
    all are taken but those in `id_slots`.
    """
    outer = replace(scope, item=None, item_columns=(), variable=None)
    columns = pivot.columns or _all_others(pivot, scope)
    origins = [(column, outer.origin(column.text, column)) for column in columns]
    cells = [(column, origin) for column, origin in origins if origin is not None]
    inner = replace(scope, item=pivot.value_name, item_columns=tuple(column.text for column in columns))
    if len(cells) == 1 and cells[0][1].split is not None:
        return Split(cells[0][1].expression, cells[0][1].split), inner
    for column, origin in cells:
        if origin.split is not None:
            reason = "one split column or several plain ones are taken apart"
            scope.faults.refuse(column, f"split column {column.text} beside others", reason)
    named = (
        pivot.variable is not None or not scope.table.has(pivot.variable_name) or scope.table.columns is None
    )
    items = Collect(
        tuple(origin.expression for _, origin in cells) or (Constant(None),),
        tuple(column.text for column, _ in cells) or ("",),
    )
    return items, replace(inner, variable=pivot.variable_name if named else None)


def _all_others(pivot: PivotRule, scope: Scope) -> tuple[Node, ...]:
    kept = {node.text for node in pivot.ids}
    return tuple(renamed(pivot.node, name) for name in scope.table.columns or () if name not in kept)


def renamed(node: Node, text: str) -> Node:
    """Another text at the same place, for what a rule implies without writing it."""
    return replace(node, shape="scalar", value=text, text=text, items=(), entries=())


def with_implied(rule: ClassRule, pivot: PivotRule, known: tuple[str, ...]) -> ClassRule:
    """The rule with the slots that linkml-map fills by itself: those named as the pivot's value, variable and ids."""
    written = {part.name.text for part in rule.slots}
    names = () if pivot.unmelt else (pivot.variable_name, pivot.value_name)
    made = [
        name for name in (*names, *(node.text for node in pivot.ids)) if name in known and name not in written
    ]
    nodes = [renamed(pivot.node, name) for name in dict.fromkeys(made)]
    return replace(rule, slots=(*rule.slots, *(SlotRule(node, populated_from=node) for node in nodes)))


def without_unused_names(items: Expression, *bodies: Expression) -> Expression:
    """The list without the names of its elements, where nothing reads them."""
    read = any(isinstance(part, Variable) for body in bodies for part in walk(body))
    return items if read or not isinstance(items, Collect) else replace(items, names=())
