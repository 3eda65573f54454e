"""Small words of view expressions: what stands under a key, JSON taken apart, values written down once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from duckdb import Expression

from omicz_meta.engine.cell import call, column, constant, transform
from omicz_meta.engine.view_shape import Shape

Names = Iterator[str]
"""Names that no other lambda of an expression has."""


def under(owner: Expression, key: str) -> Expression:
    """What stands under a key of a struct."""
    return call("struct_extract", owner, constant(key))


def let(values: Mapping[str, Expression], names: Names, body: Callable[..., Expression]) -> Expression:
    """An expression in which each of some values is written down once, however often the body speaks of it.

    Expressions are trees: without this, what is reckoned from what is reckoned would double at every step.
    """
    name = next(names)
    bound = call("list_value", call("struct_pack", *(value.alias(key) for key, value in values.items())))
    made = body(**{key: under(column(name), key) for key in values})
    return call("list_extract", transform(bound, name, made), constant(1))


def parsed(text: Expression, shape: Shape) -> Expression:
    """JSON text taken apart into the shape of one object."""
    return call("json_transform", text, constant(shape.object_form()))
