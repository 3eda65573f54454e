"""Formulas of spreadsheets in text tables: guards against new ones, and the errors that broken ones left behind.

Quarantine files must not start a formula in a spreadsheet; the guard is taken away on reading. A cell that a
spreadsheet would take for a formula (it begins with = + - @ tab or carriage return and is no number) gets an apostrophe
in front. So does one that already looks guarded, and so the two functions are exact inverses.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.reading import SPACES

_FORMULA = re.compile(r"'*(?!'|[+-]?[\d.,  ]*\Z)[=+\-@\t\r]", re.DOTALL)

FORMULA_ERRORS = frozenset(
    (
        *("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
        *("#ODKAZ!", "#NENÍ_K_DISPOZICI", "#DĚLENÍ_NULOU!", "#HODNOTA!", "#NÁZEV?", "#ČÍSLO!", "#PŘESAH!"),
    )
)
"""What a spreadsheet writes into a text table instead of a value it cannot compute, in English and Czech."""

_PERHAPS = re.compile(rb"#[A-Z\xc0-\xff][A-Z/\x80-\xff]")
"""How every error of a formula begins in UTF-8 or a code page; finding none proves a block free of them."""


def with_guard(cell: str) -> str:
    """The cell as it stands in a quarantine file.

    >>> with_guard("=1+1"), with_guard("'=1+1"), with_guard("-5,2"), with_guard("'word'")
    ("'=1+1", "''=1+1", '-5,2', "'word'")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was.

    >>> unguarded("'=1+1"), unguarded("'-5,2")
    ('=1+1', "'-5,2")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def without_guard(column: pa.Array) -> pa.Array:
    """A whole column as it was."""
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pa.array([None if cell is None else unguarded(cell) for cell in column.to_pylist()], pa.string())


def may_hold_errors(text: bytes) -> bool:
    """Whether errors of formulas can stand in a piece of a text table.

    >>> may_hold_errors(b"1;#REF!"), may_hold_errors(b"1;#5")
    (True, False)
    """
    return b"#" in text and _PERHAPS.search(text) is not None


def formula_errors(column: pa.Array, nulls: frozenset[str] = frozenset()) -> list[int]:
    """The places of errors of formulas in a column, apart from those that are declared null tokens.

    >>> formula_errors(pa.array(["1", " #REF!", None, "#N/A"]), frozenset({"#N/A"}))
    [1]
    """
    errors = pa.array(sorted(FORMULA_ERRORS - nulls), pa.string())
    found: list[int] = np.flatnonzero(pc.is_in(pc.utf8_trim(column, SPACES), errors)).tolist()
    return found
