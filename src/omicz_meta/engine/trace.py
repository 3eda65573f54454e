"""How one row's value came about, part by part: what `why` shows beside the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from omicz_meta.engine.oracle import Answer, Row, elements, evaluate
from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    CodeMap,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Split,
    Translate,
    Variable,
    children,
)

MOST_ELEMENTS = 20
"""Elements of a list that are followed one by one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of an expression, what it gave for the row, and the line of a code map or value mapping that said so.

    `read` are the values that a function was called with.
    """

    node: Expression
    answer: Answer
    where: str | None = None
    read: tuple[object, ...] = ()


def trace(node: Expression, row: Row) -> Iterator[Step]:
    """The parts of an expression that played a role for a row, in the order they were computed.

    >>> node = Call("code", (Column("Dg"), Constant("MKN10")))
    >>> [(written(step.node), step.answer.value) for step in trace(node, Row({(None, "Dg"): "e849"}, {}))]
    [('{Dg}', 'e849'), ("code({Dg}, 'MKN10')", 'MKN10:E84.9')]
    """
    if isinstance(node, Constant | Item | Variable):
        return
    if isinstance(node, Case):
        yield from _chosen(node, row)
        return
    if isinstance(node, Each):
        yield from _elements(node, row)
    else:
        for part in children(node):
            yield from trace(part, row)
    read = (evaluate(one, row).value for one in node.arguments) if isinstance(node, Call) else ()
    yield Step(node, evaluate(node, row), _said_by(node, row), tuple(read))


def _chosen(node: Case, row: Row) -> Iterator[Step]:
    """Conditions up to the one that was true, and the value that stands behind it."""
    for condition, value in node.branches:
        yield from trace(condition, row)
        if evaluate(condition, row).value is True:
            yield from trace(value, row)
            return
    yield from trace(node.otherwise, row)


def _elements(node: Each, row: Row) -> Iterator[Step]:
    yield from trace(node.items, row)
    for inside in elements(node.items, row)[:MOST_ELEMENTS]:
        yield from trace(node.body, inside)


def _said_by(node: Expression, row: Row) -> str | None:
    """The place where a person wrote what a value becomes."""
    match node:
        case Recode(value, pairs, _, places):
            return _place(evaluate(value, row).value, [key for key, _ in pairs], places)
        case Translate(value, codes):
            return _line(evaluate(value, row).value, row.codes, codes)
    return None


def _place(value: object, keys: list[str], places: tuple[str, ...]) -> str | None:
    return places[keys.index(value)] if places and isinstance(value, str) and value in keys else None


def _line(value: object, codes: Mapping[str, CodeMap], name: str) -> str | None:
    known = codes[name]
    pairs = zip(known.targets, known.lines, strict=False)
    return next((f"{known.file}:{line}" for (source, _), line in pairs if source == value), None)


def written(node: Expression) -> str:
    """One part as people would write it in a mapping; what is computed inside it is a step of its own and only `…`.

    >>> from omicz_meta.schema import Kind
    >>> read = Convert(Column("Datum", "p"), Kind.DATE, ("d.m.yyyy",))
    >>> written(read), written(Call("year", (read,)))
    ("date({p.Datum}, 'd.m.yyyy')", 'year(…)')
    """
    match node:
        case Call("ucum", (unit, *_)):
            return _call(
                "ucum", _inner(unit)
            )  # a mapping's own spellings go with it, which nobody wrote there
        case Call(function, arguments):
            return _call(function, *map(_inner, arguments))
        case Convert(value, kind, formats):
            return _call(kind, _inner(value), *map(repr, formats))
        case Recode(value):
            return _call("value_mappings", _inner(value))
        case Translate(value, codes):
            return _call("lookup", _inner(value), repr(codes))
        case Record(kind, parts):
            return _call(kind, *(name for name, _ in parts))
        case Split(value, separator):
            return _call("split", _inner(value), repr(separator))
        case Collect(items):
            return f"[{', '.join(map(_inner, items))}]"
        case Each(items):
            return f"… for each of {_inner(items)}"
        case Case():
            return "case(…)"
        case Column() | Constant() | Absent() | Item() | Variable():
            return _inner(node)


def _call(function: str, *arguments: str) -> str:
    return f"{function}({', '.join(arguments)})"


def _inner(node: Expression) -> str:
    match node:
        case Column(name, table):
            return f"{{{name}}}" if table is None else f"{{{table}.{name}}}"
        case Constant(value):
            return repr(value) if isinstance(value, str) else str(value)
        case Absent(reason):
            return f"absent({reason!r})"
        case Item():
            return "item"
        case Variable():
            return "name of the item"
    return "…"
