"""The closed, typed function library as mappings see it: names, parameters and results.

The meaning of each function stands in `engine.functions` (Python) and `engine.kernel_functions` (DuckDB); of those
that only Python can compute in `engine.python_library`.
"""

from __future__ import annotations

from types import MappingProxyType

from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.engine.signature import Signature

_LIBRARY = (
    Signature("trim", ("text",), "text", "text without white space at the ends"),
    Signature("lower", ("text",), "text", "lower case"),
    Signature("upper", ("text",), "text", "upper case"),
    Signature("plain", ("text",), "text", "lower case without diacritics"),
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
    ),
    Signature("matches", ("text", "text"), "boolean", "whether the whole text fits a regular expression"),
    Signature("strlen", ("text",), "integer", "number of characters"),
    Signature("str", ("any",), "text", "the value as text"),
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
    Signature("add", ("decimal", "decimal"), "decimal", "sum"),
    Signature("subtract", ("decimal", "decimal"), "decimal", "difference"),
    Signature(
        "multiply",
        ("decimal", "decimal"),
        "decimal",
        "product, exact in decimals; null when it would lose digits",
    ),
    Signature("integer", ("text",), "integer", "text read as a whole number"),
    Signature(
        "decimal",
        ("text", "text"),
        "decimal",
        "text read as a decimal number; the mark is ',' or '.'",
        optional=1,
    ),
    Signature(
        "date",
        ("text", "text"),
        "date",
        "text read as a date in these formats (d.m.yyyy, yyyy-mm-dd ...)",
        variadic=True,
    ),
    Signature(
        "partial_date",
        ("text", "text"),
        "partial_date",
        "text read as year, year and month, or date",
        variadic=True,
    ),
    Signature("year", ("partial_date",), "integer", "year of a partial date"),
    Signature(
        "age_at",
        ("partial_date", "partial_date"),
        "duration",
        "whole years (and months, where both dates know them) from the first to the second date, as P<y>Y<m>M",
    ),
    Signature("years", ("integer",), "duration", "a number of years as a duration P<n>Y"),
    Signature(
        "code",
        ("text", "text"),
        "text",
        "the CURIE of a code in a system (MKN10, ORPHA, HPO ...), spelling variants unified; not well formed is T002",
    ),
    Signature(
        "pseudonym", ("text",), "text", "marks the value for keyed pseudonymisation in the domain of its slot"
    ),
)

SIGNATURES = MappingProxyType(
    {
        **{signature.name: signature for signature in _LIBRARY},
        **{name: function.signature for name, function in PYTHON_FUNCTIONS.items()},
    }
)
"""All functions by name. `case(...)`, `absent('NI')`, `split(...)` and `col('a b')` are syntax, not functions."""
