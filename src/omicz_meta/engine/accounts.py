"""The ledger while it is being kept: what became of every row of every table, and of every candidate slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from omicz_meta.engine.outcome import Outcome, Rows
from omicz_meta.result import Ledger, SlotLedger, SourceLedger

UNREAD = "no rule reads this table"
NOT_JOINED = "no other row looked it up"
NO_ITEM = "nothing to take from it"


@dataclass(slots=True)
class TableAccount:
    """Rows of one table. Rows without a record wait until it is known whether a join took from them."""

    source: str
    rows_read: int = 0
    rejected: int = 0
    used: int = 0
    joined: set[int] = field(default_factory=set)
    _without_record: list[Rows] = field(default_factory=list)
    _left_out: list[tuple[str, Rows]] = field(default_factory=list)

    def add(
        self, rows: Rows, rejected: int, outcomes: Iterable[Outcome], *, read: bool, looked_up: bool
    ) -> Rows:
        """Account for a block; returns the rows that were meant to give a record and gave none."""
        outcomes = tuple(outcomes)
        self.rows_read += len(rows) + rejected
        self.rejected += rejected
        made = _union(outcome.made_rows for outcome in outcomes)
        meant = _union(outcome.candidate_rows for outcome in outcomes)
        self.used += len(made)
        lost = np.setdiff1d(meant, made, assume_unique=True)
        self._without_record.append(lost)
        rest = np.setdiff1d(rows, meant, assume_unique=True)
        for text in dict.fromkeys(text for outcome in outcomes for text in outcome.left_out):
            filtered = np.intersect1d(rest, _union(o.left_out[text] for o in outcomes if text in o.left_out))
            self._left_out.append((f"filter {text}", filtered))
            rest = np.setdiff1d(rest, filtered, assume_unique=True)
        self._left_out.append((NOT_JOINED if looked_up else NO_ITEM if read else UNREAD, rest))
        return lost

    def quarantined(self) -> Rows:
        """Rows, rejected ones apart, that gave nothing: no record and no join."""
        rows = np.concatenate([np.zeros(0, "int64"), *self._without_record])
        return np.setdiff1d(rows, self._joined_rows())

    def close(self) -> SourceLedger:
        """The account as it stands at the end."""
        joined = self._joined_rows()
        reasons: Counter[str] = Counter()
        for text, rows in self._left_out:
            reasons[text] += len(np.setdiff1d(rows, joined, assume_unique=True))
        lost = len(self.quarantined())
        out = sum(reasons.values())
        used = self.rows_read - self.rejected - lost - out
        return SourceLedger(
            self.rows_read, used, lost + self.rejected, out, {t: n for t, n in reasons.items() if n}
        )

    def _joined_rows(self) -> Rows:
        return np.fromiter(self.joined, dtype="int64", count=len(self.joined))


def _union(parts: Iterable[Rows]) -> Rows:
    found = [part for part in parts if len(part)]
    if len(found) == 1:
        return found[0]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, "int64")


def ledger(tables: Iterable[TableAccount], slots: Mapping[str, SlotLedger]) -> Ledger:
    """Tables of one source together, and the slots as they were counted."""
    sources: dict[str, SourceLedger] = {}
    for table in tables:
        closed = table.close()
        sources[table.source] = _plus(sources[table.source], closed) if table.source in sources else closed
    return Ledger(sources, dict(slots))


def _plus(left: SourceLedger, right: SourceLedger) -> SourceLedger:
    return SourceLedger(
        left.rows_read + right.rows_read,
        left.rows_used + right.rows_used,
        left.rows_quarantined + right.rows_quarantined,
        left.rows_out_of_scope + right.rows_out_of_scope,
        dict(Counter(left.out_of_scope) + Counter(right.out_of_scope)),
    )
