"""What a view means, one resource after the other in plain Python; the kernel is held to it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import product
from typing import Any

from omicz_meta.engine.view_plan import (
    MOMENTS,
    NUMBERS,
    At,
    Boundary,
    Branches,
    Concatenated,
    Constant,
    Each,
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
    Recursive,
    ReferenceKey,
    ResourceKey,
    RowIndex,
    Rows,
    ViewColumn,
    ViewPlan,
    Way,
)

WIDE = Context(prec=200)
DEEPEST = 64
Row = dict[str, Any]
Note = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where an expression is asked: the item, its number, the resource's fullUrl, and the notes of its column."""

    here: Any
    index: int = 0
    url: str | None = None
    label: str = "where"
    notes: set[Note] = field(default_factory=set)

    def note(self, code: str) -> None:
        self.notes.add((self.label, code))


def rows_of(plan: ViewPlan, resource: Any, url: str | None = None) -> tuple[list[Row], set[Note]]:
    """The rows of one resource and what was wrong with it, as (column, code)."""
    if resource.get("resourceType") != plan.resource:
        return [], set()
    place = Place(resource, url=url)
    wanted = [one(condition, place) is True for condition in plan.where]
    rows = list(_rows(plan.rows, place))
    if not all(wanted):
        return [], place.notes
    columns = {column.name: column for column in plan.rows.all_columns()}
    told = [{name: _cell(columns[name], row[name], place) for name in plan.columns} for row in rows]
    return told, place.notes


def _rows(rows: Rows, place: Place) -> Iterator[Row]:
    cells = {column.name: items(column.value, replace(place, label=column.name)) for column in rows.columns}
    for combination in product(*(list(_part(part, place)) for part in rows.parts)):
        yield {**cells, **{name: value for row in combination for name, value in row.items()}}


def _part(part: Each | Recursive | Branches, place: Place) -> Iterator[Row]:
    if isinstance(part, Branches):
        for branch in part.branches:
            yield from _rows(branch, place)
        return
    found = (
        items(part.items, replace(place, label="forEach"))
        if isinstance(part, Each)
        else list(_below(part.first, part.further, place, place.here, 1))
    )
    if isinstance(part, Each) and part.or_null and not found:
        found = [None]
    for index, item in enumerate(found):
        yield from _rows(part.rows, replace(place, here=item, index=index))


def _below(
    ways: tuple[Way, ...], further: tuple[Way, ...], place: Place, above: Any, depth: int
) -> Iterator[Any]:
    for way in ways:
        reached = [above]
        for key, listed in way:
            reached = [item for one_ in reached for item in _under(one_, key, listed)]
        for item in reached:
            if depth > DEEPEST + 1:
                replace(place, label="repeat").note("R051")
                continue
            yield item
            yield from _below(further, further, place, item, depth + 1)


def _under(owner: Any, key: str, listed: bool) -> list[Any]:
    found = owner.get(key) if isinstance(owner, dict) else None
    if listed != isinstance(found, list):
        return []
    return [item for item in (found if listed else [found]) if item is not None]


def items(expr: Expr, place: Place) -> list[Any]:
    """The items of an expression: texts, numbers and truths of the document as they are, objects as dicts."""
    match expr:
        case Here():
            return [] if place.here is None else [place.here]
        case Member(of, key, _, listed):
            return [item for owner in items(of, place) for item in _under(owner, key, listed)]
        case Filtered(of, condition):
            kept = [(item, one(condition, replace(place, here=item))) for item in items(of, place)]
            return [item for item, verdict in kept if verdict is True]
        case Mapped(of, value):
            return [made for item in items(of, place) for made in items(value, replace(place, here=item))]
        case At(of, index):
            found, number = items(of, place), one(index, place)
            usable = number is not None and 0 <= number < len(found)
            return [found[int(number)]] if usable else []
        case Constant(value):
            return [] if value is None else [value]
        case RowIndex():
            return [Decimal(place.index)]
        case ReferenceKey(of, wanted):
            keys = [_key(reference, wanted) for reference in items(of, place)]
            return [key for key in keys if key is not None]
        case ResourceKey():
            return [key] if (key := place.here.get("id") or _of_url(place.url)) is not None else []
        case Joined(of, separator):
            return [separator.join(map(text, items(of, place)))]
        case Exists(parts):
            return [any([bool(items(part, place)) for part in parts])]  # noqa: C419 - notes of all
    made = _computed(expr, place)
    if isinstance(made, Decimal):
        made = made.normalize(WIDE)
    return [] if made is None else [made]


