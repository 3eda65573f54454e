"""Keeps cells of quarantine files from starting a formula in a spreadsheet, and takes the guard away on reading.

A cell that a spreadsheet would take for a formula (it begins with = + - @ tab or carriage return and is no number)
gets an apostrophe in front. So does one that already looks guarded, and so the two functions are exact inverses.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_FORMULA = re.compile(r"'*(?!'|[+-]?[\d.,  ]*\Z)[=+\-@\t\r]", re.DOTALL)


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
