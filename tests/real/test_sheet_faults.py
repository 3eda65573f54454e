"""The valid and invalid sheets of DataHarmonizer, judged by rules made of its own LinkML: each fault told, no other."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.mapping import load_mapping
from omicz_meta.pipeline.harmonising import harmonise_prepared, judged
from omicz_meta.pipeline.prepare import Setting, declared_dialects, prepare
from omicz_meta.schema import load_schema
from omicz_meta.schema.model import ClassDefinition, Enum, Kind, Schema, Slot, Value
from omicz_meta.sources import open_source
from omicz_meta.validation.rules import RULES

NULLS, KEY = "NullValueMenu", "specimen collector sample ID"
COVID, PHA4GE = ("canada_covid19", "CanCOGeNCovid19"), ("pha4ge", "PHA4GE")
PROVENANCE = "provenance"
KINDS = {"date": Kind.DATE, "integer": Kind.INTEGER, "decimal": Kind.DECIMAL}

AT_ONCE = 16
"""Slots of a class; one class of 143 slots with long value sets would need more memory than a run is given."""
TYPES = {Kind.DATE: "date", Kind.INTEGER: "integer", Kind.DECIMAL: "decimal"}

WRONG_WORDS = (
    "sample collected by",
    "geo_loc_name (country)",
    "geo_loc_name (state/province/territory)",
    "purpose of sampling",
    "anatomical part",
    "host (common name)",
    "host (scientific name)",
    "host health state",
    "host residence geo_loc name (country)",
    "exposure event",
    "exposure contact level",
    "variant designation",
    "gene name 2",
)
MISSING = (
    "sample collection date precision",
    "host disease",
    "host age unit",
    "sequencing date",
    "dehosting method",
)

# sheet, and the faults of its cells as code, column and row; rows that hold an id and nothing else are counted below
SHEETS: dict[str, tuple[tuple[str, str], set[tuple[str, str, int]]]] = {
    "canada_covid19/validTestData_2-1-2.csv": (COVID, set()),
    "canada_covid19/validTestData_2-1-2.tsv": (COVID, set()),
    "canada_covid19/canCOGeN-validTestData_3-0-1.tsv": (COVID, set()),
    "pha4ge/pha4ge_validTestData_1-0-5.tsv": (PHA4GE, set()),
    "canada_covid19/canCOGeN-invalidTestData_3-0-1.tsv": (
        COVID,
        {
            ("V008", "organism", 3),
            ("V003", "sample collection date", 6),
            ("V008", "anatomical part", 8),
            ("V008", "sample collected by", 9),
        },
    ),
    "pha4ge/pha4ge_invalidTestData_1-0-5.tsv": (
        PHA4GE,
        {
            ("V008", "collection device", 2),
            ("V008", "specimen processing", 3),
            ("V008", "host (common name)", 4),
            ("V003", "sequencing date", 5),
        },
    ),
    "canada_covid19/invalidTestData_1-0-0.csv": (
        COVID,
        {
            ("V003", "sample received date", 1),
            ("V003", "most recent travel return date", 1),
            *(("V008", column, 1) for column in WRONG_WORDS),
            *(("V001", column, 1) for column in MISSING),
            ("X006", "specimen collector sample ID", 3),
        },
    ),
}


@cache
def described(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content


def slots_of(content: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The slots of a class with what it says of them."""
    body = content["classes"][name]
    usage = body.get("slot_usage") or {}
    return {slot: {**content["slots"].get(slot, {}), **(usage.get(slot) or {})} for slot in body["slots"]}


def ranges(slot: dict[str, Any]) -> list[str]:
    return [slot["range"]] if slot.get("range") else [part["range"] for part in slot.get("any_of", [])]


def as_slot(name: str, told: dict[str, Any], enums: dict[str, Any]) -> tuple[Slot, Enum | None]:
    """One slot of ours, and its value set. What says that there is no value is absence, with a reason."""
    found = [one for one in ranges(told) if one != NULLS]
    values = [text for one in found if one in enums for text in enums[one].get("permissible_values") or {}]
    kind = Kind.ENUM if values else next((KINDS[one] for one in found if one in KINDS), Kind.STRING)
    target = f"{name}_values" if values else kind.value
    several, wanted = bool(told.get("multivalued")), "M" if told.get("required") else "O"
    made = Slot(name, kind, target, several, wanted, absent_allowed=True)
    return made, Enum(target, tuple(Value(text) for text in dict.fromkeys(values))) if values else None


