"""Operators of the expression language: comparison, arithmetic and membership, with linkml-map's reading of types.

Text beside a number is read as a number, text beside text is joined by `+`, and comparison with None asks
whether there is a value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Collect, Constant
from omicz_meta.mapping.typed import NUMBERS, Typed, all_declared, is_constant

if TYPE_CHECKING:
    from omicz_meta.engine.signature import Type

Wrong = Callable[..., Typed]

BINARY = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
COMPARISONS = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Is: "eq",
    ast.IsNot: "ne",
}


def compare(name: str, left: Typed, right: Typed, wrong: Wrong) -> Typed:
    """A comparison of two values. As in linkml-map, an empty cell differs from every value and equals another."""
    if name not in ("eq", "ne"):
        return _compared(name, left, right, wrong)
    for part, other in ((left, right), (right, left)):
        if part.expression == Constant(None):
            asked = Call("is_null", (other.expression,))
            return Typed(asked if name == "eq" else Call("not", (asked,)), "boolean")
    compared = _compared(name, left, right, wrong)
    empty = [
        Call("is_null", (part.expression,)) for part in (left, right) if not is_constant(part.expression)
    ]
    if compared.type != "boolean" or not empty:
        return compared
    same, differ = Constant(name == "eq"), Constant(name == "ne")
    if len(empty) == 1:
        return replace(compared, expression=Case(((empty[0], differ),), compared.expression))
    branches = ((Call("and", tuple(empty)), same), (Call("or", tuple(empty)), differ))
    return replace(compared, expression=Case(branches, compared.expression))


def _compared(name: str, left: Typed, right: Typed, wrong: Wrong) -> Typed:
    left, right = _comparable(name, left, right)
    if not (left.fits(right.type) or right.fits(left.type)) or "list" in (left.type, right.type):
        return wrong(function=name, expected="two values of one type", found=f"{left.type} and {right.type}")
    return Typed(Call(name, (left.expression, right.expression)), "boolean")


def arithmetic(name: str, left: Typed, right: Typed, wrong: Wrong) -> Typed:
    """A sum, difference or product; `+` with a text joins texts."""
    read = all_declared([left, right])
    if read is not None and all(part.fits("decimal") for part in read):
        left, right = read
    if name == "add" and "text" in (left.type, right.type) and not {left.type, right.type} & set(NUMBERS):
        if left.fits("text") and right.fits("text"):
            return Typed(Call("concat", (left.expression, right.expression)), "text")
        return wrong(function="+", expected="two texts or two numbers", found=f"{left.type} and {right.type}")
    left, right = _as_number(left), _as_number(right)
    if not (left.fits("decimal") and right.fits("decimal")):
        return wrong(function=name, expected="two numbers", found=f"{left.type} and {right.type}")
    whole = left.type == right.type == "integer" and name != "divide"
    kind: Type = "integer" if whole else "decimal"
    return Typed(Call(name, (left.expression, right.expression)), kind)


def opposite(part: Typed, wrong: Wrong) -> Typed:
    """The number with the other sign."""
    if (
        isinstance(part.expression, Constant)
        and part.type in NUMBERS
        and not isinstance(part.expression.value, str)
    ):
        value = part.expression.value
        return Typed(Constant(None if value is None else -value), part.type)
    return arithmetic("subtract", Typed(Constant(0), "integer"), part, wrong)


def member(value: Typed, among: Typed, negated: bool, wrong: Wrong) -> Typed:
    """`x in ['a', 'b']`; the list must be written out. Nothing is known of an empty cell."""
    if not isinstance(among.expression, Collect):
        return wrong(function="in", expected="a written list", found=among.type)
    parts = [
        _compared("eq", value, Typed(item, among.item), wrong).expression for item in among.expression.items
    ]
    either = parts[0] if len(parts) == 1 else Call("or", tuple(parts))
    return Typed(Call("not", (either,)) if negated else either, "boolean")


def _comparable(name: str, left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both sides as their columns declare, where that makes them of one type; a text beside a number as a number.

    A cell beside a written text is compared as text, unless it is asked which comes first.
    """
    if name not in ("eq", "ne"):
        return _as_numbers(left.declared or left, right.declared or right)
    read = None if _written_text(left) or _written_text(right) else all_declared([left, right])
    return (read[0], read[1]) if read is not None else _as_numbers(left, right)


def _written_text(part: Typed) -> bool:
    return isinstance(part.expression, Constant) and part.type == "text"


def _as_numbers(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    if left.type == "text" and right.type in NUMBERS:
        return _as_number(left), right
    if right.type == "text" and left.type in NUMBERS:
        return left, _as_number(right)
    return left, right


def _as_number(part: Typed) -> Typed:
    if part.declared is not None:
        return part.declared
    if part.type != "text" or _written_text(part):
        return part
    return Typed(Call("decimal", (part.expression,)), "decimal")
