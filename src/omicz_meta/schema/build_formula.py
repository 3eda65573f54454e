"""Reads `equals_expression` of LinkML: arithmetic over slots, as a tree that checks can compute."""

from __future__ import annotations

import ast
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from omicz_meta.schema.refusal import cannot_check

_FUNCTIONS = MappingProxyType({ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply"})
FEATURE = "equals_expression"


def formula(text: str, element: str) -> dict[str, Any]:
    """The JSON form of a formula. Raises SchemaRefused for what is not + - * over slots and constants.

    >>> formula("{weight} * 2", "Visit.dose")
    {'function': 'multiply', 'parts': [{'slot': 'weight'}, {'number': '2'}]}
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise cannot_check(element, FEATURE, "it is no expression") from fault
    return _part(tree, element)


def _part(tree: ast.expr, element: str) -> dict[str, Any]:
    match tree:
        # {slot} is LinkML's own way to name one, slot alone the one of its examples
        case ast.Set(elts=[ast.Name(id=name)]) | ast.Name(id=name):
            return {"slot": name}
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return {"number": str(Decimal(str(number)))}
        case ast.Constant(value=str() as text):
            return {"text": text}
        case ast.UnaryOp(op=ast.USub(), operand=part):
            zero = {"number": "0"}
            return {"function": "subtract", "parts": [zero, _part(part, element)]}
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _FUNCTIONS:
            return {
                "function": _FUNCTIONS[type(op)],
                "parts": [_part(left, element), _part(right, element)],
            }
    raise cannot_check(element, FEATURE, "only slots, constants, + - and * can be computed")
