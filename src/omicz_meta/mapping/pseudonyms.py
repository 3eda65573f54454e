"""Decides which slots are pseudonymised, and in which domain: persons always, other keys where they identify."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Column, SlotPlan, walk
from omicz_meta.mapping.classes import PERSON, Draft
from omicz_meta.schema import Kind

if TYPE_CHECKING:
    from omicz_meta.engine.plan import Expression


def with_pseudonyms(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with the domain of every slot that names a record or person in pseudonymised form.

    A class has one domain, its name, in all its rules and in all references to it: otherwise they would not meet.
    """
    domains = {PERSON, *(draft.definition.name for draft in drafts if _keyed(draft))}
    return tuple(_decided(draft, domains) for draft in drafts)


def _keyed(draft: Draft) -> bool:
    plan = draft.plan
    if plan.derived_key is not None or plan.key in draft.asked:
        return True
    return any(slot.slot.name == plan.key and _direct(slot.value, draft) for slot in plan.slots)


def _direct(value: Expression, draft: Draft) -> bool:
    """Whether a column declared as directly identifying is read."""
    for part in walk(value):
        if isinstance(part, Column):
            view = draft.table if part.table is None else draft.joins[part.table]
            spec = view.spec(part.name)
            if spec is not None and spec.sensitivity == "direct":
                return True
    return False


def _decided(draft: Draft, domains: set[str]) -> Draft:
    slots = tuple(replace(slot, pseudonym=_domain(slot, draft, domains)) for slot in draft.plan.slots)
    return replace(draft, plan=replace(draft.plan, slots=slots))


def _domain(slot: SlotPlan, draft: Draft, domains: set[str]) -> str | None:
    name = slot.slot.name
    if slot.slot.kind is Kind.REFERENCE:
        return slot.slot.target if slot.slot.target in domains or name in draft.asked else None
    if name == draft.plan.key:
        return draft.definition.name if draft.definition.name in domains else None
    identifying = slot.slot.kind is Kind.STRING and slot.slot.sensitivity == "direct" and name.endswith("_id")
    if name in draft.asked or (identifying and _direct(slot.value, draft)):
        return f"{draft.definition.name}.{name}"
    return None
