"""Writes the transform file: one derivation for each class in each table, sure guesses live, others commented out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from omicz_meta.drafting.candidates import PERSON
from omicz_meta.drafting.guess import Guess
from omicz_meta.drafting.reasons import told, word
from omicz_meta.drafting.subject import Subject
from omicz_meta.drafting.table import TableDraft
from omicz_meta.drafting.text import comment, flow, scalar
from omicz_meta.problem import Language
from omicz_meta.schema import Schema

MOST_ON_A_LINE = 6
_JOINED = "osoba"


@dataclass(frozen=True, slots=True)
class Joined:
    """A table with birth dates, looked up by the person's key."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """One class derivation to write: its guesses, the columns it takes apart, the table it looks up."""

    table: str
    record_class: str
    subject: Subject
    guesses: tuple[Guess, ...]
    melted: tuple[str, ...] = ()
    item: str = ""
    joined: Joined | None = None


def derivations(
    draft: TableDraft, age: tuple[Guess, str, str] | None, schema: Schema
) -> Iterator[Derivation]:
    """The derivations of a table in the order of the model; each laboratory finding has its own."""
    if draft.subject is None:
        return
    names = [name for name in schema.classes if name in draft.present]
    for name in names:
        mine = tuple(guess for guess in draft.guesses if guess.record_class == name)
        if name == "Measurement" and any(guess.melted for guess in mine):
            yield from _findings(draft, draft.subject, mine)
            continue
        joined = None
        if name == "Diagnosis" and age:
            mine, joined = (*mine, age[0]), Joined(age[1], age[2])
        melted = next((guess.columns for guess in mine if guess.sure and guess.melted), ())
        yield Derivation(draft.table.facts.name, name, draft.subject, mine, melted, _item(draft), joined)


def _findings(draft: TableDraft, subject: Subject, guesses: tuple[Guess, ...]) -> Iterator[Derivation]:
    for column in dict.fromkeys(guess.columns for guess in guesses if guess.columns):
        mine = tuple(guess for guess in guesses if guess.columns == column)
        if any(guess.sure for guess in mine):
            yield Derivation(draft.table.facts.name, "Measurement", subject, mine, column, _item(draft))


def _item(draft: TableDraft) -> str:
    """A name for the part of a cell that no column has."""
    name = "polozka"
    while name in draft.table.seen:
        name += "_"
    return name


def transform_text(name: str, parts: Sequence[Derivation], schema: Schema, lang: Language) -> str:
    """The whole file."""
    head = [f"# {word('head', '', lang)}", f"title: {scalar(word('title', name, lang))}"]
    if not parts:
        return "\n".join([*head, "class_derivations: {}", ""])
    lines = [line for part in parts for line in (*_derivation(part, schema, lang), "")]
    return "\n".join([*head, "class_derivations:", *lines])


def _derivation(part: Derivation, schema: Schema, lang: Language) -> Iterator[str]:
    yield f"  - name: {part.record_class}"
    yield f"    populated_from: {scalar(part.table)}"
    if part.joined:
        keys = flow(
            {
                "class_named": scalar(part.joined.table),
                "source_key": scalar(part.subject.column),
                "lookup_key": scalar(part.joined.key),
            }
        )
        yield f"    joins: {{{_JOINED}: {keys}}}"
    if part.melted:
        columns = ", ".join(map(scalar, part.melted))
        yield f"    pivot_operation: {{direction: MELT, source_slots: [{columns}], value_slot: {part.item}}}"
    yield "    slot_derivations:"
    key = "subject_id" if part.record_class == PERSON else "individual"
    subject = flow({"populated_from": scalar(part.subject.column)})
    yield f"      {key}: {subject}{comment(part.subject.score, told(part.subject.reason, lang))}"
    order = list(schema.classes[part.record_class].slots)
    for guess in sorted(part.guesses, key=lambda guess: (order.index(guess.slot), -guess.score)):
        yield from _slot(guess, part, lang)
    filled = {guess.slot for guess in part.guesses if guess.sure} | {key, "id"}
    missing = [
        s.name
        for s in schema.classes[part.record_class].slots.values()
        if s.requirement == "M" and s.name not in filled
    ]
    if missing:
        yield f"      # {word('mandatory', ', '.join(missing), lang)}"


def _slot(guess: Guess, part: Derivation, lang: Language) -> Iterator[str]:
    start = "      " if guess.sure else "      # "
    said = comment(guess.score, told((*guess.reason, *guess.blocked), lang))
    if guess.expr and not guess.age:
        yield f"{start}{guess.slot}: {flow({'expr': scalar(guess.expr)})}{said}"
    elif guess.expr:
        yield f"{start}{guess.slot}:{said}"
        for depth, line in enumerate(
            ("class_derivations:", "Age:", "slot_derivations:", f"duration: {{expr: {scalar(guess.expr)}}}")
        ):
            yield f"{start}{'  ' * (depth + 1)}{line}"
    elif guess.other:
        yield f"{start}{guess.slot}: {flow({'populated_from': scalar(guess.other)})}{said}"
    elif guess.value:
        yield f"{start}{guess.slot}: {flow({'value': scalar(guess.value)})}{said}"
    else:
        column = part.item if guess.melted and part.melted == guess.columns else scalar(guess.columns[0])
        yield from _read(guess, column, start, said)


def _read(guess: Guess, column: str, start: str, said: str) -> Iterator[str]:
    pairs = [f"{scalar(text)}: {scalar(value)}" for text, value in guess.pairs]
    if not pairs:
        yield f"{start}{guess.slot}: {{populated_from: {column}}}{said}"
        return
    yield f"{start}{guess.slot}:{said}"
    yield f"{start}  populated_from: {column}"
    if len(pairs) <= MOST_ON_A_LINE:
        yield f"{start}  value_mappings: {{{', '.join(pairs)}}}"
        return
    yield f"{start}  value_mappings:"
    yield from (f"{start}    {pair}" for pair in pairs)
