"""A class derivation compiled for DuckDB: projections and joins that turn a block of rows into candidate records.

Columns of the outcome: ROW, LINE, ITEM (0 without unnest), SKIP (0, or the number of the filter that left the row
out), per slot `v:<slot>` and `n:<slot>`, per join `j:<number>` (row found in the joined table, null for none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, call, case, coalesce, column, constant
from omicz_meta.engine.cells import letters
from omicz_meta.engine.kernel import (
    PseudonymKey,
    Scope,
    compile_expression,
    compile_slot,
    names_present,
    source_of,
)
from omicz_meta.engine.kernel_functions import INNER_PAD, OUTER_PAD, hmac_hex, pads
from omicz_meta.engine.lookup import join_columns, lookup_name
from omicz_meta.engine.physical import PLAIN_TYPES
from omicz_meta.engine.plan import (
    ClassPlan,
    Collect,
    Column,
    Expression,
    Join,
    children,
    columns_of,
    expressions_of,
)
from omicz_meta.engine.stages import staged
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.engine.value_kernel import ValueKernel, ValueMemory, cells, compile_values
from omicz_meta.schema import Kind, Slot

ITEM, SKIP = "#item", "#skip"
VALUE, NOTE, FOUND = "v:", "n:", "j:"
BLOCK = "block"
"""The name under which a block is queried."""


@dataclass(frozen=True, slots=True)
class CompiledJoin:
    """A join ready to run: the lookup table in the session and the pairs of key columns."""

    join: Join
    table: str
    left: tuple[Sql, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassKernel:
    """A class plan as prepared queries over a block. Pure and picklable; the key is no part of it."""

    plan: ClassPlan
    query: str
    lettered: tuple[str, ...]
    values: ValueKernel | None = None
    direct: tuple[tuple[str, str], ...] = ()

    def run(
        self,
        connection: duckdb.DuckDBPyConnection,
        block: pa.Table,
        key: PseudonymKey,
        memory: ValueMemory | None = None,
    ) -> pa.Table:
        """Candidate records of a block, in the order of rows and items. The block is not changed.

        `memory` keeps what distinct values were computed to from block to block; it decides speed only.
        """
        set_key(connection, key)
        if self.values is not None:
            block = (memory or ValueMemory(self.values)).extend(connection, block)
        connection.register(BLOCK, block)
        outcome = connection.sql(self.query).to_arrow_table()
        for made, name in self.direct:
            outcome = outcome.append_column(name, block[made])
        for name in self.lettered:
            outcome = outcome.set_column(outcome.column_names.index(name), name, letters(outcome[name]))
        return outcome.sort_by([(ROW, "ascending"), (ITEM, "ascending")]) if self.plan.joins else outcome


def set_key(connection: duckdb.DuckDBPyConnection, key: PseudonymKey) -> None:
    """Hand the key to a session as variables, bound and never written into a query."""
    inner, outer = pads(key.secret)
    connection.execute(f"SET VARIABLE {INNER_PAD} = $1", [inner])
    connection.execute(f"SET VARIABLE {OUTER_PAD} = $1", [outer])


def compile_class(
    connection: duckdb.DuckDBPyConnection,
    plan: ClassPlan,
    columns: tuple[str, ...],
    scope: Scope,
    key: PseudonymKey,
    *,
    faulty: bool = False,
    narrow: frozenset[str] = frozenset(),
) -> ClassKernel:
    """Compile a class plan for blocks of these columns.

    `faulty` is for blocks with unreadable cells; `narrow` names columns with few distinct values.
    """
    set_key(connection, key)
    values, scope = compile_values(connection, tuple(_whole(plan)), narrow, scope, faulty=faulty)
    made = () if values is None else values.columns
    connection.register(BLOCK, _form(columns, made).empty_table())
    own = tuple(cell for cell in columns_of(_left(plan, scope)) if cell.table is None)
    base, cleaned = cells(own, "", faulty)
    inner = replace(scope, cells={**base, **_joined_cells(plan)})
    ready = [column(field.name) for field in made]
    relation = connection.table(BLOCK).select(column(ROW), column(LINE), *ready, *cleaned)
    for number, join in enumerate(plan.joins):
        relation = _join(connection, relation, _compile_join(plan, join, inner), number)
    if plan.unnest:
        unnested, inner = _unnest(plan.unnest.items, inner)
        relation = relation.select(duckdb.StarExpression(), *unnested)
    projections, inner = staged(_whole(plan), inner)
    for projection in projections:
        relation = relation.select(duckdb.StarExpression(), *projection)
    direct = {} if values is None else _direct(plan, values)
    query = relation.select(*_outputs(plan, inner, key, frozenset(direct))).sql_query()
    connection.unregister(BLOCK)
    outside = tuple(pair for pairs in direct.values() for pair in pairs)
    return ClassKernel(plan, query, tuple(_lettered(plan)), values, outside)


def _direct(plan: ClassPlan, values: ValueKernel) -> dict[str, list[tuple[str, str]]]:
    """Slots whose value stands finished among the distinct values: made column and outcome column, value and note.

    They need not pass through the query, as long as it keeps every row of the block.
    """
    if plan.joins or plan.unnest:
        return {}
    made = dict(zip(values.expressions, (names for _, names in values.parts), strict=True))
    kinds = {field.name: field.type for field in values.columns}
    found = {}
    for slot in plan.slots:
        names = made.get(slot.value, ())
        if (
            names
            and slot.pseudonym is None
            and not slot.slot.multivalued
            and _fits(slot.slot, kinds[names[0]])
        ):
            found[slot.slot.name] = list(
                zip(names, (VALUE + slot.slot.name, NOTE + slot.slot.name), strict=False)
            )
    return found


def _fits(slot: Slot, kind: pa.DataType) -> bool:
    """Whether a computed column has the slot's physical type already."""
    if slot.kind in PLAIN_TYPES:
        return bool(kind == PLAIN_TYPES[slot.kind])
    return slot.kind is not Kind.OBJECT and pa.types.is_string(kind)


