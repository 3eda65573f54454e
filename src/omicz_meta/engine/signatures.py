"""The closed, typed function library as mappings see it: names, parameters and results.

The meaning of each function stands in `engine.functions` (Python) and `engine.kernel_functions` (DuckDB); of those
that only Python can compute in `engine.python_library`.
"""

from __future__ import annotations

from types import MappingProxyType

from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.engine.signature import Signature

_TEXT = (
    Signature("trim", ("text",), "text", "text without white space at the ends"),
    Signature("squeeze", ("text",), "text", "text with single spaces inside and none at the ends"),
    Signature("lower", ("text",), "text", "lower case"),
    Signature("upper", ("text",), "text", "upper case"),
    Signature("plain", ("text",), "text", "lower case without diacritics"),
    Signature("nfc", ("text",), "text", "text in Unicode's composed form (NFC)"),
    Signature("concat", ("text",), "text", "all texts in a row; null when one is null", variadic=True),
    Signature(
        "replace",
        ("text", "text", "text"),
        "text",
        "every occurrence of the second in the first becomes the third",
    ),
    Signature(
        "regex_extract",
        ("text", "text"),
        "text",
        "the first group (or whole match) of a regular expression; null when it does not match",
        written=1,
    ),
    Signature(
        "matches", ("text", "text"), "boolean", "whether the whole text fits a regular expression", written=1
    ),
    Signature("contains", ("text", "text"), "boolean", "whether the second is part of the first"),
    Signature("startswith", ("text", "text"), "boolean", "whether the first begins with the second"),
    Signature("endswith", ("text", "text"), "boolean", "whether the first ends in the second"),
    Signature("strlen", ("text",), "integer", "number of characters"),
    Signature(
        "substr",
        ("text", "integer", "integer"),
        "text",
        "characters from a position (0 is the first, -1 the last) up to, not including, another",
        optional=1,
    ),
    Signature(
        "pad_left",
        ("text", "integer", "text"),
        "text",
        "text filled up on the left with a sign, to so many characters",
        written=1,
    ),
    Signature("str", ("any",), "text", "the value as text"),
)

_LOGIC = (
    Signature("coalesce", ("any",), "any", "the first value that is not null", variadic=True),
    Signature("is_null", ("any",), "boolean", "whether there is no value"),
    Signature("not", ("boolean",), "boolean", "the opposite"),
    Signature("and", ("boolean",), "boolean", "all are true (three-valued logic)", variadic=True),
    Signature("or", ("boolean",), "boolean", "one is true (three-valued logic)", variadic=True),
    Signature("eq", ("any", "any"), "boolean", "equal"),
    Signature("ne", ("any", "any"), "boolean", "not equal"),
    Signature("lt", ("any", "any"), "boolean", "less"),
    Signature("le", ("any", "any"), "boolean", "less or equal"),
    Signature("gt", ("any", "any"), "boolean", "greater"),
    Signature("ge", ("any", "any"), "boolean", "greater or equal"),
)

_NUMBERS = (
    Signature("add", ("decimal", "decimal"), "decimal", "sum"),
    Signature("subtract", ("decimal", "decimal"), "decimal", "difference"),
    Signature(
        "multiply",
        ("decimal", "decimal"),
        "decimal",
        "product, exact in decimals; null when it would lose digits",
    ),
    Signature(
        "round",
        ("decimal", "integer"),
        "decimal",
        "the number with so many decimals, halves to the even digit; without them a whole number",
        optional=1,
        written=1,
    ),
    Signature("floor", ("decimal",), "integer", "the largest whole number that is not greater"),
    Signature("ceil", ("decimal",), "integer", "the smallest whole number that is not less"),
    Signature("abs", ("decimal",), "decimal", "the number without its sign"),
    Signature("integer", ("text",), "integer", "text read as a whole number"),
    Signature(
        "decimal",
        ("text", "text"),
        "decimal",
        "text read as a decimal number; the mark is ',' or '.'",
        optional=1,
        written=1,
    ),
    Signature(
        "comparator",
        ("text",),
        "text",
        "lt, le, ge or gt of a number that is not exact: `<0,5`, `≥ 10`, `do 5`, `nad 10`; null for all else",
    ),
    Signature(
        "magnitude",
        ("text", "text"),
        "decimal",
        "text read as a decimal number, what `comparator` reads left out; the mark is ',' or '.'",
        optional=1,
        written=1,
    ),
)

_LISTS = (
    Signature(
        "join", ("text", "list"), "text", "the texts of a list in a row, with the first text between them"
    ),
    Signature("len", ("list",), "integer", "how many there are in a list"),
    Signature("first", ("list",), "any", "the first of a list"),
    Signature("last", ("list",), "any", "the last of a list"),
    Signature("min", ("list",), "any", "the least of a list"),
    Signature("max", ("list",), "any", "the greatest of a list"),
    Signature("sum", ("list",), "any", "the sum of a list of numbers"),
    Signature("sorted", ("list",), "list", "a list in order"),
    Signature("unique", ("list",), "list", "a list without what comes again"),
)

_DATES = (
    Signature(
        "date",
        ("text", "text"),
        "date",
        "text read as a date in these formats (d.m.yyyy, yyyy-mm-dd ...)",
        variadic=True,
        optional=1,
        written=1,
    ),
    Signature(
        "partial_date",
        ("text", "text"),
        "partial_date",
        "text read as year, year and month, or date",
        variadic=True,
        optional=1,
        written=1,
    ),
    Signature("year", ("partial_date",), "integer", "year of a partial date"),
    Signature("month", ("partial_date",), "integer", "month of a partial date; null where it knows none"),
    Signature("day", ("partial_date",), "integer", "day of a partial date; null where it knows none"),
    Signature(
        "age_at",
        ("partial_date", "partial_date"),
        "duration",
        "whole years (and months, where both dates know them) from the first to the second date, as P<y>Y<m>M",
    ),
    Signature("days_between", ("date", "date"), "integer", "days from the first to the second date"),
    Signature("years", ("integer",), "duration", "a number of years as a duration P<n>Y"),
    Signature("months", ("integer",), "duration", "a number of months as a duration P<n>M"),
    Signature("weeks", ("integer",), "duration", "a number of weeks as a duration P<n>W"),
    Signature("days", ("integer",), "duration", "a number of days as a duration P<n>D"),
)

_CODES = (
    Signature(
        "code",
        ("text", "text"),
        "text",
        "the CURIE of a code in a system (MKN10, ORPHA, HPO ...), spelling variants unified; not well formed is T002",
        written=1,
    ),
    Signature(
        "pseudonym", ("text",), "text", "marks the value for keyed pseudonymisation in the domain of its slot"
    ),
)

_LIBRARY = (*_TEXT, *_LOGIC, *_NUMBERS, *_LISTS, *_DATES, *_CODES)

SIGNATURES = MappingProxyType(
    {
        **{signature.name: signature for signature in _LIBRARY},
        **{name: function.signature for name, function in PYTHON_FUNCTIONS.items()},
    }
)
"""All functions by name. `case(...)`, `absent('NI')`, `split(...)` and `col('a b')` are syntax, not functions."""
