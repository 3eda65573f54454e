"""Texts of FHIR as values of DuckDB: numbers, truth, dates as coarse as they are, and how far they reach."""

from __future__ import annotations

from duckdb import Expression

from omicz_meta.engine.cell import call, case, constant, fits
from omicz_meta.engine.view_plan import MOMENTS, Kind

NUMBER = "DECIMAL(38,18)"
"""The type in which numbers are compared and reckoned with: twenty digits before the point, eighteen behind it."""

_SMALL = "DECIMAL(38,9)"
_SMALL_LIMIT = 1_000_000_000
_ZONE = "(Z|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?{_ZONE}"
_MOMENT = (
    r"^([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?"
    rf"(?:T([0-9]{{2}})(:[0-9]{{2}})?(:[0-9]{{2}})?(\.[0-9]+)?{_ZONE}?)?$"
)
_CLOCK = r"^([0-9]{2})(:[0-9]{2})?(:[0-9]{2})?(\.[0-9]+)?$"


def extract(text: Expression, pattern: str, group: int) -> Expression:
    """A group of a pattern; an empty text where it is not there."""
    return call("regexp_extract", text, constant(pattern), constant(group))


def joined(*parts: Expression) -> Expression:
    """Texts one behind the other; null where one is null."""
    whole = parts[0]
    for part in parts[1:]:
        whole = call("||", whole, part)
    return whole


def truth(text: Expression) -> Expression:
    """`true` and `false`; null for any other text."""
    return case((text == constant("true"), constant(True)), (text == constant("false"), constant(False)))


def number(text: Expression, kind: str = NUMBER) -> Expression:
    """A number of a decimal type; null where it would lose digits, or is none."""
    made = text.try_cast(kind)
    wide = text.try_cast(NUMBER)
    plain = fits(text, r"-?[0-9]+(\.[0-9]{1,18})?")
    # with an exponent DuckDB rounds in silence; a binary number tells whether it did
    raised = made.cast("DOUBLE") == text.try_cast("DOUBLE")
    whole = case((plain, made), (fits(text, r"-?[0-9.]+[eE][-+]?[0-9]+") & raised, made))
    return whole if kind == NUMBER else case((made == wide, whole))


def whole_number(text: Expression, kind: str) -> Expression:
    """A whole number of an integer type; null where it does not fit, or is none."""
    made = text.try_cast(kind)
    return case((made.cast("VARCHAR") == text, made))


def native(text: Expression, kind: Kind) -> Expression:
    """A text of a resource as the value it is reckoned with: numbers and truth, all else stays text."""
    if kind is Kind.BOOLEAN:
        return truth(text)
    if kind in {Kind.INTEGER, Kind.DECIMAL}:
        return number(text)
    return text


def told(text: Expression, cell_type: str) -> Expression:
    """A text of a resource as a cell of a column; null where it does not fit its type."""
    if cell_type == "VARCHAR":
        return text
    if cell_type == "BOOLEAN":
        return truth(text)
    if cell_type.startswith("DECIMAL"):
        return number(text, cell_type)
    if cell_type.endswith("INT") or cell_type == "INTEGER":
        return whole_number(text, cell_type)
    if cell_type == "TIMESTAMP":
        return _in_utc(text)
    return text.try_cast(cell_type)


def _in_utc(text: Expression) -> Expression:
    """A moment without its zone, as clocks show it in Greenwich; one without a zone stays as it is."""
    zoned = call("timezone", constant("UTC"), text.try_cast("TIMESTAMPTZ"))
    return case((fits(text, _INSTANT), zoned), otherwise=text.try_cast("TIMESTAMP"))


def less(left: Expression, right: Expression, kind: Kind) -> Expression:
    """Whether one is before the other; null where they are too coarse to say."""
    if kind in MOMENTS:
        return _moments(left, right, "<")
    if kind is Kind.TIME:
        return _prefixes(_clock(left), _clock(right), "<", _whole_clocks(left, right))
    return left < right


def same(left: Expression, right: Expression, kind: Kind) -> Expression:
    """Whether two items are equal; null where they are too coarse to say."""
    if kind in MOMENTS:
        return _moments(left, right, "=")
    if kind is Kind.TIME:
        return _prefixes(_clock(left), _clock(right), "=", _whole_clocks(left, right))
    return left == right


def _moments(left: Expression, right: Expression, sign: str) -> Expression:
    exact = fits(left, _INSTANT) & fits(right, _INSTANT)
    first, second = left.try_cast("TIMESTAMPTZ"), right.try_cast("TIMESTAMPTZ")
    whole = first == second if sign == "=" else first < second
    return case((exact, whole), otherwise=_prefixes(left, right, sign, constant(False)))


