"""Which tables of a database are read, and which of their rows: conditions as values, never the text of a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from omicz_meta.submission.reading import Reading
from omicz_meta.yamlfile import Node

Operator = Literal[
    "equals", "differs", "in", "not_in", "below", "at_most", "above", "at_least", "empty", "filled"
]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
LISTS, FLAGS = ("in", "not_in"), ("empty", "filled")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a row to be read: a column compared with values, which are written as a person would.

    `in` and `not_in` take several values, `empty` and `filled` none, all others one. A row without a value meets no
    condition but `empty`.
    """

    column: str
    operator: Operator
    values: tuple[str, ...] = ()


Choice = Mapping[str, tuple[Condition, ...]]
"""The tables that are wanted of a database, each with the conditions its rows must meet."""


def read_choice(node: Node, reading: Reading) -> Choice:
    """The tables of `tables:`, a list of names or names with conditions; what is wrong goes to `reading`."""
    if node.shape == "mapping":
        return {name.text: _conditions(body, reading) for name, body in node.entries}
    return {name.text: () for name in reading.texts(node, "tables")}


def _conditions(node: Node, reading: Reading) -> tuple[Condition, ...]:
    if node.empty:
        return ()
    where = reading.entries(node, ("where",), "tables").get("where")
    if where is None:
        return ()
    if where.shape != "list":
        reading.found.append(where.problem("M001", reason="where: a list of conditions is needed here"))
        return ()
    read = (_condition(item, reading) for item in where.items)
    return tuple(condition for condition in read if condition is not None)


def _condition(node: Node, reading: Reading) -> Condition | None:
    """A column and one comparison; the text of a query is none."""
    parts = reading.entries(node, ("column", *OPERATORS), "where")
    column = reading.text(parts.pop("column", None), "column")
    if column is None or len(parts) != 1:
        if node.shape == "mapping":
            told = f"where: a column and one of {', '.join(OPERATORS)} are needed here"
            reading.found.append(node.problem("M001", reason=told))
        return None
    ((operator, operand),) = parts.items()
    values = _values(operator, operand, reading)
    return None if values is None else Condition(column, cast("Operator", operator), values)


def _values(operator: str, operand: Node, reading: Reading) -> tuple[str, ...] | None:
    if operator in FLAGS:
        if operand.value is True:
            return ()
        reading.found.append(operand.problem("M001", reason=f"{operator}: true is needed here"))
        return None
    if operator in LISTS:
        values = tuple(value.text for value in reading.texts(operand, operator))
        if not values:
            reading.found.append(operand.problem("M001", reason=f"{operator}: values are needed here"))
        return values or None
    text = reading.text(operand, operator)
    return None if text is None else (text,)
