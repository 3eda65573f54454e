"""Known defects of the European list, each with our answer to it and a note in LinkML that says so."""

from __future__ import annotations

from typing import Any

import pytest

from omicz_meta.schema import Kind, load_schema

Elements = dict[str, dict[str, Any]]

SLOTS = [
    ("DigitalResource", "version", Kind.STRING, False),
    ("Run", "coverage_breadth", Kind.DECIMAL, False),
    ("Run", "mean_depth", Kind.DECIMAL, False),
    ("Exposure", "pack_years", Kind.DECIMAL, False),
    ("Experiment", "lab_accreditations", Kind.ENUM, True),
    ("BiosampleRelation", "related_biosample", Kind.REFERENCE, False),
    ("TumourStage", "tumour_size", Kind.OBJECT, False),
]
VALUES = [
    ("TreatmentType", "targeted_therapy"),
    ("TreatmentType", "cell_therapy"),
    ("TreatmentType", "supportive_care"),
    ("TreatmentType", "rehabilitation"),
    ("SequencingTarget", "transcriptome"),
    ("SequencingTarget", "methylome"),
]


@pytest.mark.parametrize(("owner", "name", "kind", "many"), SLOTS)
def test_slot(owner: str, name: str, kind: Kind, many: bool, linkml: Elements) -> None:
    schema = load_schema()
    slot = {**schema.classes, **schema.objects}[owner].slots[name]
    assert (slot.kind, slot.multivalued) == (kind, many)
    places = (linkml["slots"][name], linkml["classes"][owner].get("slot_usage", {}).get(name, {}))
    assert any("European list" in place.get("annotations", {}).get("divergence", "") for place in places)


def test_breadth_of_coverage_follows_the_table_not_the_uml() -> None:
    assert load_schema().classes["Run"].slots["coverage_breadth"].requirement == "R"


def test_tumour_is_spelt_one_way() -> None:
    schema = load_schema()
    names = [
        name
        for body in (*schema.classes.values(), *schema.objects.values())
        for name in (body.name, *body.slots)
    ]
    names += [value for enum in schema.enums.values() for value in enum.names if value.islower()]
    assert [name for name in names if "tumor" in name.lower()] == []


@pytest.mark.parametrize(("enum", "value"), VALUES)
def test_added_value(enum: str, value: str, linkml: Elements) -> None:
    assert value in load_schema().enums[enum].names
    notes = linkml["enums"][enum]["permissible_values"][value]["annotations"]
    assert "European list" in notes["divergence"]
