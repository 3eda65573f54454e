"""What may leave about groups of persons: no small counts, no single ages, no fine regions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING

from omicz_meta.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,6}")
_NUTS_3 = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules for published numbers.

    `min_cell` is the least number of persons a published count may stand for; `round_to` rounds counts down to a
    multiple (1: exact). Nothing published under a policy may be called anonymous. Raises UsageError below 1.

    >>> Policy().band(9), Policy().band(10), Policy(round_to=5).band(14)
    (None, 10, 10)
    """

    min_cell: int = 10
    round_to: int = 1

    def __post_init__(self) -> None:
        if self.min_cell < 1 or self.round_to < 1:
            raise UsageError("min_cell and round_to must be whole numbers from 1.")

    def band(self, count: int, before: int | None = None) -> int | None:
        """Return the count as it may be published; None is withheld.

        With `before`, the number published last time, it changes only when it moved by `min_cell`: otherwise two
        releases side by side would tell of the few who came or went.

        >>> Policy().band(503, before=500), Policy().band(511, before=500)
        (500, 511)
        """
        if count < self.min_cell:
            return None
        if before is not None and abs(count - before) < self.min_cell:
            return before
        rounded = count - count % self.round_to
        return rounded if rounded >= self.min_cell else None

    def label(self, count: int) -> str:
        """Return the words for a count on a page: the number, or the band it lies in.

        >>> Policy().label(3), Policy().label(30)
        ('<10', '30')
        """
        shown = self.band(count)
        return f"<{self.min_cell}" if shown is None else str(shown)

    def suppress(self, counts: Mapping[str, int]) -> dict[str, int | None]:
        """Withhold small counts of a table whose total is known, and as many more as keep them from being computed.

        One withheld cell is the total minus the rest; therefore at least two are withheld, and together they hold
        at least `min_cell`. The smallest go first, equal ones in the order of their names.

        >>> Policy().suppress({"F": 48, "M": 52, "other": 3})
        {'F': None, 'M': 52, 'other': None}
        """
        order = sorted(counts, key=lambda name: (counts[name], name))
        withheld = [name for name in order if self.band(counts[name]) is None]
        rest = order[len(withheld) :]
        while (
            withheld
            and rest
            and (len(withheld) < 2 or sum(map(counts.__getitem__, withheld)) < self.min_cell)
        ):
            withheld.append(rest.pop(0))
        return {name: None if name in withheld else self.band(count) for name, count in counts.items()}

    def ages(self, ages: Sequence[float]) -> tuple[int, int] | None:
        """Return the typical youngest and oldest age: the 5th and the 95th percentile, one age per person.

        In whole years where at least `min_cell` persons lie beyond each of them, else widened to whole decades,
        so that the number is never one person's age. None for fewer than `min_cell` persons.

        >>> Policy().ages([20 + n % 60 for n in range(600)]), Policy().ages([41.5] * 12), Policy().ages([33] * 9)
        ((23, 76), (40, 50), None)
        """
        if len(ages) < max(self.min_cell, 2):
            return None
        cuts = quantiles(ages, n=20, method="inclusive")
        low, high = cuts[0], cuts[-1]
        beyond = min(sum(age <= low for age in ages), sum(age >= high for age in ages))
        if beyond >= self.min_cell and len(ages) >= 20 * self.min_cell:
            return round(low), round(high)
        return int(low // 10) * 10, int(-(-high // 10)) * 10

    def region(self, code: str) -> str | None:
        """Return a NUTS or LAU code no finer than NUTS-3; None for what is no such code.

        >>> Policy().region("CZ0642"), Policy().region("CZ06"), Policy().region("Brno")
        ('CZ064', 'CZ06', None)
        """
        return code[:_NUTS_3] if _NUTS.fullmatch(code) else None
