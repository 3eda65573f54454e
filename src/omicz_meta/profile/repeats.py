"""Rows that say the same as an earlier one, from the first column to the last: counted in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from omicz_meta.profile.sketch import Hashes, mixed

MOST_ROWS = 2**22
"""Rows whose hashes are held, 32 MB; of a longer table only repetitions of these are seen."""


class RowRepeats:
    """Counts rows whose cells are those of an earlier row, and keeps the number of the first of them.

    >>> repeats = RowRepeats()
    >>> repeats.feed([np.array([7, 8, 7], np.uint64)], np.array([1, 2, 3]))
    >>> repeats.count, repeats.first
    (1, 3)
    """

    __slots__ = ("_held", "count", "first")

    def __init__(self) -> None:
        self._held: Hashes = np.empty(0, np.uint64)
        self.count = 0
        self.first: int | None = None

    def feed(self, columns: Iterable[Hashes], numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Take in a block: a hash for each cell by column, and the numbers of its rows."""
        rows = reduce(mixed, columns)
        different, at = np.unique(rows, return_index=True)
        known = np.isin(different, self._held, assume_unique=True)
        again = np.ones(len(rows), bool)
        again[at[~known]] = False
        if again.any():
            self.count += int(again.sum())
            self.first = int(numbers[again].min()) if self.first is None else self.first
        room = MOST_ROWS - len(self._held)
        self._held = np.concatenate([self._held, different[~known][:room]])
