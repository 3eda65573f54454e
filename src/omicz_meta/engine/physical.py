"""Physical types of slots: in Arrow and in DuckDB (architecture section 4)."""

from __future__ import annotations

import pyarrow as pa

from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot

PLAIN_TYPES = {
    Kind.INTEGER: pa.int64(),
    Kind.DECIMAL: pa.decimal128(38, 12),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
}
"""Kinds that are not text, in Arrow."""

_DUCKDB = {
    Kind.INTEGER: "BIGINT",
    Kind.DECIMAL: "DECIMAL(38,12)",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
}


def arrow_type(slot: Slot, schema: Schema) -> pa.DataType:
    """The Arrow type of a slot; objects are structs, multivalued slots lists.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> str(arrow_type(schema.classes["Diagnosis"].slots["additional_codings"], schema))
    'list<item: string>'
    """
    single = (
        _object_type(slot, schema) if slot.kind is Kind.OBJECT else PLAIN_TYPES.get(slot.kind, pa.string())
    )
    return pa.list_(single) if slot.multivalued else single


def _object_type(slot: Slot, schema: Schema) -> pa.DataType:
    fields = schema.objects[slot.target].slots.values()
    return pa.struct([pa.field(field.name, arrow_type(field, schema)) for field in fields])


def duckdb_type(slot: Slot, schema: Schema) -> str:
    """The DuckDB type of a slot.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> duckdb_type(schema.classes["Diagnosis"].slots["excluded"], schema)
    'BOOLEAN'
    """
    single = (
        object_type(slot.target, schema) if slot.kind is Kind.OBJECT else _DUCKDB.get(slot.kind, "VARCHAR")
    )
    return f"{single}[]" if slot.multivalued else single


def object_type(name: str, schema: Schema) -> str:
    """The DuckDB STRUCT type of an inlined type; names come from the compiled schema and are quoted."""
    fields = (f'"{field.name}" {duckdb_type(field, schema)}' for field in schema.objects[name].slots.values())
    return f"STRUCT({', '.join(fields)})"


def record_schema(definition: ClassDefinition, schema: Schema) -> pa.Schema:
    """The Arrow schema of a record class: columns in schema order."""
    return pa.schema([pa.field(slot.name, arrow_type(slot, schema)) for slot in definition.slots.values()])
