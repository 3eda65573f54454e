"""The support table of the documentation names every field of linkml-map's datamodel and says what is true of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from omicz_meta.mapping import check_mapping, load_mapping, refused
from omicz_meta.schema import Schema

PAGE = Path("docs/reference/mapping.md")
WORDS = ("supported", "differs", "not used", "refused")
SHARED = ("ElementDerivation", "SpecificationComponent", "TransformationOperation")
"""Abstract classes: their fields stand with each class that has them."""
APART = ("Agent", "Person", "Organization", "Software", "KeyVal", "PrefixDerivation", "GroupingOperation")
"""Classes that say who made a specification, and placeholders that nothing in a specification leads to."""


def table(root: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Class and field of the table, with the word and the sentence about it."""
    text = (root / PAGE).read_text(encoding="utf-8")
    part = text.partition("### Field by field")[2].partition("\n### ")[0]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    name = ""
    for line in part.splitlines():
        if line.startswith("**`"):
            name = line.split("`")[1]
        if line.startswith("| `"):
            fields, word, what = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:4])
            found |= {(name, field): (word, what) for field in re.findall(r"`([a-z_]+)`", fields)}
    return found


def test_every_field_of_the_datamodel_stands_in_the_table(root: Path) -> None:
    pytest.importorskip("linkml_map", reason="linkml-map comes with the extra [test]")
    from linkml_map.datamodel import transformer_model as model

    classes = [
        one
        for one in vars(model).values()
        if isinstance(one, type)
        and issubclass(one, model.ConfiguredBaseModel)
        and one is not model.ConfiguredBaseModel
        and one.__name__ not in (*SHARED, *APART)
    ]
    fields = {(one.__name__, name) for one in classes for name in one.model_fields}
    assert len(classes) > 12
    assert fields == set(table(root))


def test_the_table_uses_four_words(root: Path) -> None:
    words = {word for word, _ in table(root).values()}
    assert words == set(WORDS)
    assert all(what for word, what in table(root).values() if word in ("differs", "refused"))


PLACES = {
    "TransformationSpecification": (refused.SPECIFICATION, ()),
    "ClassDerivation": (refused.CLASS, ("class_derivations", "Individual")),
    "ObjectDerivation": (
        refused.OBJECT,
        ("class_derivations", "Exposure", "slot_derivations", "travel_periods", "object_derivations", 0),
    ),
    "SlotDerivation": (
        refused.SLOT,
        ("class_derivations", "Individual", "slot_derivations", "data_source"),
    ),
    "EnumDerivation": (refused.ENUM, ("enum_derivations", "VitalStatus")),
    "PermissibleValueDerivation": (
        refused.PERMISSIBLE_VALUE,
        ("enum_derivations", "VitalStatus", "permissible_value_derivations", "alive"),
    ),
    "UnitConversionConfiguration": (
        refused.CONVERSION,
        ("class_derivations", "Exposure", "slot_derivations", "pack_years", "unit_conversion"),
    ),
    "StringificationConfiguration": (
        refused.STRINGIFICATION,
        ("class_derivations", "Individual", "slot_derivations", "family_id", "stringification"),
    ),
}
"""Where in a specification each class of the datamodel stands, and what is refused of it."""

REFUSED = [(name, field) for name, (fields, _) in PLACES.items() for field in fields]


def specification() -> dict[str, Any]:
    person = {
        "subject_id": {"populated_from": "id"},
        "data_source": {"populated_from": "a"},
        "family_id": {"populated_from": "b", "stringification": {"delimiter": ","}},
        "vital_status": {"populated_from": "a"},
    }
    exposure = {
        "individual": {"populated_from": "id"},
        "pack_years": {"populated_from": "n", "unit_conversion": {"source_unit": "a"}},
        "travel_periods": {
            "object_derivations": [
                {
                    "class_derivations": {
                        "TravelPeriod": {"slot_derivations": {"note": {"populated_from": "a"}}}
                    }
                }
            ]
        },
    }
    return {
        "enum_derivations": {
            "VitalStatus": {"permissible_value_derivations": {"alive": {"populated_from": "a"}}}
        },
        "class_derivations": {
            "Individual": {"populated_from": "p", "slot_derivations": person},
            "Exposure": {"populated_from": "p", "slot_derivations": exposure},
        },
    }


def faults(spec: dict[str, Any], folder: Path, schema: Schema) -> list[tuple[str, str | None, str | None]]:
    (folder / "t.transform.yaml").write_text(yaml.dump(spec), encoding="utf-8")
    found = check_mapping(load_mapping(folder, schema=schema), schema)
    return [(one.code, one.value, dict(one.detail).get("reason")) for one in found]


def test_the_specification_without_refused_parts_has_no_fault(schema: Schema, tmp_path: Path) -> None:
    assert faults(specification(), tmp_path, schema) == []


@pytest.mark.parametrize(("name", "field"), REFUSED)
def test_what_is_refused_is_refused_with_its_reason(
    name: str, field: str, schema: Schema, tmp_path: Path, root: Path
) -> None:
    fields, way = PLACES[name]
    spec = place = specification()
    for step in way:
        place = place[step]
    place[field] = {"x": "y"}
    assert ("M012", field, fields[field]) in faults(spec, tmp_path, schema)
    assert table(root)[name, field] == ("refused", fields[field])


def test_the_table_refuses_nothing_else(root: Path) -> None:
    inside = {"CopyDirective", "Inverse", "AggregationOperation"}
    told = {(name, field) for (name, field), (word, _) in table(root).items() if word == "refused"}
    assert {(name, field) for name, field in told if name not in inside} == set(REFUSED)
