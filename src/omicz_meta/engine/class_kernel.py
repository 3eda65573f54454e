"""A class derivation compiled for DuckDB: projections and joins that turn a block of rows into candidate records.

Columns of the outcome: ROW, LINE, ITEM (0 without unnest), SKIP (0, or the number of the filter that left the row
out), per slot `v:<slot>` and `n:<slot>`, per join `j:<number>` (row found in the joined table, null for none).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, call, case, coalesce, column, constant, kept, null
from omicz_meta.engine.distinct import Sample, ValueMemory
from omicz_meta.engine.joining import asked, found_name, joined_cells, with_joins
from omicz_meta.engine.kernel import Scope, compile_expression, compile_slot
from omicz_meta.engine.names import ASKED, ITEM, NOTE, SKIP, VALUE
from omicz_meta.engine.noted import item_places, source_of
from omicz_meta.engine.plan import ClassPlan, Collect, Column, Expression, children, columns_of
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.stages import staged
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.engine.value_kernel import ValueKernel, cells, compile_values

_ENTRY, _ITEM_VALUE, _ITEM_NOTE, _ITEM_NAME, _ITEM_PLACE = "entry", "value", "note", "name", "place"
BLOCK = "block"
"""What a block is queried by, the rule and what is known of its cells behind it."""


@dataclass(frozen=True, slots=True)
class ClassKernel:
    """A class plan as a query over a block called `name`. Pure and picklable; the key is no part of it.

    `cells` and `made` are the columns that the query reads: those of the block, and what was computed for combinations
    of values. `sorts` says that joins lose the order of rows. `keyed` names the columns that become pseudonyms, each
    with the class in whose domain.
    """

    plan: ClassPlan
    name: str
    query: str
    cells: tuple[str, ...]
    made: tuple[str, ...]
    keyed: tuple[tuple[str, str], ...]
    sorts: bool
    values: ValueKernel | None = None

    def run(
        self, prepared: Prepared, pseudonyms: Pseudonyms, block: pa.Table, memory: ValueMemory | None = None
    ) -> pa.Table:
        """Candidate records of a block, in the order of rows and items. The block is not changed.

        `memory` keeps what combinations of values were computed to from block to block; it decides speed only.
        """
        ready = self._ready(prepared, block, memory)
        given = block.select(self.cells)
        for name in self.made:
            given = given.append_column(name, ready[name])
        outcome = prepared.run(self.query, self.name, given)
        if self.sorts:
            outcome = outcome.sort_by([(ROW, "ascending"), (ITEM, "ascending")])
        for made, name in self.values.direct if self.values is not None else ():
            outcome = outcome.append_column(name, ready[made])
        for name, domain in self.keyed:
            keyed = pseudonyms.of(outcome[name], domain)
            outcome = outcome.set_column(outcome.column_names.index(name), name, keyed)
        return outcome

    def _ready(self, prepared: Prepared, block: pa.Table, memory: ValueMemory | None) -> dict[str, pa.Array]:
        if self.values is None:
            return {}
        return (memory or ValueMemory(self.values)).of(prepared, block)


def compile_class(
    connection: duckdb.DuckDBPyConnection,
    plan: ClassPlan,
    scope: Scope,
    *,
    faulty: bool = False,
    sample: Sample | None = None,
) -> ClassKernel:
    """Compile a class plan for blocks of its table.

    `faulty` is for blocks with unreadable cells; by a `sample` of the rows what can be is decided per value.
    """
    name = f"{BLOCK}:{plan.rule}:{'faulty' if faulty else 'whole'}"
    values = None
    if sample is not None:
        values, scope = compile_values(connection, f"values of {name}", plan, sample, scope, faulty=faulty)
    done = frozenset[str]() if values is None else values.slots
    joins = [n for n in range(len(plan.joins)) if values is None or n not in values.joins]
    joined = joined_cells(plan, joins)
    own = tuple(cell for cell in columns_of(_left(plan, scope, done, joins)) if cell.table is None)
    base, cleaned = cells(own, "", faulty)
    made = _made(values)
    given = tuple(dict.fromkeys((*(cell.name for cell in own), ROW, LINE)))
    connection.register(name, _form(given, made).empty_table())
    inner = replace(scope, cells={**base, **joined.cells}, staged={**scope.staged, **joined.staged})
    ready = [column(field.name) for field in made]
    relation = connection.table(name).select(column(ROW), column(LINE), *ready, *cleaned)
    relation = with_joins(connection, relation, plan, joined, inner)
    if plan.unnest:
        unnested, inner = _unnest(plan.unnest.items, inner)
        relation = relation.select(duckdb.StarExpression(), *unnested)
    projections, inner = staged(_whole(plan, done), inner)
    for projection in projections:
        relation = relation.select(duckdb.StarExpression(), *projection)
    query = relation.select(*_outputs(plan, inner, done, joins)).sql_query()
    connection.unregister(name)
    names = tuple(field.name for field in made)
    return ClassKernel(plan, name, query, given, names, tuple(_keyed(plan)), bool(joins), values)


def _made(values: ValueKernel | None) -> tuple[pa.Field, ...]:
    """The made columns that the query over rows reads."""
    if values is None:
        return ()
    outside = {made for made, _ in values.direct}
    return tuple(form for group in values.groups for form in group.made if form.name not in outside)


def _whole(plan: ClassPlan, done: frozenset[str]) -> Iterator[Expression]:
    """What is computed once joins and items are there, without the slots that are done."""
    yield from (slot.value for slot in plan.slots if slot.slot.name not in done)
    yield from (entry.keep for entry in plan.filters)
    yield from plan.derived_key or ()


def _left(plan: ClassPlan, scope: Scope, done: frozenset[str], joins: Sequence[int]) -> Iterator[Expression]:
    """Expressions with the parts that are columns already taken out, for the cells that are still to be cleaned."""
    keys = (left for number in joins for left, _ in plan.joins[number].keys)
    items = () if plan.unnest is None else (plan.unnest.items,)
    for expression in (*_whole(plan, done), *items, *keys):
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


def _outputs(plan: ClassPlan, scope: Scope, done: frozenset[str], joins: Sequence[int]) -> Iterator[Sql]:
    yield column(ROW)
    yield column(LINE)
    yield (column(ITEM) if plan.unnest else constant(0).cast("BIGINT")).alias(ITEM)
    yield _skip(plan, scope).alias(SKIP)
    for number in joins:
        yield column(found_name(number))
        yield asked(plan.joins[number], number).alias(f"{ASKED}{number}")
    if plan.derived_key is not None:
        yield _derived(plan, plan.derived_key, scope).alias(VALUE + plan.key)
    for slot in plan.slots:
        if slot.slot.name in done:
            continue
        made = compile_slot(slot, scope)
        yield made.value.alias(VALUE + slot.slot.name)
        if made.note is not None:
            yield made.note.alias(NOTE + slot.slot.name)


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
