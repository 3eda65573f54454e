"""Joined tables in the session: the rows that can be looked up, and those that never will be.

Class plans that join one table by the same keys share one lookup table, which is read once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, call, column, constant
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.joined_parts import ahead, alone, stored
from omicz_meta.engine.kernel import Scope, clean, compile_expression
from omicz_meta.engine.plan import ClassPlan, Column, Expression, Join, columns_of, expressions_of
from omicz_meta.engine.stages import staged
from omicz_meta.engine.table import LINE, ROW, Origin
from omicz_meta.problem import code_text

NTH, SAYS, FIRST = "#nth", "#says", "#first"
NOTE = "n"
"""Behind the name of a stored value: its note."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A joined table as it is looked up: by which keys, and what is kept of its rows (expressions about a row)."""

    table: str
    keys: tuple[Expression, ...]
    kept: tuple[Expression, ...] = ()

    @property
    def name(self) -> str:
        """Name of the session's table."""
        return "lookup:" + hashlib.sha256(repr((self.table, self.keys)).encode()).hexdigest()[:20]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The cells that are read of its rows."""
        return columns_of((*self.keys, *self.kept))


def lookup_of(plan: ClassPlan, join: Join) -> Lookup:
    """What a class plan looks up through a join: cells that it reads, and parts of expressions about nothing else."""
    keys = tuple(alone(right) for _, right in join.keys)
    return Lookup(join.table, keys, tuple(map(alone, (*join_cells(plan, join), *ahead(plan, join)))))


def join_cells(plan: ClassPlan, join: Join) -> tuple[Column, ...]:
    """The cells of a joined row that a class plan reads, its keys included."""
    return tuple(part for part in columns_of(expressions_of(plan)) if part.table == join.name)


def join_columns(plan: ClassPlan, join: Join) -> tuple[Column, ...]:
    """The same cells, named without the join."""
    return tuple(dict.fromkeys(replace(part, table=None) for part in join_cells(plan, join)))


def shared(lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Lookups of one table by the same keys as one, in order of first use."""
    found: dict[str, Lookup] = {}
    for one in lookups:
        known = found.get(one.name, one)
        found[one.name] = replace(known, kept=tuple(dict.fromkeys((*known.kept, *one.kept))))
    return tuple(found.values())


def load_lookup(
    connection: duckdb.DuckDBPyConnection, lookup: Lookup, blocks: Iterable[pa.Table], scope: Scope
) -> None:
    """Fill the session's table of a lookup: what is kept of the rows, keys and row numbers; the first of equal keys.

    The table that `surplus` is told from stays beside it.
    """
    # an empty table goes first, so that a joined table without any rows is there as well
    for position, block in enumerate(chain([_empty(lookup.columns)], blocks)):
        rows = _computed(connection.from_arrow(block), lookup, scope)
        if position:
            rows.insert_into(_all(lookup))
        else:
            rows.create(_all(lookup))
    known = _known(connection, lookup)
    partition, order = [column(key) for key in _keys(lookup)], [column(ROW)]
    numbered = known.select(duckdb.StarExpression(), call("row_number").over(partition, order).alias(NTH))
    kept = [column(name) for name in known.columns if name != LINE]
    numbered.filter(column(NTH) == constant(1)).select(*kept).create(lookup.name)


def _all(lookup: Lookup) -> str:
    return f"all:{lookup.name}"


def _keys(lookup: Lookup) -> tuple[str, ...]:
    return tuple(f"k{position}" for position in range(len(lookup.keys)))


def _computed(rows: duckdb.DuckDBPyRelation, lookup: Lookup, scope: Scope) -> duckdb.DuckDBPyRelation:
    """The rows with cleaned cells, what is computed of them, and keys."""
    cells = {cell: Cell(column(stored(cell)), column(stored(cell) + NOTE)) for cell in lookup.columns}
    relation = rows.select(column(ROW), column(LINE), *_cleaned(lookup.columns))
    parts = (*lookup.keys, *lookup.kept)
    projections, inner = staged(parts, replace(scope, cells=cells))
    for projection in projections:
        relation = relation.select(duckdb.StarExpression(), *projection)
    return relation.select(column(ROW), column(LINE), *_outputs(lookup, inner))


