"""Slots that descriptions have beyond the national model: what differs from the version before, and opening hours.

Release 8 has them, the national list of slots does not. They are described by the model's own means, under the names
and with the words that people meet in dataset.yaml, workbooks and pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from omicz_meta.schema.model import ClassDefinition, Kind, Schema, Slot, load_schema

HOURS = "OpeningHours"
"""The type of opening hours: in words, and how often they come round (time:TemporalEntity)."""
_NOT_IN_VCARD = "contact point of an agent, since a vCard has no opening hours"


def described_by(schema: Schema) -> Schema:
    """The model by which descriptions are read: a schema with these slots; one that has them is left as it is.

    >>> from omicz_meta.schema.model import load_schema
    >>> [slot.name for slot in described_by(load_schema()).objects[HOURS].slots.values()]
    ['description', 'frequency']
    """
    if HOURS in schema.objects:
        return schema
    return _national() if schema is load_schema() else _extended(schema)


@cache
def _national() -> Schema:
    return _extended(load_schema())


def _extended(schema: Schema) -> Schema:
    dataset, contact = schema.classes["Dataset"], schema.objects["ContactPoint"]
    return replace(
        schema,
        classes={**schema.classes, "Dataset": _with(dataset, "version", _notes(dataset.slots))},
        objects={
            **schema.objects,
            "ContactPoint": _with(contact, "telephone", _usual(), _special()),
            HOURS: _hours(dataset.slots),
        },
    )


def _with(definition: ClassDefinition, before: str, *new: Slot) -> ClassDefinition:
    """A definition with further slots behind one of its own."""
    slots: dict[str, Slot] = {}
    for name, slot in definition.slots.items():
        slots[name] = slot
        slots |= {one.name: one for one in new} if name == before else {}
    return replace(definition, slots=slots)


def _notes(slots: Mapping[str, Slot]) -> Slot:
    return replace(
        slots["alternative_title"],
        name="version_notes",
        title={"cs": "Poznámky k verzi", "en": "Version notes"},
        definition={
            "cs": "Čím se tato verze liší od předchozí.",
            "en": "How this version differs from the one before.",
        },
        uri="adms:versionNotes",
        note="adms:versionNotes",
    )


def _usual() -> Slot:
    return Slot(
        "opening_hours",
        Kind.OBJECT,
        HOURS,
        multivalued=True,
        requirement="O",
        title={"cs": "Úřední hodiny", "en": "Opening hours"},
        definition={"cs": "Kdy lze pracoviště zastihnout.", "en": "When the office can be reached."},
        uri="cv:openingHours",
        note=f"cv:openingHours; {_NOT_IN_VCARD}",
    )


def _special() -> Slot:
    return replace(
        _usual(),
        name="special_opening_hours",
        title={"cs": "Výjimky z úředních hodin", "en": "Exceptional opening hours"},
        definition={
            "cs": "Kdy je pracoviště otevřeno nebo zavřeno jinak než obvykle.",
            "en": "When the office is open or closed otherwise than usual.",
        },
        uri="cv:specialOpeningHoursSpecification",
        note=f"cv:specialOpeningHoursSpecification; {_NOT_IN_VCARD}",
    )


def _hours(slots: Mapping[str, Slot]) -> ClassDefinition:
    words = replace(
        slots["description"],
        definition={"cs": "Dny a hodiny v každém jazyce.", "en": "The days and hours in each language."},
        note="dct:description",
    )
    frequency = replace(
        slots["update_frequency"],
        name="frequency",
        multivalued=True,
        title={"cs": "Opakování", "en": "Frequency"},
        definition={"cs": "Jak často se doba opakuje.", "en": "How often the hours come round."},
        uri="cv:frequency",
        note="cv:frequency; EU frequency",
    )
    return ClassDefinition(
        HOURS,
        {"description": words, "frequency": frequency},
        uri="time:TemporalEntity",
        title={"cs": "Doba dostupnosti", "en": "Opening hours"},
        definition={
            "cs": "Kdy lze pracoviště zastihnout, slovy.",
            "en": "When an office can be reached, in words.",
        },
    )
