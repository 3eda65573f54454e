"""Kernel form of the function library: name to DuckDB expression. The Python meaning stands in `functions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType

from duckdb import Expression, LambdaExpression

from omicz_meta.engine.cell import call, case, coalesce, column, constant, fits, transform
from omicz_meta.engine.codesystems import CodeSystem
from omicz_meta.engine.functions import LARGEST
from omicz_meta.engine.python_functions import registered_name
from omicz_meta.engine.reading import ANY_COMPARATOR, COMPARATORS, SPACE, SPACES, compared_pattern

Form = Callable[[Sequence[Expression]], Expression]


def curie(text: Expression, system: CodeSystem) -> Expression:
    """The CURIE of a code in a system, null when it is not well formed. Check digits are computed in Python."""
    code = call("regexp_replace", call("upper", text), constant(system.noise), constant(""), constant("g"))
    code = call("regexp_replace", code, constant(system.lead), constant(""))
    whole = _text(constant(f"{system.prefix}:"), code)
    if system.check is not None:
        right = call(registered_name("check_digit", 2), code, constant(system.check))
        return case((fits(code, system.form) & call("struct_extract", right, constant("value")), whole))
    if system.dot is None:
        return case((fits(code, system.form), whole))
    head = call("substring", code, constant(1), constant(system.dot))
    dotted = _text(
        constant(f"{system.prefix}:"),
        head,
        constant(system.mark),
        call("substring", code, constant(system.dot + 1)),
    )
    longer = call("length", code) > constant(system.dot)
    return case((fits(code, system.form) & longer, dotted), (fits(code, system.form), whole))


def _text(*parts: Expression) -> Expression:
    joined = parts[0]
    for part in parts[1:]:
        joined = call("||", joined, part)
    return joined


def _all(parts: Sequence[Expression]) -> Expression:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined & part
    return joined


def _any(parts: Sequence[Expression]) -> Expression:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined | part
    return joined


def _age_at(parts: Sequence[Expression]) -> Expression:
    start, end = (part.cast("VARCHAR") for part in parts)
    years = _number(end, 1, 4) - _number(start, 1, 4)
    months = years * constant(12) + _number(end, 6, 2) - _number(start, 6, 2)
    early = (
        (_number(end, 9, 2) < _number(start, 9, 2))
        & (call("length", start) == constant(10))
        & (call("length", end) == constant(10))
    )
    whole = case((early, months - constant(1)), otherwise=months)
    known = (call("length", start) >= constant(7)) & (call("length", end) >= constant(7))
    exact = _text(
        constant("P"),
        call("//", whole, constant(12)).cast("VARCHAR"),
        constant("Y"),
        call("%", whole, constant(12)).cast("VARCHAR"),
        constant("M"),
    )
    coarse = _text(constant("P"), years.cast("VARCHAR"), constant("Y"))
    return case((known & (whole >= constant(0)), exact), (~known & (years >= constant(0)), coarse))


def _number(text: Expression, start: int, length: int) -> Expression:
    return call("substring", text, constant(start), constant(length)).try_cast("BIGINT")


def regex_extract(text: Expression, pattern: str) -> Expression:
    """The first group of the first match, or the whole match where the pattern has no group."""
    group = 1 if re.compile(pattern).groups else 0
    fitting = call("regexp_matches", text, constant(pattern))
    return case((fitting, call("regexp_extract", text, constant(pattern), constant(group))))


def _product(parts: Sequence[Expression]) -> Expression:
    left, right = parts
    short_left, short_right = (part.try_cast("DECIMAL(18,6)") for part in parts)
    exact = (short_left == left) & (short_right == right)
    # a product of two DECIMAL(18) overflows at eighteen digits and would stop the run
    wide_left, wide_right = (part.cast("DECIMAL(38,6)") for part in (short_left, short_right))
    return case((exact, (wide_left * wide_right).cast("DECIMAL(38,12)")))


def _written(value: Expression) -> Expression:
    """A value as text; numbers without the zeros that end their decimals."""
    text = value.cast("VARCHAR")
    short = call("regexp_replace", text, constant(r"(\.[0-9]*[1-9])0+$|\.0+$"), constant(r"\1"))
    return case((call("starts_with", call("typeof", value), constant("DECIMAL")), short), otherwise=text)


def _bounded(parts: Sequence[Expression], result: Expression) -> Expression:
    """The result when all terms are small enough for it; an overflow would stop the run."""
    small = [(part < constant(LARGEST)) & (part > constant(-LARGEST)) for part in parts]
    return case((_all(small), result))


def substr(parts: Sequence[Expression]) -> Expression:
    """Characters from a position up to another one, both counted from the end where negative, as Python does."""
    text, start = parts[0], parts[1]
    size = call("length", text)
    first = _position(start, size)
    last = _position(parts[2], size) if len(parts) > 2 else size
    return call("substring", text, first + constant(1), _within(last - first, size))


def _position(place: Expression, size: Expression) -> Expression:
    counted = case((place < constant(0), size + place), otherwise=place)
    return _within(counted, size)


def _within(place: Expression, size: Expression) -> Expression:
    """The place, not below nought and not above the size; `least` and `greatest` would pass over a null."""
    return case((place < constant(0), constant(0)), (place > size, size), otherwise=place)


def _padded(parts: Sequence[Expression]) -> Expression:
    text, width, sign = parts
    return _text(call("repeat", sign, width - call("length", text)), text)


def _comparator(parts: Sequence[Expression]) -> Expression:
    written = call("lower", call("nfc_normalize", parts[0]))
    return case(*((fits(written, compared_pattern(words)), constant(name)) for name, words in COMPARATORS))


def _without_comparator(parts: Sequence[Expression]) -> Expression:
    written = call("lower", call("nfc_normalize", parts[0]))
    number = call("regexp_extract", written, constant(f"^{ANY_COMPARATOR}$"), constant(2))
    return case((fits(written, ANY_COMPARATOR), number), otherwise=parts[0])


def rounded(number: Expression, places: int | None) -> Expression:
    """Halves to the even digit, in decimals throughout; DuckDB's own `round` takes them away from zero."""
    unit = constant(Decimal(1).scaleb(-(places or 0))).cast("DECIMAL(38,12)")
    number = number.cast("DECIMAL(38,12)")
    near = call("round", number, constant(places or 0)).cast("DECIMAL(38,12)")
    off = number - near
    half = (off + off).isin(unit, -unit)
    odd = call("%", near, unit + unit) != constant(0)
    towards = case((near > constant(0), near - unit), otherwise=near + unit)
    made = _bounded([number], case((half & odd, towards), otherwise=near))
    return made.cast("BIGINT") if places is None else made


