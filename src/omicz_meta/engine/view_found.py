"""What an expression of a view compiles to, and where it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from duckdb import Expression

from omicz_meta.engine.cell import call, case, coalesce, column, constant
from omicz_meta.engine.view_shape import Shape
from omicz_meta.engine.view_terms import Names


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression compiles to: one item or null, or a list of items or null.

    `written` items are texts as they stand in the document; others are values. `note` is the code of what is wrong.
    """

    value: Expression
    many: bool
    written: bool
    note: Expression | None = None

    @property
    def items(self) -> Expression:
        """The items as a list that is never null."""
        one = case((self.value.isnotnull(), call("list_value", self.value)))
        return coalesce(self.value if self.many else one, call("list_value"))


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression is asked: what `$this` is, what is read of it, and which of how many it is."""

    here: Found
    shape: Shape
    index: Expression
    names: Names

    def item(self, name: str, written: bool, shape: Shape) -> Context:
        """The context of one item of a list, under the name it has in a lambda."""
        return replace(self, here=Found(column(name), False, written), shape=shape)


def root_context(document: str, shape: Shape) -> Context:
    """The context of a resource, taken apart into this column."""
    numbers = count(1)
    return Context(
        Found(column(document), False, False), shape, constant(0), (f"v{number}" for number in numbers)
    )
