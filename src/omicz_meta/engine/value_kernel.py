"""Decides per value, not per row: what reads one column is computed once for each of its distinct values.

Distinct values of several columns stand side by side in one small table, padded with nulls, so that one query
serves them all; the last row is null, for empty cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Lock

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import Expression as Sql

from omicz_meta.engine.cell import Cell, column
from omicz_meta.engine.kernel import Scope, clean, compile_expression
from omicz_meta.engine.plan import Column, Expression, walk
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.stages import narrow_parts, staged
from omicz_meta.engine.table import LINE, ROW

FEW = 2
"""A column is narrow when its distinct values are at most one in so many rows."""

LOOKED_AT = 16_384
"""So many rows tell which columns are narrow."""

MOST = 100_000
"""So many distinct values of a column are remembered; beyond, it is begun anew."""


@dataclass(frozen=True, slots=True)
class ValueKernel:
    """A query over distinct values called `name`.

    `parts` names source column and result columns of each of its `expressions`.
    """

    name: str
    query: str
    sources: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    columns: tuple[pa.Field, ...]
    expressions: tuple[Expression, ...]

    def compute(self, prepared: Prepared, values: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """Results for distinct values of each source column, in their order."""
        size = max(len(array) for array in values.values())
        padded = {name: pa.concat_arrays([a, pa.nulls(size - len(a), a.type)]) for name, a in values.items()}
        made = prepared.run(self.query, self.name, pa.table(padded))
        lengths = {name: len(values[source]) for source, names in self.parts for name in names}
        return {name: made[name].combine_chunks().slice(0, length) for name, length in lengths.items()}


class ValueMemory:
    """What distinct values were computed to, kept over the blocks of a table; safe for several threads."""

    def __init__(self, kernel: ValueKernel) -> None:
        self._kernel = kernel
        self._lock = Lock()
        self._known = {name: pa.array([], pa.string()) for name in kernel.sources}
        self._made = {field.name: pa.array([], field.type) for field in kernel.columns}

    def extend(self, prepared: Prepared, block: pa.Table) -> pa.Table:
        """The block with the results appended, one column each."""
        cells = {name: block[name].combine_chunks() for name in self._kernel.sources}
        with self._lock:
            known, made = dict(self._known), dict(self._made)
        places = _places(cells, known)
        if any(at.null_count for at in places.values()):
            with self._lock:
                self._learn(prepared, cells)
                # another thread may begin anew once the lock is free
                known, made = dict(self._known), dict(self._made)
            places = _places(cells, known)
        for source, results in self._kernel.parts:
            for name in results:
                block = block.append_column(name, made[name].take(places[source]))
        return block

    def _learn(self, prepared: Prepared, cells: Mapping[str, pa.Array]) -> None:
        new = {name: _unknown(array, self._known[name]) for name, array in cells.items()}
        if not any(len(values) for values in new.values()):
            return
        for name, values in new.items():
            if len(self._known[name]) + len(values) > MOST:
                self._forget(name)
                new[name] = pc.unique(cells[name])
        made = self._kernel.compute(prepared, new)
        self._known = {name: pa.concat_arrays([self._known[name], values]) for name, values in new.items()}
        self._made = {name: pa.concat_arrays([array, made[name]]) for name, array in self._made.items()}

    def _forget(self, source: str) -> None:
        self._known[source] = self._known[source].slice(0, 0)
        for read, results in self._kernel.parts:
            for name in results if read == source else ():
                self._made[name] = self._made[name].slice(0, 0)


def _places(cells: Mapping[str, pa.Array], known: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    return {name: pc.index_in(array, value_set=known[name]) for name, array in cells.items()}


def _unknown(cells: pa.Array, known: pa.Array) -> pa.Array:
    missing = pc.index_in(cells, value_set=known).is_null()
    return pc.unique(cells.filter(missing))


def narrow_columns(block: pa.Table) -> frozenset[str]:
    """Columns of a block that have few distinct values.

    >>> block = pa.table({"sex": ["M", "F"] * 8, "id": list("abcdefghijklmnop")})
    >>> sorted(narrow_columns(block))
    ['sex']
    """
    block = block.slice(0, LOOKED_AT)
    most = block.num_rows // FEW
    texts = (name for name in block.column_names if name not in (ROW, LINE))
    return frozenset(name for name in texts if pc.count_distinct(block[name], mode="all").as_py() <= most)


def compile_values(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    expressions: tuple[Expression, ...],
    narrow: frozenset[str],
    scope: Scope,
    *,
    faulty: bool,
) -> tuple[ValueKernel | None, Scope]:
    """Compile the parts that read one narrow column, and give the scope in which they are columns.

    `name` is what the distinct values will be queried by.
    """
    found = tuple(dict.fromkeys(p for one in expressions for p in _parts(one, narrow)))
    if not found:
        return None, scope
    cell_of = {part: next(c for c in walk(part) if isinstance(c, Column)) for part in found}
    own = tuple(dict.fromkeys(cell_of.values()))
    sources = tuple(dict.fromkeys(cell.name for cell in own))
    connection.register(name, pa.table({source: pa.array([], pa.string()) for source in sources}))
    known, cleaned = cells(own, "", faulty)
    relation = connection.table(name).select(*cleaned)
    projections, inner = staged(found, replace(scope, cells=known))
    for projection in projections:
        relation = relation.select(duckdb.StarExpression(), *projection)
    outputs, parts, ready = [], [], dict(scope.staged)
    for number, part in enumerate(found):
        made, names = compile_expression(part, inner), [f"d{number}v"]
        outputs.append(made.value.alias(names[0]))
        if made.note is not None:
            names.append(f"d{number}n")
            outputs.append(made.note.alias(names[1]))
        parts.append((cell_of[part].name, tuple(names)))
        ready[part] = Cell(column(names[0]), None if made.note is None else column(names[1]))
    finished = relation.select(*outputs)
    fields = tuple(finished.to_arrow_table().schema)
    query = finished.sql_query()
    connection.unregister(name)
    return ValueKernel(name, query, sources, tuple(parts), fields, found), replace(scope, staged=ready)


def _parts(expression: Expression, narrow: frozenset[str]) -> Iterator[Expression]:
    if isinstance(expression, Column) and expression.table is None and expression.name in narrow:
        yield expression
    else:
        yield from narrow_parts(expression, narrow)


def cells(
    columns: tuple[Column, ...], prefix: str, faulty: bool
) -> tuple[dict[Column, Cell], tuple[Sql, ...]]:
    """Cells as later projections see them, and the first projection that makes them.

    Only columns with meanings, or any column of a block with unreadable cells, can carry a note.
    """
    scope, projection = {}, []
    for number, source in enumerate(columns):
        made = clean(source, faulty=faulty)
        value, note = f"{prefix}c{number}", f"{prefix}m{number}"
        projection.append(made.value.alias(value))
        if made.note is not None:
            projection.append(made.note.alias(note))
        scope[source] = Cell(column(value), None if made.note is None else column(note))
    return scope, tuple(projection)
