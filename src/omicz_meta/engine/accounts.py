"""The ledger while it is being kept: what became of every row of every table, and of every candidate slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from omicz_meta.engine.outcome import Outcome, Rows, distinct
from omicz_meta.engine.plan import ClassPlan
from omicz_meta.result import Ledger, SlotLedger, SourceLedger

MOST_NOTED = 4_000_000
"""So many numbers of looked up rows are kept before those that come again are left out: 32 MB."""

UNREAD = "no rule reads this table"
NOT_JOINED = "no other row looked it up"
NO_ITEM = "nothing to take from it"

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of some rows of one table. Fates of different rows add up, in any grouping.

    `lost` were meant to give a record and gave none, `left_out` were not meant to (by reason), `joined` are the rows
    of other tables that were looked up. `made` gave a record; it is kept only of tables that share their rows.
    """

    read: int = 0
    rejected: int = 0
    lost: Rows = field(default_factory=lambda: np.zeros(0, "int64"))
    left_out: Mapping[str, Rows] = field(default_factory=dict)
    joined: Mapping[str, Rows] = field(default_factory=dict)
    made: Rows = field(default_factory=lambda: np.zeros(0, "int64"))

    def __add__(self, other: Fates) -> Fates:
        return Fates(
            self.read + other.read,
            self.rejected + other.rejected,
            union((self.lost, other.lost)),
            _both(self.left_out, other.left_out),
            _both(self.joined, other.joined),
            union((self.made, other.made)),
        )


def _both(left: Mapping[str, Rows], right: Mapping[str, Rows]) -> dict[str, Rows]:
    names = dict.fromkeys((*left, *right))
    return {name: union(side[name] for side in (left, right) if name in side) for name in names}


def fates(
    rows: Rows,
    rejected: int,
    plans: Sequence[ClassPlan],
    outcomes: Sequence[Outcome],
    *,
    looked_up: bool,
    shared: bool = False,
    given: Mapping[str, Rows] = MappingProxyType({}),
) -> Fates:
    """Account for rows that were read, and a number of rejected ones, from what each plan made of them.

    `looked_up` says that some rule joins this table, `shared` that it shares its rows with others; `given` are rows
    that the reader leaves out, by reason.
    """
    made = union(outcome.made_rows for outcome in outcomes)
    meant = union(outcome.candidate_rows for outcome in outcomes)
    rest = _without(rows, meant)
    left_out: dict[str, Rows] = dict(given)
    for others in given.values():
        rest = np.setdiff1d(rest, others, assume_unique=True)
    for text in dict.fromkeys(text for outcome in outcomes for text in outcome.left_out):
        filtered = union(outcome.left_out[text] for outcome in outcomes if text in outcome.left_out)
        left_out[f"filter {text}"] = np.intersect1d(rest, filtered)
        rest = _without(rest, filtered)
    left_out[NOT_JOINED if looked_up else NO_ITEM if plans else UNREAD] = rest
    joined: dict[str, Rows] = {}
    for plan, outcome in zip(plans, outcomes, strict=True):
        for join in plan.joins:
            joined = _both(joined, {join.table: outcome.found[join.name]})
    lost = _without(meant, made)
    return Fates(len(rows) + rejected, rejected, lost, left_out, joined, made if shared else made[:0])


class Account(Protocol):
    """What became of the rows of a table, or of several that share them, while it is being counted."""

    source: str

    def add(self, found: Fates, *, counts: bool) -> None:
        """Take in some rows; those of a table that `counts` are all there are."""

    def look_up(self, rows: Rows) -> None:
        """Note rows from which a join took something; the same row may be noted often."""

    def quarantined(self) -> Rows:
        """Rows, rejected ones apart, that gave nothing: no record and no join."""

    def close(self) -> SourceLedger:
        """The account as it stands at the end."""


