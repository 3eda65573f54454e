"""Python meaning of the function library: small pure functions on single values. The kernel's form stands beside."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from types import MappingProxyType

from omicz_meta.engine.reading import ANY_COMPARATOR, COMPARATORS, SPACE, SPACES, compared_pattern

EXACT = 80
"""Digits that Python's decimals keep while computing: more than DECIMAL(38,12) can hold, so that nothing is rounded."""

LARGEST = 10**18
"""Terms of a sum must be smaller, so that neither whole numbers nor decimals overflow."""

Value = str | int | bool | Decimal | None | list["Value"] | dict[str, "Value"]


def lower(text: str) -> str:
    """Lower case by the simple mapping of Unicode, one character for one, as the kernel has it.

    >>> lower("ŽÍŽALA"), lower("İ"), lower("ΣΑΣ")
    ('žížala', 'i', 'σασ')
    """
    return "".join(letter.lower()[0] for letter in text)


def upper(text: str) -> str:
    """Upper case by the simple mapping of Unicode, one character for one, as the kernel has it.

    >>> upper("žížala"), upper("straße")
    ('ŽÍŽALA', 'STRAẞE')
    """
    return "".join("ẞ" if c == "ß" else c.upper() if len(c.upper()) == 1 else c for c in text)


def _plain(text: str) -> str:
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text) if not unicodedata.category(c).startswith("M")
    )
    return lower(unicodedata.normalize("NFC", bare))


def regex_extract(text: str, pattern: str) -> str | None:
    """The first group of the first match, or the whole match where the pattern has no group."""
    found = re.search(pattern, text, re.ASCII)
    if found is None:
        return None
    return (found.group(1) or "") if found.re.groups else found.group()


def age_at(start: str, end: str) -> str | None:
    """Years and months from one partial date to another, years only where one of them knows no month.

    >>> age_at("1980-02-15", "2000-02-14"), age_at("1980", "2000-02"), age_at("2000", "1980")
    ('P19Y11M', 'P20Y', None)
    """
    years = int(end[:4]) - int(start[:4])
    if len(start) < 7 or len(end) < 7:
        return f"P{years}Y" if years >= 0 else None
    months = years * 12 + int(end[5:7]) - int(start[5:7])
    if len(start) == len(end) == 10 and end[8:10] < start[8:10]:
        months -= 1
    return f"P{months // 12}Y{months % 12}M" if months >= 0 else None


def multiply(left: Decimal | int, right: Decimal | int) -> Decimal | None:
    """The exact product; None when a factor has more than six decimals or twelve digits before the mark."""
    parts = [Decimal(part) for part in (left, right)]
    with localcontext(prec=EXACT):
        if any(part != round(part, 6) or abs(part) >= 10**12 for part in parts):
            return None
        return parts[0] * parts[1]


def add(left: Decimal | int, right: Decimal | int) -> Decimal | int | None:
    """The sum; None when a term has more than eighteen digits before the mark."""
    if not (-LARGEST < left < LARGEST and -LARGEST < right < LARGEST):
        return None
    with localcontext(prec=EXACT):
        return left + right


def subtract(left: Decimal | int, right: Decimal | int) -> Decimal | int | None:
    """The difference; None when a term has more than eighteen digits before the mark."""
    return add(left, -right)


