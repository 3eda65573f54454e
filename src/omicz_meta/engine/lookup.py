"""Joined tables in the session: the rows that can be looked up, and those that never will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

import duckdb
import pyarrow as pa

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.plan import ClassPlan, Column, Join, columns_of, expressions_of
from omicz_meta.engine.table import LINE, ROW, Origin
from omicz_meta.engine.value_kernel import cells
from omicz_meta.problem import code_text

NTH, SAYS, FIRST = "#nth", "#says", "#first"


def join_columns(plan: ClassPlan, join: Join) -> tuple[Column, ...]:
    """The cells of a joined table that a class plan reads, its keys included, named without the join."""
    read = (part for part in columns_of(expressions_of(plan)) if part.table == join.name)
    return tuple(dict.fromkeys(replace(part, table=None) for part in read))


def lookup_name(plan: ClassPlan, join: Join) -> str:
    """Name of the session's table that holds the joined rows of a class plan."""
    return f"lookup:{plan.rule}:{join.name}"


def load_lookup(
    connection: duckdb.DuckDBPyConnection,
    plan: ClassPlan,
    join: Join,
    number: int,
    blocks: Iterable[pa.Table],
    scope: Scope,
) -> pa.Table:
    """Fill the session's table of a join: cleaned cells, keys and row numbers; of rows with equal keys the first.

    Returns row and line of the others, as far as they say something else than the first does.
    """
    columns = join_columns(plan, join)
    inside, cleaned = cells(columns, f"j{number}", faulty=True)
    named = {replace(part, table=join.name): cell for part, cell in inside.items()}
    inner = replace(scope, cells={**inside, **named})
    keys = [
        compile_expression(right, inner).value.cast("VARCHAR").alias(f"k{position}")
        for position, (_, right) in enumerate(join.keys)
    ]
    name = lookup_name(plan, join)
    staged = f"staged:{name}"
    # an empty table goes first, so that a joined table without any rows is there as well
    for position, block in enumerate(chain([_empty(columns)], blocks)):
        rows = connection.from_arrow(block).select(column(ROW), column(LINE), *cleaned)
        rows = rows.select(duckdb.StarExpression(), *keys)
        if position:
            rows.insert_into(staged)
        else:
            rows.create(staged)
    return _sorted_out(connection.table(staged), [f"k{position}" for position in range(len(join.keys))], name)


def _empty(columns: tuple[Column, ...]) -> pa.Table:
    texts = [pa.field(name, pa.string()) for name in dict.fromkeys(part.name for part in columns)]
    return pa.schema([*texts, pa.field(ROW, pa.int64()), pa.field(LINE, pa.int64())]).empty_table()


def _sorted_out(rows: duckdb.DuckDBPyRelation, keys: list[str], name: str) -> pa.Table:
    """Create the table of first rows; the rest that differs from them is handed back."""
    known = rows
    for key in keys:
        known = known.filter(column(key).isnotnull())
    partition, order = [column(key) for key in keys], [column(ROW)]
    kept = [column(one) for one in rows.columns if one != LINE]
    says = call("hash", *(column(one) for one in rows.columns if one not in (ROW, LINE)))
    numbered = known.select(
        duckdb.StarExpression(),
        call("row_number").over(partition, order).alias(NTH),
        says.alias(SAYS),
        call("first_value", says).over(partition, order).alias(FIRST),
    )
    numbered.filter(column(NTH) == constant(1)).select(*kept).create(name)
    other = numbered.filter(column(SAYS) != column(FIRST)).sort(column(ROW))
    return other.select(column(ROW), column(LINE)).to_arrow_table()


def surplus(plan: ClassPlan, join: Join, rows: pa.Table, origin: Origin) -> pa.Table:
    """M021 for rows of a joined table that nothing is taken from, since an earlier one has the same key."""
    told = [] if join.optional else rows.to_pylist()
    return _told("M021", plan, join, origin, join.keys[0][1], told)


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