def one(expr: Expr, place: Place) -> Any:
    """The one value: a number, a truth or a text; None where there is none, or several."""
    found = items(expr, place)
    if len(found) > 1:
        place.note("R050")
    return value_of(found[0], expr.kind) if len(found) == 1 else None


def value_of(item: Any, kind: Kind) -> Any:
    if kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text(item))
    return number(text(item)) if kind in NUMBERS else item if kind is Kind.OBJECT else text(item)


def text(item: Any) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    return format(item, "f") if isinstance(item, Decimal) else str(item)


def number(written: str) -> Decimal | None:
    """Twenty digits before the point, eighteen behind it; None for what would lose one."""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]{1,18})?", written):
        return None
    value = Decimal(written)
    return value if abs(value) < Decimal(10) ** 20 else None


def _key(reference: Any, wanted: str | None) -> str | None:
    written, kind = reference.get("reference"), reference.get("type")
    if written is None:
        return None
    if plain := _REFERENCE.fullmatch(written):
        return plain[2] if wanted in {None, plain[1]} else None
    urn = _URN.fullmatch(written)
    return urn[1] if urn and (wanted is None or kind in {None, wanted}) else None


_REFERENCE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]*)?")
_URN = re.compile(r"urn:(?:uuid|oid):(.+)")


def _of_url(url: str | None) -> str | None:
    if url is None:
        return None
    if plain := _REFERENCE.fullmatch(url):
        return plain[2]
    return urn[1] if (urn := _URN.fullmatch(url)) else None


def _computed(expr: Expr, place: Place) -> Any:
    match expr:
        case Not(of):
            truth = one(of, place)
            return None if truth is None else not truth
        case Equal(left, right):
            return _equal(left, right, place)
        case Boundary(of, high, kind):
            found = items(of, place)
            if len(found) > 1:
                place.note("R050")
            return boundary(text(found[0]), kind, high) if len(found) == 1 else None
        case Logic() | Ordered() | Concatenated() | Reckoned():
            return _pair(expr, one(expr.left, place), one(expr.right, place), place)
    raise AssertionError(expr)


def _pair(expr: Logic | Ordered | Concatenated | Reckoned, left: Any, right: Any, place: Place) -> Any:
    if isinstance(expr, Logic):
        return _logic(expr.operator, left, right)
    if isinstance(expr, Concatenated) and expr.empty_as_text:
        return (left or "") + (right or "")
    if left is None or right is None:
        return None
    if isinstance(expr, Concatenated):
        return left + right
    if isinstance(expr, Ordered):
        kind = expr.right.kind if expr.left.kind is Kind.DATE else expr.left.kind
        order = compare(left, right, kind)
        verdicts = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
        return None if order is None else order in verdicts[expr.operator]
    made = reckon(expr.operator, left, right)
    if made is None and not (expr.operator == "/" and right == 0):
        place.note("R052")
    return made


def _logic(operator: str, left: bool | None, right: bool | None) -> bool | None:
    if operator == "implies":
        return _logic("or", None if left is None else not left, right)
    if operator == "xor":
        return None if left is None or right is None else left != right
    decisive = operator == "or"
    if decisive in {left, right}:
        return decisive
    return None if left is None or right is None else not decisive


def _equal(left: Expr, right: Expr, place: Place) -> bool | None:
    sides = [[value_of(item, side.kind) for item in items(side, place)] for side in (left, right)]
    if not all(sides):
        return None
    if len(sides[0]) != len(sides[1]):
        return False
    kind = right.kind if left.kind is Kind.DATE else left.kind
    verdicts = {_same(*pair, kind) for pair in zip(*sides, strict=True)}
    return False if False in verdicts else None if None in verdicts else True


def _same(left: Any, right: Any, kind: Kind) -> bool | None:
    if left is None or right is None:
        return None
    order = compare(left, right, kind)
    if order is None and kind in {*MOMENTS, Kind.TIME} and left == right:
        return True
    return None if order is None else order == 0


