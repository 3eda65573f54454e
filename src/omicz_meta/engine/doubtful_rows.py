"""Which rows of a Parquet file in the form of records hold something that has to be read with care.

All other rows are records as they stand: their values are of the slot's physical type, no text is empty, words stand
in their list, dates have the form of dates, and no text may identify a person. What becomes of a row in doubt is
decided elsewhere (`sources.values`, `engine.outcome`); here only that there is doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import Expression as Sql

from omicz_meta.engine.cell import call, coalesce, column, constant, fits, kept
from omicz_meta.engine.checks import Check, violated
from omicz_meta.engine.physical import PLAIN_TYPES, record_schema
from omicz_meta.engine.screen import TEXTS, Harmless, is_screened, texts_in
from omicz_meta.engine.standing import ROW_NUMBER
from omicz_meta.engine.tally import Tally, alone, settled
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.schema.lexical import PARTIAL_DATE


def in_form(columns: pa.Schema, definition: ClassDefinition, schema: Schema) -> bool:
    """Whether columns have the names and physical types of slots of a class; slots may be missing, but not the key.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> people = schema.classes["Individual"]
    >>> in_form(pa.schema([("subject_id", pa.large_string())]), people, schema)
    True
    >>> in_form(pa.schema([("subject_id", pa.int64())]), people, schema)
    False
    """
    form = record_schema(definition, schema)
    needed = {definition.key or "id", *({"individual"} & set(definition.slots))}
    known = all(entry.name in definition.slots for entry in columns) and needed <= set(columns.names)
    return known and all(_same(entry.type, form.field(entry.name).type) for entry in columns)


def _same(given: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_dictionary(given):
        return _same(given.value_type, wanted)
    if pa.types.is_string(wanted):
        return bool(
            pa.types.is_string(given) or pa.types.is_large_string(given) or pa.types.is_string_view(given)
        )
    if pa.types.is_struct(wanted):
        return pa.types.is_struct(given) and _same_parts(given, wanted)
    if pa.types.is_list(wanted):
        return (pa.types.is_list(given) or pa.types.is_large_list(given)) and _same(
            given.value_type, wanted.value_type
        )
    return bool(given == wanted)


def _same_parts(given: pa.StructType, wanted: pa.StructType) -> bool:
    alike = [entry.name for entry in given] == [entry.name for entry in wanted]
    return alike and all(_same(mine.type, other.type) for mine, other in zip(given, wanted, strict=True))


@dataclass(frozen=True, slots=True)
class Proof:
    """The condition under which a row of a file is in doubt; `given` are the slots that are columns of it.

    A row that meets the condition of one of the `checks` is in doubt as well, so that these need not be asked of the
    others again. Whether text identifies somebody is asked apart from it (`rows_that_identify`).
    """

    definition: ClassDefinition
    schema: Schema
    given: frozenset[str]
    checks: tuple[Check, ...] = ()

    def doubtful(self, known: Tally) -> Sql:
        """Whether a row is in doubt, by what is known of the values of all rows."""
        asked = [check for check in self.checks if alone(check.violated, known) is None]
        names = tuple(self.definition.slots)
        met = settled([check.violated for check in asked], names, known, self.schema)
        single = (fault for name in names for fault in self._of_slot(name, known))
        return _any((*self._without_owner(), *single, *(one for one in met if one is not None)))

    def _of_slot(self, name: str, known: Tally) -> Iterator[Sql]:
        """What is wrong with values of a slot; as one condition, where its values are known."""
        slot = self.definition.slots[name]
        faults = list(self._faults(slot, column(name), 0)) if name not in known.nothing else []
        if name not in known.values:
            yield from faults
            return
        checks = [check for check in self.checks if alone(check.violated, known) == name]
        wrong = [*faults, *violated(tuple(self.definition.slots), checks, self.schema)]
        if wrong:
            (found,) = known.ask(name, [_any(wrong)])
            yield from [] if found is None else [found]

    def _without_owner(self) -> Iterator[Sql]:
        """No key, or no person: no record."""
        for name in (self.definition.key or "id", "individual"):
            if name in self.definition.slots:
                yield column(name).isnull()

    def _faults(self, slot: Slot, value: Sql, depth: int) -> Iterator[Sql]:
        """An empty list and an empty entry are no values."""
        if not slot.multivalued:
            yield from self._single(slot, value, depth)
            return
        name = f"x{depth}"
        wrong = _any((column(name).isnull(), *self._single(slot, column(name), depth + 1)))
        if depth:
            # lists of nothing in a slot itself are known of before (`hollow`)
            yield call("len", value) == constant(0)
        yield call("len", kept(value, name, wrong)) > constant(0)

    def _single(self, slot: Slot, value: Sql, depth: int) -> Iterator[Sql]:
        if slot.kind is Kind.OBJECT:
            for part in self.schema.objects[slot.target].slots.values():
                yield from self._faults(part, _part(value, part), depth)
        elif slot.kind is Kind.ENUM:
            yield value.isnotin(*map(constant, self.schema.enums[slot.target].names))
        elif slot.kind is Kind.PARTIAL_DATE:
            yield ~fits(value, PARTIAL_DATE.removeprefix("^").removesuffix("$"))
        elif slot.kind not in PLAIN_TYPES:
            yield value == constant("")

    def text_slots(self) -> Iterator[str]:
        """Slots of the file whose text may identify somebody."""
        if is_screened(self.definition):
            slots = self.definition.slots.values()
            yield from (slot.name for slot in slots if slot.name in self.given and slot.kind in TEXTS)


def rows_that_identify(rows: duckdb.DuckDBPyRelation, proof: Proof, known: Tally, most: int) -> pa.Table:
    """Numbers of the rows with text that certainly identifies somebody; not many more than so many.

    Where few values stand, these are looked at; other columns as they lie, some ten thousand texts as one.
    """
    seen = Harmless()
    names = [name for name in proof.text_slots() if not _harmless(known, name, seen)]
    found = [pa.table({ROW_NUMBER: pa.array([], pa.int64())})]
    if names:
        for batch in rows.select(*map(column, names), column(ROW_NUMBER)).to_arrow_reader(LOOKED_AT):
            found.append(
                pa.table({ROW_NUMBER: batch[ROW_NUMBER].filter(_identifying_rows(batch, names, seen))})
            )
            if sum(part.num_rows for part in found) > most:
                break
    return pa.concat_tables(found)


def _harmless(known: Tally, slot: str, seen: Harmless) -> bool:
    values = known.values.get(slot)
    return slot in known.nothing or (
        values is not None and not any(_identifying(chunk, seen) for chunk in values[slot].chunks)
    )


def _identifying(column: pa.Array, seen: Harmless) -> frozenset[str]:
    return frozenset(seen.identifying(texts_in(column)))


def _identifying_rows(batch: pa.RecordBatch, slots: Sequence[str], seen: Harmless) -> pa.Array:
    """Which rows of a batch hold such a text."""
    mask = pa.array(np.zeros(batch.num_rows, "bool"))
    for name in slots:
        if bad := _identifying(batch[name], seen):
            mask = pc.or_(mask, pa.array([_holds(value, bad) for value in batch[name].to_pylist()]))
    return mask


def _holds(value: Any, texts: frozenset[str]) -> bool:
    """Whether one of the texts is the value, or stands in it."""
    if isinstance(value, list):
        return any(_holds(part, texts) for part in value)
    if isinstance(value, dict):
        return any(_holds(part, texts) for part in value.values())
    return isinstance(value, str) and value in texts


LOOKED_AT = 131_072
"""So many rows are looked at as one."""

DOUBT = "#doubt"
"""Whether a row is in doubt."""


def rows_in_doubt(
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    proof: Proof,
    doubt: Sql,
    others: duckdb.DuckDBPyRelation,
    sampled: Sql,
    most: int,
) -> pa.Table:
    """Rows in doubt (DOUBT) and rows of a sample, as they stand in the file, in order; no more than so many.

    `rows` are those of the file with ROW_NUMBER, `others` numbers of rows that are in doubt beside those that meet the
    condition.
    """
    apart = others.select(column(ROW_NUMBER).alias("#apart")).distinct().set_alias("apart")
    rows = rows.join(apart, condition=column(ROW_NUMBER) == column("#apart"), how="left")
    doubt = doubt | column("#apart").isnotnull()
    # why a row was chosen is asked of the few that were: among all of them it would be asked twice
    found = connection.from_arrow(rows.filter(doubt | sampled).limit(most).to_arrow_table())
    told = coalesce(doubt, constant(False)).alias(DOUBT)
    names = [column(name) for name in (*sorted(proof.given), ROW_NUMBER)]
    return found.select(*names, told).to_arrow_table().sort_by(ROW_NUMBER)


def rows_with_repeated(rows: duckdb.DuckDBPyRelation, key: str) -> duckdb.DuckDBPyRelation | None:
    """Numbers of the rows whose id occurs more than once; None where there are none.

    Hashes are compared first, so that a clean file costs little memory.
    """
    hashes = rows.filter(column(key).isnotnull()).select(call("hash", column(key)).alias("h"))
    ((total,),) = hashes.aggregate([call("count", column("h"))]).fetchall()
    ((distinct,),) = hashes.distinct().aggregate([call("count", column("h"))]).fetchall()
    if distinct == total:
        return None
    ids = rows.aggregate([column(key).alias("#id"), call("count", column(key)).alias("#n")], column(key))
    several = ids.filter(column("#n") > constant(1)).set_alias("several")
    return rows.join(several, condition=column(key) == column("#id"), how="semi").select(column(ROW_NUMBER))


def _any(conditions: Iterable[Sql]) -> Sql:
    """Whether one of them holds; null where none does and some are unknown."""
    # a check and the proof may ask the same
    return reduce(or_, {str(condition): condition for condition in conditions}.values())


def _part(value: Sql, part: Slot) -> Sql:
    return call("struct_extract", value, constant(part.name))
