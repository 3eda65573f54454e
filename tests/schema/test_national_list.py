"""Every class, slot, type and value of the national list stands in the compiled schema as the list says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from omicz_meta.schema import Kind, Schema, Slot, load_schema
from omicz_meta.schema.listing import cardinality

from .national_list import kind_and_target, overrides, table

if TYPE_CHECKING:
    from pathlib import Path

Elements = dict[str, dict[str, Any]]
NAMED = {Kind.ENUM, Kind.OBJECT, Kind.REFERENCE}
SHAPES = {
    "PartialDate": (Kind.PARTIAL_DATE, "xsd:string"),
    "Duration": (Kind.DURATION, "xsd:string"),
    "CountryCode": (Kind.STRING, "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"),
    "LanguageTag": (Kind.STRING, "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    "Percentage": (Kind.DECIMAL, ("0", "100")),
    "NonNegativeInteger": (Kind.INTEGER, ("0", None)),
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def said(slot: Slot) -> dict[str, object]:
    return {
        "requirement": slot.requirement,
        "cardinality": cardinality(slot),
        "range": (slot.kind.value if slot.kind in NAMED else "scalar", slot.target),
        "title": (slot.title["en"], slot.title["cs"]),
        "definition": (slot.definition["en"], slot.definition["cs"]),
        "note": slot.note or "-",
    }


def expected(row: dict[str, str], range_column: str) -> dict[str, object]:
    return {
        "requirement": row["req"],
        "cardinality": row["card"],
        "range": kind_and_target(row[range_column]),
        "title": (row["title_en"], row["title_cs"]),
        "definition": (row["definition_en"], row["definition_cs"]),
        "note": row["value_set"],
    }


def test_slots(shared: Path, schema: Schema) -> None:
    rows = table(shared, "items.psv")
    assert [(row["class"], row["slot"]) for row in rows] == [
        (name, slot) for name, body in schema.classes.items() for slot in body.slots
    ]
    for row in rows:
        slot = schema.classes[row["class"]].slots[row["slot"]]
        assert said(slot) == expected(row, "type"), row["slot"]
        assert slot.sensitivity == row["sensitivity"], row
        assert slot.absent_allowed == (row["absent_allowed"] == "yes"), row
        assert dict(slot.overrides) == overrides(row["profiles"]), row


def test_objects(shared: Path, schema: Schema) -> None:
    rows = [row for row in table(shared, "items-types.psv") if row["kind"] == "struct"]
    slots = [row for row in rows if row["slot"] != "-"]
    assert [row["type"] for row in rows if row["slot"] == "-"] == list(schema.objects)
    assert [(row["type"], row["slot"]) for row in slots] == [
        (name, slot) for name, body in schema.objects.items() for slot in body.slots
    ]
    for row in slots:
        assert said(schema.objects[row["type"]].slots[row["slot"]]) == expected(row, "range"), row


def test_scalars(shared: Path, schema: Schema) -> None:
    rows = {row["type"] for row in table(shared, "items-types.psv") if row["kind"] == "scalar"}
    bodies = (*schema.classes.values(), *schema.objects.values())
    uses = {slot.target: slot for body in bodies for slot in body.slots.values() if slot.target in rows}
    assert rows == set(SHAPES) == set(uses)
    for name, slot in uses.items():
        kind, limits = SHAPES[name]
        assert slot.kind is kind
        assert limits in (slot.pattern, (slot.minimum, slot.maximum), "xsd:string"), name


def test_patterns_of_dates_and_durations(schema: Schema) -> None:
    """The list's own patterns, which allow 31 February, hold for whatever ours let pass."""
    day = schema.classes["Individual"].slots["birth_date"].pattern or ""
    span = schema.classes["PerinatalHistory"].slots["gestational_age"].pattern or ""
    listed = r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$"
    good = ("P1Y", "P42Y3M", "P39W4D", "PT1.5S", "P1DT2H", "P1Y2M3W4DT5H6M7S", "PT3M", "P2M")
    bad = ("P", "PT", "P1", "1Y", "P1DT", "P1M2Y", "PT1.S", "")
    assert [bool(re.search(span, text)) for text in (*good, *bad)] == [True] * len(good) + [False] * len(bad)
    assert [bool(re.search(listed, text)) for text in (*good, *bad)] == [True] * len(good) + [False] * len(
        bad
    )
    days = ("1987", "1987-05", "1987-05-12", "2000-02-29", "2024-02-29")
    none = (
        "1987-00",
        "1987-13",
        "2001-02-29",
        "1900-02-29",
        "1987-04-31",
        "87",
        "1987-5",
        "1987-05-12T00:00",
    )
    assert [bool(re.search(day, text)) for text in (*days, *none)] == [True] * len(days) + [False] * len(none)


