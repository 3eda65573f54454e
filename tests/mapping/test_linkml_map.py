"""The shared subset gives the same answers in linkml-map itself, row by row."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from omicz_meta.engine.class_kernel import compile_class
from omicz_meta.engine.kernel import PseudonymKey, Scope
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.schema import Schema

COLUMNS = ("id", "a", "b", "n")
ROWS = [
    {"id": f"{number}", "a": a, "b": b, "n": n}
    for number, (a, b, n) in enumerate(
        product([None, "M", "Ž", "x y"], [None, "M", "b"], [None, "5", "18", "70"])
    )
]

DERIVATIONS: list[dict[str, Any]] = [
    {"populated_from": "a"},
    {"value": "fixed"},
    {"populated_from": "a", "missing_values": ["x y"]},
    {"populated_from": "a", "value_mappings": {"M": "male", "Ž": "female"}},
    {"expr": "'constant'"},
    {"expr": "{a}"},
    {"expr": "{a} + '-' + {b}"},
    {"expr": "case(({a} == 'M', 'm'), ({b} == 'M', 'n'), (True, 'o'))"},
    {"expr": "case(({a} == 'M', 'm'))"},
    {"expr": "'adult' if {n} >= 18 else 'child'"},
    {"expr": "'old' if {n} * 2 > 100 else 'young'"},
    {"expr": "'in' if {a} in ['M', 'Ž'] else 'out'"},
    {"expr": "'same' if {a} == {b} else 'other'"},
    {"expr": "'same' if {a} != {b} else 'other'"},
    {"expr": "'same' if {a} != 'M' else 'other'"},
    {"expr": "'no' if not {a} == 'M' else 'yes'"},
    {"expr": "'no' if {n} != 18 else 'yes'"},
    {"expr": "'out' if {a} not in ['M', 'Ž'] else 'in'"},
    {"expr": "'none' if {a} is None else 'some'"},
    {"expr": "'both' if {a} == 'M' and {b} == 'M' else 'not both'"},
    {"expr": "'one' if {a} == 'M' or {b} == 'M' else 'none'"},
    {"expr": "upper({a})"},
    {"expr": "lower({a})"},
    {"expr": "replace({a}, ' ', '_')"},
    {"expr": "str(strlen({a}))"},
    {"expr": "coalesce({a}, {b}, 'nothing')"},
]


def specification(derivation: dict[str, Any]) -> dict[str, Any]:
    slots = {"subject_id": {"populated_from": "id"}, "data_source": derivation}
    return {"class_derivations": {"Individual": {"populated_from": "p", "slot_derivations": slots}}}


def theirs(derivation: dict[str, Any]) -> list[object]:
    pytest.importorskip("linkml_map", reason="linkml-map comes with the extra [test]")
    from linkml_map.transformer.object_transformer import ObjectTransformer
    from linkml_runtime import SchemaView

    attributes: dict[str, dict[str, str]] = {name: {} for name in COLUMNS}
    source = {
        "id": "https://example.org/source",
        "name": "source",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "imports": ["linkml:types"],
        "default_range": "string",
        "classes": {"p": {"attributes": attributes}},
    }
    transformer = ObjectTransformer()
    transformer.source_schemaview = SchemaView(yaml.dump(source))
    transformer.create_transformer_specification(specification(derivation))
    return [transformer.map_object(dict(row), source_type="p")["data_source"] for row in ROWS]


def ours(derivation: dict[str, Any], folder: Path, schema: Schema) -> list[object]:
    (folder / "t.transform.yaml").write_text(
        yaml.dump(specification(derivation), allow_unicode=True), encoding="utf-8"
    )
    plan, problems = compile_plan(load_mapping(folder, schema=schema), schema, {"p": COLUMNS})
    assert plan is not None, problems
    numbers = pa.array(range(1, len(ROWS) + 1), pa.int64())
    cells = {name: pa.array([row[name] for row in ROWS], pa.string()) for name in COLUMNS}
    block = pa.table({**cells, ROW: numbers, LINE: numbers})
    connection, key = duckdb.connect(), PseudonymKey(b"\0" * 32)
    kernel = compile_class(connection, plan.classes[0], Scope(schema))
    made = kernel.run(Prepared(connection), Pseudonyms(key), block)
    values: list[object] = made["v:data_source"].to_pylist()
    return values


@pytest.mark.parametrize("derivation", DERIVATIONS, ids=str)
def test_both_give_the_same(derivation: dict[str, Any], tmp_path: Path, schema: Schema) -> None:
    assert ours(derivation, tmp_path, schema) == theirs(derivation)
