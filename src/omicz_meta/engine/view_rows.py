"""Rows of a view in the kernel: for each resource, lists of structs that are set beside each other and unnested.

Cells stay as they are found until rows are made; the table's own types come last (`engine.view_cells`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from duckdb import Expression, LambdaExpression

from omicz_meta.engine.cell import call, case, coalesce, column, constant, transform
from omicz_meta.engine.view_found import Context, Found
from omicz_meta.engine.view_plan import (
    NUMBERS,
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
    Rows,
    Way,
)
from omicz_meta.engine.view_shape import Shape, locate, mark_raw, shape_of
from omicz_meta.engine.view_terms import parsed, under
from omicz_meta.engine.view_values import found, note_of_any

DEEP = "R051"
"""The problem of elements below the deepest that is looked at."""

DEEPEST = 64
"""So many levels `repeat` goes down."""

_LEVEL = 'STRUCT("key" INTEGER[], "json" VARCHAR)[]'


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a column look before they get their type: lists or not, written texts or values, numbers."""

    many: bool
    written: bool
    number: bool


def forms(rows: Rows, here_written: bool = False) -> Mapping[str, Form]:
    """The form of every column; where branches differ, the one that all can take."""
    made: dict[str, Form] = {}
    for one in rows.columns:
        number = one.value.kind in NUMBERS
        made[one.name] = Form(one.value.many, _written(one.value, here_written), number)
    for part in rows.parts:
        match part:
            case Each(items, inner):
                made |= forms(inner, _written(items, here_written) and items.kind is not Kind.OBJECT)
            case Recursive(_, _, inner):
                made |= forms(inner)
            case Branches(branches):
                for branch in branches:
                    made |= _wider(made, forms(branch, here_written))
    return made


def _wider(made: Mapping[str, Form], further: Mapping[str, Form]) -> dict[str, Form]:
    def wide(name: str, form: Form) -> Form:
        known = made.get(name, form)
        many = known.many or form.many
        return Form(many, many or known.written or form.written, known.number or form.number)

    return {name: wide(name, form) for name, form in further.items()}


def _written(expr: Expr, here_written: bool) -> bool:
    match expr:
        case Here():
            return here_written
        case Filtered(of) | At(of):
            return _written(of, here_written)
        case Mapped(of, value):
            return _written(value, _written(of, here_written) and of.kind is not Kind.OBJECT)
    return isinstance(expr, Member | ReferenceKey)


@dataclass(slots=True)
class Made:
    """What rows compile to for one thing: cells, lists of rows beside them, and notes by the name of a column."""

    cells: dict[str, Expression] = field(default_factory=dict)
    lists: list[tuple[Expression, tuple[str, ...]]] = field(default_factory=list)
    notes: dict[str, Expression] = field(default_factory=dict)

    def note(self, name: str, note: Expression | None) -> None:
        """Keep a note; the first of a name is told."""
        if note is not None:
            self.notes[name] = coalesce(self.notes[name], note) if name in self.notes else note

    def rows(self) -> Expression:
        """The rows as one list of structs: the cells beside every combination of the lists."""
        return _combined(self.cells, self.lists)


def _combined(cells: Mapping[str, Expression], lists: list[tuple[Expression, tuple[str, ...]]]) -> Expression:
    if not lists:
        return call("list_value", _struct(cells))
    (items, names), *rest = lists
    row = f"r{len(rest)}"
    beside = {**cells, **{name: under(column(row), name) for name in names}}
    if rest:
        return call("flatten", transform(items, row, _combined(beside, rest)))
    return transform(items, row, _struct(beside)) if cells else items


def _struct(cells: Mapping[str, Expression]) -> Expression:
    # branches hold their columns in one order, whatever parts they come from
    return call("struct_pack", *(cells[name].alias(name) for name in sorted(cells)))


def made(rows: Rows, context: Context, known: Mapping[str, Form]) -> Made:
    """Cells and lists of rows in a context."""
    result = Made()
    for one in rows.columns:
        value = found(one.value, context)
        result.cells[one.name] = formed(value, one.value.kind, known[one.name])
        result.note(one.name, value.note)
    for part in rows.parts:
        names = tuple(sorted(_names(part)))
        match part:
            case Each():
                result.lists.append((_each(part, context, known, result), names))
            case Recursive():
                result.lists.append((_recursive(part, context, known, result), names))
            case Branches(branches):
                lists = [made(branch, context, known) for branch in branches]
                for branch in lists:
                    for name, note in branch.notes.items():
                        result.note(name, note)
                result.lists.append((call("list_concat", *(branch.rows() for branch in lists)), names))
    return result


def _names(part: Each | Recursive | Branches) -> list[str]:
    return [one.name for one in Rows((), (part,)).all_columns()]


def formed(value: Found, kind: Kind, form: Form) -> Expression:
    """A cell in the form of its column."""
    cell = value.value
    if form.written and not value.written:
        whole, text = ("BIGINT[]", "VARCHAR[]") if value.many else ("BIGINT", "VARCHAR")
        cell = (cell.cast(whole) if kind is Kind.INTEGER else cell).cast(text)
    return Found(cell, value.many, form.written).items if form.many else cell


