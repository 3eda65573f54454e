"""Mapping tables: which value another one becomes, by its text, by a condition, written or computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Constant, Expression, Recode, Scalar
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.fitting import fitted
from omicz_meta.mapping.targets import permissible, target, typed_target

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import Branch, MappingTables
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.mapping.typed import Typed
    from omicz_meta.schema import Slot
    from omicz_meta.yamlfile import Node

Line = tuple[Expression, Expression]
Pairs = tuple[tuple[str, Scalar], ...]


def replaced(cell: Typed | None, tables: MappingTables, slot: Slot, scope: Scope) -> Expression:
    """What a cell becomes by the tables of a derivation; `value()` and `src` in their expressions are the cell.

    Asked in this order: `expr` where it gives a value, the listed values, the conditions from top to bottom. A cell
    that none of them knows is T001; with `mirror`, one that is no permissible value is V008. Without a cell there are
    only conditions.
    """
    inner = replace(scope, incoming=cell)
    pairs = tuple((key, target(node, slot, scope.schema, scope.faults)) for key, node in tables.values or ())
    lines = (
        *_computed(tables.expr, slot, inner),
        *(_by_value(cell, tables, slot, inner) if cell else ()),
        *(_all_listed(cell, pairs, tables, slot) if cell and tables.branches else ()),
        *(_by_condition(branch, slot, inner) for branch in tables.branches),
    )
    rest = _otherwise(cell, pairs, tables, slot, scope) if cell else Constant(None)
    return Case(lines, rest) if lines else rest


def _computed(expr: Node | None, slot: Slot, scope: Scope) -> Iterator[Line]:
    if expr is not None:
        value = fitted(parse_expression(expr, scope), slot, expr, scope)
        yield Call("not", (Call("is_null", (value,)),)), value


def _by_value(cell: Typed, tables: MappingTables, slot: Slot, scope: Scope) -> Iterator[Line]:
    """Listed values whose result is computed; what stands among the written results goes before."""
    written = dict(tables.values or ())
    for key, node in tables.expressions:
        if key not in written:
            same = Call("eq", (cell.expression, Constant(key)))
            yield same, fitted(parse_expression(node, scope), slot, node, scope)


def _all_listed(cell: Typed, pairs: Pairs, tables: MappingTables, slot: Slot) -> Iterator[Line]:
    same = tuple(Call("eq", (cell.expression, Constant(key))) for key, _ in pairs)
    if same:
        yield Call("or", same), typed_target(_recoded(cell, pairs, tables), slot)


def _recoded(cell: Typed, pairs: Pairs, tables: MappingTables) -> Recode:
    return Recode(cell.expression, pairs, places=tuple(node.where for _, node in tables.values or ()))


def _by_condition(branch: Branch, slot: Slot, scope: Scope) -> Line:
    found = parse_expression(branch.condition, scope)
    condition = found.standing_for("boolean")
    if condition is None:
        told = branch.condition.problem(
            "M008", branch.condition.text, function="a key", expected="a condition", found=found.type
        )
        scope.faults.add(told)
        return Constant(False), Constant(None)
    if branch.computed:
        return condition.expression, fitted(
            parse_expression(branch.result, scope), slot, branch.result, scope
        )
    value = target(branch.result, slot, scope.schema, scope.faults)
    return condition.expression, typed_target(Constant(None if value is None else str(value)), slot)


def _otherwise(cell: Typed, pairs: Pairs, tables: MappingTables, slot: Slot, scope: Scope) -> Expression:
    if not tables.mirror:
        return typed_target(_recoded(cell, pairs, tables), slot)
    written = dict(pairs)
    same = tuple(pair for pair in permissible(slot, scope.schema) if pair[0] not in written)
    return Recode(cell.expression, (*pairs, *same), "V008")