def text_of(value: Value) -> str:
    """A value as text; numbers without the zeros that end their decimals.

    >>> text_of(Decimal("12.500")), text_of(Decimal("100")), text_of(True)
    ('12.5', '100', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        written = f"{value + 0 if value else Decimal(0):f}"
        return written.rstrip("0").rstrip(".") if "." in written else written
    return str(value)


def substr(text: str, start: int, end: int | None = None) -> str:
    """Characters from `start` (0 is the first, -1 the last) up to, not including, `end`.

    >>> substr("C50.9", 0, 3), substr("vzorek-12", -2)
    ('C50', '12')
    """
    return text[start:end]


def pad_left(text: str, width: int, sign: str) -> str:
    """The text with a sign repeated before it until it is `width` characters long; a longer one stays.

    >>> pad_left("123", 5, "0"), pad_left("123456", 5, "0")
    ('00123', '123456')
    """
    return text.rjust(width, sign)


def comparator(text: str) -> str | None:
    """How a number that is not exact compares with the true one: lt, le, ge, gt; None for all else.

    >>> comparator("<0,5"), comparator("do 5"), comparator("Nad 10 mg"), comparator("5")
    ('lt', 'le', 'gt', None)
    """
    written = lower(unicodedata.normalize("NFC", text))
    fitting = (name for name, words in COMPARATORS if re.fullmatch(compared_pattern(words), written))
    return next(fitting, None)


def without_comparator(text: str) -> str:
    """A number without what stands before it; any other text as it is."""
    found = re.fullmatch(ANY_COMPARATOR, lower(unicodedata.normalize("NFC", text)))
    return found[2] if found else text


def _rounding(number: Decimal | int, places: int, how: str) -> Decimal | None:
    if not -LARGEST < number < LARGEST:
        return None
    with localcontext(prec=EXACT):
        return Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=how)


def rounded(number: Decimal | int, places: int | None = None) -> Decimal | int | None:
    """The number with so many decimals, halves to the even digit as in Python; without `places` a whole number.

    >>> rounded(Decimal("2.5")), rounded(Decimal("-3.5")), rounded(Decimal("2.675"), 2)
    (2, -4, Decimal('2.68'))
    """
    made = _rounding(number, places or 0, ROUND_HALF_EVEN)
    return int(made) if places is None and made is not None else made


def floor(number: Decimal | int) -> int | None:
    """The largest whole number that is not greater; None for more than eighteen digits."""
    made = _rounding(number, 0, ROUND_FLOOR)
    return None if made is None else int(made)


def ceil(number: Decimal | int) -> int | None:
    """The smallest whole number that is not less; None for more than eighteen digits."""
    made = _rounding(number, 0, ROUND_CEILING)
    return None if made is None else int(made)


def total(numbers: Sequence[Decimal | int]) -> Decimal | int | None:
    """The sum of a list; None when a part has more than eighteen digits before the mark, or the sum has."""
    with localcontext(prec=EXACT):
        whole = sum(numbers)
    small = all(-LARGEST < number < LARGEST for number in (*numbers, whole))
    return whole if small else None


def days_between(start: str, end: str) -> int:
    """Days from one date to another, negative when the second is earlier.

    >>> days_between("2024-02-28", "2024-03-01")
    2
    """
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days


def _part_of_date(text: str, end: int) -> int | None:
    return int(text[end - 2 : end]) if len(text) >= end else None


PYTHON_MEANINGS: MappingProxyType[str, Callable[..., Value]] = MappingProxyType(
    {
        "trim": lambda text: text.strip(SPACES),
        "squeeze": lambda text: re.sub(f"{SPACE}+", " ", text).strip(" "),
        "nfc": lambda text: unicodedata.normalize("NFC", text),
        "substr": substr,
        "pad_left": pad_left,
        "contains": lambda value, part: part in value,
        "startswith": lambda text, part: text.startswith(part),
        "endswith": lambda text, part: text.endswith(part),
        "comparator": comparator,
        "without_comparator": without_comparator,
        "round": rounded,
        "floor": floor,
        "ceil": ceil,
        "abs": abs,
        "sum": total,
        "min": min,
        "max": max,
        "first": lambda items: items[0],
        "last": lambda items: items[-1],
        "len": len,
        "sorted": sorted,
        "unique": lambda items: list(dict.fromkeys(items)),
        "join": lambda separator, items: separator.join(items),
        "month": lambda text: _part_of_date(text, 7),
        "day": lambda text: _part_of_date(text, 10),
        "days_between": days_between,
        "lower": lower,
        "upper": upper,
        "plain": _plain,
        "concat": lambda *parts: "".join(text_of(part) for part in parts),
        "replace": lambda text, old, new: text.replace(old, new) if old else text,
        "regex_extract": regex_extract,
        "matches": lambda text, pattern: re.fullmatch(pattern, text, re.ASCII) is not None,
        "strlen": len,
        "str": text_of,
        "not": lambda value: not value,
        "eq": lambda left, right: left == right,
        "ne": lambda left, right: left != right,
        "lt": lambda left, right: left < right,
        "le": lambda left, right: left <= right,
        "gt": lambda left, right: left > right,
        "ge": lambda left, right: left >= right,
        "add": add,
        "subtract": subtract,
        "multiply": multiply,
        "year": lambda text: int(text[:4]),
        "age_at": age_at,
        "years": lambda count: f"P{count}Y" if count >= 0 else None,
        "months": lambda count: f"P{count}M" if count >= 0 else None,
        "weeks": lambda count: f"P{count}W" if count >= 0 else None,
        "days": lambda count: f"P{count}D" if count >= 0 else None,
        "pseudonym": lambda value: value,
    }
)
"""Functions that give nothing when an argument is nothing; those below see the absence themselves."""


def coalesce(parts: Sequence[Value]) -> Value:
    """The first value that is there."""
    return next((part for part in parts if part is not None), None)


def all_true(parts: Sequence[Value]) -> Value:
    """Three-valued AND."""
    return False if any(part is False for part in parts) else None if None in parts else True


def one_true(parts: Sequence[Value]) -> Value:
    """Three-valued OR."""
    return True if any(part is True for part in parts) else None if None in parts else False


SEEING_ABSENCE: MappingProxyType[str, Callable[[Sequence[Value]], Value]] = MappingProxyType(
    {"coalesce": coalesce, "and": all_true, "or": one_true, "is_null": lambda parts: parts[0] is None}
)
