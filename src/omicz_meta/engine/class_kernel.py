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

from omicz_meta.engine.ahead import ahead, note_of, stored
from omicz_meta.engine.cell import Cell, call, case, coalesce, column, constant, kept, null
from omicz_meta.engine.kernel import (
    Scope,
    compile_expression,
    compile_slot,
)
from omicz_meta.engine.lookup import NOTE as STORED_NOTE
from omicz_meta.engine.lookup import join_cells, lookup_of
from omicz_meta.engine.noted import item_places, source_of
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
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.stages import staged
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.engine.value_kernel import ValueKernel, ValueMemory, cells, compile_values
from omicz_meta.schema import Kind, Slot

ITEM, SKIP = "#item", "#skip"
VALUE, NOTE, FOUND, ASKED = "v:", "n:", "j:", "a:"
_ENTRY, _ITEM_VALUE, _ITEM_NOTE, _ITEM_NAME, _ITEM_PLACE = "entry", "value", "note", "name", "place"
BLOCK = "block"
"""What a block is queried by, the rule and what is known of its cells behind it."""


@dataclass(frozen=True, slots=True)
class CompiledJoin:
    """A join ready to run: the lookup table in the session, the pairs of key columns, and what is kept."""

    join: Join
    table: str
    left: tuple[Sql, ...]
    right: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassKernel:
    """A class plan as a query over a block called `name`. Pure and picklable; the key is no part of it.

    `keyed` names the columns that become pseudonyms, each with the class in whose domain.
    """

    plan: ClassPlan
    name: str
    query: str
    keyed: tuple[tuple[str, str], ...]
    values: ValueKernel | None = None
    direct: tuple[tuple[str, str], ...] = ()

    def run(
        self, prepared: Prepared, pseudonyms: Pseudonyms, block: pa.Table, memory: ValueMemory | None = None
    ) -> pa.Table:
        """Candidate records of a block, in the order of rows and items. The block is not changed.

        `memory` keeps what distinct values were computed to from block to block; it decides speed only.
        """
        if self.values is not None:
            block = (memory or ValueMemory(self.values)).extend(prepared, block)
        outcome = prepared.run(self.query, self.name, block)
        for made, name in self.direct:
            outcome = outcome.append_column(name, block[made])
        for name, domain in self.keyed:
            keyed = pseudonyms.of(outcome[name], domain)
            outcome = outcome.set_column(outcome.column_names.index(name), name, keyed)
        return outcome.sort_by([(ROW, "ascending"), (ITEM, "ascending")]) if self.plan.joins else outcome


def compile_class(
    connection: duckdb.DuckDBPyConnection,
    plan: ClassPlan,
    columns: tuple[str, ...],
    scope: Scope,
    *,
    faulty: bool = False,
    narrow: frozenset[str] = frozenset(),
) -> ClassKernel:
    """Compile a class plan for blocks of these columns.

    `faulty` is for blocks with unreadable cells; `narrow` names columns with few distinct values.
    """
    name = f"{BLOCK}:{plan.rule}:{'faulty' if faulty else 'whole'}"
    whole = tuple(_whole(plan))
    values, scope = compile_values(connection, f"values of {name}", whole, narrow, scope, faulty=faulty)
    made = () if values is None else values.columns
    connection.register(name, _form(columns, made).empty_table())
    own = tuple(cell for cell in columns_of(_left(plan, scope)) if cell.table is None)
    base, cleaned = cells(own, "", faulty)
    joined = _joined_cells(plan)
    inner = replace(scope, cells={**base, **joined.cells}, staged={**scope.staged, **joined.staged})
    ready = [column(field.name) for field in made]
    relation = connection.table(name).select(column(ROW), column(LINE), *ready, *cleaned)
    for number, join in enumerate(plan.joins):
        relation = _join(connection, relation, _compile_join(plan, join, inner), number)
    if plan.unnest:
        unnested, inner = _unnest(plan.unnest.items, inner)
        relation = relation.select(duckdb.StarExpression(), *unnested)
    projections, inner = staged(_whole(plan), inner)
    for projection in projections:
        relation = relation.select(duckdb.StarExpression(), *projection)
    direct = {} if values is None else _direct(plan, values)
    query = relation.select(*_outputs(plan, inner, frozenset(direct))).sql_query()
    connection.unregister(name)
    outside = tuple(pair for pairs in direct.values() for pair in pairs)
    return ClassKernel(plan, name, query, tuple(_keyed(plan)), values, outside)


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