def test_classes(shared: Path, schema: Schema) -> None:
    rows = table(shared, "items-classes.psv")
    assert [row["class"] for row in rows] == list(schema.classes)
    for row in rows:
        body = schema.classes[row["class"]]
        assert (body.level, body.key, body.records_file) == (row["level"], row["key"], row["records_file"])
        assert (body.uri or "-", dict(body.title)) == (
            row["class_uri"],
            {"cs": row["title_cs"], "en": row["title_en"]},
        )
        assert dict(body.definition) == {"cs": row["definition_cs"], "en": row["definition_en"]}
        assert body.max_per_individual == (1 if row["per_individual"] == "0..1" else None)
        assert {m.use_case: f"{m.per_individual}..*" for m in body.minima} == overrides_of_class(row)
        affected = "affected_status" in row["condition"]
        assert all(
            m.where == ({"affected_status": ("AFFECTED", None)} if affected else {}) for m in body.minima
        )


def overrides_of_class(row: dict[str, str]) -> dict[str, str]:
    return overrides(row["profiles"])


def test_an_excluded_feature_does_not_count(schema: Schema) -> None:
    (minimum,) = schema.classes["PhenotypicFeature"].minima
    assert minimum.counting == {"excluded": ("false", None)}


def test_value_sets(shared: Path, schema: Schema) -> None:
    listed: dict[str, list[tuple[str, str | None, str, str]]] = {}
    for row in table(shared, "items-enums.psv"):
        value = (row["value"], row["meaning"] or None, row["label_en"], row["label_cs"])
        listed.setdefault(row["enum"], []).append(value)
    found = {
        name: [(v.name, v.meaning, v.label["en"], v.label["cs"]) for v in enum.values]
        for name, enum in schema.enums.items()
    }
    assert found == listed


def test_prefixes(shared: Path, schema: Schema) -> None:
    for row in table(shared, "prefixes.psv"):
        assert schema.prefixes[row["prefix"]] == row["iri"]


CROSSWALKS = {
    "phenopackets_v2": "crosswalk_phenopackets",
    "beacon_v2": "crosswalk_beacon",
    "omop_5_4": "crosswalk_omop",
    "ega": "crosswalk_ega",
    "source": "source",
}


def test_crosswalks_and_sources_in_linkml(shared: Path, linkml: Elements) -> None:
    """What the run time does not need stands in LinkML: crosswalks, where an item comes from, notes on values."""
    classes, slots, enums = linkml["classes"], linkml["slots"], linkml["enums"]
    for row in table(shared, "items-classes.psv"):
        notes = classes[row["class"]]["annotations"]
        assert notes["per_submission"] == row["per_submission"]
        assert notes.get("per_individual", "-") == row["per_individual"]
        assert notes.get("condition_note", "-") == row["condition"]
    for row in table(shared, "items.psv"):
        own, used = slots[row["slot"]], classes[row["class"]].get("slot_usage", {}).get(row["slot"], {})
        notes = {**own.get("annotations", {}), **used.get("annotations", {})}
        assert {key: notes.get(name, "-") for key, name in CROSSWALKS.items()} == {
            key: row[key] for key in CROSSWALKS
        }
        close = used.get("close_mappings") or own.get("close_mappings") or []
        fhir = next((curie.removeprefix("fhir:") for curie in close), None)
        assert (fhir or notes.get("crosswalk_fhir", "-")) == row["fhir_r4"], row
    for row in table(shared, "items-enums.psv"):
        body = enums[row["enum"]]
        assert body["annotations"]["source"] == row["source"]
        notes = body["permissible_values"][row["value"]]["annotations"]
        assert notes.get("note", "") == row["note"]


def test_every_conditional_slot_has_a_condition_or_says_why_not(schema: Schema, linkml: Elements) -> None:
    for name, body in {**schema.classes, **schema.objects}.items():
        demanded = {
            slot for condition in body.conditions for slot in (*condition.required, *condition.any_of)
        }
        for slot in (
            slot for slot in body.slots.values() if slot.requirement == "C" and slot.name not in demanded
        ):
            own = linkml["slots"][slot.name].get("annotations", {})
            used = linkml["classes"][name].get("slot_usage", {}).get(slot.name, {}).get("annotations", {})
            assert "condition_note" in {**own, **used}, f"{name}.{slot.name}"


def test_conditions_speak_of_slots_and_values_that_exist(schema: Schema) -> None:
    for body in (*schema.classes.values(), *schema.objects.values()):
        for condition in body.conditions:
            assert {*condition.when, *condition.required, *condition.any_of} <= set(body.slots)
            for name, values in condition.when.items():
                slot = body.slots[name]
                known = schema.enums[slot.target].names if slot.kind is Kind.ENUM else values
                assert set(values) <= set(known), f"{body.name}.{name}"