def _clock(text: Expression) -> Expression:
    """Time of day without zeros that end its seconds, so that texts have the order of times."""
    return call("regexp_replace", text, constant(r"(\.[0-9]*[1-9])0+$|\.0+$"), constant(r"\1"))


def _whole_clocks(left: Expression, right: Expression) -> Expression:
    return (call("length", left) >= constant(8)) & (call("length", right) >= constant(8))


def _prefixes(left: Expression, right: Expression, sign: str, whole: Expression) -> Expression:
    """Compared as far as both are written; what is equal so far is only known where both end there."""
    size = call("least", call("length", left), call("length", right))
    first, second = (call("substring", side, constant(1), size) for side in (left, right))
    known = whole | (call("length", left) == call("length", right))
    order = left == right if sign == "=" else left < right
    differ = constant(False) if sign == "=" else first < second
    return case((known, order), (first != second, differ))


def reckoned(operator: str, left: Expression, right: Expression) -> Expression:
    """Two numbers reckoned with; null where the result does not fit or is divided by nought."""
    if operator in {"+", "-"}:
        small = [call("abs", side) < constant(10**18) for side in (left, right)]
        return case((small[0] & small[1], left + right if operator == "+" else left - right))
    first, second = (side.try_cast(_SMALL) for side in (left, right))
    exact = (first == left) & (second == right)
    small = [call("abs", side) < constant(_SMALL_LIMIT) for side in (left, right)]
    usable = exact & small[0] & small[1]
    if operator == "*":
        return case((usable, (first * second).cast(NUMBER)))
    return case((usable & (second != constant(0)), _quotient(first, second)))


def _quotient(left: Expression, right: Expression) -> Expression:
    """Eighteen decimals, halves away from nought, in whole numbers throughout."""
    first, second = (
        call("replace", call("abs", side).cast("VARCHAR"), constant("."), constant("")).cast("HUGEINT")
        for side in (left, right)
    )
    unit = constant(10**18).cast("HUGEINT")
    two = constant(2).cast("HUGEINT")
    found = call("//", first * unit * two + second, second * two)
    sign = case(((left < constant(0)) != (right < constant(0)), constant("-")), otherwise=constant(""))
    behind = call("lpad", call("%", found, unit).cast("VARCHAR"), constant(18), constant("0"))
    return joined(sign, call("//", found, unit).cast("VARCHAR"), constant("."), behind).cast(NUMBER)


def boundary(text: Expression, kind: Kind, high: bool) -> Expression:
    """The lowest or highest value that a text written so precisely can mean (FHIRPath section 6.7)."""
    if kind is Kind.DECIMAL:
        return _half_a_step(text, high)
    if kind is Kind.DATE:
        return _day(text, high)
    if kind is Kind.TIME:
        return _filled_clock(text, _CLOCK, 1, high)
    clock = _filled_clock(text, _MOMENT, 4, high)
    zone = extract(text, _MOMENT, 8)
    coarse = constant("T23:59:59.999" if high else "T00:00:00.000")
    missing = constant("-12:00" if high else "+14:00")
    time = case((extract(text, _MOMENT, 4) == constant(""), coarse), otherwise=joined(constant("T"), clock))
    return joined(_day(text, high), time, case((zone == constant(""), missing), otherwise=zone))


def _half_a_step(text: Expression, high: bool) -> Expression:
    decimals = call("length", extract(text, r"^-?[0-9]+(?:\.([0-9]*))?$", 1))
    half = joined(constant("0."), call("repeat", constant("0"), decimals), constant("5")).try_cast(NUMBER)
    middle = case((fits(text, r"-?[0-9]+(\.[0-9]{1,17})?"), text.try_cast(NUMBER)))
    return middle + half if high else middle - half


def _day(text: Expression, high: bool) -> Expression:
    year, month, day = (extract(text, _MOMENT, group) for group in (1, 2, 3))
    month = case((month == constant(""), constant("-12" if high else "-01")), otherwise=month)
    first = joined(year, month, constant("-01"))
    last = call("last_day", first.try_cast("DATE")).cast("VARCHAR") if high else first
    return case((day != constant(""), joined(year, month, day)), (year != constant(""), last))


def _filled_clock(text: Expression, pattern: str, first: int, high: bool) -> Expression:
    hour, minute, second, fraction = (extract(text, pattern, first + step) for step in range(4))
    last = constant(":59" if high else ":00")
    digits = call(
        "rpad", call("substring", fraction, constant(2)), constant(3), constant("9" if high else "0")
    )
    filled = (case((part == constant(""), last), otherwise=part) for part in (minute, second))
    return case((hour != constant(""), joined(hour, *filled, constant("."), digits)))
