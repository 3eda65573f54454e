"""What names mean inside a class derivation: the columns of its table and joins, the item, earlier slots."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Column, Constant, Convert, Expression, Item, Recode, Variable
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.typed import Typed
from omicz_meta.schema import Kind

if TYPE_CHECKING:
    from omicz_meta.engine.signature import Signature, Type
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import ColumnSpec, EnumRule, SourceSpec
    from omicz_meta.schema import Schema, Slot
    from omicz_meta.yamlfile import Node


READ_AS: MappingProxyType[str, tuple[Kind, Type]] = MappingProxyType(
    {
        "integer": (Kind.INTEGER, "integer"),
        "decimal": (Kind.DECIMAL, "decimal"),
        "boolean": (Kind.BOOLEAN, "boolean"),
        "date": (Kind.DATE, "date"),
        "partial_date": (Kind.PARTIAL_DATE, "partial_date"),
        "duration": (Kind.DURATION, "duration"),
    }
)
"""How a cell is read in an expression where its column declares one of these types."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as rules see it: its name in the submission, its columns (None: not looked at), its declaration."""

    name: str
    columns: tuple[str, ...] | None
    source: SourceSpec

    def has(self, column: str) -> bool:
        """Whether the column is there; taken for granted when the table was not looked at."""
        return self.columns is None or column in self.columns

    def spec(self, column: str) -> ColumnSpec | None:
        """What is declared about a column."""
        return self.source.columns.get(column)

    def cell(self, column: str, alias: str | None = None) -> Column:
        """The column as an expression of the plan, with its null tokens."""
        spec = self.spec(column)
        tokens = self.source.null_tokens + spec.null_tokens if spec else self.source.null_tokens
        return Column(column, alias, tokens.tokens, tokens.meanings)

    def decimal(self, spec: ColumnSpec | None) -> str:
        """The decimal mark of a column: its own, that of the source, or a point."""
        return (spec and spec.decimal) or self.source.decimal or "."


def _unit(spec: ColumnSpec | None) -> str | None:
    return spec.unit if spec else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a cell or an item, and what is declared about it."""

    expression: Expression
    table: TableView
    spec: ColumnSpec | None = None

    @property
    def split(self) -> str | None:
        """The separator at which the cell is cut; an item is already cut."""
        return self.spec.split if self.spec and isinstance(self.expression, Column) else None

    @property
    def decimal(self) -> str:
        """The decimal mark."""
        return self.table.decimal(self.spec)

    @property
    def typed(self) -> Typed:
        """The cell in an expression: text and, where the column declares a type, also as that type."""
        text = Typed(self.expression, "text")
        declared = self.spec.type if self.spec else None
        formats = self.spec.formats if self.spec else ()
        if declared == "date" and any("d" not in form for form in formats):
            declared = "partial_date"
        if declared is None or declared not in READ_AS or self.split is not None:
            return text
        kind, result = READ_AS[declared]
        return replace(text, declared=Typed(Convert(self.expression, kind, formats, self.decimal), result))


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything a slot derivation may speak of.

    `item` and `variable` are what the current element and its name are called; `incoming` is the value that a mapping
    table is asked about. `inside` is the join from whose row a nested object is made, `keys` are the joins' keys,
    `functions` a user's, beside the closed library, `systems` the names of code systems with their prefixes.
    """

    schema: Schema
    table: TableView
    codes: tuple[str, ...]
    faults: Faults
    joins: Lookup[str, TableView] = field(default_factory=dict)
    item: str | None = None
    item_columns: tuple[str, ...] = ()
    variable: str | None = None
    incoming: Typed | None = None
    inside: str | None = None
    keys: Lookup[str, Expression] = field(default_factory=dict)
    enums: Lookup[str, EnumRule] = field(default_factory=dict)
    earlier: Lookup[str, Typed] = field(default_factory=dict)
    slot: Slot | None = None
    functions: Lookup[str, Signature] = field(default_factory=dict)
    systems: Lookup[str, str] = field(default_factory=dict)

    def origin(self, name: str, node: Node) -> Origin | None:
        """What a name refers to; an unknown one is M005 with the nearest column."""
        if self.item is not None and name == self.item:
            spec = self.table.spec(self.item_columns[0]) if self.item_columns else None
            return Origin(Item(), self.table, spec)
        if self.variable is not None and name == self.variable:
            return Origin(Variable(), self.table)
        alias, dot, column = name.partition(".")
        view = self.joins.get(alias)
        if dot and view is not None and name not in (self.table.columns or ()):
            return self._cell(view, column, alias, node)
        if dot and alias == self.table.name and not self.table.has(name):
            return self._cell(self.table, column, None, node)
        if self.inside is not None:
            return self._either(name, self.inside, node)
        return self._cell(self.table, name, None, node)

    def unit(self, cell: Expression, spec: ColumnSpec | None) -> Expression | None:
        """The unit declared of a cell; of an item from one of several columns, that of the column it stands in."""
        units = {name: _unit(self.table.spec(name)) for name in self.item_columns}
        if isinstance(cell, Item) and len(set(units.values())) > 1:
            return Recode(Variable(), tuple(units.items()))
        declared = _unit(spec)
        return None if declared is None else Constant(declared)

    def _either(self, name: str, alias: str, node: Node) -> Origin | None:
        """A bare name in an object made from a joined row: a column of that table or of the own one, not of both."""
        view = self.joins[alias]
        if view.columns is None or not view.has(name):
            return self._cell(
                self.table if view.columns else view, name, None if view.columns else alias, node
            )
        if self.table.has(name) and self.table.columns is not None:
            both = (f"{alias}.{name}", f"{self.table.name}.{name}")
            self.faults.add(node.problem("M005", name, candidates=both, table=f"{self.table.name}, {alias}"))
            return None
        return self._cell(view, name, alias, node)

    def _cell(self, view: TableView, column: str, alias: str | None, node: Node) -> Origin | None:
        if not view.has(column):
            names = (*(view.columns or ()), *((self.item,) if self.item and alias is None else ()))
            found = nearest(column, names)
            self.faults.add(node.problem("M005", column, candidates=found, table=view.name))
            return None
        return Origin(view.cell(column, alias), view, view.spec(column))
