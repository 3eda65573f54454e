"""Functions of the closed library that only Python can compute: one line each, signature and meaning.

Every session knows them; `signatures` lists them among all others.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from omicz_meta.engine import czech
from omicz_meta.engine.codesystems import curie, has_check_digit
from omicz_meta.engine.functions import EXACT
from omicz_meta.engine.python_functions import PythonFunction, by_name
from omicz_meta.engine.reading import DIGITS_AFTER, DIGITS_BEFORE
from omicz_meta.engine.signature import Signature
from omicz_meta.engine.unit_functions import UNIT_FUNCTIONS


def _divide(left: Decimal, right: Decimal) -> Decimal | None:
    """The quotient to twelve decimals, halves to the even digit; None for a division by zero."""
    if not right:
        return None
    with localcontext(prec=EXACT):
        made = (left / right).quantize(Decimal(1).scaleb(-DIGITS_AFTER), rounding=ROUND_HALF_EVEN)
    return made if abs(made) < Decimal(10) ** DIGITS_BEFORE else None


def _regex_replace(text: str, pattern: str, replacement: str) -> str:
    return re.sub(pattern, replacement, text, flags=re.ASCII)


PYTHON_FUNCTIONS = by_name(
    (
        # DuckDB knows the canonical form of Unicode only
        PythonFunction(
            Signature("nfkc", ("text",), "text", "text in Unicode's compatibility form (NFKC)"),
            lambda text: unicodedata.normalize("NFKC", text),
        ),
        # RE2 and Python count empty matches differently
        PythonFunction(
            Signature(
                "regex_replace",
                ("text", "text", "text"),
                "text",
                "every match of a regular expression becomes the third text, in which \\1 is the first group",
                written=1,
            ),
            _regex_replace,
        ),
        # DuckDB divides decimals in binary
        PythonFunction(
            Signature(
                "divide",
                ("decimal", "decimal"),
                "decimal",
                "quotient to twelve decimals; null for a division by zero",
            ),
            _divide,
        ),
        # a small grammar, and rules that stand in one place for the privacy gate as well
        PythonFunction(
            Signature(
                "duration",
                ("text",),
                "duration",
                "a duration in words, Czech or English, or in ISO 8601; else V007",
                fault="V007",
            ),
            czech.duration,
        ),
        PythonFunction(
            Signature("birth_date", ("text",), "date", "date of birth in a Czech birth number; else V021"),
            czech.birth_date,
        ),
        PythonFunction(
            Signature("sex", ("text",), "text", "male or female, by a Czech birth number; else V021"),
            czech.sex,
        ),
        # the kernel form of `code` asks it; arithmetic over digits is no work for SQL
        PythonFunction(
            Signature(
                "check_digit",
                ("text", "text"),
                "boolean",
                "whether the last digit is the check digit of the others by the rule 'luhn' or 'verhoeff'",
                written=1,
            ),
            has_check_digit,
        ),
        # the forms of thirteen systems would stand in the query wherever a code is read
        PythonFunction(
            Signature(
                "curie",
                ("text", "text"),
                "text",
                "the CURIE of a code by the prefix of its system, in the form of the system; not well formed is T002",
                fault="T002",
            ),
            curie,
        ),
        *UNIT_FUNCTIONS,
    )
)
"""By name. What DuckDB cannot say exactly, with the reason above each."""