def _whole(name: str, number: Expression) -> Expression:
    # of a whole number DuckDB would make a binary one, which has no eighteen digits
    exact = number.try_cast("DECIMAL(38,12)")
    return _bounded([exact], call(name, exact)).try_cast("BIGINT")


def _total(items: Expression) -> Expression:
    small = _bounded([call("list_min", items), call("list_max", items)], call("list_sum", items))
    return _bounded([small], small)


def _joined(parts: Sequence[Expression]) -> Expression:
    separator, items = parts
    together = _text(column("l"), separator, column("r"))
    reduced = call("list_reduce", items.cast("VARCHAR[]"), LambdaExpression(("l", "r"), together))
    # a list of one is never joined, so that a null separator would not show
    return case((separator.isnotnull(), reduced))


def _unique(items: Expression) -> Expression:
    first = call("list_position", items, column("u")) == column("n")
    return call("list_filter", items, LambdaExpression(("u", "n"), first))


def _period(unit: str) -> Form:
    def form(parts: Sequence[Expression]) -> Expression:
        return case((parts[0] >= constant(0), _text(constant("P"), parts[0].cast("VARCHAR"), constant(unit))))

    return form


def _days_between(parts: Sequence[Expression]) -> Expression:
    start, end = (part.cast("DATE") for part in parts)
    return call("date_diff", constant("day"), start, end)


KERNEL_FORMS = MappingProxyType[str, Form](
    {
        "trim": lambda p: call("trim", p[0], constant(SPACES)),
        "squeeze": lambda p: call(
            "trim",
            call("regexp_replace", p[0], constant(f"{SPACE}+"), constant(" "), constant("g")),
            constant(" "),
        ),
        "nfc": lambda p: call("nfc_normalize", p[0]),
        "substr": substr,
        "pad_left": _padded,
        "startswith": lambda p: call("starts_with", *p),
        "endswith": lambda p: call("ends_with", *p),
        "comparator": _comparator,
        "without_comparator": _without_comparator,
        "floor": lambda p: _whole("floor", p[0]),
        "ceil": lambda p: _whole("ceil", p[0]),
        "abs": lambda p: call("abs", p[0]),
        "sum": lambda p: _total(p[0]),
        "min": lambda p: call("list_min", p[0]),
        "max": lambda p: call("list_max", p[0]),
        "first": lambda p: call("list_extract", p[0], constant(1)),
        "last": lambda p: call("list_extract", p[0], constant(-1)),
        "len": lambda p: call("len", p[0]),
        "sorted": lambda p: call("list_sort", p[0]),
        "unique": lambda p: _unique(p[0]),
        "join": _joined,
        "lower": lambda p: call("lower", p[0]),
        "upper": lambda p: call("upper", p[0]),
        "plain": lambda p: call("lower", call("strip_accents", p[0])),
        "concat": lambda p: _text(*map(_written, p)),
        "replace": lambda p: call("replace", *p),
        "matches": lambda p: call("regexp_full_match", *p),
        "strlen": lambda p: call("length", p[0]),
        "str": lambda p: _written(p[0]),
        "coalesce": lambda p: coalesce(*p),
        "is_null": lambda p: p[0].isnull(),
        "not": lambda p: ~p[0],
        "and": _all,
        "or": _any,
        "eq": lambda p: p[0] == p[1],
        "ne": lambda p: p[0] != p[1],
        "lt": lambda p: p[0] < p[1],
        "le": lambda p: p[0] <= p[1],
        "gt": lambda p: p[0] > p[1],
        "ge": lambda p: p[0] >= p[1],
        "add": lambda p: _bounded(p, p[0] + p[1]),
        "subtract": lambda p: _bounded(p, p[0] - p[1]),
        "multiply": _product,
        "year": lambda p: _number(p[0].cast("VARCHAR"), 1, 4),
        "age_at": _age_at,
        "month": lambda p: _number(p[0].cast("VARCHAR"), 6, 2),
        "day": lambda p: _number(p[0].cast("VARCHAR"), 9, 2),
        "days_between": _days_between,
        "years": _period("Y"),
        "months": _period("M"),
        "weeks": _period("W"),
        "days": _period("D"),
        "pseudonym": lambda p: p[0],
        "field": lambda p: call("struct_extract", p[0], p[1]),
        "slots": lambda p: transform(p[0], "a", call("struct_extract", column("a"), constant("slot"))),
        "contains": lambda p: call("contains", p[0], p[1]),
    }
)