def _keyed(plan: ClassPlan) -> Iterator[tuple[str, str]]:
    """Columns of the outcome that become pseudonyms, and the class in whose domain."""
    if plan.derived_key is not None:
        yield VALUE + plan.key, plan.target
    for slot in plan.slots:
        if slot.pseudonym is not None:
            yield VALUE + slot.slot.name, slot.pseudonym


@dataclass(frozen=True, slots=True)
class _Joined:
    """What joins bring: cells as they were read, and parts of expressions that are computed already."""

    cells: dict[Column, Cell]
    staged: dict[Expression, Cell]


def _joined_cells(plan: ClassPlan) -> _Joined:
    cells, ready = dict[Column, Cell](), dict[Expression, Cell]()
    for number, join in enumerate(plan.joins):
        cells.update({cell: _brought(cell, number) for cell in join_cells(plan, join)})
        ready.update({part: _brought(part, number) for part in ahead(plan, join)})
    return _Joined(cells, ready)


def _brought(part: Expression, number: int) -> Cell:
    name = f"j{number}{stored(part)}"
    return Cell(column(name), column(name + STORED_NOTE))


def _compile_join(plan: ClassPlan, join: Join, scope: Scope) -> CompiledJoin:
    left = tuple(compile_expression(side, scope).value.cast("VARCHAR") for side, _ in join.keys)
    right = tuple(f"k{number}" for number in range(len(join.keys)))
    lookup = lookup_of(plan, join)
    return CompiledJoin(join, lookup.name, left, right, tuple(map(stored, lookup.kept)))


def _join(
    connection: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    joined: CompiledJoin,
    number: int,
) -> duckdb.DuckDBPyRelation:
    keys = [side.alias(f"l{number}k{position}") for position, side in enumerate(joined.left)]
    right = connection.table(joined.table)
    renamed = [column(name).alias(f"r{number}{name}") for name in joined.right]
    rest = [part for name in joined.kept for part in _kept(name, joined.join.name, number)]
    right = right.select(*renamed, column(ROW).alias(f"{FOUND}{number}"), *rest)
    pairs = [column(f"l{number}k{p}") == column(f"r{number}{name}") for p, name in enumerate(joined.right)]
    condition = pairs[0]
    for pair in pairs[1:]:
        condition = condition & pair
    return relation.select(duckdb.StarExpression(), *keys).join(right, condition=condition, how="left")


def _kept(name: str, join: str, number: int) -> tuple[Sql, Sql]:
    """A value of the lookup table and its note, under names of their own for this join."""
    value, note = f"j{number}{name}", f"j{number}{name}{STORED_NOTE}"
    return column(name).alias(value), note_of(name + STORED_NOTE, join).value.alias(note)


def _unnest(items: Expression, scope: Scope) -> tuple[tuple[Sql, ...], Scope]:
    """The columns that take a row apart, and the scope in which they are the item, its note and its name."""
    inside = replace(scope, item_from=source_of(items, scope))
    if isinstance(items, Collect):
        places = item_places(items, scope)
        entries = _entries(items, places, scope)
        item, note, variable = (_of_entry(part) for part in (_ITEM_VALUE, _ITEM_NOTE, _ITEM_NAME))
        place = _of_entry(_ITEM_PLACE) if places else None
        inside = replace(inside, item=Cell(item, note), item_place=place, variable=variable)
    else:
        cell = compile_expression(items, scope)
        entries = cell.value
        inside = replace(inside, item=Cell(column(_ENTRY), cell.note))
    ordinals = call("range", constant(1), call("len", entries) + constant(1))
    return (call("unnest", entries).alias(_ENTRY), call("unnest", ordinals).alias(ITEM)), inside


