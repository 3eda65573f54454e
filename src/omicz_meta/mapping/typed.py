"""Expressions with their types, and small questions about them: what they may yield, which columns they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    Collect,
    Column,
    Constant,
    Each,
    Expression,
    Item,
    Split,
    Variable,
    walk,
)

if TYPE_CHECKING:
    from omicz_meta.engine.signature import Type

ACCEPTED: dict[Type, tuple[Type, ...]] = {
    "decimal": ("decimal", "integer"),
    "partial_date": ("partial_date", "date"),
}
"""Types that fit a parameter or slot beside its own."""

NUMBERS = ("integer", "decimal")


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression of the plan and the type of what it yields; `item` is the type of a list's elements.

    A source cell is text; where its column declares a type, `declared` is the same cell read by that type.
    """

    expression: Expression
    type: Type
    item: Type = "any"
    declared: Typed | None = None

    def fits(self, wanted: Type) -> bool:
        """Whether the value can stand where this type is wanted."""
        return "any" in (wanted, self.type) or self.type == wanted or self.type in ACCEPTED.get(wanted, ())

    def standing_for(self, *wanted: Type) -> Typed | None:
        """The value as one of these types: as it is, or as its column declares it; None when neither fits."""
        if any(self.fits(kind) for kind in wanted):
            return self
        if self.declared is not None and any(self.declared.fits(kind) for kind in wanted):
            return self.declared
        return None


NOTHING = Typed(Constant(None), "any")


def common_type(parts: list[Typed]) -> Type | None:
    """The type that covers all parts, or None when there is none.

    >>> common_type([Typed(Constant(1), "integer"), NOTHING, Typed(Constant(None), "decimal")])
    'decimal'
    """
    kinds = tuple(dict.fromkeys(part.type for part in parts if part.type != "any"))
    wider: tuple[Type, ...] = (*kinds, *ACCEPTED)
    fitting = (wide for wide in wider if all(Typed(Constant(None), kind).fits(wide) for kind in kinds))
    return next(fitting, None) if kinds else "any"


def all_declared(parts: list[Typed]) -> list[Typed] | None:
    """The parts read as their columns declare, when at least one declares a type and all have one in common."""
    read = [part.declared or part for part in parts]
    if read == parts or common_type(read) is None:
        return None
    return read


def results(expression: Expression) -> Iterator[Expression]:
    """The parts whose value can become the value of the whole: branches, alternatives, elements.

    >>> list(results(Case(((Constant(True), Constant("a")),), Constant("b"))))
    [Constant(value='a'), Constant(value='b')]
    """
    match expression:
        case Case(branches, otherwise):
            parts: tuple[Expression, ...] = (*(value for _, value in branches), otherwise)
        case Collect(items):
            parts = items
        case Call("coalesce", arguments):
            parts = arguments
        case _:
            yield expression
            return
    for part in parts:
        yield from results(part)


def is_list(expression: Expression) -> bool:
    """Whether a list comes out."""
    return any(isinstance(part, Collect | Split | Each) for part in results_of_case(expression))


def results_of_case(expression: Expression) -> Iterator[Expression]:
    """The expression itself or, of a Case, what its branches may yield."""
    if isinstance(expression, Case):
        for _, value in expression.branches:
            yield from results_of_case(value)
        yield from results_of_case(expression.otherwise)
    else:
        yield expression


def is_constant(expression: Expression) -> bool:
    """Whether nothing of the row is read."""
    return not any(isinstance(part, Column | Item | Variable) for part in walk(expression))


def columns_read(expression: Expression) -> tuple[Column, ...]:
    """The source columns an expression reads, in order of first use."""
    return tuple(dict.fromkeys(part for part in walk(expression) if isinstance(part, Column)))


def rewrite(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The expression with `change` applied to every part, innermost first.

    >>> rewrite(Split(Item(), ","), lambda part: Constant("a") if part == Item() else part)
    Split(value=Constant(value='a'), separator=',')
    """
    parts: dict[str, Any] = {
        part.name: _rewritten(getattr(expression, part.name), change) for part in fields(expression)
    }
    return change(replace(expression, **parts))


def _rewritten(value: object, change: Callable[[Expression], Expression]) -> object:
    if isinstance(value, Expression):
        return rewrite(value, change)
    if isinstance(value, tuple):
        return tuple(_rewritten(entry, change) for entry in value)
    return value


def without_reasons(expression: Expression) -> Expression:
    """The same, with null tokens that say why turned into plain ones: for slots that may not be declared absent."""

    def change(part: Expression) -> Expression:
        if isinstance(part, Column) and part.meanings:
            return replace(part, null_tokens=(*part.null_tokens, *(t for t, _ in part.meanings)), meanings=())
        return part

    return rewrite(expression, change)


def absences(expression: Expression) -> Iterator[Absent]:
    """Every `absent('...')` in an expression."""
    return (part for part in walk(expression) if isinstance(part, Absent))


def present_together(fields: tuple[tuple[str, Expression], ...]) -> tuple[tuple[str, Expression], ...]:
    """Written constants of an object stand only where a value from the row does: no unit without a number."""
    read = tuple(value for _, value in fields if not is_constant(value))
    if not read:
        return fields
    empty: Expression = Call("is_null", (read[0],))
    if len(read) > 1:
        empty = Call("and", tuple(Call("is_null", (value,)) for value in read))
    guarded = Case(((empty, Constant(None)),))
    return tuple((name, replace(guarded, otherwise=v) if is_constant(v) else v) for name, v in fields)
