"""What must stand in the text of a resource for a view to take anything from it.

Most resources of a type are no business of most views over it: few observations are variants. Keys and constants that a
view asks for stand in the text as they are, unless JSON escapes hide them, so that a search for bytes tells nearly all
that need not be taken apart. What is said here is necessary, never sufficient.
"""

from __future__ import annotations

import math
from contextlib import suppress
from itertools import product

from omicz_meta.engine.view_plan import (
    At,
    Boundary,
    Branches,
    Concatenated,
    Constant,
    Each,
    Equal,
    Exists,
    Expr,
    Filtered,
    Kind,
    Logic,
    Mapped,
    Member,
    Not,
    Ordered,
    Part,
    Reckoned,
    Recursive,
    ReferenceKey,
    Rows,
    ViewPlan,
)
from omicz_meta.engine.view_shape import read_by

Clause = frozenset[str]
"""Pieces of text, at least one of which must be there."""

Clauses = frozenset[Clause]
"""All of them must hold."""

ALWAYS: Clauses = frozenset()
MOST_CLAUSES = 64
"""So many are thought of together; where there are more, nothing is said."""

_WORDS = ("true", "false", "null")


def needs(plan: ViewPlan) -> Clauses:
    """What resources without any row and any note lack; ALWAYS where that cannot be told from their text.

    >>> from omicz_meta.engine.view_plan import Here, ViewColumn
    >>> parts = Each(Member(Here(), "component", Kind.OBJECT, True), Rows(()))
    >>> [sorted(clause) for clause in needs(ViewPlan("Observation", (), Rows((), (parts,)), ()))]
    [['"component"']]
    """
    if not _notes(plan.where, plan.rows):
        return _sharpest(_all(*map(_true, plan.where), _of_rows(plan.rows)))
    # notes of what rows are made for are told of every resource that has it, whether or not it gives a row
    match plan.rows.parts:
        case (Each(items, _, False),) if not _notes(
            plan.where, Rows((*plan.rows.columns,), (Each(items, Rows(())),))
        ):
            return _sharpest(_there(items))
    return ALWAYS


def _sharpest(clauses: Clauses) -> Clauses:
    """Constants tell resources apart, keys hardly do; but a key alone is better than nothing."""
    constants = frozenset(clause for clause in clauses if not any(text.startswith('"') for text in clause))
    return constants or clauses


def _all(*parts: Clauses) -> Clauses:
    return _least(frozenset().union(*parts))


def _least(clauses: Clauses) -> Clauses:
    """Without clauses that hold wherever another one does."""
    return frozenset(one for one in clauses if not any(other < one for other in clauses))


def _any(*parts: Clauses) -> Clauses:
    """Clauses that hold where those of any part do."""
    if math.prod(map(len, parts)) > MOST_CLAUSES:
        return ALWAYS
    return _least(frozenset(frozenset().union(*chosen) for chosen in product(*parts)))


def _of_rows(rows: Rows) -> Clauses:
    """What must be there for a row: of every part, since rows are combinations."""
    return _all(*map(_of_part, rows.parts))


def _of_part(part: Part) -> Clauses:
    match part:
        case Each(items, inner, False):
            return _all(_there(items), _of_rows(inner))
        case Branches(branches):
            return _any(*map(_of_rows, branches))
    return ALWAYS


def _true(expr: Expr) -> Clauses:
    """What must be there for a condition to be true."""
    match expr:
        case Logic("and", left, right):
            return _all(_true(left), _true(right))
        case Logic("or", left, right):
            return _any(_true(left), _true(right))
        case Exists(parts):
            return _any(*map(_there, parts))
        case Equal(left, right):
            return _all(_there(expr), _said(left, right), _said(right, left))
        case Not() | Logic():
            return ALWAYS
    return _there(expr)


def _there(expr: Expr) -> Clauses:
    """What must be there for an expression to have any item."""
    match expr:
        case Member(of, key):
            return _all(_there(of), _text(f'"{key}"', key))
        case Filtered(of, condition):
            return _all(_there(of), _true(condition))
        case Mapped(of, value):
            return _all(_there(of), _there(value))
        case At(of) | ReferenceKey(of) | Boundary(of):
            return _there(of)
        case Equal(left, right) | Ordered(_, left, right) | Reckoned(_, left, right):
            return _all(_there(left), _there(right))
        case Concatenated(left, right, False):
            return _all(_there(left), _there(right))
    return ALWAYS


def _said(one: Expr, other: Expr) -> Clauses:
    """The constant that an element has to be, where it can only be written as it is."""
    if not (isinstance(one, Member) and one.kind is Kind.TEXT and isinstance(other, Constant)):
        return ALWAYS
    text = other.value
    return _text(text, text) if isinstance(text, str) and _only_a_text(text) else ALWAYS


def _only_a_text(text: str) -> bool:
    """Whether a text cannot be what a number, a word or an object of JSON is told as."""
    with suppress(ValueError):
        float(text)
        return False
    return bool(text) and text not in _WORDS and text[0] not in "{["


def _text(text: str, inside: str) -> Clauses:
    """A text that stands in JSON without escapes, unless somebody chose to write some."""
    plain = inside.isprintable() and not any(sign in inside for sign in '"\\')
    return frozenset({frozenset({text})}) if plain else ALWAYS


def _notes(conditions: tuple[Expr, ...], rows: Rows) -> bool:
    """Whether something can be wrong before there are rows: several values for one, numbers that do not fit."""
    several = any(condition.many for condition in conditions)
    return several or _goes_down(rows) or any(map(_may_fail, read_by(rows, conditions)))


def _goes_down(rows: Rows) -> bool:
    """Whether elements are looked for at any depth, which can be too deep."""
    for part in rows.parts:
        inner = part.branches if isinstance(part, Branches) else (part.rows,)
        if isinstance(part, Recursive) or any(map(_goes_down, inner)):
            return True
    return False


def _may_fail(expr: Expr) -> bool:
    match expr:
        case Reckoned():
            return True
        case Not(of) | Boundary(of):
            return of.many
        case Logic(_, left, right) | Ordered(_, left, right) | Concatenated(left, right):
            return left.many or right.many
        case Filtered(_, one) | At(_, one):
            return one.many
    return False
