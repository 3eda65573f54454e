"""What a view is to the engine: a tree of frozen values that knows nothing of JSON files, FHIRPath or DuckDB.

An expression gives the items of one element, or of the resource itself: none, one or several. Whether there can be
several is known before any resource is read, because the table of FHIR elements says which of them are lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal


class Kind(Enum):
    """What an item is to the engine: numbers and texts are compared differently, objects not at all."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "dateTime"
    TIME = "time"
    OBJECT = "object"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
"""A date and a date with a time are compared as far as both are known."""


@dataclass(frozen=True, slots=True)
class Here:
    """`$this`: the resource, the element a row is made for, or the item a condition is asked of."""

    kind: Kind = Kind.OBJECT
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Member:
    """What stands under a key of objects. `listed` says that the key holds a list."""

    of: Expr
    key: str
    kind: Kind
    listed: bool

    @property
    def many(self) -> bool:
        """Whether there can be several."""
        return self.listed or self.of.many


@dataclass(frozen=True, slots=True)
class Filtered:
    """The items for which a condition is true; inside it `Here` is the item."""

    of: Expr
    condition: Expr

    @property
    def kind(self) -> Kind:
        """As what is filtered."""
        return self.of.kind

    @property
    def many(self) -> bool:
        """Whether there can be several."""
        return self.of.many


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an expression gives for each of some items, one behind the other; inside it `Here` is the item."""

    of: Expr
    value: Expr

    @property
    def kind(self) -> Kind:
        """As what is made of the items."""
        return self.value.kind

    @property
    def many(self) -> bool:
        """Whether there can be several."""
        return self.of.many or self.value.many


@dataclass(frozen=True, slots=True)
class At:
    """One item by its position, counted from nought."""

    of: Expr
    index: Expr
    many: Literal[False] = False

    @property
    def kind(self) -> Kind:
        """As the items."""
        return self.of.kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the view; None is the empty collection. Dates and times are text, of their own kinds."""

    value: str | bool | Decimal | None
    kind: Kind
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class RowIndex:
    """`%rowIndex`: which of the elements a row is made for this one is, counted from nought."""

    kind: Kind = Kind.INTEGER
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether any of these is there."""

    parts: tuple[Expr, ...]
    kind: Kind = Kind.BOOLEAN
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; empty where it is empty."""

    of: Expr
    kind: Kind = Kind.BOOLEAN
    many: Literal[False] = False


LogicOperator = Literal["and", "or", "xor", "implies"]
OrderOperator = Literal["<", "<=", ">", ">="]
NumberOperator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Logic:
    """Three-valued logic of two operands; an empty one is neither true nor false."""

    operator: LogicOperator
    left: Expr
    right: Expr
    kind: Kind = Kind.BOOLEAN
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Equal:
    """Whether both have the same items in the same order; empty where either is empty or dates are too coarse."""

    left: Expr
    right: Expr
    kind: Kind = Kind.BOOLEAN
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """A comparison of two numbers, texts, dates or times."""

    operator: OrderOperator
    left: Expr
    right: Expr
    kind: Kind = Kind.BOOLEAN
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Two numbers reckoned with, in decimals; empty where the result does not fit or is divided by nought."""

    operator: NumberOperator
    left: Expr
    right: Expr
    kind: Kind
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Concatenated:
    """Two texts one behind the other; `&` takes an empty one for an empty text, `+` does not."""

    left: Expr
    right: Expr
    empty_as_text: bool
    kind: Kind = Kind.TEXT
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Joined:
    """All items as one text with a separator between them; an empty text where there are none."""

    of: Expr
    separator: str
    kind: Kind = Kind.TEXT
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Boundary:
    """The lowest or highest value that something written so precisely can mean."""

    of: Expr
    high: bool
    kind: Kind
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class ResourceKey:
    """What other resources refer to this one by."""

    kind: Kind = Kind.TEXT
    many: Literal[False] = False


@dataclass(frozen=True, slots=True)
class ReferenceKey:
    """The key of the resource that References point to; empty where they point to another type."""

    of: Expr
    resource: str | None
    kind: Kind = Kind.TEXT

    @property
    def many(self) -> bool:
        """Whether there can be several."""
        return self.of.many


Expr = (
    Here
    | Member
    | Filtered
    | Mapped
    | At
    | Constant
    | RowIndex
    | Exists
    | Not
    | Logic
    | Equal
    | Ordered
    | Reckoned
    | Concatenated
    | Joined
    | Boundary
    | ResourceKey
    | ReferenceKey
)


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of the table: its value, and the type of its cells as DuckDB writes it. `many` makes lists."""

    name: str
    value: Expr
    type: str
    many: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made for one thing: its columns, beside every combination of the rows of its parts."""

    columns: tuple[ViewColumn, ...]
    parts: tuple[Part, ...] = ()

    def all_columns(self) -> Iterator[ViewColumn]:
        """Columns of its own and of its parts; of branches, those of the first."""
        yield from self.columns
        for part in self.parts:
            yield from (part.branches[0] if isinstance(part, Branches) else part.rows).all_columns()


@dataclass(frozen=True, slots=True)
class Each:
    """Rows for each of some elements; with `or_null`, for nothing where there are none."""

    items: Expr
    rows: Rows
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Recursive:
    """Rows for elements reached by ways that are gone again and again, each element before those below it.

    `first` are the ways from where the view stands, `further` those from each element reached; a way is the keys of
    the elements on it, and whether each holds a list.
    """

    first: tuple[Way, ...]
    further: tuple[Way, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Branches:
    """Rows of several kinds with the same columns, one kind after the other."""

    branches: tuple[Rows, ...]


Way = tuple[tuple[str, bool], ...]
Part = Each | Recursive | Branches


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """A view over one type of resource: which resources, which rows, and the columns in their order."""

    resource: str
    where: tuple[Expr, ...]
    rows: Rows
    columns: tuple[str, ...]
