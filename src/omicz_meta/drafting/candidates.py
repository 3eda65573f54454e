"""Scores columns against slots: by what they are called and by what their cells can become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.drafting.fitting import Fit, fit
from omicz_meta.drafting.guess import POSSIBLE, Guess
from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.drafting.lexicon import OWN_NAME, TITLE, Lexicon, called
from omicz_meta.drafting.likeness import likeness
from omicz_meta.drafting.reasons import Reason
from omicz_meta.drafting.subject import Subject
from omicz_meta.schema import ClassDefinition, Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.profile.judging import Seen
    from omicz_meta.profile.tables import ProfiledTable

PERSON = "Individual"
_NOT_AGAINST = 0.3
"""From this likeness on a name does not speak against a slot that the cells speak for."""

_DIFFERENT = 3
HOMES = MappingProxyType(
    {
        "MKN10": "disease",
        "HPO": "feature",
        "ORPHA": "additional_codings",
        "ATC": "agent_codes",
        "LOINC": "assay",
        "ICDO3M": "morphology",
    }
)
"""Slots for which codes of a system are made, whatever a column is called."""


def candidates(table: ProfiledTable, subject: Subject | None, known: Knowledge) -> Iterator[Guess]:
    """Every guess worth telling, for each class about persons, each slot and each column or group of columns."""
    groups = numbered(table)
    members = {name for group in groups for name in group}
    for definition in known.schema.classes.values():
        if definition.name != PERSON and "individual" not in definition.slots:
            continue
        for slot in definition.slots.values():
            if not _guessable(definition, slot, known):
                continue
            for name, seen in table.seen.items():
                if name in members or seen.facts.identifier or (subject and name == subject.column):
                    continue
                guess = _guess(table, definition, slot, (name,), seen, known)
                if guess:
                    yield guess
            for group in groups:
                guess = _guess(table, definition, slot, group, table.seen[group[0]], known)
                if guess and slot.kind is Kind.CURIE:
                    yield replace(guess, melted=True)


def _guessable(definition: ClassDefinition, slot: Slot, known: Knowledge) -> bool:
    if slot.name in ("individual", "absent", "subject_id") or slot.kind in (Kind.URI, Kind.DURATION):
        return False
    if slot.kind is Kind.REFERENCE:
        return slot.name in ("relative",)
    return slot.name != "id" or bool(known.lexicon.names(definition.name, "id"))


def _guess(
    table: ProfiledTable,
    definition: ClassDefinition,
    slot: Slot,
    columns: tuple[str, ...],
    seen: Seen,
    known: Knowledge,
) -> Guess | None:
    column = columns[0].rstrip("0123456789_ ") if len(columns) > 1 else columns[0]
    named, why = _named(column, definition, slot, seen, known.lexicon)
    if named < _NOT_AGAINST and not seen.code and slot.kind is not Kind.ENUM:
        return None
    fitted = fit(slot, seen, known)
    if fitted is None or not fitted.factor:
        return None
    score = max(named * fitted.factor, _told_by_cells(named, fitted, slot, seen, known))
    if score < POSSIBLE:
        return None
    split = seen.facts.split is not None and not slot.multivalued
    reason = (*why, *fitted.reason)
    return Guess(
        table.facts.name, definition.name, slot.name, columns, round(score, 2), reason, fitted.pairs,
        age=slot.target == "Age", melted=split and slot.kind is Kind.CURIE, blocked=fitted.blocked,
    )  # fmt: skip


def _told_by_cells(named: float, fitted: Fit, slot: Slot, seen: Seen, known: Knowledge) -> float:
    """The score where cells speak for themselves: the name need only not speak against it."""
    if not fitted.telling or (named < _NOT_AGAINST and not _only(slot, seen, known)):
        return 0.0
    told = 0.9 if seen.code else 0.85 if fitted.different >= _DIFFERENT else 0.75
    return told * fitted.factor * (0.85 + 0.15 * named)


def _only(slot: Slot, seen: Seen, known: Knowledge) -> bool:
    """Whether such codes, or values of this enum, have just one place to go, so that a name need not agree."""
    if slot.kind is Kind.ENUM:
        homes = [
            other.target
            for each in known.schema.classes.values()
            if "individual" in each.slots or each.name == PERSON
            for other in each.slots.values()
        ]
        return homes.count(slot.target) == 1
    return seen.code is not None and HOMES.get(seen.code.system) == slot.name


def _named(
    column: str, definition: ClassDefinition, slot: Slot, seen: Seen, lexicon: Lexicon
) -> tuple[float, Reason]:
    unit = seen.facts.unit
    plain = column[: -len(unit)].rstrip(" _([") if unit and column.endswith(unit) else column
    found = [called(plain, lexicon.names(definition.name, slot.name))]
    if slot.name not in ("id", "excluded", "diagnosis"):
        found += [(likeness(plain, text) * TITLE, text) for text in slot.title.values()]
        # the end of a slot's own name may read like a unit: apnoea_score
        found += [(likeness(said, slot.name) * OWN_NAME, slot.name) for said in {plain, column}]
    score, phrase = max(found, key=lambda one: one[0], default=(0.0, ""))
    return score, (("called", phrase),) if score >= _NOT_AGAINST else ()


def numbered(table: ProfiledTable) -> tuple[tuple[str, ...], ...]:
    """Groups of columns that are numbered and hold codes of one system: `dg1`, `dg2`, `dg3`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, seen in table.seen.items():
        base = name.rstrip("0123456789").rstrip("_ ")
        if base != name and base and seen.code is not None and not seen.facts.split:
            groups.setdefault((base, seen.code.system), []).append(name)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)
