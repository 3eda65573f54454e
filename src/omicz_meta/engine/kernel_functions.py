"""Kernel form of the function library: name to DuckDB expression. The Python meaning stands in `functions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from types import MappingProxyType

from duckdb import Expression

from omicz_meta.engine.cell import call, case, coalesce, column, constant, fits, transform
from omicz_meta.engine.codesystems import CodeSystem
from omicz_meta.engine.functions import LARGEST
from omicz_meta.engine.reading import SPACES

Form = Callable[[Sequence[Expression]], Expression]


def curie(text: Expression, system: CodeSystem) -> Expression:
    """The CURIE of a code in a system, null when it is not well formed."""
    code = call("regexp_replace", call("upper", text), constant(system.noise), constant(""), constant("g"))
    code = call("regexp_replace", code, constant(system.lead), constant(""))
    whole = _text(constant(f"{system.prefix}:"), code)
    if system.dot is None:
        return case((fits(code, system.form), whole))
    head = call("substring", code, constant(1), constant(system.dot))
    dotted = _text(
        constant(f"{system.prefix}:"), head, constant("."), call("substring", code, constant(system.dot + 1))
    )
    longer = call("length", code) > constant(system.dot)
    return case((fits(code, system.form) & longer, dotted), (fits(code, system.form), whole))


INNER_PAD, OUTER_PAD = "omicz_inner_pad", "omicz_outer_pad"
"""Session variables that hold the key, so that no SQL text, plan or message ever does."""


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The key as HMAC uses it (RFC 2104): filled with zeros to 64 bytes, each byte xor 36 and xor 5C."""
    padded = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)


def hmac_hex(text: Expression, domain: str) -> Expression:
    """`identifiers.keyed_pseudonym` in SQL, before its digits are written as letters.

    HMAC-SHA-256 (RFC 2104) from two nested hashes, the first 32 hexadecimal digits. The letters are put in by
    `engine.cells.letters`, which costs a twentieth of what a translate in SQL does.
    """
    normal = call("nfc_normalize", text)
    # trimming with a list of characters is slow, and hardly any text needs it
    suspect = call("regexp_matches", normal, constant(f"^[{SPACES}]|[{SPACES}]$"))
    trimmed = case((suspect, call("trim", normal, constant(SPACES))), otherwise=normal)
    message = call("encode", _text(constant(f"{domain}\x1f"), trimmed))
    inner = call("unhex", call("sha256", call("||", _pad(INNER_PAD), message)))
    digest = call("sha256", call("||", _pad(OUTER_PAD), inner))
    return call("substring", digest, constant(1), constant(32))


def _pad(name: str) -> Expression:
    return call("getvariable", constant(name)).cast("BLOB")


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


KERNEL_FORMS = MappingProxyType[str, Form](
    {
        "trim": lambda p: call("trim", p[0], constant(SPACES)),
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
        "years": lambda p: case(
            (p[0] >= constant(0), _text(constant("P"), p[0].cast("VARCHAR"), constant("Y")))
        ),
        "pseudonym": lambda p: p[0],
        "field": lambda p: call("struct_extract", p[0], p[1]),
        "slots": lambda p: transform(p[0], "a", call("struct_extract", column("a"), constant("slot"))),
        "contains": lambda p: call("list_contains", p[0], p[1]),
    }
)
