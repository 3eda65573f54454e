"""Expressions of a view in the kernel: items of a document, which stay text until something is reckoned with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from duckdb import Expression, LambdaExpression

from omicz_meta.engine.cell import (
    call,
    case,
    coalesce,
    column,
    constant,
    first_note,
    kept,
    null,
    transform,
)
from omicz_meta.engine.view_forms import (
    NUMBER,
    boundary,
    joined,
    less,
    native,
    reckoned,
    same,
)
from omicz_meta.engine.view_found import Context, Found
from omicz_meta.engine.view_plan import (
    MOMENTS,
    NUMBERS,
    At,
    Boundary,
    Concatenated,
    Constant,
    Equal,
    Exists,
    Expr,
    Filtered,
    Here,
    Joined,
    Kind,
    Logic,
    Mapped,
    Member,
    Not,
    Ordered,
    Reckoned,
    ReferenceKey,
    ResourceKey,
    RowIndex,
)
from omicz_meta.engine.view_references import reference_key, resource_key
from omicz_meta.engine.view_shape import Shape, locate
from omicz_meta.engine.view_terms import Names, let, parsed, under

SEVERAL = "R050"
"""The problem of several values where only one can be."""

UNFIT = "R052"
"""The problem of a number that cannot be reckoned with, or told in the type of its column."""


def is_short(expr: Expr) -> bool:
    """Whether an expression is only a way to an element, which may be written down again."""
    return isinstance(expr, Here | Constant) or (
        isinstance(expr, Member) and not expr.listed and is_short(expr.of)
    )


def found(expr: Expr, context: Context) -> Found:
    """The items of an expression."""
    match expr:
        case Here():
            return context.here
        case Member():
            return _member(expr, context)
        case Filtered():
            return _filtered(expr, context)
        case Mapped():
            return _mapped(expr, context)
        case At():
            return _at(expr, context)
        case Constant(value, kind):
            return Found(_constant(value, kind), False, isinstance(value, Decimal))
        case RowIndex():
            return Found(context.index.cast(NUMBER), False, False)
        case ReferenceKey():
            return _reference_key(expr, context)
        case ResourceKey():
            return Found(resource_key(context.here.value), False, False)
        case Joined():
            return _joined(expr, context)
        case Exists(parts):
            return _exists(parts, context)
        case Equal():
            return _equal(expr, context)
        case _:
            return _computed(expr, context)


def one(expr: Expr, context: Context) -> Found:
    """The one value of an expression, ready to be reckoned with; several are a note and no value."""
    single = only(found(expr, context), context.names)
    if not single.written or expr.kind not in {*NUMBERS, Kind.BOOLEAN}:
        return replace(single, written=False)
    if is_short(expr):
        value = native(single.value, expr.kind)
    else:
        value = let({"text": single.value}, context.names, lambda text: native(text, expr.kind))
    return Found(value, False, False, single.note)


def only(items: Found, names: Names) -> Found:
    """The one of some items; several are a note and no item."""
    if not items.many:
        return items
    several = case((call("len", items.value) > constant(1), constant(SEVERAL)))
    value = let(
        {"all": items.value},
        names,
        lambda all: case((call("len", all) < constant(2), call("list_extract", all, constant(1)))),  # noqa: A006
    )
    return Found(value, False, items.written, first_note([items.note, several]))


def _constant(value: object, kind: Kind) -> Expression:
    if value is None:
        return null("BOOLEAN" if kind is Kind.BOOLEAN else NUMBER if kind in NUMBERS else "VARCHAR")
    if isinstance(value, Decimal):
        return constant(format(value, "f"))
    assert isinstance(value, str | bool)  # noqa: S101 - what else a constant of the plan can be
    return constant(value)


def _member(expr: Member, context: Context) -> Found:
    of = found(expr.of, context)
    shape = locate(expr, context.shape)
    if not of.many:
        value = under(of.value, expr.key)
        # a null in a list of primitives says that only an extension is there
        value = _there(value, context.names) if expr.listed else value
    else:
        name = next(context.names)
        inner = transform(of.value, name, under(column(name), expr.key))
        value = _there(call("flatten", inner) if expr.listed else inner, context.names)
    if shape.raw:
        value = _apart(value, expr.many, shape, context.names)
    return Found(value, expr.many, expr.kind is not Kind.OBJECT, of.note)


def _there(items: Expression, names: Names) -> Expression:
    name = next(names)
    return kept(items, name, column(name).isnotnull())


def _apart(value: Expression, many: bool, shape: Shape, names: Names) -> Expression:
    if not shape.children:
        return value
    name = next(names)
    return transform(value, name, parsed(column(name), shape)) if many else parsed(value, shape)


def _filtered(expr: Filtered, context: Context) -> Found:
    of = found(expr.of, context)
    shape = locate(expr.of, context.shape)
    if not of.many:
        condition = one(expr.condition, replace(context, here=of, shape=shape))
        note = first_note([of.note, condition.note])
        return replace(of, value=case((condition.value, of.value)), note=note)
    name = next(context.names)
    condition = one(expr.condition, context.item(name, of.written, shape))
    note = first_note([of.note, note_of_any(of.value, (name,), condition.note)])
    return replace(of, value=kept(of.value, name, condition.value), note=note)


def _mapped(expr: Mapped, context: Context) -> Found:
    of = found(expr.of, context)
    shape = locate(expr.of, context.shape)
    if not of.many:
        made = found(expr.value, replace(context, here=of, shape=shape))
        value = case((of.value.isnotnull(), made.value))
        return replace(made, value=value, note=first_note([of.note, made.note]))
    name = next(context.names)
    made = found(expr.value, context.item(name, of.written, shape))
    note = first_note([of.note, note_of_any(of.value, (name,), made.note)])
    items = transform(of.value, name, made.value)
    flat = call("flatten", items) if made.many else items
    return Found(_there(flat, context.names), True, made.written, note)


def note_of_any(items: Expression, names: tuple[str, ...], note: Expression | None) -> Expression | None:
    """The first note that an element of a list gives, under the name (and the place) it has in the note."""
    if note is None:
        return None
    notes = call("list_transform", items, LambdaExpression(names, note))
    return call("list_extract", kept(notes, names[0], column(names[0]).isnotnull()), constant(1))


def _at(expr: At, context: Context) -> Found:
    of = found(expr.of, context)
    number = _position(expr.index)
    if number is not None and of.many:
        return Found(call("list_extract", of.value, constant(number + 1)), False, of.written, of.note)
    index = one(expr.index, context)
    place = index.value.cast("BIGINT")
    note = first_note([of.note, index.note])
    if not of.many:
        return replace(of, value=case((place == constant(0), of.value)), note=note)
    # a list of DuckDB is counted from its end where the position is negative
    value = case((place >= constant(0), call("list_extract", of.value, place + constant(1))))
    return Found(value, False, of.written, note)


def _position(index: Expr) -> int | None:
    """A position that the view itself names."""
    value = index.value if isinstance(index, Constant) else None
    there = isinstance(value, Decimal) and value >= 0 and value == value.to_integral_value()
    return int(value) if there and isinstance(value, Decimal) else None


def _exists(parts: tuple[Expr, ...], context: Context) -> Found:
    items = [found(part, context) for part in parts]
    there = [_is_there(part) for part in items]
    whole = there[0]
    for part in there[1:]:
        whole = whole | part
    return Found(whole, False, False, first_note(part.note for part in items))


def _is_there(items: Found) -> Expression:
    if not items.many:
        return items.value.isnotnull()
    return coalesce(call("len", items.value), constant(0)) > constant(0)


def _joined(expr: Joined, context: Context) -> Found:
    of = found(expr.of, context)
    if not of.many:
        return replace(of, value=coalesce(of.value, constant("")))
    together = call("array_to_string", of.value, constant(expr.separator))
    return Found(coalesce(together, constant("")), False, False, of.note)


def _equal(expr: Equal, context: Context) -> Found:
    if not (expr.left.many or expr.right.many):
        left, right = one(expr.left, context), one(expr.right, context)
        note = first_note([left.note, right.note])
        kind = _common(expr)
        return Found(_compared(left.value, right.value, kind, context, same), False, False, note)
    sides = [found(side, context) for side in (expr.left, expr.right)]
    first, second = (
        _natives(side, of.kind, context.names)
        for side, of in zip(sides, (expr.left, expr.right), strict=True)
    )
    note = first_note(side.note for side in sides)
    return Found(_equal_lists(first, second, _common(expr), context.names), False, False, note)


def _compared(
    left: Expression,
    right: Expression,
    kind: Kind,
    context: Context,
    by: Callable[[Expression, Expression, Kind], Expression],
) -> Expression:
    if kind not in {*MOMENTS, Kind.TIME}:
        return by(left, right, kind)
    sides = {"left": left, "right": right}
    return let(sides, context.names, lambda left, right: by(left, right, kind))


def _common(expr: Equal | Ordered) -> Kind:
    return expr.right.kind if expr.left.kind is Kind.DATE else expr.left.kind


def _natives(items: Found, kind: Kind, names: Names) -> Expression:
    if not items.written or kind not in {*NUMBERS, Kind.BOOLEAN}:
        return items.items
    name = next(names)
    return transform(items.items, name, native(column(name), kind))


def _equal_lists(left: Expression, right: Expression, kind: Kind, names: Names) -> Expression:
    sizes = [call("len", side) for side in (left, right)]
    if kind in MOMENTS or kind is Kind.TIME:
        pair = next(names)
        first, second = (call("struct_extract", column(pair), constant(at)) for at in (1, 2))
        verdicts = transform(call("list_zip", left, right), pair, same(first, second, kind))
        equal = case(
            (call("list_contains", verdicts, constant(False)), constant(False)),
            (call("len", _there(verdicts, names)) == sizes[0], constant(True)),
        )
    else:
        equal = left == right
    none = (sizes[0] == constant(0)) | (sizes[1] == constant(0))
    return case((none, null("BOOLEAN")), (sizes[0] != sizes[1], constant(False)), otherwise=equal)


def _reference_key(expr: ReferenceKey, context: Context) -> Found:
    of = found(expr.of, context)
    if not of.many:
        key = let({"one": of.value}, context.names, lambda one: reference_key(one, expr.resource))
        return Found(
            reference_key(of.value, expr.resource) if is_short(expr.of) else key, False, True, of.note
        )
    name = next(context.names)
    keys = transform(of.value, name, reference_key(column(name), expr.resource))
    return Found(_there(keys, context.names), True, True, of.note)


def _computed(expr: Expr, context: Context) -> Found:
    """What is reckoned from one or two single values."""
    match expr:
        case Not(of):
            operand = one(of, context)
            return replace(operand, value=~operand.value)
        case Logic(operator, left, right):
            return _pair(left, right, context, lambda a, b: _logic(operator, a, b))
        case Ordered(operator, left, right):
            kind = _common(expr)
            return _pair(left, right, context, lambda a, b: _ordered(operator, a, b, kind, context))
        case Concatenated(left, right, empty_as_text):
            return _pair(left, right, context, lambda a, b: _concatenated(a, b, empty_as_text))
        case Reckoned():
            return _reckoned(expr, context)
        case Boundary():
            return _boundary(expr, context)
    raise AssertionError(expr)


def _pair(
    left: Expr, right: Expr, context: Context, made: Callable[[Expression, Expression], Expression]
) -> Found:
    first, second = one(left, context), one(right, context)
    note = first_note([first.note, second.note])
    return Found(made(first.value, second.value), False, False, note)


def _logic(operator: str, left: Expression, right: Expression) -> Expression:
    if operator == "and":
        return left & right
    if operator == "xor":
        return left != right
    return (left if operator == "or" else ~left) | right


def _ordered(operator: str, left: Expression, right: Expression, kind: Kind, context: Context) -> Expression:
    if operator in {">", "<="}:
        left, right = right, left
    before = _compared(left, right, kind, context, less)
    return before if operator in {"<", ">"} else ~before


def _concatenated(left: Expression, right: Expression, empty_as_text: bool) -> Expression:
    if empty_as_text:
        left, right = (coalesce(side, constant("")) for side in (left, right))
    return joined(left, right)


def _reckoned(expr: Reckoned, context: Context) -> Found:
    left, right = one(expr.left, context), one(expr.right, context)
    sides = {"left": left.value, "right": right.value}
    made = let(sides, context.names, lambda left, right: reckoned(expr.operator, left, right))
    unfit = let(sides, context.names, lambda left, right: _unfit(expr.operator, left, right))
    return Found(made, False, False, first_note([left.note, right.note, unfit]))


def _unfit(operator: str, left: Expression, right: Expression) -> Expression:
    """A note where two numbers give none; that nought divides nothing is no fault."""
    asked = left.isnotnull() & right.isnotnull() & reckoned(operator, left, right).isnull()
    return case((asked & (right != constant(0)) if operator == "/" else asked, constant(UNFIT)))


def _boundary(expr: Boundary, context: Context) -> Found:
    single = only(found(expr.of, context), context.names)
    text = single.value if single.written else single.value.cast("VARCHAR")
    made = let({"text": text}, context.names, lambda text: boundary(text, expr.kind, expr.high))
    return Found(made, False, False, single.note)
