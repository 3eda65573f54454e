"""The plan: what a mapping means, as a small tree of frozen values that knows nothing of YAML or DuckDB.

Two things read it: the kernel (`engine.kernel`, DuckDB, blocks of rows) and the oracle (`engine.oracle`, Python,
one row at a time). Both must give the same answer for every plan and row; tests hold them to it.

**Cells.** Every expression yields a value and a note. The note says why there is no value: a problem code
(`V003`: could not be read), an HL7 null flavour (`NASK`: declared absent), or nothing (the source is just empty).
An expression whose value comes out null takes the first note of its parts, unless it has a note of its own. A
value and a note stand together only where a list or an object keeps its good parts beside a part that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from omicz_meta.schema import Kind, Slot

Scalar = str | int | Decimal | bool | None
HowMade = Literal["passed", "mapped", "computed"]


@dataclass(frozen=True, slots=True)
class Column:
    """The text of a source cell, trimmed of white space; null for the table's null tokens.

    `table` is the name of a join, or None for the table the class is made from. `meanings` are null tokens
    that say why: `(("neuvedeno", "NI"),)`.
    """

    name: str
    table: str | None = None
    null_tokens: tuple[str, ...] = ("",)
    meanings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """The current element inside `Each`, or of the class's `unnest`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """The name that the current element has in `Collect.names`: the column it comes from, where wide becomes long."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Absent:
    """No value, for this reason (an HL7 null flavour)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed library (`engine.functions`) applied to its arguments."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Convert:
    """Text read as a type. What cannot be read is a note (V003 no date, V004 impossible date, V005 no number ...).

    `formats` are date formats in the words of the source file (`d.m.yyyy`, `yyyy`, `m/yyyy`, `yyyy-mm-dd`);
    `decimal` is the decimal mark. `pattern` is checked for strings, CURIEs and URIs.
    """

    value: Expression
    kind: Kind
    formats: tuple[str, ...] = ()
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Recode:
    """A value mapping written in the transform file. A value that is not listed is a note (`code`).

    `places` are file:line:column of each pair, where a person wrote them; they mean nothing for the outcome.
    """

    value: Expression
    # left out of the hash, which is asked often and would read every pair each time
    pairs: tuple[tuple[str, Scalar], ...] = field(hash=False)
    code: str = "T001"
    places: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Translate:
    """A code map (SSSOM) by its name; the map itself is bound when the plan runs. Not found is a note (`code`)."""

    value: Expression
    codes: str
    code: str = "T003"


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition is true, else `otherwise`."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression = Constant(None)


@dataclass(frozen=True, slots=True)
class Record:
    """An inlined object (`kind` gives its type in the schema); null when every field is null."""

    object: str
    fields: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Collect:
    """A list of the items that have a value, in order; null when none has.

    `names`, where given, has one for each item; `Variable()` reads it inside `Each` and behind `Unnest`.
    """

    items: tuple[Expression, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Text cut at a separator into a list of trimmed, non-empty texts."""

    value: Expression
    separator: str


@dataclass(frozen=True, slots=True)
class Each:
    """`body` for every element of `items` (`Item()` stands for the element); elements without value drop out."""

    items: Expression
    body: Expression


Expression = (
    Column
    | Item
    | Variable
    | Constant
    | Absent
    | Call
    | Convert
    | Recode
    | Translate
    | Case
    | Record
    | Collect
    | Split
    | Each
)


