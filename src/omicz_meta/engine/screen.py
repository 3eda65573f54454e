"""A last look at text that would leave: a value that certainly identifies a person is dropped (P002).

Columns of identifiers are found by their share (privacy.detect); this catches the single address or number that
strayed into an ordinary column. Only text that a record would carry is looked at.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.class_kernel import NOTE, VALUE
from omicz_meta.engine.kernel import note_text
from omicz_meta.engine.plan import ClassPlan, Column, Expression, Recode, SlotPlan, Translate, children
from omicz_meta.identifiers import find
from omicz_meta.schema import Kind

SUSPECT = (
    r"@|[0-9]{6}[ /-]?[0-9]{3,4}|[A-Z]{2}[0-9]{2}( ?[0-9A-Z]{4}){3}|(\+|00) ?420|[0-9]{3} [0-9]{3} [0-9]{3}"
)
"""What every certain identifier contains; all other text passes without a closer look."""


def carries_text(slot: SlotPlan) -> bool:
    """Whether the text of a cell can come through into the slot."""
    return slot.pseudonym is None and slot.slot.kind in (Kind.STRING, Kind.URI) and any(_carried(slot.value))


def _carried(node: Expression) -> list[Column]:
    if isinstance(node, Recode | Translate):
        return []
    if isinstance(node, Column):
        return [node]
    return [cell for part in children(node) for cell in _carried(part)]


def screen(plan: ClassPlan, made: pa.Table) -> pa.Table:
    """Candidate records without the values that identify; their notes say P002."""
    for slot in plan.slots:
        if carries_text(slot) and not slot.slot.multivalued:
            made = _screened(slot, made)
    return made


def _screened(slot: SlotPlan, made: pa.Table) -> pa.Table:
    name, note = VALUE + slot.slot.name, NOTE + slot.slot.name
    suspects = made[name].filter(pc.match_substring_regex(made[name], SUSPECT).fill_null(False))
    if not len(suspects):
        return made
    bad = [text for text in pc.unique(suspects).to_pylist() if any(found.certain for found in find(text))]
    hit = pc.is_in(made[name], value_set=pa.array(bad, pa.string()))
    cells = _carried(slot.value)
    told = pa.scalar(note_text("P002", cells[0] if len(cells) == 1 else None))
    notes = made[note] if note in made.column_names else pa.nulls(made.num_rows, pa.string())
    made = made.set_column(
        made.column_names.index(name), name, pc.if_else(hit, pa.scalar(None, pa.string()), made[name])
    )
    noted = pc.if_else(hit, told, notes)
    if note in made.column_names:
        return made.set_column(made.column_names.index(note), note, noted)
    return made.append_column(note, noted)