def _whole(plan: ClassPlan) -> Iterator[Expression]:
    """What is computed once joins and items are there."""
    yield from (slot.value for slot in plan.slots)
    yield from (entry.keep for entry in plan.filters)
    yield from plan.derived_key or ()


def _left(plan: ClassPlan, scope: Scope) -> Iterator[Expression]:
    """Expressions with the parts that are columns already taken out, for the cells that are still to be cleaned."""
    for expression in expressions_of(plan):
        yield from _open_parts(expression, scope)


def _open_parts(expression: Expression, scope: Scope) -> Iterator[Expression]:
    if expression in scope.staged:
        return
    if isinstance(expression, Column):
        yield expression
    for part in children(expression):
        yield from _open_parts(part, scope)


def _form(columns: tuple[str, ...], made: tuple[pa.Field, ...] = ()) -> pa.Schema:
    texts = [pa.field(name, pa.string()) for name in columns]
    return pa.schema([*texts, pa.field(ROW, pa.int64()), pa.field(LINE, pa.int64()), *made])


def _lettered(plan: ClassPlan) -> Iterator[str]:
    """Columns of the outcome that hold pseudonyms."""
    if plan.derived_key is not None:
        yield VALUE + plan.key
    yield from (VALUE + slot.slot.name for slot in plan.slots if slot.pseudonym is not None)


def _joined_cells(plan: ClassPlan) -> dict[Column, Cell]:
    found = {}
    for number, join in enumerate(plan.joins):
        inside, _ = cells(join_columns(plan, join), f"j{number}", faulty=True)
        found.update({replace(part, table=join.name): cell for part, cell in inside.items()})
    return found


def _compile_join(plan: ClassPlan, join: Join, scope: Scope) -> CompiledJoin:
    left = tuple(compile_expression(side, scope).value.cast("VARCHAR") for side, _ in join.keys)
    right = tuple(f"k{number}" for number in range(len(join.keys)))
    return CompiledJoin(join, lookup_name(plan, join), left, right)


def _join(
    connection: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    joined: CompiledJoin,
    number: int,
) -> duckdb.DuckDBPyRelation:
    keys = [side.alias(f"l{number}k{position}") for position, side in enumerate(joined.left)]
    right = connection.table(joined.table)
    renamed = [column(name).alias(f"r{number}{name}") for name in joined.right]
    rest = [column(name) for name in right.columns if name not in (*joined.right, ROW)]
    right = right.select(*renamed, column(ROW).alias(f"{FOUND}{number}"), *rest)
    pairs = [column(f"l{number}k{p}") == column(f"r{number}{name}") for p, name in enumerate(joined.right)]
    condition = pairs[0]
    for pair in pairs[1:]:
        condition = condition & pair
    return relation.select(duckdb.StarExpression(), *keys).join(right, condition=condition, how="left")


def _unnest(items: Expression, scope: Scope) -> tuple[tuple[Sql, ...], Scope]:
    cell = compile_expression(items, scope)
    count = call("len", cell.value) + constant(1)
    element = call("unnest", cell.value).alias("item")
    ordinal = call("unnest", call("range", constant(1), count)).alias(ITEM)
    inside = replace(scope, item=Cell(column("item"), cell.note), item_from=source_of(items, scope))
    if not isinstance(items, Collect) or not items.names:
        return (element, ordinal), inside
    names = call("unnest", names_present(items, scope)).alias("variable")
    return (element, ordinal, names), replace(inside, variable=column("variable"))


def _outputs(plan: ClassPlan, scope: Scope, key: PseudonymKey, direct: frozenset[str]) -> Iterator[Sql]:
    yield column(ROW)
    yield column(LINE)
    yield (column(ITEM) if plan.unnest else constant(0).cast("BIGINT")).alias(ITEM)
    yield _skip(plan, scope).alias(SKIP)
    for number in range(len(plan.joins)):
        yield column(f"{FOUND}{number}")
    if plan.derived_key is not None:
        yield _derived(plan, plan.derived_key, scope, key).alias(VALUE + plan.key)
    for slot in plan.slots:
        if slot.slot.name in direct:
            continue
        made = compile_slot(slot, scope, key)
        yield made.value.alias(VALUE + slot.slot.name)
        if made.note is not None:
            yield made.note.alias(NOTE + slot.slot.name)


def _skip(plan: ClassPlan, scope: Scope) -> Sql:
    if not plan.filters:
        return constant(0).cast("BIGINT")
    kept = [compile_expression(entry.keep, scope).value for entry in plan.filters]
    left_out = [(~coalesce(keep, constant(False)), constant(number)) for number, keep in enumerate(kept, 1)]
    return case(*left_out, otherwise=constant(0)).cast("BIGINT")


def _derived(plan: ClassPlan, parts: tuple[Expression, ...], scope: Scope, key: PseudonymKey) -> Sql:
    """The key of a record that has none of its own: of the source's key columns, else of rule and row number."""
    pieces = [constant(plan.table), *(compile_expression(part, scope).value for part in parts)]
    if not parts:
        pieces += [constant(plan.rule), column(ROW)]
    if plan.unnest:
        pieces.append(column(ITEM))
    text = pieces[0]
    for piece in pieces[1:]:
        text = call("||", call("||", text, constant("\x1f")), piece.cast("VARCHAR"))
    return hmac_hex(text, key.domain(plan.target))
