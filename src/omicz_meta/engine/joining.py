"""Joins of a class plan in the kernel: the lookup tables beside a relation, and the cells they bring into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, column
from omicz_meta.engine.joined_parts import ahead, note_of, stored
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.lookup import NOTE as STORED_NOTE
from omicz_meta.engine.lookup import join_cells, lookup_of
from omicz_meta.engine.names import FOUND
from omicz_meta.engine.plan import ClassPlan, Column, Expression, Join
from omicz_meta.engine.table import ROW


@dataclass(frozen=True, slots=True)
class Joined:
    """What some joins of a plan bring: cells as they were read, and parts of expressions that are computed already."""

    joins: tuple[tuple[int, Join], ...]
    cells: dict[Column, Cell]
    staged: dict[Expression, Cell]


def joined_cells(plan: ClassPlan, numbers: Iterable[int]) -> Joined:
    """The joins of a plan with these numbers, which must be in the plan's order."""
    cells, ready = dict[Column, Cell](), dict[Expression, Cell]()
    joins = tuple((number, plan.joins[number]) for number in numbers)
    for number, join in joins:
        cells.update({cell: _brought(cell, number) for cell in join_cells(plan, join)})
        ready.update({part: _brought(part, number) for part in ahead(plan, join)})
    return Joined(joins, cells, ready)


def _brought(part: Expression, number: int) -> Cell:
    name = f"j{number}{stored(part)}"
    return Cell(column(name), column(name + STORED_NOTE))


def with_joins(
    connection: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    plan: ClassPlan,
    joined: Joined,
    scope: Scope,
) -> duckdb.DuckDBPyRelation:
    """The relation with the rows that its rows look up. Its own order may be lost."""
    for number, join in joined.joins:
        relation = _with_join(connection, relation, plan, (number, join), scope)
    return relation


def _with_join(
    connection: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    plan: ClassPlan,
    numbered: tuple[int, Join],
    scope: Scope,
) -> duckdb.DuckDBPyRelation:
    number, join = numbered
    lookup = lookup_of(plan, join)
    left = [_left(number, p) for p in range(len(join.keys))]
    right = [f"r{number}k{p}" for p in range(len(join.keys))]
    keys = [compile_expression(side, scope).value.cast("VARCHAR") for side, _ in join.keys]
    renamed = [column(f"k{p}").alias(name) for p, name in enumerate(right)]
    rest = [part for name in map(stored, lookup.kept) for part in _kept(name, join.name, number)]
    found = column(ROW).alias(found_name(number))
    rows = connection.table(lookup.name).select(*renamed, found, *rest)
    pairs = [column(one) == column(other) for one, other in zip(left, right, strict=True)]
    condition = pairs[0]
    for pair in pairs[1:]:
        condition = condition & pair
    asked = [key.alias(name) for key, name in zip(keys, left, strict=True)]
    return relation.select(duckdb.StarExpression(), *asked).join(rows, condition=condition, how="left")


def _kept(name: str, join: str, number: int) -> tuple[Sql, Sql]:
    """A value of the lookup table and its note, under names of their own for this join."""
    value, note = f"j{number}{name}", f"j{number}{name}{STORED_NOTE}"
    return column(name).alias(value), note_of(name + STORED_NOTE, join).value.alias(note)


def _left(number: int, position: int) -> str:
    return f"l{number}k{position}"


def found_name(number: int) -> str:
    """Name of the column with the row that a join found."""
    return f"{FOUND}{number}"


def asked(join: Join, number: int) -> Sql:
    """Whether all keys are there to look up; a row with an empty one is not expected to find anything."""
    there = column(_left(number, 0)).isnotnull()
    for position in range(1, len(join.keys)):
        there = there & column(_left(number, position)).isnotnull()
    return there
