"""Small words over DuckDB's expression objects: every kernel expression is built from these, never from strings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
    LambdaExpression,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What an expression of the plan compiles to: a value, and a note where there can be one."""

    value: Expression
    note: Expression | None = None


def constant(value: str | int | bool | Decimal | bytes | None) -> Expression:
    """A bound constant."""
    return ConstantExpression(value)


def column(name: str) -> Expression:
    """A column by its exact name."""
    return ColumnExpression(name)


def call(name: str, *arguments: Expression) -> Expression:
    """A DuckDB function."""
    return FunctionExpression(name, *arguments)


def null(kind: str = "VARCHAR") -> Expression:
    """A null of a DuckDB type."""
    return ConstantExpression(None).cast(kind)


def case(*branches: tuple[Expression, Expression], otherwise: Expression | None = None) -> Expression:
    """CASE WHEN ... THEN ... ELSE ... END."""
    first, *rest = branches
    expression = CaseExpression(*first)
    for condition, value in rest:
        expression = expression.when(condition, value)
    return expression.otherwise(ConstantExpression(None) if otherwise is None else otherwise)


def coalesce(*expressions: Expression) -> Expression:
    """The first that is not null; a single one stands for itself."""
    return expressions[0] if len(expressions) == 1 else CoalesceOperator(*expressions)


def first_note(notes: Iterable[Expression | None]) -> Expression | None:
    """The first note that is there, or None when no part can have one."""
    there = [note for note in notes if note is not None]
    return coalesce(*there) if there else None


def fits(value: Expression, pattern: str) -> Expression:
    """Whether the whole text fits a regular expression."""
    return call("regexp_full_match", value, constant(pattern))


def without(value: Expression, pattern: str) -> Expression:
    """The text without every match of a regular expression."""
    return call("regexp_replace", value, constant(pattern), constant(""), constant("g"))


def transform(items: Expression, name: str | tuple[str, str], body: Expression) -> Expression:
    """`body` for every element of a list; inside, `column(name)` is the element, a second name its position from 1."""
    return call("list_transform", items, LambdaExpression(name, body))


def kept(items: Expression, name: str | tuple[str, str], condition: Expression) -> Expression:
    """The elements of a list that meet a condition; inside, names are as in `transform`."""
    return call("list_filter", items, LambdaExpression(name, condition))


def present(items: Expression) -> Expression:
    """The list without nulls; null when nothing is left."""
    filled = kept(items, "e", column("e").isnotnull())
    return case((call("len", filled) > constant(0), filled))
