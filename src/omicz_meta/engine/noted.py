"""Notes of the kernel: a code and, beside it, the column that a value came from, and the join that has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import call, constant
from omicz_meta.engine.names import NOTE
from omicz_meta.engine.plan import Collect, Column, Expression, Item, SlotPlan, walk

if TYPE_CHECKING:
    from omicz_meta.engine.kernel import Scope
    from omicz_meta.engine.kernel_convert import Tell


def note_text(code: str, source: Column | None) -> str:
    """A note as the kernel writes it: the code, and behind unit separators the column and its join.

    >>> note_text("V003", Column("Datum", table="pacient")).split(chr(31))
    ['V003', 'Datum', 'pacient']
    """
    return "\x1f".join((code, source.name if source else "", (source and source.table) or ""))


def source_of(node: Expression, scope: Scope) -> Column | None:
    """The one cell an expression reads, or None when it reads several or none."""
    parts = tuple(walk(node))
    read = {part for part in parts if isinstance(part, Column)}
    if any(isinstance(part, Item) for part in parts) and scope.item_from is not None:
        read.add(scope.item_from)
    return next(iter(read)) if len(read) == 1 else None


def place_of(node: Expression, scope: Scope) -> Sql | None:
    """What a note says of the cell that an expression reads; None when it reads several or none."""
    source = source_of(node, scope)
    if source is not None:
        return constant(note_text("", source))
    parts = tuple(walk(node))
    items_alone = any(isinstance(part, Item) for part in parts) and not any(
        isinstance(part, Column) for part in parts
    )
    return scope.item_place if items_alone else None


def item_places(items: Expression, scope: Scope) -> tuple[str, ...]:
    """What notes say of the items of a list, one by one; nothing where one cell gives all of them, or none does."""
    parts = items.items if isinstance(items, Collect) else ()
    sources = [source_of(part, scope) for part in parts]
    return tuple(note_text("", one) if one else "" for one in sources) if len(set(sources)) > 1 else ()


def teller(place: Sql | None) -> Tell:
    """Notes that carry the column they come from."""
    return lambda code: constant(code) if place is None else call("||", constant(code), place)


@dataclass(frozen=True, slots=True)
class Noted:
    """Rows of one slot that carry one note: its code or null flavour, the column it comes from, that column's join."""

    plan: SlotPlan
    note: str
    at: npt.NDArray[np.int64]
    column: str | None
    join: str | None


def is_problem(note: str) -> bool:
    """Whether a note is a problem code; otherwise it is a null flavour.

    >>> is_problem("V003"), is_problem("NASK")
    (True, False)
    """
    return note[-1].isdigit()


def notes_of(slot: SlotPlan, candidates: pa.Table) -> list[Noted]:
    """The different notes of a slot among candidate records, each with the rows that carry it."""
    name = NOTE + slot.slot.name
    if name not in candidates.column_names or candidates[name].null_count == candidates.num_rows:
        return []
    coded = candidates[name].combine_chunks().dictionary_encode()
    numbers = coded.indices.fill_null(-1).to_numpy()
    texts = sorted((text, number) for number, text in enumerate(coded.dictionary.to_pylist()))
    return [_noted(slot, text, np.flatnonzero(numbers == number)) for text, number in texts]


def _noted(slot: SlotPlan, text: str, at: npt.NDArray[np.int64]) -> Noted:
    note, column, join = (*text.split("\x1f"), "", "")[:3]
    return Noted(slot, note, at, column or next(iter(slot.columns), None), join or None)
