"""Mapping files of any shape are judged, never a reason to raise."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.mapping import check_mapping, load_mapping
from omicz_meta.schema import Schema, load_schema

SOUND = "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {populated_from: id}}}}"

TRANSFORMS = [
    "[]",
    "1",
    "a: 1",
    "class_derivations: 1",
    "class_derivations: [1]",
    "class_derivations: [{a: {}, b: {}}]",
    "class_derivations: {Individual: }",
    "class_derivations: {Individual: 1}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: 1}}",
    "class_derivations: {Individual: {populated_from: {a: b}, joins: 1, pivot_operation: 2}}",
    "class_derivations: {Individual: {populated_from: p, joins: {x: }, pivot_operation: {direction: []}}}",
    "class_derivations: {Individual: {populated_from: p, joins: {x: {class_named: [q], join_on: [id]}}}}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {value_mappings: [1]}}}}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {class_derivations: 1}}}}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {expr: [1]}}}}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {value: {a: 1}}}}}",
    "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {expr: id, hide: x}}}}",
]
SOURCES = [
    "[]",
    "source: [1]",
    "dialect: 1",
    "dialect: {null_tokens: [[1]], header_line: x}",
    "columns: 1",
    "columns: {id: {formats: {a: 1}, split: []}}",
    "absent: 1",
    "absent: {a: 1, Individual.birth_date: {x: 1}}",
    "filter: {a: 1}",
    "rows: [1]",
    "namespaces: [a]",
    "namespaces: {a: [1]}",
    "dialect: {sheet: [1], area: 7}",
    "columns: {id: {path: [1]}}",
    "key: {a: 1}",
    "identity: {system: [1], column: 2}",
    "on_unknown_column: 1",
]


def codes_of(transform: str, source: str, folder: Path, schema: Schema) -> set[str]:
    (folder / "t.transform.yaml").write_text(transform, encoding="utf-8")
    (folder / "p.source.yaml").write_text(source, encoding="utf-8")
    mapping = load_mapping(folder, schema=schema)
    tables = ({}, {"p": ("id",)}, {"p": ("id",), "q": ("id",)}, None)
    return {problem.code for found in tables for problem in check_mapping(mapping, schema, found)}


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_an_odd_transform_file(transform: str, tmp_path: Path, schema: Schema) -> None:
    assert codes_of(transform, "", tmp_path, schema) - {"M016", "M017"}


@pytest.mark.parametrize("source", SOURCES)
def test_an_odd_source_file(source: str, tmp_path: Path, schema: Schema) -> None:
    assert codes_of(SOUND, source, tmp_path, schema) - {"M016", "M017"}


WORDS = st.sampled_from(
    (
        "class_derivations",
        "Individual",
        "Diagnosis",
        "populated_from",
        "p",
        "id",
        "slot_derivations",
        "subject_id",
        "birth_date",
        "expr",
        "value",
        "joins",
        "value_mappings",
        "pivot_operation",
        "direction",
        "MELT",
        "source_slots",
        "Age",
        "name",
        "hide",
        "range",
        "{id}",
        "null",
    )
)
TREES = st.recursive(
    WORDS, lambda part: st.lists(part, max_size=3) | st.dictionaries(WORDS, part, max_size=4), max_leaves=20
)


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TREES)
def test_no_transform_makes_the_check_raise(tmp_path: Path, tree: object) -> None:
    codes_of(yaml.dump({"class_derivations": tree}), "", tmp_path, load_schema())
