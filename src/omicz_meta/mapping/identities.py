"""Finds the rows that say who a person is: of tables whose source file declares `identity`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import ClassPlan, Convert, Expression, Identity, Item, walk
from omicz_meta.mapping.classes import PERSON
from omicz_meta.mapping.typed import columns_read
from omicz_meta.schema import Kind

if TYPE_CHECKING:
    from omicz_meta.mapping.classes import Draft
    from omicz_meta.mapping.rules import Identity as Declared
    from omicz_meta.mapping.scope import TableView


def identities(drafts: tuple[Draft, ...]) -> tuple[Identity, ...]:
    """Each way in which a table with a declared identity names the person of a row, once."""
    found: dict[tuple[object, ...], Identity] = {}
    for draft in drafts:
        people = _people(draft.plan)
        for declared in draft.table.source.identities if people is not None else ():
            if people is not None and draft.table.has(declared.column.text):
                key = (
                    people.table,
                    people.slots[0].value,
                    people.filters,
                    declared.system,
                    declared.column.text,
                )
                found.setdefault(key, _identity(declared, draft.table, people))
    return tuple(found.values())


def _identity(declared: Declared, table: TableView, people: ClassPlan) -> Identity:
    """What is declared, as far as the columns that stand beside the identifier are there."""
    born, sex = (
        node.text if node is not None and table.has(node.text) else None
        for node in (declared.birth_date, declared.sex)
    )
    return Identity(
        declared.system,
        table.cell(declared.column.text),
        people,
        None if born is None else _as_date(born, table),
        None if sex is None else table.cell(sex),
    )


def _as_date(column: str, table: TableView) -> Expression:
    spec = table.spec(column)
    return Convert(table.cell(column), Kind.PARTIAL_DATE, spec.formats if spec else ())


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