@dataclass(slots=True)
class SharedAccount:
    """Rows that several tables share: used when any of them made something of it, lost when one should have.

    A row that no table was meant to make something of is out of scope, for the reason that was given last.
    """

    source: str
    rows: int
    rows_read: int = 0
    rejected: int = 0
    _used: Mask = field(init=False)
    _lost: Mask = field(init=False)
    _reason: npt.NDArray[np.int16] = field(init=False)
    _reasons: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._used, self._lost = np.zeros(self.rows + 1, bool), np.zeros(self.rows + 1, bool)
        self._reason = np.zeros(self.rows + 1, np.int16)

    def add(self, found: Fates, *, counts: bool) -> None:
        """Take in some rows."""
        if counts:
            self.rows_read += found.read
            self.rejected += found.rejected
        self._used[found.made] = True
        self._lost[found.lost] = True
        for text, rows in found.left_out.items():
            self._reason[rows] = self._reasons.setdefault(text, len(self._reasons) + 1)

    def look_up(self, rows: Rows) -> None:
        """Note rows from which a join took something."""
        self._used[rows] = True

    def quarantined(self) -> Rows:
        """Rows that gave nothing in any of the tables, and should have in one."""
        return np.flatnonzero(self._lost & ~self._used)

    def close(self) -> SourceLedger:
        """The account as it stands at the end."""
        lost = self._lost & ~self._used
        out = np.bincount(self._reason[~self._used & ~lost], minlength=len(self._reasons) + 1)
        reasons = {text: int(out[number]) for text, number in self._reasons.items() if out[number]}
        used, gone = int(self._used.sum()), int(lost.sum()) + self.rejected
        return SourceLedger(self.rows_read, used, gone, sum(reasons.values()), reasons)


@dataclass(slots=True)
class TableAccount:
    """Rows of one table. Rows without a record wait until it is known whether a join took from them.

    Of a table that nobody looks up (`joined` is false) rows that are left out are counted only.
    """

    source: str
    joined: bool = True
    rows_read: int = 0
    rejected: int = 0
    _joined: list[Rows] = field(default_factory=list)
    _noted: int = 0
    _without_record: list[Rows] = field(default_factory=list)
    _left_out: dict[str, list[Rows]] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)

    def add(self, found: Fates, *, counts: bool = True) -> None:
        """Take in some rows."""
        del counts
        self.rows_read += found.read
        self.rejected += found.rejected
        self._without_record.append(found.lost)
        for text, rows in found.left_out.items():
            if self.joined:
                self._left_out.setdefault(text, []).append(rows)
            else:
                self._counted[text] = self._counted.get(text, 0) + len(rows)

    def look_up(self, rows: Rows) -> None:
        """Note rows from which a join took something; the same row may be noted often."""
        self._joined.append(rows)
        self._noted += len(rows)
        if self._noted > MOST_NOTED:
            self._joined = [union(self._joined)]
            # a table that has more rows than that is gone through again when twice as many are noted
            self._noted = min(0, MOST_NOTED - 2 * len(self._joined[0]))

    def quarantined(self) -> Rows:
        """Rows, rejected ones apart, that gave nothing: no record and no join."""
        return _without(union(self._without_record), union(self._joined))

    def close(self) -> SourceLedger:
        """The account as it stands at the end."""
        joined = union(self._joined)
        reasons = self._counted | {
            text: len(np.setdiff1d(union(rows), joined, assume_unique=True))
            for text, rows in self._left_out.items()
        }
        lost = len(self.quarantined())
        out = sum(reasons.values())
        used = self.rows_read - self.rejected - lost - out
        return SourceLedger(
            self.rows_read, used, lost + self.rejected, out, {t: n for t, n in reasons.items() if n}
        )


def union(parts: Iterable[Rows]) -> Rows:
    """Row numbers of all parts, each once, in order.

    >>> union([np.array([5, 2]), np.array([2, 3])]).tolist()
    [2, 3, 5]
    """
    found = [part for part in parts if len(part)]
    return distinct(np.concatenate(found)) if found else np.zeros(0, "int64")


def _without(rows: Rows, others: Rows) -> Rows:
    """Rows that are not among the others, each once; mostly both are the same, which costs little to see."""
    return rows[:0] if np.array_equal(rows, others) else np.setdiff1d(rows, others, assume_unique=True)


def ledger(tables: Iterable[Account], slots: Mapping[str, SlotLedger]) -> Ledger:
    """Tables of one source together, and the slots as they were counted."""
    sources: dict[str, SourceLedger] = {}
    for table in tables:
        closed = table.close()
        sources[table.source] = _plus(sources[table.source], closed) if table.source in sources else closed
    return Ledger(sources, dict(slots))


def add_slots(left: Mapping[str, SlotLedger], right: Mapping[str, SlotLedger]) -> dict[str, SlotLedger]:
    """Counts of both, slot by slot."""
    names = dict.fromkeys((*left, *right))
    return {name: left.get(name, SlotLedger()) + right.get(name, SlotLedger()) for name in names}


def _plus(left: SourceLedger, right: SourceLedger) -> SourceLedger:
    return SourceLedger(
        left.rows_read + right.rows_read,
        left.rows_used + right.rows_used,
        left.rows_quarantined + right.rows_quarantined,
        left.rows_out_of_scope + right.rows_out_of_scope,
        dict(Counter(left.out_of_scope) + Counter(right.out_of_scope)),
    )