def _each(part: Each, context: Context, known: Mapping[str, Form], result: Made) -> Expression:
    items = found(part.items, context)
    result.note("forEach", items.note)
    elements = items.items
    if part.or_null:
        nothing = call("list_value", constant(None))
        elements = case((call("len", elements) == constant(0), nothing), otherwise=elements)
    shape = locate(part.items, context.shape)
    return _rows_of(elements, items.written, shape, part.rows, context, known, result)


def _rows_of(
    elements: Expression,
    written: bool,
    shape: Shape,
    rows: Rows,
    context: Context,
    known: Mapping[str, Form],
    result: Made,
) -> Expression:
    """The rows of each of some elements, one behind the other; notes go to the thing the elements belong to."""
    names = (next(context.names), next(context.names))
    inside = replace(context.item(names[0], written, shape), index=column(names[1]) - constant(1))
    inner = made(rows, inside, known)
    for name, note in inner.notes.items():
        result.note(name, note_of_any(elements, names, note))
    if inner.lists:
        body = call("list_transform", elements, LambdaExpression(names, inner.rows()))
        return call("flatten", body)
    return call("list_transform", elements, LambdaExpression(names, _struct(inner.cells)))


def _recursive(part: Recursive, context: Context, known: Mapping[str, Form], result: Made) -> Expression:
    """Elements level by level: each level is read from the JSON of the one above, then all are put in order.

    A level is a list of JSON texts with their places on the way down; the levels grow in a fold, as often as there
    can be levels below: not more often than the names of the elements stand in the text.
    """
    start = _level(_ends(part.first, context.here.value, context.shape), call("list_value").cast("INTEGER[]"))
    start = start.cast(_LEVEL)
    if part.further:
        levels = _levels(part, start)
        further = call("len", _next(part, call("list_extract", levels, constant(-1))))
        full = call("len", levels) > constant(DEEPEST)
        result.note("repeat", case((full, case((further > constant(0), constant(DEEP))))))
        start = call("list_sort", call("flatten", levels))
    shape = shape_of(part.rows)
    elements = transform(start, "q", parsed(under(column("q"), "json"), shape))
    return _rows_of(elements, False, shape, part.rows, context, known, result)


def _levels(part: Recursive, start: Expression) -> Expression:
    grown = call(
        "list_append", column("levels"), _next(part, call("list_extract", column("levels"), constant(-1)))
    )
    turns = transform(call("range", _most(part, start)), "turn", constant(None).cast(f"{_LEVEL}[]"))
    return call("list_reduce", turns, LambdaExpression(("levels", "turn"), grown), call("list_value", start))


def _next(part: Recursive, level: Expression) -> Expression:
    """The level below a level."""
    shape = Shape()
    mark_raw(part.further, shape)
    below = _ends(part.further, parsed(under(column("e"), "json"), shape), shape)
    return call("flatten", transform(level, "e", _level(below, under(column("e"), "key")))).cast(_LEVEL)


def _level(texts: Expression, above: Expression) -> Expression:
    """Texts with their places below an element."""
    place = call("list_append", above, column("place").cast("INTEGER"))
    one = call("struct_pack", place.alias("key"), column("text").alias("json"))
    return call("list_transform", texts, LambdaExpression(("text", "place"), one))


def _most(part: Recursive, start: Expression) -> Expression:
    """How many levels there can be below the first: as many as names that lead down stand in the text."""
    text = call("array_to_string", transform(start, "m", under(column("m"), "json")), constant(" "))
    length = coalesce(call("length", text), constant(0))
    counted = constant(0)
    for name in sorted({way[-1][0] for way in part.further}):
        without = call("length", call("replace", text, constant(f'"{name}"'), constant("")))
        counted = counted + call("//", length - coalesce(without, constant(0)), constant(len(name) + 2))
    return call("least", counted, constant(DEEPEST))


def _ends(ways: tuple[Way, ...], owner: Expression, shape: Shape) -> Expression:
    """What stands at the ends of some ways, as one list of JSON texts."""
    ends = [_end(way, owner, shape, f"w{at}") for at, way in enumerate(ways)]
    whole = call("list_concat", *ends) if ends else call("list_value").cast("VARCHAR[]")
    return call("list_filter", whole, LambdaExpression("w", column("w").isnotnull()))


def _end(way: Way, owner: Expression, shape: Shape, name: str) -> Expression:
    value, many = owner, False
    for step, (key, listed) in enumerate(way):
        shape = shape.child(key, listed)
        if many:
            inner = transform(value, name, under(column(name), key))
            value = call("flatten", inner) if listed else inner
        else:
            value, many = under(value, key), listed
        if shape.raw and step + 1 < len(way):
            value = transform(value, name, parsed(column(name), shape)) if many else parsed(value, shape)
    return coalesce(value if many else call("list_value", value), call("list_value"))
