"""How far two mappings of the same tables agree: which columns of which table feed which slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omicz_meta.engine.plan import Plan

Triple = tuple[str, str, str]
"""Class, slot, column as `table.column`."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one mapping has of another one: triples both have, those only the other has, those only it has itself."""

    both: frozenset[Triple]
    missed: frozenset[Triple]
    extra: frozenset[Triple]

    @property
    def precision(self) -> float:
        """The share of its triples that the other one has too."""
        return _share(len(self.both), len(self.extra))

    @property
    def recall(self) -> float:
        """The share of the other one's triples that it has."""
        return _share(len(self.both), len(self.missed))


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 1.0


def agreement(draft: Plan, wanted: Plan) -> Agreement:
    """Compare two plans.

    >>> from omicz_meta.engine.plan import Plan
    >>> agreement(Plan((), (), ()), Plan((), (), ())).recall
    1.0
    """
    mine, theirs = triples(draft), triples(wanted)
    return Agreement(mine & theirs, theirs - mine, mine - theirs)


def triples(plan: Plan) -> frozenset[Triple]:
    """Class, slot and column for every column that feeds a slot; constants have none."""
    return frozenset(
        (part.target, slot.slot.name, f"{part.table}.{column}")
        for part in plan.classes
        for slot in part.slots
        for column in slot.columns
    )
