"""Which rows of a Parquet file in the form of records hold something that has to be read with care.

All other rows are records as they stand: their values are of the slot's physical type, no text is empty, words stand
in their list, dates have the form of dates, and no text may identify a person. What becomes of a row in doubt is
decided elsewhere (`sources.values`, `engine.outcome`); here only that there is doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import Expression as Sql

from omicz_meta.engine.cell import call, coalesce, column, constant, fits, kept, transform
from omicz_meta.engine.checks import Check, violated
from omicz_meta.engine.physical import PLAIN_TYPES, record_schema
from omicz_meta.engine.screen import CLOSER, TEXTS, is_screened, names_somebody
from omicz_meta.engine.standing import ROW_NUMBER
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.schema.lexical import PARTIAL_DATE

_BETWEEN = "\x1f"
"""Stands between texts that are looked at as one; hardly anything that is suspect goes across it."""


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

    Of `harmless` slots it is known that no text in them identifies anybody. A row that meets the condition of one of
    the `checks` is in doubt as well, so that these need not be asked of the others again.
    """

    definition: ClassDefinition
    schema: Schema
    given: frozenset[str]
    harmless: frozenset[str] = frozenset()
    checks: tuple[Check, ...] = ()

    def doubtful(self) -> Sql:
        """Whether a row is in doubt."""
        slots = [slot for slot in self.definition.slots.values() if slot.name in self.given]
        faults = [fault for slot in slots for fault in self._faults(slot, column(slot.name), 0)]
        met = violated(tuple(self.definition.slots), self.checks, self.schema)
        return _any((*self._without_owner(), *faults, *met, *self._suspect(slots)))

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

    def _suspect(self, slots: list[Slot]) -> Iterator[Sql]:
        """Text that may identify somebody; all texts of a row are looked at as one."""
        if not is_screened(self.definition):
            return
        carrying = (slot for slot in slots if slot.kind in TEXTS and slot.name not in self.harmless)
        texts = [text for slot in carrying for text in self._texts(slot, column(slot.name), 0)]
        if texts:
            yield call("regexp_matches", _joined(texts), constant(CLOSER))

    def _texts(self, slot: Slot, value: Sql, depth: int) -> Iterator[Sql]:
        """The texts of a slot, those of a list as one; words of a list and dates are known not to identify."""
        if slot.multivalued:
            name = f"x{depth}"
            inside = list(self._texts_of_one(slot, column(name), depth + 1))
            if inside:
                yield call("array_to_string", transform(value, name, _joined(inside)), constant(_BETWEEN))
        else:
            yield from self._texts_of_one(slot, value, depth)

    def _texts_of_one(self, slot: Slot, value: Sql, depth: int) -> Iterator[Sql]:
        if slot.kind is Kind.OBJECT:
            for part in self.schema.objects[slot.target].slots.values():
                yield from self._texts(part, _part(value, part), depth)
        elif slot.kind not in (*PLAIN_TYPES, Kind.ENUM, Kind.PARTIAL_DATE):
            yield value


def harmless_slots(rows: duckdb.DuckDBPyRelation, slots: Iterable[Slot], schema: Schema) -> frozenset[str]:
    """Slots of few distinct texts none of which identifies: each text is looked at once, however often it stands."""
    return frozenset(slot.name for slot in slots if slot.kind in TEXTS and _harmless(rows, slot, schema))


def _harmless(rows: duckdb.DuckDBPyRelation, slot: Slot, schema: Schema) -> bool:
    if slot.multivalued:
        rows = rows.select(call("unnest", column(slot.name)).alias(slot.name))
    parts = schema.objects[slot.target].slots.values() if slot.kind is Kind.OBJECT else ()
    texts = [part for part in parts if part.kind not in (*PLAIN_TYPES, Kind.ENUM, Kind.PARTIAL_DATE)]
    if any(part.multivalued or part.kind is Kind.OBJECT for part in texts):
        return False
    values = [_part(column(slot.name), part) for part in texts] if parts else [column(slot.name)]
    return not any(_identifies(rows.select(value.alias("text"))) for value in values)


def _identifies(texts: duckdb.DuckDBPyRelation) -> bool:
    suspect = texts.distinct().filter(call("regexp_matches", column("text"), constant(CLOSER)))
    return any(names_somebody(text) for (text,) in suspect.fetchall())


def small_columns(file: pq.FileMetaData) -> frozenset[str]:
    """Columns that take so little room a value that few values are in them, over and over."""
    room, values = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for group in range(file.num_row_groups):
        for at in range(file.num_columns):
            chunk = file.row_group(group).column(at)
            name = chunk.path_in_schema.partition(".")[0], at
            room[name] += chunk.total_uncompressed_size
            values[name] += chunk.num_values
    large = {name for name, at in room if room[name, at] > BYTES_OF_FEW * values[name, at]}
    return frozenset(name for name, _ in room if name not in large)


BYTES_OF_FEW = 2
"""Bytes that a value takes in a file when it is one of few: the number of an entry of a dictionary."""

DOUBT = "#doubt"
"""Whether a row is in doubt."""


def rows_in_doubt(
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    proof: Proof,
    repeated: duckdb.DuckDBPyRelation | None,
    sampled: Sql,
    most: int,
) -> pa.Table:
    """Rows in doubt (DOUBT) and rows of a sample, as they stand in the file, in order; no more than so many.

    `rows` are those of the file with ROW_NUMBER, `repeated` the numbers of rows that are in doubt for their id.
    """
    doubt = proof.doubtful()
    if repeated is not None:
        again = repeated.select(column(ROW_NUMBER).alias("#again")).set_alias("again")
        rows = rows.join(again, condition=column(ROW_NUMBER) == column("#again"), how="left")
        doubt = doubt | column("#again").isnotnull()
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


def _joined(texts: list[Sql]) -> Sql:
    return texts[0] if len(texts) == 1 else call("concat_ws", constant(_BETWEEN), *texts)
