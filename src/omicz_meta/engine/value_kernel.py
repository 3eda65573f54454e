"""Decides per value, not per row: what reads a few columns is computed once for each combination of their values.

A million facts name a few thousand concepts: which rows these look up, and the codes that come of it, are found once
for each concept. Each group of columns has a query of its own, which is asked only where there are new combinations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, column, constant
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
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.stages import staged

AT = "#at"
"""The position of a combination; joins lose the order."""

Roots = frozenset[str]
"""Columns of the table itself on which something depends, through joins as well."""


@dataclass(frozen=True, slots=True)
class GroupKernel:
    """A query over combinations of values of `columns`, called `name`, and the columns that it makes."""

    name: str
    columns: tuple[str, ...]
    query: str
    made: tuple[pa.Field, ...]

    def compute(self, prepared: Prepared, texts: Sequence[pa.Array], count: int) -> pa.Table:
        """What becomes of so many combinations: of each column one text a combination."""
        given = pa.table([*texts, np.arange(count)], schema=_form(self.columns))
        return prepared.run(self.query, self.name, given).sort_by(AT)


@dataclass(frozen=True, slots=True)
class ValueKernel:
    """What is computed for combinations of values, a group of columns after the other.

    `direct` are made columns that need not pass through the query over rows, with their names in the outcome. `joins`
    are the numbers of joins that are done here.
    """

    groups: tuple[GroupKernel, ...]
    direct: tuple[tuple[str, str], ...]
    joins: frozenset[int]

    @property
    def slots(self) -> frozenset[str]:
        """Names of slots that are finished here."""
        return frozenset(name.removeprefix(VALUE) for _, name in self.direct if name.startswith(VALUE))


def _form(columns: tuple[str, ...]) -> pa.Schema:
    texts = [pa.field(_raw(position), pa.string()) for position in range(len(columns))]
    return pa.schema([*texts, pa.field(AT, pa.int64())])


def _raw(position: int) -> str:
    """Name of a column in the table of combinations."""
    return f"#{position}"


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
    made = _Maker(connection, plan, scope, faulty)
    for number, (roots, group) in enumerate(found.items()):
        made.add(f"{name}:{number}", tuple(sorted(roots)), group)
    joins = frozenset(number for group in found.values() for number in group.joins)
    kernel = ValueKernel(made.kernels(name), tuple(made.direct), joins)
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
            if whole and self._few(slot.value):
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
        done = whole and None not in several and bool(roots) and self.sample.has_few(roots)
        self.roots[name] = roots if done else None
        if not done:
            for key in keys:
                self._parts(key)

    def _few(self, expression: Expression) -> bool:
        """Whether it pays to compute an expression per combination; a cell as it stands is cleaned as easily."""
        roots = self._roots(expression)
        plain = isinstance(expression, Column) and expression.table is None
        return roots is not None and not plain and self.sample.has_few(roots)

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
        if self._roots(expression) and self._few(expression):
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
    """Compiles groups, one after the other; made columns are numbered throughout."""

    connection: duckdb.DuckDBPyConnection
    plan: ClassPlan
    scope: Scope
    faulty: bool
    groups: list[tuple[str, tuple[str, ...], str, list[str]]] = field(default_factory=list)
    types: dict[str, duckdb.sqltypes.DuckDBPyType] = field(default_factory=dict)
    direct: list[tuple[str, str]] = field(default_factory=list)
    ready: dict[Expression, Cell] = field(default_factory=dict)
    _count: int = 0

    def add(self, name: str, columns: tuple[str, ...], group: _Group) -> None:
        """Compile what one group needs."""
        self.connection.register(name, _form(columns).empty_table())
        joined = joined_cells(self.plan, sorted(group.needs))
        wanted = [*(slot.value for slot in group.slots), *group.parts]
        keys = [left for _, join in joined.joins for left, _ in join.keys]
        own = tuple(cell for cell in columns_of([*wanted, *keys]) if cell.table is None)
        names = {name: _raw(position) for position, name in enumerate(columns)}
        known, cleaned = cells(own, "", self.faulty, names)
        relation = self.connection.table(name).select(column(AT), *cleaned)
        scope = replace(self.scope, cells={**known, **joined.cells}, staged=joined.staged)
        relation = with_joins(self.connection, relation, self.plan, joined, scope)
        projections, scope = staged(wanted, scope)
        for projection in projections:
            relation = relation.select(duckdb.StarExpression(), *projection)
        finished = relation.select(column(AT), *self._outputs(group, joined, scope))
        made = dict(zip(finished.columns[1:], finished.types[1:], strict=True))
        self.groups.append((name, columns, finished.sql_query(), list(made)))
        self.types |= made
        self.connection.unregister(name)

    def kernels(self, name: str) -> tuple[GroupKernel, ...]:
        """The groups, with the columns they make as Arrow has them: asked of nulls, once, which takes no planning."""
        self.connection.register(name, _form(()).empty_table())
        nothing = [constant(None).cast(kind).alias(made) for made, kind in self.types.items()]
        schema = self.connection.table(name).select(*nothing).to_arrow_table().schema
        self.connection.unregister(name)
        return tuple(
            GroupKernel(group, columns, query, tuple(schema.field(one) for one in made))
            for group, columns, query, made in self.groups
        )

    def _outputs(self, group: _Group, joined: Joined, scope: Scope) -> Iterator[Sql]:
        for slot in group.slots:
            yield from self._slot(slot, compile_slot(slot, scope))
        for part in group.parts:
            made, (value, note) = compile_expression(part, scope), self._names()
            self.ready[part] = Cell(column(value), None if made.note is None else column(note))
            yield from _aliased(made, value, note)
        for position, join in joined.joins:
            if position in group.joins:
                row, there = self._names()
                self.direct += [(row, f"{FOUND}{position}"), (there, f"{ASKED}{position}")]
                yield column(found_name(position)).alias(row)
                yield asked(join, position).alias(there)

    def _slot(self, slot: SlotPlan, made: Cell) -> Iterator[Sql]:
        value, note = self._names()
        self.direct.append((value, VALUE + slot.slot.name))
        if made.note is not None:
            self.direct.append((note, NOTE + slot.slot.name))
        yield from _aliased(made, value, note)

    def _names(self) -> tuple[str, str]:
        # no column of a table has a name that begins with a blank
        self._count += 1
        return f" v{self._count}", f" n{self._count}"


def _aliased(made: Cell, value: str, note: str) -> Iterator[Sql]:
    yield made.value.alias(value)
    if made.note is not None:
        yield made.note.alias(note)


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
