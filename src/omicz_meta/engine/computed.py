"""What conditions compare is computed once, in columns of its own: a filter computes it as often as it is written.

An age stands six times in the condition that holds it against a date, once for each thing that is asked of it. In a
column straight above the scan, a function of few different values is computed once for each of these, not of each row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from omicz_meta.engine.cell import Cell, column
from omicz_meta.engine.kernel import Scope, compile_expression
from omicz_meta.engine.plan import Call, Column, Constant, Expression, Item, Variable, walk
from omicz_meta.schema import Schema

VALUES = frozenset(
    (
        *("add", "coalesce", "field", "len", "lower", "month", "pad_left"),
        *("regex_extract", "str", "strlen", "substr", "year"),
    )
)
"""Functions that make a value of any record without raising, so that no condition need stand before them."""

PREDICATES = frozenset(
    (
        *("and", "or", "not", "is_null", "eq", "ne", "lt", "le", "gt", "ge"),
        *("matches", "contains", "startswith", "endswith"),
    )
)
"""Functions that only say whether; most records are not asked, since another part of the condition settles it."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Parts of conditions that have a column, with its name and how many of them lie inside each other."""

    schema: Schema
    names: Mapping[Expression, str] = field(default_factory=dict)
    levels: Mapping[Expression, int] = field(default_factory=dict)

    def cells(self, below: int | None = None) -> dict[Expression, Cell]:
        """The parts as columns; only those of a level `below`, where one is given."""
        known = self.names.items()
        return {
            part: Cell(column(name)) for part, name in known if below is None or self.levels[part] < below
        }

    def added(self, records: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        """The records with all parts that can be computed of their columns and are not yet among them."""
        given = frozenset(records.columns)
        here = [part for part, name in self.names.items() if name not in given and _read(part) <= given]
        cells = {Column(name): Cell(column(name)) for name in given}
        for level in sorted({self.levels[part] for part in here}):
            scope = Scope(self.schema, cells=cells, staged=self.cells(level))
            made = (
                compile_expression(part, scope).value.alias(self.names[part])
                for part in here
                if self.levels[part] == level
            )
            records = records.select(duckdb.StarExpression(), *made)
        return records


def computed(conditions: Iterable[Expression], few: Collection[str], schema: Schema) -> Computed:
    """The parts of conditions that are worth a column; in slots that are `few` stand few different values.

    >>> from omicz_meta.schema import load_schema
    >>> longer = Call("gt", (Call("strlen", (Column("id"),)), Constant(3)))
    >>> [*computed([longer], (), load_schema()).names.values()]
    ['#0']
    """
    parts = dict.fromkeys(
        part for condition in conditions for part in walk(condition) if _worth_it(part, few)
    )
    return Computed(
        schema,
        {part: f"#{number}" for number, part in enumerate(parts)},
        {part: sum(_worth_it(inner, few) for inner in walk(part)) for part in parts},
    )


def _worth_it(part: Expression, few: Collection[str]) -> bool:
    match part:
        case Call("matches", (Column(name), Constant())):
            return name in few
        case Call("coalesce", (Call(function), *_)) if function in PREDICATES:
            return False
        case Call(function) if function in VALUES:
            inner = set(map(type, walk(part)))
            return Column in inner and not inner & {Item, Variable}
    return False


def _read(part: Expression) -> frozenset[str]:
    return frozenset(cell.name for cell in walk(part) if isinstance(cell, Column))
