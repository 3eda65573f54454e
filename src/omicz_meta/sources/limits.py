"""How much of a file the reader takes before it refuses: limits that keep memory bounded on any input."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one table. What exceeds them is R015 and costs its row, or the table (columns).

    `cell_bytes` is the largest cell, `row_bytes` the longest physical line. `look_ahead_bytes` is how far from
    the start of a row its last quote may stand: a quoted cell with line breaks must end within it.

    >>> Limits(columns=500).columns
    500
    """

    cell_bytes: int = 16 * MIB
    row_bytes: int = 32 * MIB
    look_ahead_bytes: int = 1 * MIB
    columns: int = 10_000
