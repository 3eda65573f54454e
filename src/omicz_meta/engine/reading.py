"""How text becomes dates, numbers and yes/no: the forms that are read, shared by the kernel and the oracle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from omicz_meta.schema import Kind

SPACES = " \t\r\n\u00a0\u2007\u2009\u202f\ufeff"
"""Characters trimmed from cells: hospital exports carry no-break and thin spaces."""

SPACE = f"[{SPACES}]"
"""White space in patterns: written out, because `\\s` means less to the kernel than to Python."""

TRUE_WORDS = ("ano", "a", "true", "yes", "y", "1", "pravda")
FALSE_WORDS = ("ne", "n", "false", "no", "0", "nepravda")
"""Words read as yes and no, compared in lower case."""

DEFAULT_FORMATS = {
    Kind.DATE: ("yyyy-mm-dd", "d.m.yyyy"),
    Kind.PARTIAL_DATE: ("yyyy-mm-dd", "d.m.yyyy", "yyyy-mm", "m.yyyy", "yyyy"),
    Kind.DATETIME: (
        "yyyy-mm-dd HH:MM:SS",
        "yyyy-mm-ddTHH:MM:SS",
        "d.m.yyyy HH:MM:SS",
        "d.m.yyyy HH:MM",
        "yyyy-mm-dd",
        "d.m.yyyy",
    ),
}
"""Formats tried, in order, when the source file names none."""

DURATION = r"P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
"""ISO 8601 duration; `P` and a trailing `T` alone are refused apart."""

WHOLE = "[+-]?[0-9]{1,18}"

_TOKENS = {
    "yyyy": ("([0-9]{4})", "%Y"),
    "mm": ("([0-9]{2})", "%m"),
    "dd": ("([0-9]{2})", "%d"),
    "m": ("([0-9]{1,2})", "%m"),
    "d": ("([0-9]{1,2})", "%d"),
    "HH": ("([0-9]{1,2})", "%H"),
    "MM": ("([0-9]{2})", "%M"),
    "SS": ("([0-9]{2})", "%S"),
}


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One date format: `pattern` fits the text, which without white space around marks is read by `strptime`.

    `precision` is year, month, day or second.

    >>> date_format("d.m.yyyy").strptime, date_format("m/yyyy").precision
    ('%d.%m.%Y', 'month')
    """

    text: str
    pattern: str
    strptime: str
    precision: str


@cache
def date_format(text: str) -> DateFormat:
    """Understand a format written as `d.m.yyyy`; spaces after marks are always tolerated."""
    pattern, strptime = "", ""
    for token in re.findall(r"yyyy|mm|dd|HH|MM|SS|m|d|.", text):
        part, directive = _TOKENS.get(token, (_mark(token), token))
        pattern, strptime = pattern + part, strptime + directive
    names = (("second", "%H"), ("day", "%d"), ("month", "%m"), ("year", "%Y"))
    precision = next(name for name, directive in names if directive in strptime)
    return DateFormat(text, pattern, strptime, precision)


def _mark(sign: str) -> str:
    return f"{SPACE}+" if sign == " " else f"{SPACE}*{re.escape(sign)}{SPACE}*"


NUMBER_SPACES = " \u00a0\u2009\u202f"
"""Characters that set thousands apart."""


def number_pattern(decimal: str) -> str:
    """Numbers with this decimal mark, thousands optionally set apart by (thin, no-break) spaces.

    >>> bool(re.fullmatch(number_pattern(","), "1 234,5"))
    True
    """
    return f"[+-]?([0-9]+|[0-9]{{1,3}}([{NUMBER_SPACES}][0-9]{{3}})+)({re.escape(decimal)}[0-9]+)?"


COMPARATORS = (
    ("le", r"<=|=<|≤|⩽|do|max[.]?|nejvýše|nejvíce|up to|at most"),
    ("ge", r">=|=>|≥|⩾|od|min[.]?|alespoň|nejméně|at least|from"),
    ("lt", r"<|pod|méně než|menší než|less than|below|under"),
    ("gt", r">|nad|více než|větší než|more than|greater than|above|over"),
)
"""What stands before a number that is not exact, in lower case: the value of Quantity.comparator and its spellings."""


def compared_pattern(words: str) -> str:
    """A number behind one of these words; its second group is the number.

    >>> re.fullmatch(compared_pattern("<|pod"), "pod 0,5")[2]
    '0,5'
    """
    return f"({words}){SPACE}*([+-]?[0-9][^\\n]*)"


ANY_COMPARATOR = compared_pattern("|".join(words for _, words in COMPARATORS))


DIGITS_BEFORE, DIGITS_AFTER = 26, 12
"""DECIMAL(38,12) holds so many digits; a number with more is invalid (V010), not rounded."""
