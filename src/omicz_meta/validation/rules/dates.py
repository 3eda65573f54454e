"""Dates come in order: inside a record, against the life of a person, and from a sample to what is made of it.

That a diagnosis comes before the sample is not asked: many a sample is taken to make it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.schema import Kind
from omicz_meta.validation.rule import Rule, Scene

WITHIN = MappingProxyType(
    {
        "Individual": (
            ("birth_date", "death_date"),
            ("birth_date", "first_specialised_contact_date"),
            ("birth_date", "last_follow_up_date"),
        ),
        "Consent": (("consent_date", "withdrawal_date"),),
        "Treatment": (("start_date", "end_date"),),
    }
)
"""Pairs of slots of one record: the second date is not before the first."""

WHILE_ALIVE = frozenset(
    {
        ("Individual", "last_follow_up_date"),
        ("Consent", "consent_date"),
        ("Treatment", "start_date"),
        ("CareContact", "contact_date"),
        ("Exposure", "assessment_date"),
    }
)
"""What does not happen to the dead; samples, diagnoses and findings may come from an autopsy."""

BETWEEN = (
    ("Run", "run_date", "biosample", "collection_date"),
    ("Biomarker", "assessment_date", "biosample", "collection_date"),
    ("Pathogen", "detection_date", "biosample", "collection_date"),
    ("VariantInterpretation", "interpretation_date", "biosample", "collection_date"),
    ("VariantInterpretation", "interpretation_date", "analysis", "analysis_date"),
)
"""Class and slot of a date that is not before a date of the record referred to."""


def before(date: Expression, other: Expression) -> Expression:
    """Whether a partial date lies before another, at the coarser precision of the two: 1987-05 is not before 1987."""
    return Call("lt", (date, Call("substr", (other, Constant(0), Call("strlen", (date,))))))


def _checks(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    for earlier, later in WITHIN.get(name, ()):
        if {earlier, later} <= set(slots):
            yield Check("V030", name, later, before(Column(later), Column(earlier)), "dates")
    for slot in slots.values():
        if slot.kind is Kind.PARTIAL_DATE and not slot.multivalued:
            yield from _in_life(scene, slot.name)
    for record_class, slot_name, reference, other in BETWEEN:
        if record_class == name and {slot_name, reference} <= set(slots):
            wrong = before(Column(slot_name), Column(other, reference))
            yield Check("X032", name, slot_name, wrong, "dates")


def _in_life(scene: Scene, slot: str) -> Iterator[Check]:
    name = scene.definition.name
    owner = scene.definition.slots.get("individual")
    if owner is not None and owner.target in scene.schema.classes:
        known = scene.schema.classes[owner.target].slots
        if "birth_date" in known:
            yield Check("X030", name, slot, before(Column(slot), Column("birth_date", "individual")), "dates")
        if "death_date" in known and (name, slot) in WHILE_ALIVE:
            yield Check("X030", name, slot, before(Column("death_date", "individual"), Column(slot)), "dates")
    elif name == "Individual" and (name, slot) in WHILE_ALIVE and "death_date" in scene.definition.slots:
        yield Check("X030", name, slot, before(Column("death_date"), Column(slot)), "dates")


DATES = Rule("dates", _checks)
