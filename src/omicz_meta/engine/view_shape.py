"""Which parts of a resource a view reads: the shape in which the kernel takes a line of JSON apart, once.

Everything that is no object stays text, so that decimals keep the digits they are written with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields

from omicz_meta.engine.view_plan import (
    At,
    Branches,
    Each,
    Expr,
    Filtered,
    Here,
    Kind,
    Mapped,
    Member,
    Recursive,
    ReferenceKey,
    ResourceKey,
    Rows,
    Way,
)


@dataclass(slots=True)
class Shape:
    """What is read under one key: whether it holds a list, and what is read of the objects there.

    Where elements of any depth are looked for, the text below stays JSON (`raw`).
    """

    listed: bool = False
    raw: bool = False
    children: dict[str, Shape] = field(default_factory=dict)

    def child(self, key: str, listed: bool = False) -> Shape:
        """What is read under a key of the objects here."""
        return self.children.setdefault(key, Shape(listed))

    def form(self) -> object:
        """The shape as `json_transform` takes it, without the list around it."""
        if self.raw or not self.children:
            return "VARCHAR"
        return {key: child.whole_form() for key, child in self.children.items()}

    def whole_form(self) -> object:
        """The shape with the list around it."""
        return [self.form()] if self.listed else self.form()

    def object_form(self) -> str:
        """The shape of one object as JSON, also where it stays text elsewhere."""
        children = self.children or {"id": Shape()}
        return json.dumps({key: child.whole_form() for key, child in children.items()})


def shape_of(rows: Rows, where: Iterable[Expr] = ()) -> Shape:
    """What rows and conditions read of the thing they are made for.

    >>> given = Member(Member(Here(), "name", Kind.OBJECT, True), "given", Kind.TEXT, True)
    >>> shape_of(Rows(()), [given]).object_form()
    '{"name": [{"given": ["VARCHAR"]}]}'
    """
    root = Shape()
    for condition in where:
        locate(condition, root)
    _rows(rows, root)
    return root


def _rows(rows: Rows, here: Shape) -> None:
    for column in rows.columns:
        locate(column.value, here)
    for part in rows.parts:
        match part:
            case Each(items, inner):
                _rows(inner, locate(items, here))
            case Recursive(first):
                mark_raw(first, here)
            case Branches(branches):
                for branch in branches:
                    _rows(branch, here)


def mark_raw(ways: Iterable[Way], here: Shape) -> None:
    """What stands at the ends of these ways is kept as JSON."""
    for way in ways:
        end = here
        for key, listed in way:
            end = end.child(key, listed)
        end.raw = True


def locate(expr: Expr, here: Shape) -> Shape:
    """Where the items of an expression stand; what it reads on the way is noted. Computed items stand nowhere."""
    match expr:
        case Here():
            return here
        case Member(of, key, _, listed):
            return locate(of, here).child(key, listed)
        case Filtered(of, condition):
            found = locate(of, here)
            locate(condition, found)
            return found
        case Mapped(of, value):
            return locate(value, locate(of, here))
        case At(of, index):
            locate(index, here)
            return locate(of, here)
        case ReferenceKey(of):
            reference = locate(of, here)
            reference.child("reference")
            reference.child("type")
        case ResourceKey():
            here.child("id")
        case _:
            for operand in operands(expr):
                locate(operand, here)
    return Shape()


def operands(expr: Expr) -> tuple[Expr, ...]:
    """The expressions that an expression is made of."""
    found = [getattr(expr, one.name) for one in fields(expr)]
    flat = [part for one in found for part in (one if isinstance(one, tuple) else (one,))]
    return tuple(part for part in flat if isinstance(part, Expr))


def read_by(rows: Rows, where: Iterable[Expr] = ()) -> tuple[Expr, ...]:
    """Every expression of rows and conditions, with those they are made of."""
    found: list[Expr] = []
    waiting: list[Expr] = [*where, *_asked(rows)]
    while waiting:
        found.append(waiting.pop())
        waiting += operands(found[-1])
    return tuple(found)


def _asked(rows: Rows) -> Iterator[Expr]:
    yield from (column.value for column in rows.columns)
    for part in rows.parts:
        if isinstance(part, Each):
            yield part.items
        for inner in part.branches if isinstance(part, Branches) else (part.rows,):
            yield from _asked(inner)


def decimal_keys(expressions: Iterable[Expr]) -> tuple[str, ...]:
    """Keys of the decimals among expressions, sorted."""
    return tuple(
        sorted({one.key for one in expressions if isinstance(one, Member) and one.kind is Kind.DECIMAL})
    )
