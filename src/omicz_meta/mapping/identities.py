"""Finds the rows that say who a person is: of tables whose source file declares `identity`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import ClassPlan, Identity, Item, walk
from omicz_meta.mapping.classes import PERSON
from omicz_meta.mapping.typed import columns_read

if TYPE_CHECKING:
    from omicz_meta.mapping.classes import Draft


def identities(drafts: tuple[Draft, ...]) -> tuple[Identity, ...]:
    """Each way in which a table with a declared identity names the person of a row, once."""
    found: dict[tuple[object, ...], Identity] = {}
    for draft in drafts:
        declared, people = draft.table.source.identity, _people(draft.plan)
        if declared is not None and people is not None and draft.table.has(declared.column.text):
            key = (people.table, people.slots[0].value, people.filters)
            found.setdefault(key, Identity(declared.system, draft.table.cell(declared.column.text), people))
    return tuple(found.values())


def _people(plan: ClassPlan) -> ClassPlan | None:
    """The class plan with nothing left but who the row is about; None when a row speaks of several persons."""
    name = plan.key if plan.target == PERSON else plan.person
    slot = next((slot for slot in plan.slots if slot.slot.name == name and slot.pseudonym == PERSON), None)
    if slot is None or any(isinstance(part, Item) for part in walk(slot.value)):
        return None
    read = (slot.value, *(entry.keep for entry in plan.filters))
    joined = any(cell.table is not None for expression in read for cell in columns_read(expression))
    joins = plan.joins if joined else ()
    return replace(plan, slots=(slot,), joins=joins, unnest=None, derived_key=None)
