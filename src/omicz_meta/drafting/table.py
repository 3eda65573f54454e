"""Guesses for one table: which classes are in it, which column fills which slot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.drafting.candidates import candidates
from omicz_meta.drafting.guess import SURE, Guess
from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.drafting.subject import Subject

if TYPE_CHECKING:
    from omicz_meta.profile.tables import ProfiledTable

SHARED = ("measurement_date", "biosample", "source_code")
"""Slots that may read a column that fills a slot of another class too."""


@dataclass(frozen=True, slots=True)
class TableDraft:
    """A table with its subject and the guesses for it, best first; `present` are the classes it holds."""

    table: ProfiledTable
    subject: Subject | None
    guesses: tuple[Guess, ...] = ()
    present: tuple[str, ...] = ()


def draft_table(table: ProfiledTable, subject: Subject | None, known: Knowledge) -> TableDraft:
    """Guess the slots that the columns of a table fill, class by class."""
    if table.facts.headless:
        return TableDraft(table, None)
    every = _ranked(candidates(table, subject, known), known)
    present = _present(every, known)
    above = {wider for name in present for wider in known.schema.classes[name].ancestors}
    if above.intersection(present):
        # rows of a class are not rows of the class that it descends from too
        every = [guess for guess in every if guess.record_class not in above]
        present = _present(every, known)
    chosen = _taken([guess for guess in every if guess.record_class in present])
    used = {(guess.record_class, guess.slot) for guess in chosen}
    left = {column for guess in chosen if guess.sure for column in guess.columns}
    further = [
        replace(guess, blocked=guess.blocked or (("alone", guess.record_class),))
        for guess in _taken(every)
        if (guess.record_class, guess.slot) not in used
        and guess.score >= SURE
        and not left & set(guess.columns)
    ]
    return TableDraft(table, subject, (*chosen, *further), present)


def _present(ranked: list[Guess], known: Knowledge) -> tuple[str, ...]:
    """The classes that a slot shows which only they have, in the order of the model."""
    shown = {
        guess.record_class
        for guess in _taken(ranked)
        if guess.sure and known.lexicon.anchors(guess.record_class, guess.slot)
    }
    return tuple(name for name in known.schema.classes if name in shown)


def _ranked(guesses: Iterator[Guess], known: Knowledge) -> list[Guess]:
    """The best first; of two equals the one that shows its class."""
    return sorted(
        guesses, key=lambda guess: (-guess.score, not known.lexicon.anchors(guess.record_class, guess.slot))
    )


def _taken(ranked: list[Guess]) -> list[Guess]:
    """Each slot once, each column once (but for slots that share), the best guesses first."""
    slots, columns, taken = set[tuple[str, str]](), set[str](), list[Guess]()
    for guess in ranked:
        shared = guess.slot in SHARED
        if (guess.record_class, guess.slot) in slots or (not shared and columns & set(guess.columns)):
            continue
        slots.add((guess.record_class, guess.slot))
        columns.update(() if shared else guess.columns)
        taken.append(guess)
    return taken