def model(content: dict[str, Any], name: str) -> tuple[Schema, dict[str, dict[str, Any]]]:
    """The national model with more classes: some columns of the sheet each, and the key."""
    slots = {slot: told for slot, told in slots_of(content, name).items() if PROVENANCE not in slot.lower()}
    made = {slot: as_slot(slot, told, content["enums"]) for slot, told in slots.items()}
    national = load_schema()
    absent = national.classes["Individual"].slots["absent"]
    key = next(slot for slot, told in slots.items() if told.get("title") == KEY)
    names = [slot for slot in made if slot != key]
    parts = [[key, *names[first : first + AT_ONCE]] for first in range(0, len(names), AT_ONCE)]
    bodies = {
        f"Sheet{number}": ClassDefinition(
            f"Sheet{number}", {**{slot: made[slot][0] for slot in part}, "absent": absent}, key
        )
        for number, part in enumerate(parts)
    }
    enums = {enum.name: enum for _, enum in made.values() if enum is not None}
    return replace(national, classes={**national.classes, **bodies}, enums={**national.enums, **enums}), slots


def write_mapping(
    folder: Path, sheet: Path, slots: dict[str, dict[str, Any]], nulls: list[str], schema: Schema
) -> None:
    """Each slot from the column of its title; a list is divided at semicolons."""
    there = header(sheet)
    columns: dict[str, Any] = {}
    derivations: dict[str, Any] = {name: {} for name in schema.classes if name.startswith("Sheet")}
    for slot, told in slots.items():
        title = told.get("title") or slot
        if title not in there:
            continue
        kind = next(body.slots[slot].kind for body in schema.classes.values() if slot in body.slots)
        form: dict[str, Any] = {"type": TYPES.get(kind, "text")}
        if kind is Kind.DATE:
            form["formats"] = ["yyyy-mm-dd"]
        columns[title] = {**form, "split": ";"} if told.get("multivalued") else form
        for record_class, slots_there in derivations.items():
            if slot in schema.classes[record_class].slots:
                slots_there[slot] = {"populated_from": title}
    source = {
        "source": "sheet",
        "key": [KEY],
        "dialect": {"header_line": 2, "decimal": "."},
        "null_tokens": {"": None, **dict.fromkeys(nulls, "NI")},
        "columns": columns,
    }
    transform = {
        "class_derivations": {
            record_class: {"populated_from": "sheet", "slot_derivations": slots_there}
            for record_class, slots_there in derivations.items()
        }
    }
    for name, content in (("sheet.source.yaml", source), ("sheet.transform.yaml", transform)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def header(sheet: Path) -> list[str]:
    rows = csv.reader(
        io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline=""),
        delimiter="," if sheet.suffix == ".csv" else "\t",
    )
    return [row for _, row in zip(range(2), rows, strict=False)][1]


def told(sheet: Path, content: dict[str, Any], name: str, folder: Path) -> list[dict[str, Any]]:
    """Every problem of severity error of a sheet, and rows that came twice."""
    schema, slots = model(content, name)
    nulls = list(content["enums"][NULLS]["permissible_values"])
    write_mapping(folder, sheet, slots, nulls, schema)
    mapping = load_mapping(folder, schema=schema)
    assert [problem for problem in mapping.problems if problem.severity == "error"] == []
    source = open_source(sheet, kind="csv", name="sheet", dialects=declared_dialects(mapping, ("sheet",)))
    prepared = prepare("sheet", [source], mapping, schema, Setting(PseudonymKey(bytes(32), ""), None))
    (folder / "work").mkdir()
    harmonised = harmonise_prepared(prepared, folder / "work")
    with judged(harmonised, RULES, (), "2026-11-22") as verdicts:
        rows = pq.read_table(verdicts.problems).to_pylist()
    return [row for row in rows if row["severity"] == "error" or row["code"][0] == "X"]


def empty_in(sheet: Path, row: int, content: dict[str, Any], name: str) -> set[str]:
    """Columns that are required and empty in a row of data, read without anything of ours."""
    lines = csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline=""))
    rows = list(lines)
    cells = dict(zip(rows[1], rows[row + 1], strict=False))
    titles = {
        told.get("title") or slot for slot, told in slots_of(content, name).items() if told.get("required")
    }
    return {title for title in titles if title in cells and not cells[title]}


@pytest.mark.heavy
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_fault_and_no_other(sheet: str, shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "peers" / "DataHarmonizer"
    if not folder.is_dir():
        pytest.skip("the sheets of DataHarmonizer are not there")
    (place, name), expected = SHEETS[sheet]
    content = described(folder / place / "schema.yaml")
    # that addresses of contacts identify somebody is told of every sheet that has some, and is no fault of a cell
    found = {
        (row["code"], row["column"], row["row"])
        for row in told(folder / sheet, content, name, tmp_path)
        if row["code"] != "P002"
    }
    if sheet.endswith("invalidTestData_1-0-0.csv"):
        expected = expected | {("V001", column, 2) for column in empty_in(folder / sheet, 2, content, name)}
    assert found == expected