def _cleaned(columns: tuple[Column, ...]) -> Iterator[Sql]:
    for cell in columns:
        made = clean(cell, faulty=True)
        yield made.value.alias(stored(cell))
        yield _note(made).alias(stored(cell) + NOTE)


def _outputs(lookup: Lookup, scope: Scope) -> Iterator[Sql]:
    for position, key in enumerate(lookup.keys):
        yield compile_expression(key, scope).value.cast("VARCHAR").alias(f"k{position}")
    for part in lookup.kept:
        made = compile_expression(part, scope)
        yield made.value.alias(stored(part))
        yield _note(made).alias(stored(part) + NOTE)


def _note(made: Cell) -> Sql:
    return (constant(None) if made.note is None else made.note).cast("VARCHAR")


def _known(connection: duckdb.DuckDBPyConnection, lookup: Lookup) -> duckdb.DuckDBPyRelation:
    """The rows whose keys are all there."""
    rows = connection.table(_all(lookup))
    for key in _keys(lookup):
        rows = rows.filter(column(key).isnotnull())
    return rows


def _empty(columns: tuple[Column, ...]) -> pa.Table:
    texts = [pa.field(name, pa.string()) for name in dict.fromkeys(part.name for part in columns)]
    return pa.schema([*texts, pa.field(ROW, pa.int64()), pa.field(LINE, pa.int64())]).empty_table()


def has_surplus(connection: duckdb.DuckDBPyConnection, lookup: Lookup) -> bool:
    """Whether rows with all their keys are passed over, since an earlier one has the same."""
    count = [
        rows.aggregate([call("count_star")]).fetchall()
        for rows in (_known(connection, lookup), connection.table(lookup.name))
    ]
    return bool(count[0] != count[1])


def surplus(
    connection: duckdb.DuckDBPyConnection, lookup: Lookup, plan: ClassPlan, join: Join, origin: Origin
) -> pa.Table:
    """M021 for rows of a joined table that nothing is taken from, since an earlier one has the same key.

    Only those count that say something else in a cell that the class plan reads; of an optional join none.
    """
    if join.optional:
        return PROBLEMS.empty_table()
    partition, order = [column(key) for key in _keys(lookup)], [column(ROW)]
    names = [name for cell in join_cells(plan, join) for name in (stored(cell), stored(cell) + NOTE)]
    says = call("hash", *(column(name) for name in (*names, *_keys(lookup))))
    first = call("first_value", says).over(partition, order)
    told = _known(connection, lookup).select(column(ROW), column(LINE), says.alias(SAYS), first.alias(FIRST))
    other = told.filter(column(SAYS) != column(FIRST)).sort(column(ROW)).select(column(ROW), column(LINE))
    return _told("M021", plan, join, origin, join.keys[0][1], other.to_arrow_table().to_pylist())


def never_met(plan: ClassPlan, join: Join, origin: Origin) -> pa.Table:
    """M022 for a join that found a row for none of those that asked; `origin` is where they stand."""
    return _told("M022", plan, join, origin, join.keys[0][0], [{}])


def _told(
    code: str, plan: ClassPlan, join: Join, origin: Origin, key: object, places: list[dict[str, int]]
) -> pa.Table:
    same = {
        "code": code,
        "severity": code_text(code).severity,
        "source": origin.source,
        "file": origin.file,
        "column": key.name if isinstance(key, Column) else None,
        "record_class": plan.target,
        "rule": f"{plan.rule}: {join.name}",
    }
    rows = [{**same, "row": place.get(ROW), "line": place.get(LINE)} for place in places]
    return pa.Table.from_pylist(rows, schema=PROBLEMS)
