"""Orders the parts of expressions into projections, so that each is computed once and refers to earlier columns.

A value that three slots use, or that its own note asks about, is a column after its first projection. Without
this the text of a query doubles with every level of nesting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, column
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.plan import (
    Call,
    Case,
    Convert,
    Each,
    Expression,
    Recode,
    Translate,
    children,
)

STAGED = Convert | Recode | Translate | Call | Case | Each
"""Parts worth a column of their own; the others are cheap, or stand inside lists."""


def staged(expressions: Iterable[Expression], scope: Scope) -> tuple[tuple[tuple[Sql, ...], ...], Scope]:
    """Projections that make the parts of all expressions, and the scope in which they are columns."""
    made = scope.staged
    parts = tuple(dict.fromkeys(part for expression in expressions for part in _parts(expression, made)))
    level: dict[Expression, int] = {}
    for part in parts:
        level[part] = 1 + max((level[inner] for inner in _parts(part, made) if inner is not part), default=0)
    projections: list[tuple[Sql, ...]] = []
    for depth in range(1, max(level.values(), default=0) + 1):
        here = [part for part in parts if level[part] == depth]
        values, notes, scope = _level(here, scope, len(projections))
        projections += [projection for projection in (values, notes) if projection]
    return tuple(projections), scope


def _parts(expression: Expression, made: Mapping[Expression, Cell]) -> Iterator[Expression]:
    """Parts that can be columns, innermost first; the body of `Each` is computed per element and has none."""
    if expression in made:
        return
    for part in (expression.items,) if isinstance(expression, Each) else children(expression):
        yield from _parts(part, made)
    if isinstance(expression, STAGED):
        yield expression


def _level(
    parts: list[Expression], scope: Scope, number: int
) -> tuple[tuple[Sql, ...], tuple[Sql, ...], Scope]:
    values, notes, known = [], [], dict(scope.staged)
    for position, part in enumerate(parts):
        value, note = f"s{number}v{position}", f"s{number}n{position}"
        values.append(compile_expression(part, scope).value.alias(value))
        told = compile_expression(part, scope, known=column(value)).note
        if told is not None:
            notes.append(told.alias(note))
        known[part] = Cell(column(value), column(note) if told is not None else None)
    return tuple(values), tuple(notes), replace(scope, staged=known)
