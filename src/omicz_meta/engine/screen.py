"""A last look at text that would leave: a value that certainly identifies a person is dropped (P002).

Columns of identifiers are found by their share (privacy.detect); this catches the single address or number that
strayed into an ordinary column. All text that a record would carry is looked at: alone, in lists, inside objects.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.names import NOTE, VALUE
from omicz_meta.engine.noted import note_text
from omicz_meta.engine.plan import Call, ClassPlan, Column, Expression, Recode, SlotPlan, Translate, children
from omicz_meta.identifiers import certain_addresses, find, names
from omicz_meta.schema import ClassDefinition, Kind, Schema

SUSPECT = (
    r"@|[0-9]{6}[ \x{a0}]?/|D[0-9]{9}|\+ ?[1-9]|00 ?42[01]|[0-9]{3}[ \x{a0}-][0-9]{3}[ \x{a0}-][0-9]{3}"
    r"|[A-Za-z]{2}[0-9]{2}([ \x{a0}]*[0-9A-Za-z]){11}"
    r"|(?i:rč|r\.[^0-9]?č|rodn|op|průkaz|pas|pojištěnce)[^0-9]{0,20}[0-9]{6}"
)
"""What every certain identifier contains (RE2); all other text passes without a closer look."""

_WORDS = r"(?i:bytem|bydliš|adres|ulic|ul\.)"


def _closer(capital: str, letter: str) -> str:
    """What a text has that is worth a closer look, with these classes of characters (RE2).

    That is what is suspect, two capitalised words in a row, as persons have them and much else, or an address.
    """
    named = rf"{capital}{letter}+[\s,;_+.\-]{{1,3}}{capital}{letter}"
    postal = rf"[0-9]{{3}}[ \x{{a0}}][0-9]{{2}}[ \x{{a0}}]+{capital}"
    return f"{SUSPECT}|{named}|{postal}|{_WORDS}"


CLOSER = _closer(r"\p{Lu}", r"\p{L}")
"""Whether a text is looked at closely (RE2). Of the others none is said to identify anybody."""

_LATIN = 0x180
"""Up to here it is said of each character whether it is a capital: all that European names are written with."""


def _capitals() -> str:
    """Capital letters up to `_LATIN`, and whatever comes after: few ranges, so that RE2 is ready soon."""
    every = (code for code in range(_LATIN) if unicodedata.category(chr(code)) == "Lu")
    runs = [[code for _, code in run] for _, run in groupby(enumerate(every), lambda pair: pair[1] - pair[0])]
    return (
        "["
        + "".join(f"\\x{{{run[0]:x}}}-\\x{{{run[-1]:x}}}" for run in runs)
        + f"\\x{{{_LATIN:x}}}-\\x{{10ffff}}]"
    )


COARSE = _closer(_capitals(), r"[A-Za-z\x{80}-\x{10ffff}]")
"""What every text has that `CLOSER` finds, and few others (RE2).

