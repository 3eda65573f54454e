"""Functions of the library that deal in units, `ucum` and `convert_unit`; their meaning is `omicz_meta.units`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from omicz_meta import units
from omicz_meta.engine.python_functions import Numbers, PythonFunction, Refused
from omicz_meta.engine.reading import DIGITS_AFTER, DIGITS_BEFORE
from omicz_meta.engine.signature import Signature
from omicz_meta.problem import Problem
from omicz_meta.units import Conversion, Spellings, shipped_spellings
from omicz_meta.units.columns import convert_columns


def ucum(text: str, own: str = "") -> str | None:
    """The UCUM code of a unit; `own` holds further spellings, a line each: spelling, tab, code.

    >>> ucum("tis/µl"), ucum("jedn.", "jedn.\\t[arb'U]"), ucum("jedn.")
    ('10*3/uL', "[arb'U]", None)
    """
    return units.ucum(text, _spellings(own))


@lru_cache(maxsize=64)
def _spellings(own: str) -> Spellings:
    pairs = (line.partition("\t") for line in own.splitlines())
    return shipped_spellings() | {spelling: code for spelling, _, code in pairs}


def convert_unit(
    value: Decimal, source: str, target: str, analyte: str | None = None
) -> Decimal | Refused | None:
    """A number in another unit, or the code that says why there is none; V010 where the kernel cannot hold it.

    >>> convert_unit(Decimal("5.3"), "kPa", "mmHg"), convert_unit(Decimal(1), "pmol/L", "mol/dL")
    (Decimal('39.7534'), Refused(code='V010'))
    """
    found = _conversion(source, target, analyte)
    if isinstance(found, Problem):
        return Refused(found.code)
    made = found.apply(value)
    places = -int(made.normalize().as_tuple().exponent) if made else 0
    return Refused("V010") if places > DIGITS_AFTER or abs(made) >= Decimal(10) ** DIGITS_BEFORE else made


def _convert_columns(
    numbers: Numbers, units_of: list[tuple[Any, ...]], at: Numbers
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """`convert_unit` over a column; rows have source, target and mostly an analyte. Problems are left to that."""
    found = [None if None in row else _conversion(*row, *(None,) * (3 - len(row))) for row in units_of]
    known = [step if isinstance(step, Conversion) else None for step in found]
    return convert_columns(numbers, DIGITS_AFTER, known, at)


@lru_cache(maxsize=4096)
def _conversion(source: str, target: str, analyte: str | None) -> Conversion | Problem:
    return units.conversion(source, target, analyte)


UNIT_FUNCTIONS = (
    PythonFunction(
        Signature(
            "ucum",
            ("text", "text"),
            "text",
            "the UCUM code of a unit as laboratories write it; not known is T010",
            optional=1,
            written=1,
            fault="T010",
        ),
        ucum,
    ),
    PythonFunction(
        Signature(
            "convert_unit",
            ("decimal", "text", "text", "text"),
            "decimal",
            "a number from one unit to another; mass to substance with the analyte (T011, T012)",
            optional=1,
        ),
        convert_unit,
        on_numbers=_convert_columns,
    ),
)
"""A number that a power of ten takes beyond the kernel's twelve decimals is V010, not rounded."""
