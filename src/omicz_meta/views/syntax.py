"""What a FHIRPath expression says, as a tree: names and operators, not yet judged against any resource."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MomentKind = Literal["date", "dateTime", "time"]


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written; `whole` where it has no decimal point."""

    value: Decimal
    whole: bool
    at: int


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    at: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, date and time, or time, without its `@`."""

    kind: MomentKind
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Empty:
    """`{}`, the empty collection."""

    at: int


@dataclass(frozen=True, slots=True)
class This:
    """`$this`, what the expression is asked of."""

    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """`%name`: a constant of the view, or the number of the row."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """An element: of what stands before the point, or of `$this` where nothing does."""

    of: Node | None
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    of: Node | None
    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """`of[index]`, counted from nought."""

    of: Node
    index: Node
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before a number."""

    of: Node
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and the operator between them."""

    operator: str
    left: Node
    right: Node
    at: int


Node = Text | Number | Truth | Moment | Empty | This | Variable | Member | Call | Index | Negative | Binary
