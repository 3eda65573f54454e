"""A last look at text that would leave: a value that certainly identifies a person is dropped (P002).

Columns of identifiers are found by their share (privacy.detect); this catches the single address or number that
strayed into an ordinary column. All text that a record would carry is looked at: alone, in lists, inside objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.names import NOTE, VALUE
from omicz_meta.engine.noted import note_text
from omicz_meta.engine.plan import Call, ClassPlan, Column, Expression, Recode, SlotPlan, Translate, children
from omicz_meta.identifiers import certain_addresses, find, names
from omicz_meta.schema import Kind, Schema

SUSPECT = (
    r"@|[0-9]{6}[ \x{a0}]?/|D[0-9]{9}|\+[1-9]|00 ?42[01]|[0-9]{3}[ \x{a0}-][0-9]{3}[ \x{a0}-][0-9]{3}"
    r"|[A-Za-z]{2}[0-9]{2}([ \x{a0}]?[0-9A-Za-z]){11}"
    r"|(?i:rč|r\. ?č|rodn|op|průkaz|pas|pojištěnce)[^0-9]{0,20}[0-9]{6}"
)
"""What every certain identifier contains (RE2); all other text passes without a closer look."""

CAPITALISED = r"\p{Lu}\p{L}+[\s,;_+.\-]{1,3}\p{Lu}\p{L}+"
"""Two capitalised words in a row (RE2), as persons have them, and much else."""

_POSTAL = r"[0-9]{3}[ \x{a0}][0-9]{2}[ \x{a0}]+\p{Lu}"
_CLOSER = f"{SUSPECT}|{CAPITALISED}|{_POSTAL}|(?i:bytem|bydliš|adres|ulic|ul\\.)"

PUBLIC_LEVELS = ("catalogue", "submission")
TEXTS = (Kind.STRING, Kind.URI, Kind.CURIE, Kind.REFERENCE, Kind.OBJECT)
"""Kinds of slots that carry text."""


def carries_text(slot: SlotPlan) -> bool:
    """Whether the text of a cell can come through into the slot."""
    return slot.pseudonym is None and slot.slot.kind in TEXTS and any(_carried(slot.value))


def _carried(node: Expression) -> list[Column]:
    """The cells whose text comes through; what is looked up, or is a well-formed code, does not."""
    if isinstance(node, Recode | Translate) or (isinstance(node, Call) and node.function == "code"):
        return []
    if isinstance(node, Column):
        return [node]
    return [cell for part in children(node) for cell in _carried(part)]


def screened_slots(plan: ClassPlan, schema: Schema) -> tuple[SlotPlan, ...]:
    """The slots of a class plan through which text of a cell can come.

    Classes that describe data and those who answer for them (datasets, submissions) hold public addresses on
    purpose and are not screened.
    """
    public = schema.classes[plan.target].level in PUBLIC_LEVELS
    return () if public else tuple(slot for slot in plan.slots if carries_text(slot))


def screen(slots: tuple[SlotPlan, ...], made: pa.Table) -> pa.Table:
    """Candidate records without the values that identify, in slots that `screened_slots` named; notes say P002."""
    for slot in slots:
        made = _screened(slot, made)
    return made


def _screened(slot: SlotPlan, made: pa.Table) -> pa.Table:
    name, note = VALUE + slot.slot.name, NOTE + slot.slot.name
    bad = frozenset(
        text for chunk in made[name].chunks for texts in texts_in(chunk) for text in identifying(texts)
    )
    if not bad:
        return made
    kept = pa.chunked_array([_without(made[name], bad)], made[name].type)
    hit = pa.array([a != b for a, b in zip(made[name].to_pylist(), kept.to_pylist(), strict=True)])
    cells = _carried(slot.value)
    told = pa.scalar(note_text("P002", cells[0] if len(cells) == 1 else None))
    made = made.set_column(made.column_names.index(name), name, kept)
    if note not in made.column_names:
        return made.append_column(note, pc.if_else(hit, told, pa.nulls(made.num_rows, pa.string())))
    return made.set_column(made.column_names.index(note), note, pc.if_else(hit, told, made[note]))


def texts_in(array: pa.Array) -> Iterator[pa.Array]:
    """The texts of a column, also those inside lists and objects."""
    if pa.types.is_string(array.type):
        yield array
    elif pa.types.is_list(array.type):
        yield from texts_in(array.flatten())
    elif pa.types.is_struct(array.type):
        for child in array.flatten():
            yield from texts_in(child)


def identifying(texts: pa.Array) -> Iterator[str]:
    """The different texts that identify somebody: by a certain number or address, or by a frequent name."""
    if not _any_suspect(texts):
        return
    suspects = pc.unique(texts.filter(pc.match_substring_regex(texts, _CLOSER)))
    for text in suspects.to_pylist():
        if any(found.certain for found in find(text)) or names(text) or certain_addresses(text):
            yield text


def _any_suspect(texts: pa.Array) -> bool:
    """Whether some text may be suspect: all of them are looked at as one, as they lie one behind the other.

    What a text contains the whole contains as well; what only stands where two texts meet is a false alarm.
    """
    _, ends, data = texts.buffers()
    if data is None or not len(texts):
        return False
    around = np.frombuffer(ends, "int32")[[texts.offset, texts.offset + len(texts)]]
    whole = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(around), data])
    return bool(pc.match_substring_regex(whole, _CLOSER)[0].as_py())


def _without(column: pa.ChunkedArray, bad: frozenset[str]) -> pa.Array:
    return pa.array([_stripped(value, bad) for value in column.to_pylist()], column.type)


def _stripped(value: Any, bad: frozenset[str]) -> Any:
    """The value without its identifying texts; nothing when nothing is left. What holds none stays, empty or not."""
    if isinstance(value, list):
        return [part for one in value if (part := _stripped(one, bad)) is not None] or None
    if isinstance(value, dict):
        parts = {name: _stripped(part, bad) for name, part in value.items()}
        return parts if parts == value or any(part is not None for part in parts.values()) else None
    return None if isinstance(value, str) and value in bad else value
