"""Lines of JSON into columns: the kernel takes out what stands under known keys, each line for itself.

Nothing is judged here. What is under a key that no class knows is passed over in silence, a broken line gives
nothing, and what is no text comes as it is written. `sources.ndjson` proves which lines were read whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import call, case, coalesce, column, constant, kept
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot

MARKED_KINDS = (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN)
"""Kinds that are no text in JSON: their values come as they are written, so that `"5"` and `5` stay apart."""

_LINE, _FOUND = "line", "found"


@dataclass(frozen=True, slots=True)
class ObjectReader:
    """Takes the values of one class out of lines of JSON. May be used by several threads.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> lines = pa.array(['{"value": 5, "colour": "red"}', "oops"])
    >>> with duckdb.connect() as connection:
    ...     found = ObjectReader(connection, schema.objects["Quantity"], schema).read(lines)
    >>> found.to_pylist()
    [{'value': '5', 'unit': None, 'comparator': None, 'text': None}, None]
    """

    connection: duckdb.DuckDBPyConnection
    definition: ClassDefinition
    schema: Schema

    def read(self, lines: pa.Array) -> pa.StructArray:
        """The values under known keys of each line; null for a line that is no JSON."""
        form = json.dumps(_form(self.definition, self.schema))
        wanted = call("json_transform", column(_LINE), constant(form))
        try:
            return self._ask(lines, wanted)
        except (duckdb.InvalidInputException, UnicodeDecodeError):
            # some line is no JSON, and the message may be cut inside a letter of it; asking that of all lines
            # from the start would cost a quarter more
            return self._ask(lines, _where_valid(wanted))

    def nulls(self, lines: pa.Array) -> pa.Array:
        """How many known keys of each line say `null`; null for a line that is no JSON."""
        paths = tuple(_paths(self.definition, self.schema, "$"))
        alone = call("list_value", *(constant(path) for path in paths if "[*]" not in path))
        kinds = (alone, *(constant(path) for path in paths if "[*]" in path))
        counts = [_nulls(call("json_type", column(_LINE), path)) for path in kinds]
        return self._ask(lines, _where_valid(reduce(add, counts)))

    def _ask(self, lines: pa.Array, wanted: Sql) -> pa.Array:
        with self.connection.cursor() as cursor:
            rows = cursor.from_arrow(pa.table({_LINE: lines}))
            return rows.select(wanted.alias(_FOUND)).to_arrow_table()[_FOUND].combine_chunks()


def _where_valid(wanted: Sql) -> Sql:
    return case((call("json_valid", column(_LINE)), wanted))


def _nulls(kinds: Sql) -> Sql:
    return coalesce(call("len", kept(kinds, "e", column("e") == constant("NULL"))), constant(0))


def _form(definition: ClassDefinition, schema: Schema) -> dict[str, object]:
    return {name: _slot_form(slot, schema) for name, slot in definition.slots.items()}


def _slot_form(slot: Slot, schema: Schema) -> object:
    if slot.kind is Kind.OBJECT:
        single: object = _form(schema.objects[slot.target], schema)
    else:
        single = "JSON" if slot.kind in MARKED_KINDS else "VARCHAR"
    return [single] if slot.multivalued else single


def _paths(definition: ClassDefinition, schema: Schema, start: str) -> Iterator[str]:
    """Where the keys of a class stand, those of its objects included, as JSON paths."""
    for name, slot in definition.slots.items():
        path = f'{start}."{name}"'
        yield path
        if slot.kind is Kind.OBJECT:
            inside = f"{path}[*]" if slot.multivalued else path
            yield from _paths(schema.objects[slot.target], schema, inside)
