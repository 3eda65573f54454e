"""A guess: this column fills that slot, how sure we are, and why."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.drafting.reasons import Reason

SURE = 0.7
"""From this score on a guess is written to be used; below it stands commented out."""

POSSIBLE = 0.45
"""Below this score nothing is written."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One slot derivation. `columns` are those that feed it, `value` is a constant, `expr` an expression.

    `blocked` says why it may not be used, whatever its score. `pairs` are value mappings, `unit` is that of a number,
    `other` another column that is read instead. `melted`: the slot is filled from the item of a pivot over `columns`.
    """

    table: str
    record_class: str
    slot: str
    columns: tuple[str, ...]
    score: float
    reason: Reason
    pairs: tuple[tuple[str, str], ...] = ()
    value: str | None = None
    expr: str | None = None
    other: str | None = None
    unit: str | None = None
    age: bool = False
    melted: bool = False
    blocked: Reason = ()

    @property
    def sure(self) -> bool:
        """Whether the guess is written to be used."""
        return self.score >= SURE and not self.blocked