def _entries(items: Collect, places: tuple[str, ...], scope: Scope) -> Sql:
    """The cells that give an item: those with a value, and those with a problem, which would be lost otherwise."""
    names = items.names or (None,) * len(items.items)
    parts = [compile_expression(item, scope) for item in items.items]
    told = places or (None,) * len(parts)
    entries = [_entry(*entry) for entry in zip(parts, names, told, strict=True)]
    value, note = (call("struct_extract", column("e"), constant(part)) for part in (_ITEM_VALUE, _ITEM_NOTE))
    problem = coalesce(call("regexp_matches", note, constant("^[A-Z][0-9]")), constant(False))
    return kept(call("list_value", *entries), "e", value.isnotnull() | problem)


def _entry(part: Cell, name: str | None, place: str | None) -> Sql:
    note = null() if part.note is None else part.note.cast("VARCHAR")
    fields = {_ITEM_VALUE: part.value, _ITEM_NOTE: note, _ITEM_NAME: constant(name).cast("VARCHAR")}
    if place is not None:
        fields[_ITEM_PLACE] = constant(place)
    return call("struct_pack", *(value.alias(field) for field, value in fields.items()))


def _of_entry(part: str) -> Sql:
    return call("struct_extract", column(_ENTRY), constant(part))


def _outputs(plan: ClassPlan, scope: Scope, direct: frozenset[str]) -> Iterator[Sql]:
    yield column(ROW)
    yield column(LINE)
    yield (column(ITEM) if plan.unnest else constant(0).cast("BIGINT")).alias(ITEM)
    yield _skip(plan, scope).alias(SKIP)
    for number in range(len(plan.joins)):
        yield column(f"{FOUND}{number}")
        yield _asked(plan.joins[number], number).alias(f"{ASKED}{number}")
    if plan.derived_key is not None:
        yield _derived(plan, plan.derived_key, scope).alias(VALUE + plan.key)
    for slot in plan.slots:
        if slot.slot.name in direct:
            continue
        made = compile_slot(slot, scope)
        yield made.value.alias(VALUE + slot.slot.name)
        if made.note is not None:
            yield made.note.alias(NOTE + slot.slot.name)


def _asked(join: Join, number: int) -> Sql:
    """Whether all keys are there to look up; a row with an empty one is not expected to find anything."""
    asked = column(f"l{number}k0").isnotnull()
    for position in range(1, len(join.keys)):
        asked = asked & column(f"l{number}k{position}").isnotnull()
    return asked


def _skip(plan: ClassPlan, scope: Scope) -> Sql:
    if not plan.filters:
        return constant(0).cast("BIGINT")
    keeps = [compile_expression(entry.keep, scope).value for entry in plan.filters]
    left_out = [(~coalesce(keep, constant(False)), constant(number)) for number, keep in enumerate(keeps, 1)]
    return case(*left_out, otherwise=constant(0)).cast("BIGINT")


def _derived(plan: ClassPlan, parts: tuple[Expression, ...], scope: Scope) -> Sql:
    """What the key of a record is made of that has none of its own: key columns, else rule and row number."""
    pieces = [constant(plan.table), *(compile_expression(part, scope).value for part in parts)]
    if not parts:
        pieces += [constant(plan.rule), column(ROW)]
    if plan.unnest:
        pieces.append(column(ITEM))
    text = pieces[0]
    for piece in pieces[1:]:
        text = call("||", call("||", text, constant("\x1f")), piece.cast("VARCHAR"))
    return text
