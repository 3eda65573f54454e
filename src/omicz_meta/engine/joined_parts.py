"""What can be computed of a joined table before it is joined: parts that read its rows and nothing else.

A million facts look up a few thousand concepts; a code is put together once for each concept and not for each fact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from omicz_meta.engine.cell import Cell, call, case, column, constant
from omicz_meta.engine.oracle import Answer, Row, evaluate
from omicz_meta.engine.plan import (
    Call,
    ClassPlan,
    Column,
    Each,
    Expression,
    Item,
    Join,
    Translate,
    Variable,
    children,
    columns_of,
    expressions_of,
    walk,
    with_cells,
)
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.engine.stages import STAGED

NOTHING = Answer(None, None)
APART = "\x1f"
"""Stands between the code of a note, its column and its join."""


def ahead(plan: ClassPlan, join: Join) -> tuple[Expression, ...]:
    """The largest parts of a class plan that read only the row a join finds, and are nothing where it finds none."""
    found = (part for expression in expressions_of(plan) for part in _inside(expression, join.name))
    return tuple(part for part in dict.fromkeys(found) if _is_nothing_alone(part))


def _inside(expression: Expression, join: str) -> Iterator[Expression]:
    if isinstance(expression, Column) or not _reads(expression, join):
        return
    if isinstance(expression, STAGED) and _reads_only(expression, join):
        yield expression
    elif isinstance(expression, Each):
        yield from _inside(expression.items, join)
    else:
        for part in children(expression):
            yield from _inside(part, join)


def _reads(expression: Expression, join: str) -> bool:
    return any(isinstance(part, Column) and part.table == join for part in walk(expression))


def _reads_only(expression: Expression, join: str) -> bool:
    cells = columns_of([expression])
    here = bool(cells) and all(cell.table == join for cell in cells)
    return here and not any(isinstance(part, Item | Variable) for part in walk(expression))


def _is_nothing_alone(expression: Expression) -> bool:
    """Whether a row without any cell gives neither value nor note, so that finding no row gives the same."""
    cells = {(cell.table, cell.name): None for cell in columns_of([expression])}
    return not _needs_more(expression) and evaluate(expression, Row(cells, {})) == NOTHING


def _needs_more(expression: Expression) -> bool:
    """Whether code maps or functions of a user are asked, which a row without cells cannot tell of."""
    parts = tuple(walk(expression))
    asked = {part.function for part in parts if isinstance(part, Call)}
    return any(isinstance(part, Translate) for part in parts) or not asked <= SIGNATURES.keys()


def alone(expression: Expression) -> Expression:
    """The expression about a row of the joined table itself, whatever the join is called."""
    return with_cells(expression, lambda cell: replace(cell, table=None))


def stored(expression: Expression) -> str:
    """Name of the column of a lookup table that holds an expression about its rows."""
    return "e" + hashlib.sha256(repr(alone(expression)).encode()).hexdigest()[:20]


def note_of(name: str, join: str) -> Cell:
    """A stored note as one of a joined row: a note that names its column also says from which join it is."""
    note = column(name)
    named = call("ends_with", note, constant(APART)) & ~call("ends_with", note, constant(APART * 2))
    return Cell(case((named, call("||", note, constant(join))), otherwise=note))
