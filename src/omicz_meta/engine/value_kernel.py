"""Decides per value, not per row: what reads a few columns is computed once for each combination of their values.

A million facts name a few thousand concepts: which rows these look up, and the codes that come of it, are found once
for each concept. Combinations of several groups of columns stand side by side in one small table, padded with nulls,
so that one query serves them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, column
from omicz_meta.engine.distinct import Sample
from omicz_meta.engine.joining import Joined, asked, found_name, joined_cells, with_joins
from omicz_meta.engine.kernel import Scope, clean, compile_expression, compile_slot
from omicz_meta.engine.names import ASKED, FOUND, NOTE, VALUE
from omicz_meta.engine.plan import (
    ClassPlan,
    Collect,
    Column,
    Each,
    Expression,
    Item,
    SlotPlan,
    Variable,
    children,
    columns_of,
)
from omicz_meta.engine.stages import staged

AT = "#at"
"""The position of a combination; joins lose the order."""

Roots = frozenset[str]
"""Columns of the table itself on which something depends, through joins as well."""


@dataclass(frozen=True, slots=True)
class ValueKernel:
    """A query over combinations of values called `name`.

    `groups` are the columns whose combinations are looked at, `made` the columns that come of the query, each with the
    number of its group. `direct` are those that need not pass through the query over rows, with their names in the
    outcome. `joins` are the numbers of joins that are done here.
    """

    name: str
    query: str
    groups: tuple[tuple[str, ...], ...]
    made: tuple[tuple[int, pa.Field], ...]
    direct: tuple[tuple[str, str], ...]
    joins: frozenset[int]

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(dict.fromkeys(name for group in self.groups for name in group))

    @property
    def slots(self) -> frozenset[str]:
        """Names of slots that are finished here."""
        return frozenset(name.removeprefix(VALUE) for _, name in self.direct if name.startswith(VALUE))

    def form(self) -> pa.Schema:
        """What the query reads: combinations of each group, and their positions."""
        return _form(self.groups)


def _form(groups: tuple[tuple[str, ...], ...]) -> pa.Schema:
    names = [_raw(number, at) for number, group in enumerate(groups) for at in range(len(group))]
    return pa.schema([*(pa.field(name, pa.string()) for name in names), pa.field(AT, pa.int64())])


def _raw(group: int, at: int) -> str:
    """Name of a column in the table of combinations."""
    return f"{group}:{at}"


@dataclass(slots=True)
class _Group:
    """What is computed for the combinations of some columns."""

    slots: list[SlotPlan] = field(default_factory=list)
    parts: list[Expression] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)
    needs: set[int] = field(default_factory=set)


def compile_values(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    plan: ClassPlan,
    sample: Sample,
    scope: Scope,
    *,
    faulty: bool,
) -> tuple[ValueKernel | None, Scope]:
    """Compile what reads columns with few different combinations, and give the scope in which it is columns.

    `name` is what the combinations will be queried by.
    """
    found = _Finder(plan, sample).groups()
    if not found:
        return None, scope
    groups = tuple(tuple(sorted(roots)) for roots in found)
    connection.register(name, _form(groups).empty_table())
    made = _Maker(connection, plan, scope, faulty)
    relation = connection.table(name)
    for number, (columns, group) in enumerate(zip(groups, found.values(), strict=True)):
        relation = made.add(relation, number, columns, group)
    finished = relation.select(column(AT), *(value.alias(alias) for _, alias, value in made.outputs))
    types = finished.to_arrow_table().schema
    query = finished.sql_query()
    connection.unregister(name)
    columns_made = tuple((number, types.field(alias)) for number, alias, _ in made.outputs)
    joins = frozenset(number for group in found.values() for number in group.joins)
    kernel = ValueKernel(name, query, groups, columns_made, tuple(made.direct), joins)
    return kernel, replace(scope, staged={**scope.staged, **made.ready})


@dataclass(slots=True)
class _Finder:
    """Finds the parts of a plan that depend on few different combinations of values."""

    plan: ClassPlan
    sample: Sample
    roots: dict[str | None, Roots | None] = field(default_factory=dict)
    found: dict[Roots, _Group] = field(default_factory=dict)

    def groups(self) -> Mapping[Roots, _Group]:
        """What is to be computed, by the columns it depends on."""
        whole = self.plan.unnest is None
        for number, join in enumerate(self.plan.joins):
            self._join(number, [left for left, _ in join.keys], whole=whole)
        for slot in self.plan.slots:
            if whole and self._few(self._roots(slot.value)):
                self._group(slot.value).slots.append(slot)
            else:
                self._parts(slot.value)
        for entry in self.plan.filters:
            self._parts(entry.keep)
        for part in self.plan.derived_key or ():
            self._parts(part)
        self._place_joins()
        return self.found

    def _join(self, number: int, keys: list[Expression], *, whole: bool) -> None:
        name = self.plan.joins[number].name
        several = [self._roots(key) for key in keys]
        roots = frozenset[str]().union(*(one or () for one in several))
        done = whole and None not in several and bool(roots) and self._few(roots)
        self.roots[name] = roots if done else None
        if not done:
            for key in keys:
                self._parts(key)

    def _few(self, roots: Roots | None) -> bool:
        return roots is not None and self.sample.has_few(roots)

    def _roots(self, expression: Expression) -> Roots | None:
        """The columns that an expression depends on; None where it depends on an item or on a row found per row."""
        match expression:
            case Item() | Variable():
                return None
            case Column(name, None):
                return frozenset((name,))
            case Column(table=join):
                return self.roots.get(join)
            case Each(items):
                return self._roots_of_each(expression, items)
        return _together(self._roots(part) for part in children(expression))

    def _roots_of_each(self, each: Each, items: Expression) -> Roots | None:
        """Items inside the body are those of the list itself."""
        cells = columns_of([each.body])
        return _together((self._roots(items), *(self._roots(cell) for cell in cells)))

    def _group(self, expression: Expression) -> _Group:
        roots = self._roots(expression)
        group = self.found.setdefault(frozenset() if roots is None else roots, _Group())
        group.needs |= self._needed(expression)
        return group

    def _needed(self, expression: Expression) -> set[int]:
        """Numbers of the joins that an expression reads, those that lead to them included."""
        needed = set[int]()
        read = {cell.table for cell in columns_of([expression])}
        for number, join in enumerate(self.plan.joins):
            if join.name in read:
                needed |= {number, *(n for left, _ in join.keys for n in self._needed(left))}
        return needed

    def _parts(self, expression: Expression) -> None:
        """The largest parts of an expression that depend on few different combinations."""
        roots = self._roots(expression)
        if roots and self._few(roots):
            group = self._group(expression)
            if expression not in group.parts:
                group.parts.append(expression)
        else:
            for part in _open(expression):
                self._parts(part)

    def _place_joins(self) -> None:
        """Each join tells in one group which rows it finds: one that needs it anyway, else one of its own columns."""
        for number, join in enumerate(self.plan.joins):
            roots = self.roots[join.name]
            if roots is None:
                continue
            needing = (group for group in self.found.values() if number in group.needs)
            group = next(needing, None) or self.found.setdefault(roots, _Group())
            group.joins.append(number)
            group.needs |= {number, *(n for left, _ in join.keys for n in self._needed(left))}


def _open(expression: Expression) -> tuple[Expression, ...]:
    """The parts of an expression that may be columns. A list that is taken apart is not: its items are asked for."""
    if not isinstance(expression, Each):
        return children(expression)
    items = expression.items
    return children(items) if isinstance(items, Collect) else (items,)


def _together(several: Iterator[Roots | None] | tuple[Roots | None, ...]) -> Roots | None:
    found = frozenset[str]()
    for roots in several:
        if roots is None:
            return None
        found |= roots
    return found


@dataclass(slots=True)
class _Maker:
    """Compiles groups one after the other into one relation; `outputs` are made columns with their group."""

    connection: duckdb.DuckDBPyConnection
    plan: ClassPlan
    scope: Scope
    faulty: bool
    outputs: list[tuple[int, str, Sql]] = field(default_factory=list)
    direct: list[tuple[str, str]] = field(default_factory=list)
    ready: dict[Expression, Cell] = field(default_factory=dict)

    def add(
        self, relation: duckdb.DuckDBPyRelation, number: int, columns: tuple[str, ...], group: _Group
    ) -> duckdb.DuckDBPyRelation:
        """The relation with what one group needs; its columns begin with its number."""
        prefix = f"{number}"
        joined = joined_cells(self.plan, sorted(group.needs), prefix)
        wanted = [*(slot.value for slot in group.slots), *group.parts]
        keys = [left for _, join in joined.joins for left, _ in join.keys]
        own = tuple(cell for cell in columns_of([*wanted, *keys]) if cell.table is None)
        names = {name: _raw(number, at) for at, name in enumerate(columns)}
        known, cleaned = cells(own, prefix, self.faulty, names)
        relation = relation.select(duckdb.StarExpression(), *cleaned)
        inner = replace(self.scope, cells={**known, **joined.cells}, staged=joined.staged)
        relation = with_joins(self.connection, relation, self.plan, joined, inner)
        projections, inner = staged(wanted, inner, prefix)
        for projection in projections:
            relation = relation.select(duckdb.StarExpression(), *projection)
        self._outputs(number, group, joined, inner)
        return relation

    def _outputs(self, number: int, group: _Group, joined: Joined, scope: Scope) -> None:
        for slot in group.slots:
            value, note = self._made(number, compile_slot(slot, scope))
            self.direct.append((value, VALUE + slot.slot.name))
            if note is not None:
                self.direct.append((note, NOTE + slot.slot.name))
        for part in group.parts:
            value, note = self._made(number, compile_expression(part, scope))
            self.ready[part] = Cell(column(value), None if note is None else column(note))
        for position, join in joined.joins:
            if position in group.joins:
                row = column(found_name(position, joined.prefix))
                value, note = self._made(number, Cell(row, asked(join, position, joined.prefix)))
                self.direct += [(value, f"{FOUND}{position}"), (note or "", f"{ASKED}{position}")]

    def _made(self, number: int, cell: Cell) -> tuple[str, str | None]:
        name = f"#d{len(self.outputs)}"
        self.outputs.append((number, f"{name}v", cell.value))
        if cell.note is None:
            return f"{name}v", None
        self.outputs.append((number, f"{name}n", cell.note))
        return f"{name}v", f"{name}n"


def cells(
    columns: tuple[Column, ...], prefix: str, faulty: bool, names: Mapping[str, str] | None = None
) -> tuple[dict[Column, Cell], tuple[Sql, ...]]:
    """Cells as later projections see them, and the first projection that makes them.

    Only columns with meanings, or any column of a block with unreadable cells, can carry a note. `names` are what
    columns are called in the relation, where that is something else.
    """
    scope, projection = {}, []
    for number, source in enumerate(columns):
        named = (names or {}).get(source.name, source.name)
        made = clean(replace(source, name=named), faulty=faulty)
        value, note = f"{prefix}c{number}", f"{prefix}m{number}"
        projection.append(made.value.alias(value))
        if made.note is not None:
            projection.append(made.note.alias(note))
        scope[source] = Cell(column(value), None if made.note is None else column(note))
    return scope, tuple(projection)
