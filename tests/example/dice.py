"""A small random source of our own, so that the example has the same bytes under every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


@dataclass(slots=True)
class Dice:
    """The splitmix64 sequence.

    >>> Dice(1).whole(1, 6), Dice(1).whole(1, 6)
    (6, 6)
    """

    state: int

    def _next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self._next() % (high - low + 1)

    def chance(self, per_cent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.whole(1, 100) <= per_cent

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """One of the items, each as often as its weight says."""
        mark = self.whole(1, sum(weights))
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark <= 0:
                return item
        raise AssertionError("weights add up to their sum")

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both included."""
        return first + timedelta(days=self.whole(0, max((last - first).days, 0)))

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different items, in their order."""
        wanted = min(self.whole(least, most), len(items))
        left = list(range(len(items)))
        chosen = {left.pop(self.whole(0, len(left) - 1)) for _ in range(wanted)}
        return [item for index, item in enumerate(items) if index in chosen]