@dataclass(frozen=True, slots=True)
class Join:
    """A second table looked up from the first: rows where all key pairs (left, right) are equal and not null.

    At most one row is taken, the first; a row that finds none goes on with nulls, and X005 (warning) where
    its keys are not empty. Further rows with the same key that say something else are M021, a join that never finds
    anything, whatever keys it was asked by, is M022. Of an `optional` join none of this is told.
    """

    name: str
    table: str
    keys: tuple[tuple[Expression, Expression], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Unnest:
    """Wide to many: one candidate record for each item; in slots, `Item()` stands for it and `Variable()` for its name.

    Either a list expression (a split cell), or several columns each giving one item (`Collect`).
    """

    items: Expression


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """How one slot gets its value.

    `columns` are the source columns that feed it (for places). `pseudonym` is the domain (class name) in which
    the finished value is replaced by its keyed pseudonym, or None. `where` is file:line:column in the mapping.
    """

    slot: Slot
    value: Expression
    made: HowMade
    columns: tuple[str, ...]
    rule: str
    where: str
    pseudonym: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows for which `keep` is not true are out of scope, counted under `text`."""

    keep: Expression
    text: str


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """One class derivation: candidate records of `target` from the rows of `table`.

    `key` is the key slot. When the mapping gives no key, `key` is derived from `derived_key` (source key columns
    or, without these, the row number) and pseudonymised. `person` is the slot that names the individual, if any.
    With `one_per_row` the source declares that each row is one record of this class (its `key` is the class's
    key), so that the same record twice is worth telling (X006).
    """

    rule: str
    target: str
    table: str
    slots: tuple[SlotPlan, ...]
    key: str
    person: str | None
    where: str
    joins: tuple[Join, ...] = ()
    filters: tuple[Filter, ...] = ()
    unnest: Unnest | None = None
    derived_key: tuple[Expression, ...] | None = None
    one_per_row: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Rows that say who a person is: `column` holds an identifier of `system`, `people` names the same person locally.

    `people` is a class plan of which only the slot that names the person is left. `birth_date` and `sex` stand beside a
    birth number and are compared with it.
    """

    system: str
    column: Column
    people: ClassPlan
    birth_date: Expression | None = None
    sex: Column | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole mapping, ready to run: class plans in order of trust (order of sources, then of derivations).

    `columns_used` are, per table, the columns some rule reads, filters and keys included. `identities` tell who is
    who across sources.
    """

    classes: tuple[ClassPlan, ...]
    codes: tuple[str, ...]
    columns_used: tuple[tuple[str, tuple[str, ...]], ...]
    identities: tuple[Identity, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that some rule reads, in order of first use."""
        names = [name for plan in self.classes for name in (plan.table, *(join.table for join in plan.joins))]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class CodeMap:
    """A code translation: source code to target, with who accepted it. Only exact matches are in it.

    `lines` are the lines of `file` that say so, one for each of `targets`, `accepted` is
    who accepted them, as far as the rows say so. `proposals` are source code, predicate and
    target of what does not translate: broader, narrower and close matches, and exact ones where there are several.
    """

    name: str
    targets: tuple[tuple[str, str], ...]
    file: str
    version: str | None = None
    lines: tuple[int, ...] = ()
    accepted: tuple[str | None, ...] = ()
    proposals: tuple[tuple[str, str, str], ...] = ()


FROM_BIRTH_NUMBER = frozenset({"birth_date", "sex"})
"""Functions that make of a text what no longer identifies; the text itself comes through none of them."""


def expressions_of(plan: ClassPlan) -> Iterator[Expression]:
    """Every expression of a class plan. Right sides of join keys, which read the joined table, name its join."""
    yield from (slot.value for slot in plan.slots)
    yield from (entry.keep for entry in plan.filters)
    yield from plan.derived_key or ()
    if plan.unnest is not None:
        yield plan.unnest.items
    for join in plan.joins:
        yield from (side for pair in join.keys for side in pair)


def columns_of(expressions: Iterable[Expression]) -> tuple[Column, ...]:
    """The source cells some expressions read, each once, in order of first use.

    >>> columns_of([Split(Column("Dg"), ","), Column("Dg")])
    (Column(name='Dg', table=None, null_tokens=('',), meanings=()),)
    """
    parts = (part for expression in expressions for part in walk(expression))
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, Column)))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all parts of it, outermost first.

    >>> [type(part).__name__ for part in walk(Split(Column("Dg"), ","))]
    ['Split', 'Column']
    """
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += children(part)[::-1]


def children(expression: Expression) -> tuple[Expression, ...]:
    """The immediate parts of an expression.

    >>> [type(part).__name__ for part in children(Each(Split(Column("Dg"), ","), Item()))]
    ['Split', 'Item']
    """
    match expression:
        case Column() | Constant():
            return ()
        case Call(arguments=parts) | Collect(items=parts):
            return parts
        case Convert(value=part) | Recode(value=part) | Translate(value=part) | Split(value=part):
            return (part,)
        case Case(branches, otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Record(fields=named):
            return tuple(part for _, part in named)
        case Each(items, body):
            return (items, body)
    return ()


def with_cells(expression: Expression, change: Callable[[Column], Column]) -> Expression:
    """The expression with other cells.

    >>> with_cells(Split(Column("Dg"), ","), lambda cell: Column(cell.name.lower()))
    Split(value=Column(name='dg', table=None, null_tokens=('',), meanings=()), separator=',')
    """

    def again(part: Expression) -> Expression:
        return with_cells(part, change)

    match expression:
        case Column():
            return change(expression)
        case Call(arguments=parts):
            return replace(expression, arguments=tuple(map(again, parts)))
        case Collect(items=parts):
            return replace(expression, items=tuple(map(again, parts)))
        case Convert(value=part) | Recode(value=part) | Translate(value=part) | Split(value=part):
            return replace(expression, value=again(part))
        case Case(branches, otherwise):
            return Case(tuple((again(test), again(value)) for test, value in branches), again(otherwise))
        case Record(fields=named):
            return replace(expression, fields=tuple((name, again(part)) for name, part in named))
        case Each(items, body):
            return Each(again(items), again(body))
    return expression
