"""Hypothesis strategies for plan expressions, type-correct by construction, and for the rows they are asked of.

Each is made once: Hypothesis looks through a strategy before it first draws from it, with all that it is made of.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Split,
    Translate,
)
from omicz_meta.engine.reading import DEFAULT_FORMATS, SPACES
from omicz_meta.schema import Kind

Nodes = st.SearchStrategy[Expression]

COLUMNS = (
    Column("Datum"),
    Column("Číslo vzorku"),
    Column("Hb", null_tokens=("", "-", "NULL")),
    Column("Dg", null_tokens=("-",), meanings=(("neuvedeno", "NI"), ("nezjištěno", "NASK"))),
)

# --- rows ---------------------------------------------------------------------------------------------------

SAYINGS = (
    "", "-", "NULL", "neuvedeno", "nezjištěno", "\N{NO-BREAK SPACE}-\N{THIN SPACE}", " ", "á", "a\u0301", "ŘÍZEČEK",
    "řízeček", "ß", "ĳ", "İ", "ſ", "Σας", "ano", "ANO", "Ne", "1", "0", "pravda", "E75.2", "e75 2", "E752", "E75†",
    "C50,E75.2,,G71", "Orpha:324", "ORPHANET_324", "HP:0001250", "hp_0001250", "#301500", "N02BE01", "718-7",
    'uvozovky " uvnitř', "dva\nřádky", "středník;čárka,", "x%_\\", "𝔘", "\ufeffx", "e\u0301\u0323", "ＡＢ", "1e5",
    "31.2.2001", "29.2.2000", "29.2.1900", "29. 2. 2004", "31. 12. 2001", "1.1.1850", "01.13.2001", "0.0.0000",
    "2001", "0000", "9999", "2/2003", "12.2003", "2003-02", "2003-13", "2003-02-29", "1600-02-29", "31.12.9999",
    "5.6.2001 7:08", "2001-06-05T07:08:09", "2001-06-05  07:08:09", "24.12.2001 24:00", "2001-06-05 00:00:60",
    "1 234,5", "1\N{THIN SPACE}234\N{NARROW NO-BREAK SPACE}567.25", "12 34", "+5", "-0", "-0,0", "007", "1,", ",5",
    "0.1234567890123", "0.1234567890120", "99999999999999999999999999", "999999999999999999", "1234567890123456789",
    "100000000000000000000000000", "0,000000000001", "12.50", "3.0", "٣", "1.2.3", "½", "NaN", "inf", "0x10",
    "P3Y", "P", "PT", "P1Y2M3DT4H5M6.5S", "P1YT", "p3y", "P3Y ", "P1W",
)  # fmt: skip
"""Cells as exports hold them, with what tends to go wrong in each kind."""

MARKS = 'aAřŘ0159.,;:-/ "\n\t†*é\u0301\N{NO-BREAK SPACE}\N{THIN SPACE}ßİ€'


@cache
def _dates() -> st.SearchStrategy[str]:
    day, month, year = st.integers(0, 32), st.integers(0, 13), st.integers(1, 9999)
    forms = (
        "{d}.{m}.{y:04}",
        "{d}. {m}. {y:04}",
        "{y:04}-{m:02}-{d:02}",
        "{m}/{y:04}",
        "{m}.{y:04}",
        "{y:04}",
    )
    return st.builds(
        lambda form, d, m, y: form.format(d=d, m=m, y=y), st.sampled_from(forms), day, month, year
    )


@cache
def _numbers() -> st.SearchStrategy[str]:
    whole, places = st.integers(-(10**28), 10**28), st.integers(0, 14)
    written = st.builds(lambda n, p: f"{Decimal(n).scaleb(-p):f}", whole, places)
    small = st.builds(lambda n, p: f"{Decimal(n).scaleb(-p):f}", st.integers(-9999, 9999), st.integers(0, 3))
    return st.one_of(written, small, small.map(lambda text: text.replace(".", ",")))


@cache
def texts() -> st.SearchStrategy[str | None]:
    """Raw cells: sayings, dates, numbers and odd text, with white space around."""
    space = st.text(SPACES, max_size=2)
    cell = st.one_of(st.sampled_from(SAYINGS), _dates(), _numbers(), st.text(MARKS, max_size=8))
    return st.one_of(
        st.none(), cell, st.builds(lambda left, text, right: left + text + right, space, cell, space)
    )


@cache
def rows() -> st.SearchStrategy[dict[Column, str | None]]:
    """One row: a raw text (or nothing) for every cell an expression may read."""
    return st.fixed_dictionaries({column: texts() for column in COLUMNS})


def corpus(step: int) -> list[dict[Column, str | None]]:
    """Rows with all sayings in every column; `step` shifts the columns against each other."""
    count = len(SAYINGS)
    return [
        {column: SAYINGS[(row + number * step) % count] for number, column in enumerate(COLUMNS)}
        for row in range(count)
    ]


# --- expressions --------------------------------------------------------------------------------------------

PATTERNS = ("[A-Z][0-9]+", "([0-9]+)[.,]?([0-9]*)", "(a)?b*", ".*", "E75.*", r"\s*\w+", "", r"(\d+)\.", "á|ř")
FORMATS = ("d.m.yyyy", "yyyy", "m/yyyy", "m.yyyy", "yyyy-mm-dd", "yyyy-mm", "dd.mm.yyyy", "d.m.yyyy HH:MM")
WORDS = ("", "a", "ř", "-", "E75.2", "0", "5", ".", "neuvedeno", "Ano")
FLAVOURS = ("NI", "NASK", "UNK")


@cache
def text(depth: int = 2, item: bool = False) -> Nodes:
    """Expressions that give text."""
    leaves = [st.sampled_from(COLUMNS), st.builds(Constant, st.sampled_from(WORDS)), st.just(Constant(None))]
    leaves += [st.builds(Absent, st.sampled_from(FLAVOURS)), *([st.just(Item())] * 3 if item else [])]
    if depth == 0:
        return st.one_of(*leaves)
    part = st.deferred(lambda: text(depth - 1, item))
    words, patterns = (
        st.builds(Constant, st.sampled_from(WORDS)),
        st.builds(Constant, st.sampled_from(PATTERNS)),
    )
    pairs = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from((*WORDS, None))), max_size=4)
    unique = pairs.map(lambda found: tuple(dict(found).items()))
    return st.one_of(
        *leaves,
        *(
            st.builds(lambda p, f=f: Call(f, (p,)), part)
            for f in ("trim", "lower", "upper", "plain", "nfkc", "pseudonym")
        ),
        st.builds(lambda parts: Call("concat", tuple(parts)), st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda *parts: Call("replace", parts), part, words, words),
        st.builds(lambda *parts: Call("regex_extract", parts), part, patterns),
        st.builds(lambda p, s: Call("code", (p, Constant(s))), part, st.sampled_from(tuple(CODE_SYSTEMS))),
        st.builds(lambda p: Call("str", (p,)), st.deferred(lambda: anything(depth - 1, item))),
        st.builds(Recode, part, unique, st.sampled_from(("T001", "V008"))),
        st.builds(Translate, part, st.sampled_from(("dg", "long"))),
        _chosen(lambda: text(depth - 1, item), depth, item),
    )


@cache
def integer(depth: int = 2, item: bool = False) -> Nodes:
    """Expressions that give whole numbers."""
    leaves = st.one_of(st.builds(Constant, st.integers(-1000, 1000)), _read(Kind.INTEGER, item))
    if depth == 0:
        return leaves
    part = st.deferred(lambda: integer(depth - 1, item))
    return st.one_of(
        leaves,
        st.builds(lambda f, *parts: Call(f, parts), st.sampled_from(("add", "subtract")), part, part),
        st.builds(lambda p: Call("strlen", (p,)), st.deferred(lambda: text(depth - 1, item))),
        st.builds(lambda p: Call("year", (p,)), st.deferred(lambda: partial_date(depth - 1, item))),
        st.builds(lambda p: Call("integer", (p,)), st.deferred(lambda: text(depth - 1, item))),
        _chosen(lambda: integer(depth - 1, item), depth, item),
    )


@cache
def decimal(depth: int = 2, item: bool = False) -> Nodes:
    """Expressions that give decimal numbers."""
    numbers = st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
    leaves = st.one_of(st.builds(Constant, numbers), _read(Kind.DECIMAL, item))
    if depth == 0:
        return leaves
    part = st.deferred(lambda: st.one_of(decimal(depth - 1, item), integer(depth - 1, item)))
    arithmetic = st.sampled_from(("add", "subtract", "multiply"))
    marks = st.sampled_from(((), (Constant(","),), (Constant("."),)))
    return st.one_of(
        leaves,
        st.builds(lambda f, *parts: Call(f, parts), arithmetic, part, part),
        st.builds(lambda p, m: Call("decimal", (p, *m)), st.deferred(lambda: text(depth - 1, item)), marks),
        _chosen(lambda: decimal(depth - 1, item), depth, item),
    )


@cache
def boolean(depth: int = 2, item: bool = False) -> Nodes:
    """Expressions that give yes or no."""
    leaves = st.one_of(st.builds(Constant, st.booleans()), _read(Kind.BOOLEAN, item))
    if depth == 0:
        return leaves
    part = st.deferred(lambda: boolean(depth - 1, item))
    patterns = st.builds(Constant, st.sampled_from(PATTERNS))
    return st.one_of(
        leaves,
        st.builds(lambda p: Call("not", (p,)), part),
        st.builds(
            lambda f, parts: Call(f, tuple(parts)),
            st.sampled_from(("and", "or")),
            st.lists(part, min_size=1, max_size=3),
        ),
        st.builds(lambda p: Call("is_null", (p,)), st.deferred(lambda: anything(depth - 1, item))),
        st.builds(lambda p, m: Call("matches", (p, m)), st.deferred(lambda: text(depth - 1, item)), patterns),
        *(_compared(kind, depth, item) for kind in (text, integer, decimal, partial_date, date)),
    )


def _compared(kind, depth: int, item: bool) -> Nodes:
    part = st.deferred(lambda: kind(depth - 1, item))
    names = st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge"))
    return st.builds(lambda f, *parts: Call(f, parts), names, part, part)


@cache
def date(depth: int = 1, item: bool = False) -> Nodes:
    """Expressions that give dates."""
    return _dated(Kind.DATE, "date", date, depth, item)


@cache
def partial_date(depth: int = 1, item: bool = False) -> Nodes:
    """Expressions that give partial dates."""
    return _dated(Kind.PARTIAL_DATE, "partial_date", partial_date, depth, item)


def _dated(kind: Kind, function: str, again, depth: int, item: bool) -> Nodes:
    if depth == 0:
        return _read(kind, item)
    formats = st.lists(st.sampled_from(FORMATS[:7]), max_size=3, unique=True).map(tuple)
    part = st.deferred(lambda: text(depth - 1, item))
    return st.one_of(
        _read(kind, item),
        st.builds(lambda p, f: Call(function, (p, *map(Constant, f))), part, formats),
        _chosen(lambda: again(depth - 1, item), depth, item),
    )


@cache
def duration(depth: int = 1, item: bool = False) -> Nodes:
    """Expressions that give durations."""
    if depth == 0:
        return _read(Kind.DURATION, item)
    dates = st.deferred(lambda: st.one_of(partial_date(depth - 1, item), date(depth - 1, item)))
    return st.one_of(
        _read(Kind.DURATION, item),
        st.builds(lambda *parts: Call("age_at", parts), dates, dates),
        st.builds(lambda p: Call("years", (p,)), st.deferred(lambda: integer(depth - 1, item))),
    )


@cache
def _read(kind: Kind, item: bool) -> Nodes:
    cells = st.one_of(st.sampled_from(COLUMNS), *([st.just(Item())] if item else []))
    formats: st.SearchStrategy[tuple[str, ...]] = st.just(())
    if kind in DEFAULT_FORMATS:
        formats = st.lists(st.sampled_from(FORMATS[:7]), max_size=3, unique=True).map(tuple)
    return st.builds(Convert, cells, st.just(kind), formats, st.sampled_from(".,"))


def _chosen(part, depth: int, item: bool) -> Nodes:
    """Case and coalesce over parts of one type."""
    parts = st.deferred(part)
    conditions = st.deferred(lambda: boolean(depth - 1, item))
    branches = st.lists(st.tuples(conditions, parts), min_size=1, max_size=2).map(tuple)
    coalesced = st.lists(parts, min_size=1, max_size=3).map(lambda found: Call("coalesce", tuple(found)))
    last = st.one_of(parts, st.just(Constant(None)), st.builds(Absent, st.sampled_from(FLAVOURS)))
    return st.one_of(st.builds(Case, branches, last), coalesced)


@cache
def texts_in_list(depth: int = 2) -> Nodes:
    """Expressions that give a list of texts: collected, split, and each of these taken through a body."""
    split = st.builds(Split, text(depth - 1), st.sampled_from((",", ";", " ", "a", "--")))
    collected = _collected(text(depth - 1))
    body = st.one_of(text(1, item=True), partial_date(1, item=True), duration(1, item=True))
    each = st.builds(Each, st.one_of(split, collected), body)
    return st.one_of(split, collected, _collected(partial_date(1)), each, each)


@cache
def numbers_in_list(depth: int = 2) -> Nodes:
    """Expressions that give a list of numbers."""
    split = st.builds(Split, text(depth - 1), st.sampled_from((",", ";", " ")))
    each = st.builds(Each, split, st.one_of(decimal(1, item=True), integer(1, item=True)))
    return st.one_of(_collected(decimal(depth - 1)), _collected(integer(depth - 1)), each)


def _collected(part: Nodes) -> Nodes:
    return st.lists(part, min_size=1, max_size=3).map(lambda parts: Collect(tuple(parts)))


@cache
def quantity(depth: int = 2) -> Nodes:
    """Expressions that give an inlined Quantity."""
    fields = st.tuples(decimal(depth - 1), text(depth - 1))
    return fields.map(lambda found: Record("Quantity", (("value", found[0]), ("unit", found[1]))))


@cache
def period() -> Nodes:
    """Expressions that give an inlined PeriodOfTime."""
    fields = st.tuples(partial_date(1), partial_date(1))
    return fields.map(
        lambda found: Record("PeriodOfTime", (("start_date", found[0]), ("end_date", found[1])))
    )


@cache
def moment() -> Nodes:
    """Cells read as date and time."""
    formats = st.one_of(
        st.just(()), st.lists(st.sampled_from(FORMATS), min_size=1, max_size=2, unique=True).map(tuple)
    )
    return st.builds(Convert, st.sampled_from(COLUMNS), st.just(Kind.DATETIME), formats)


@cache
def anything(depth: int = 2, item: bool = False) -> Nodes:
    """Expressions that give a single value of any type."""
    return st.one_of(
        *(kind(depth, item) for kind in (text, integer, decimal, boolean, partial_date, date, duration))
    )
