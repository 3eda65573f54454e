"""Persons who carry a value: how many different ones stand beside it, counted as far as somebody wants to know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.tally import COUNT
from omicz_meta.schema import ClassDefinition, Kind, Slot

if TYPE_CHECKING:
    import duckdb

    from omicz_meta.engine.standing import Standing

AMONG_FIRST = 65_536
"""Among so many records it is seen which values enough persons carry."""


def persons(rows: duckdb.DuckDBPyRelation, slot: Slot, owner: str) -> duckdb.DuckDBPyRelation:
    """Different values `v` of a slot, with the number `n` of different persons, who stand in `owner`."""
    return _counted(_values(rows, slot, owner))


def carriers(
    connection: duckdb.DuckDBPyConnection,
    records: Standing,
    definition: ClassDefinition,
    owner: str,
    enough: int,
) -> Iterator[tuple[str, dict[str, int]]]:
    """Persons by code of every slot that has some; counting ends where they are `enough`.

    Most codes have enough of them among the first records; only the others are counted in all.
    """
    coded = [slot for slot in definition.slots.values() if slot.kind is Kind.CURIE]
    filled = records.count_filled(connection, [slot.name for slot in coded])
    coded = [slot for slot in coded if filled[slot.name]]
    if not coded:
        return
    first = _first(records.read_records(connection), [slot.name for slot in coded], owner)
    for slot in coded:
        counts = dict(persons(connection.from_arrow(first), slot, owner).fetchall())
        if first.num_rows < records.rows:
            many = {code: count for code, count in counts.items() if count >= enough}
            counts = many | _left(connection, records, slot, owner, many)
        yield slot.name, {code: min(count, enough) for code, count in counts.items()}


def _first(rows: duckdb.DuckDBPyRelation, slots: Iterable[str], owner: str) -> pa.Table:
    """The first records, with a number for each person: every slot is asked beside the same ones."""
    table = rows.select(*map(column, (owner, *slots))).limit(AMONG_FIRST).to_arrow_table()
    numbers = table[owner].combine_chunks().dictionary_encode().indices
    return table.set_column(0, owner, numbers)


def _left(
    connection: duckdb.DuckDBPyConnection,
    records: Standing,
    slot: Slot,
    owner: str,
    many: Collection[str],
) -> dict[str, int]:
    """Persons by those codes of a slot that are not among `many`."""
    values = _values(records.read_records(connection), slot, owner)
    few = records.count_values(connection, (slot.name,)).get(slot.name)
    if few is None:
        told, how = [*many], "anti"
    else:
        there = _values(connection.from_arrow(few), slot, COUNT).select(column("v")).distinct()
        told, how = [code for (code,) in there.fetchall() if code not in many], "semi"
        if not told:
            return {}
    known = connection.from_arrow(pa.table({"told": pa.array(told, pa.string())}))
    return dict(_counted(values.join(known, condition=column("v") == column("told"), how=how)).fetchall())


def _values(rows: duckdb.DuckDBPyRelation, slot: Slot, owner: str) -> duckdb.DuckDBPyRelation:
    """The values of a slot, those of lists one by one, with what stands beside them."""
    value = call("unnest", column(slot.name)) if slot.multivalued else column(slot.name)
    found = rows.select(value.cast("VARCHAR").alias("v"), column(owner).alias("o"))
    return found.filter(column("v").isnotnull())


def _counted(values: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    return values.distinct().aggregate([column("v"), call("count", column("o")).alias("n")], column("v"))