def compare(left: Any, right: Any, kind: Kind) -> int | None:
    """-1, 0 or 1; None where dates or times are too coarse to say, or there is no such day."""
    if kind in MOMENTS and all(_INSTANT.fullmatch(side) for side in (left, right)):
        left, right = _instant(left), _instant(right)
        if left is None or right is None:
            return None
    elif kind in MOMENTS or kind is Kind.TIME:
        if kind is Kind.TIME:
            left, right = (re.sub(r"(\.\d*[1-9])0+$|\.0+$", r"\1", side) for side in (left, right))
        whole = kind is Kind.TIME and min(len(left), len(right)) >= 8
        size = min(len(left), len(right))
        if left[:size] == right[:size] and len(left) != len(right) and not whole:
            return None
    return (left > right) - (left < right)


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _instant(written: str) -> datetime.datetime | None:
    found = _INSTANT.fullmatch(written)
    assert found is not None
    fraction = (found[2] or ".0")[1:].ljust(6, "0")[:6]
    zone = "+00:00" if found[3] == "Z" else found[3]
    try:
        return datetime.datetime.fromisoformat(f"{found[1]}.{fraction}{zone}")
    except ValueError:
        return None


def reckon(operator: str, left: Decimal, right: Decimal) -> Decimal | None:
    if operator in {"+", "-"}:
        small = abs(left) < 10**18 and abs(right) < 10**18
        made = WIDE.add(left, right) if operator == "+" else WIDE.subtract(left, right)
        return made if small else None
    places = Decimal(1).scaleb(-9)
    if any(side != side.quantize(places, context=WIDE) or abs(side) >= 10**9 for side in (left, right)):
        return None
    if operator == "*":
        return WIDE.multiply(left, right)
    if right == 0:
        return None
    return WIDE.divide(left, right).quantize(Decimal(1).scaleb(-18), ROUND_HALF_UP, context=WIDE)


def boundary(written: str, kind: Kind, high: bool) -> Any:
    """What the standard says, case by case; None for texts that are not of the kind."""
    if kind is Kind.DECIMAL:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]{1,17})?", written) or number(written) is None:
            return None
        half = Decimal(5).scaleb(-len(written.partition(".")[2]) - 1)
        return WIDE.add(Decimal(written), half if high else -half)
    if kind is Kind.TIME:
        return _clock(written, high)
    date, _, time = written.partition("T")
    if (day := _day(date, high)) is None or kind is Kind.DATE:
        return day
    found = re.fullmatch(r"(.*?)(Z|[+-]\d\d:\d\d)?", time)
    assert found is not None
    filled = _clock(found[1] or ("23" if high else "00"), high)
    return f"{day}T{filled}{found[2] or ('-12:00' if high else '+14:00')}"


def _day(date: str, high: bool) -> str | None:
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date):
        return None
    if len(date) == 10:
        return date
    month = f"{date}-12" if high and len(date) == 4 else f"{date}-01" if len(date) == 4 else date
    if not high:
        return f"{month}-01"
    year, number_ = map(int, month.split("-"))
    following = datetime.date(year + number_ // 12, number_ % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


def _clock(written: str, high: bool) -> str | None:
    found = re.fullmatch(r"(\d\d)(:\d\d)?(:\d\d)?(?:\.(\d+))?", written)
    if found is None:
        return None
    last, digit = (":59", "9") if high else (":00", "0")
    fraction = (found[4] or "")[:3].ljust(3, digit)
    return f"{found[1]}{found[2] or last}{found[3] or last}.{fraction}"


def _cell(column: ViewColumn, found: list[Any], place: Place) -> Any:
    place = replace(place, label=column.name)
    told = [_told(item, column.type) for item in found]
    if column.many:
        if None in told:
            place.note("R052")
        return [item for item in told if item is not None]
    if len(found) > 1:
        place.note("R050")
        return None
    if told == [None]:
        place.note("R052")
    return told[0] if told else None


def _told(item: Any, cell_type: str) -> Any:
    written = text(item)
    if cell_type == "VARCHAR":
        return written
    if cell_type == "BOOLEAN":
        return {"true": True, "false": False}.get(written)
    if cell_type == "BIGINT":
        return (
            int(written) if re.fullmatch(r"0|-?[1-9][0-9]*", written) and abs(int(written)) < 2**63 else None
        )
    assert cell_type.startswith("DECIMAL"), cell_type
    return number(written)