Arrow compiles a pattern with every call, and the classes of Unicode take 2 ms; so each block is asked this first.
"""

REMEMBERED = 100_000
"""So many texts that were looked at and identify nobody are remembered; beyond, all is begun anew."""

_MANY = 2_000
"""Of so many different texts only those that are suspect are compared with what is remembered."""

_SHORT = 200
"""Longer texts are not remembered: they hardly come again, and take room."""

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


def is_screened(definition: ClassDefinition) -> bool:
    """Whether texts of a class are looked at one by one when its records are made.

    Classes that describe data and those who answer for them (datasets, submissions) hold public addresses on
    purpose and are not screened.
    """
    return definition.level not in PUBLIC_LEVELS


def screened_slots(plan: ClassPlan, schema: Schema) -> tuple[SlotPlan, ...]:
    """The slots of a class plan through which text of a cell can come, where the class is screened."""
    screened = is_screened(schema.classes[plan.target])
    return tuple(slot for slot in plan.slots if carries_text(slot)) if screened else ()


class Harmless:
    """Finds the texts that identify somebody, and remembers those that do not. For several threads.

    >>> list(Harmless().identifying([pa.array(["Praha", "jana@posta.example"])]))
    ['jana@posta.example']
    """

    def __init__(self) -> None:
        self._known = set[str]()

    def identifying(self, arrays: Iterable[pa.Array]) -> Iterator[str]:
        """The different texts that identify somebody: by a certain number or address, or by a frequent name."""
        for texts in _suspicious(tuple(arrays)):
            yield from self._among(pc.unique(texts))

    def _among(self, distinct: pa.Array) -> Iterator[str]:
        if len(distinct) > _MANY:
            distinct = containing(COARSE, distinct)
        new = [text for text in distinct.to_pylist() if text is not None and text not in self._known]
        # what `CLOSER` asks takes long to get ready, and hardly any text names somebody: so it is asked last
        found = [text for text in containing(COARSE, new).to_pylist() if names_somebody(text)] if new else []
        bad = set(containing(CLOSER, found).to_pylist()) if found else set[str]()
        self._remember(text for text in new if text not in bad and len(text) <= _SHORT)
        yield from (text for text in found if text in bad)

    def _remember(self, texts: Iterable[str]) -> None:
        if len(self._known) > REMEMBERED:
            self._known = set()
        self._known.update(texts)


def containing(pattern: str, texts: pa.Array | list[str]) -> pa.Array:
    """Those of some texts in which a pattern (RE2) is found."""
    given = pa.array(texts, pa.string()) if isinstance(texts, list) else texts
    return given.filter(pc.match_substring_regex(given, pattern))


def names_somebody(text: str) -> bool:
    """Whether a text that `CLOSER` finds identifies somebody: by a certain number or address, or by a frequent name.

    >>> names_somebody("s panem Vomáčkou"), names_somebody("Karlovy Vary")
    (True, False)
    """
    return any(found.certain for found in find(text)) or bool(names(text) or certain_addresses(text))


class Screen:
    """Takes values that identify out of the candidate records of a class plan. For several threads."""

    def __init__(self, plan: ClassPlan, schema: Schema) -> None:
        self._slots = screened_slots(plan, schema)
        self._harmless = Harmless()

    def of(self, made: pa.Table) -> pa.Table:
        """The candidates without the values that identify, in slots that carry text; notes say P002."""
        columns = (made[VALUE + slot.slot.name] for slot in self._slots)
        arrays = (texts for column in columns for chunk in column.chunks for texts in texts_in(chunk))
        bad = frozenset(self._harmless.identifying(arrays))
        for slot in self._slots if bad else ():
            if _holds(made[VALUE + slot.slot.name], bad):
                made = _screened(slot, made, bad)
        return made


def _holds(column: pa.ChunkedArray, bad: frozenset[str]) -> bool:
    """Whether one of some texts stands in a column."""
    some = pa.array(sorted(bad), pa.string())
    arrays = (texts for chunk in column.chunks for texts in texts_in(chunk))
    return any(pc.any(pc.is_in(texts, value_set=some)).as_py() for texts in arrays)


def _screened(slot: SlotPlan, made: pa.Table, bad: frozenset[str]) -> pa.Table:
    name, note = VALUE + slot.slot.name, NOTE + slot.slot.name
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


def _suspicious(arrays: tuple[pa.Array, ...]) -> Iterator[pa.Array]:
    """Those in which some text may be worth a closer look: the texts of each are looked at as one.

    What a text contains the whole contains as well; what only stands where two texts meet is a false alarm.
    """
    parts = [_bytes_of(texts) for texts in arrays]
    ends = np.cumsum([0, *map(len, parts)], dtype="int64")
    if not ends[-1]:
        return
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(parts))]
    wholes = pa.Array.from_buffers(pa.large_string(), len(arrays), buffers)
    found = pc.match_substring_regex(wholes, COARSE).to_pylist()
    yield from (texts for texts, suspect in zip(arrays, found, strict=True) if suspect)


def _bytes_of(texts: pa.Array) -> memoryview:
    """The texts of an array, one behind the other."""
    _, ends, data = texts.buffers()
    if data is None or not len(texts):
        return memoryview(b"")
    first, last = np.frombuffer(ends, "int32")[[texts.offset, texts.offset + len(texts)]]
    return memoryview(data)[first:last]


def _without(column: pa.ChunkedArray, bad: frozenset[str]) -> pa.Array:
    return pa.array([_stripped(value, bad) for value in column.to_pylist()], column.type)


def _stripped(value: Any, bad: frozenset[str]) -> Any:
    """The value without its identifying texts; nothing when nothing is left. What holds none stays, empty or not."""
    if isinstance(value, list):
        several = [_stripped(one, bad) for one in value]
        return several if several == value else [part for part in several if part is not None] or None
    if isinstance(value, dict):
        parts = {name: _stripped(part, bad) for name, part in value.items()}
        return parts if parts == value or any(part is not None for part in parts.values()) else None
    return None if isinstance(value, str) and value in bad else value
