"""The same specification over the same rows, in linkml-map and here, with a small schema on both sides."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from omicz_meta.engine.plan import Plan
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.schema import ClassDefinition, Enum, Kind, Schema, Slot, Value

from ..engine.asking import plain
from ..engine.mill import Sheet, mill
from .running import bare

Row = Mapping[str, Any]
Spec = Mapping[str, Any]

COLOURS, SOURCE_COLOURS = ("red", "blue", "green"), ("r", "b", "g", "red", "x")
COLUMNS = {
    "id": "string",
    "a": "string",
    "b": "string",
    "n": "integer",
    "m": "integer",
    "c": "SourceColour",
    "w": "string",
}
"""Columns of the table `p`, with their range in linkml-map's source schema."""


def slot(name: str, kind: Kind = Kind.STRING, target: str = "", *, many: bool = False) -> Slot:
    """A slot that any rule may fill."""
    return Slot(name, kind, target or str(kind), many, "O")


THING = (
    slot("id"),
    slot("text"),
    slot("other"),
    slot("colour", Kind.ENUM, "Colour"),
    slot("whole", Kind.INTEGER),
    slot("amount", Kind.DECIMAL),
    slot("words", many=True),
    slot("variable"),
    slot("value"),
    slot("parts", Kind.OBJECT, "Part", many=True),
)
PART = (slot("name"), slot("what"), slot("variable"), slot("value"))


def small_schema(**classes: tuple[Slot, ...]) -> Schema:
    """The target: class Thing, its inlined Part, and the enum Colour; other classes as given."""
    wanted = classes or {"Thing": THING}
    return Schema(
        "small",
        "1",
        {
            name: ClassDefinition(name, {one.name: one for one in slots}, key="id")
            for name, slots in wanted.items()
        },
        {"Part": ClassDefinition("Part", {one.name: one for one in PART})},
        {"Colour": Enum("Colour", tuple(Value(name) for name in COLOURS))},
        {},
        (),
    )


def source_schema(tables: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """linkml-map's view of the tables: a class for each, an attribute for each column."""
    classes = {
        name: {"attributes": {column: {"range": kind} for column, kind in columns.items()}}
        for name, columns in tables.items()
    }
    return {
        "id": "https://example.org/source",
        "name": "source",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "imports": ["linkml:types"],
        "default_range": "string",
        "classes": classes,
        "enums": {"SourceColour": {"permissible_values": {name: {} for name in SOURCE_COLOURS}}},
    }


def target_schema() -> dict[str, Any]:
    """linkml-map's view of the target, for the specifications that make objects."""
    kinds = {
        "words": {"multivalued": True},
        "parts": {"range": "Part", "multivalued": True, "inlined_as_list": True},
    }
    return {
        "id": "https://example.org/target",
        "name": "target",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "imports": ["linkml:types"],
        "default_range": "string",
        "classes": {
            "Thing": {"attributes": {one.name: kinds.get(one.name, {}) for one in (*THING, slot("hidden"))}},
            "Part": {"attributes": {one.name: {} for one in PART}},
        },
    }


def theirs(
    spec: Spec,
    rows: Sequence[Row],
    source: Any,
    table: str = "p",
    lookups: Mapping[str, Sequence[Row]] | None = None,
) -> list[Any]:
    """What linkml-map makes of each row."""
    from linkml_map.transformer.object_transformer import ObjectTransformer
    from linkml_map.utils.lookup_index import LookupIndex
    from linkml_runtime import SchemaView

    transformer = ObjectTransformer()
    transformer.source_schemaview = SchemaView(source if isinstance(source, str) else yaml.dump(source))
    if isinstance(source, dict):
        transformer.target_schemaview = SchemaView(yaml.dump(target_schema()))
    with warnings.catch_warnings(), TemporaryDirectory() as folder:
        warnings.simplefilter("ignore", DeprecationWarning)
        transformer.create_transformer_specification(copy.deepcopy(dict(spec)))
        if lookups:
            transformer.lookup_index = LookupIndex()
            for name, found in lookups.items():
                path = Path(folder) / f"{name}.tsv"
                head = list(found[0])
                lines = ["\t".join(str(row[cell]) for cell in head) for row in found]
                path.write_text("\n".join(["\t".join(head), *lines]) + "\n", encoding="utf-8")
                transformer.lookup_index.register_table(name, path, head[0])
        target = "Thing" if isinstance(source, dict) else None
        return [transformer.map_object(dict(row), source_type=table, target_type=target) for row in rows]


def ours(
    spec: Spec,
    rows: Sequence[Row],
    schema: Schema,
    folder: Path,
    table: str = "p",
    columns: Sequence[str] = tuple(COLUMNS),
    more: Mapping[str, Sequence[Row]] | None = None,
) -> tuple[list[dict[str, Any]], list[str]]:
    """What we make of all rows: records without empty slots, and the codes of what was told."""
    folder.mkdir(exist_ok=True)
    (folder / "t.transform.yaml").write_text(
        yaml.dump(dict(spec), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    sheets = [_sheet(table, tuple(columns), rows)]
    sheets += [_sheet(name, tuple(found[0]), found) for name, found in (more or {}).items()]
    plan = compiled(folder, schema, {one.name: one.columns for one in sheets})
    made = mill(bare(plan), sheets, schema=schema)
    records = [filled(row) for rows_of in made.records.values() for row in rows_of]
    return records, [problem["code"] for problem in made.problems]


def compiled(folder: Path, schema: Schema, tables: Mapping[str, tuple[str, ...]]) -> Plan:
    """The plan of the mapping in a folder, which must have no faults."""
    plan, problems = compile_plan(load_mapping(folder, schema=schema), schema, tables)
    assert plan is not None, [(one.code, one.value, one.detail) for one in problems]
    return plan


def _sheet(name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Sheet:
    cells = [
        {column: None if row.get(column) is None else str(row[column]) for column in columns} for row in rows
    ]
    return Sheet(name, columns, cells)


def filled(value: Any) -> Any:
    """A record or value without what is empty, numbers as decimals: the form in which both are compared."""
    if isinstance(value, dict):
        return {name: filled(part) for name, part in value.items() if part is not None and part != []}
    if isinstance(value, list):
        return [filled(part) for part in value]
    return plain(Decimal(repr(round(value, 9))) if isinstance(value, float) else value)
