"""Reads whole columns of records into physical types, and says for which rows it does not vouch.

What a value may look like is decided in `sources.values` alone. Here columns are told apart into values that
certainly fit and rows that have to be read one by one: numbers and dates by their form, words of a list once per
distinct value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.physical import arrow_type
from omicz_meta.engine.reading import DIGITS_AFTER, DIGITS_BEFORE
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.schema.lexical import PARTIAL_DATE
from omicz_meta.sources.values import ValueReader

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PLAIN_FORMS = {
    Kind.INTEGER: "^-?[0-9]{1,18}$",
    Kind.DECIMAL: rf"^-?[0-9]{{1,{DIGITS_BEFORE}}}(\.[0-9]{{1,{DIGITS_AFTER}}})?$",
    Kind.BOOLEAN: "^(true|false)$",
}
"""How values that are no text are commonly written; what is written otherwise is read with care."""

MOST_REMEMBERED = 100_000
"""Distinct values of a kind whose reading is remembered; no list of words is so long."""

PER_VALUE = (Kind.ENUM, Kind.DATE, Kind.DATETIME)
"""Kinds of few distinct values: each is read once."""


@dataclass(slots=True)
class Tally:
    """What columns account for, row by row: keys with a value, texts among the values, objects, lists, commas."""

    keys: Counts
    texts: Counts
    objects: Counts
    lists: Counts
    commas: Counts


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns in physical types; rows in doubt hold something else than they say, and are to be read again."""

    values: Mapping[str, pa.Array]
    doubtful: Mask
    tally: Tally


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads columns of records of one class; remembers over the blocks what it decided about distinct values.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> read = ColumnReader(schema, schema.classes["Individual"]).read({"birth_date": pa.array(["1987", "x"])}, 2)
    >>> read.values["birth_date"].to_pylist(), read.doubtful.tolist()
    (['1987', None], [False, True])
    """

    schema: Schema
    definition: ClassDefinition
    decided: dict[tuple[Kind, str], dict[str, object]] = field(default_factory=dict, repr=False)

    def read(self, given: Mapping[str, pa.Array], rows: int, *, as_json: bool = False) -> Columns:
        """Read columns of so many rows; `as_json` says that what is no text comes as JSON writes it.

        Only columns out of JSON have a tally: in others nothing can be passed over.
        """
        tally = Tally(*(np.zeros(rows, np.int64) for _ in range(5)))
        walk = _Walk(self, rows, as_json, np.zeros(rows, bool), tally)
        at = np.arange(rows)
        values = walk.members(self.definition, given, at)
        if as_json:
            known = (array for name, array in given.items() if name in self.definition.slots)
            walk.count_members(known, np.ones(rows, bool), at)
        return Columns(values, walk.doubtful, tally)

    def decide(self, slot: Slot, text: str) -> object:
        """The physical value of a text in a slot of one value; None where it does not fit."""
        known = self.decided.setdefault((slot.kind, slot.target), {})
        if text not in known:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            return known.setdefault(text, ValueReader(self.schema).read(slot, text))
        return known[text]


@dataclass(frozen=True, slots=True)
class _Walk:
    """One pass over the columns of a block. `at` says of each value of an array in which row it stands."""

    reader: ColumnReader
    rows: int
    as_json: bool
    doubtful: Mask
    tally: Tally

    def members(
        self, body: ClassDefinition, given: Mapping[str, pa.Array], at: Counts
    ) -> dict[str, pa.Array]:
        """The members of a record or an object."""
        values = {}
        for name, array in given.items():
            if name not in body.slots:
                self.doubtful[at] = True
                continue
            values[name] = self._slot(body.slots[name], array, at)
        return values

    def count_members(self, given: Iterable[pa.Array], there: Mask, at: Counts) -> Counts:
        """Account for objects and their members; returns how many members of each have a value."""
        present = np.zeros(len(at), np.int64)
        for array in given:
            present += _valid(array)
        self.tally.keys += self._sum(present, at)
        self.tally.objects += self._count(there, at)
        self._count_commas(present, at)
        return present

    def _count_commas(self, entries: Counts, at: Counts) -> None:
        """Between so many entries of a list or an object."""
        self.tally.commas += self._sum(np.maximum(entries - 1, 0), at)

    def _slot(self, slot: Slot, array: pa.Array, at: Counts) -> pa.Array:
        form = arrow_type(slot, self.reader.schema)
        if array.null_count == len(array):
            return pa.nulls(len(array), form)
        if slot.multivalued:
            return self._list(replace(slot, multivalued=False), array, at, form)
        return self._one(slot, array, at, form)

    def _one(self, slot: Slot, array: pa.Array, at: Counts, form: pa.DataType) -> pa.Array:
        if slot.kind is Kind.OBJECT:
            return self._object(slot, array, at, form)
        made = self._scalar(slot, _plain_text(array), form)
        if made is None:
            return self._nothing(array, at, form)
        if made.null_count != array.null_count:
            self.doubtful[at[_valid(array) & ~_valid(made)]] = True
        if self.as_json and slot.kind not in PLAIN_FORMS:
            self.tally.texts += self._count(_valid(array), at)
        return made

    def _scalar(self, slot: Slot, array: pa.Array, form: pa.DataType) -> pa.Array | None:
        """Values in their physical type, null where they may not fit; None for types that are not read here."""
        if slot.kind is Kind.PARTIAL_DATE and (
            pa.types.is_string(array.type) or pa.types.is_date32(array.type)
        ):
            return _converted(_written(array), PARTIAL_DATE, form)
        if array.type == form and pa.types.is_string(form):
            return self._decided(slot, array, form) if slot.kind in PER_VALUE else _not_empty(array)
        if array.type == form:
            return array
        if slot.kind in PLAIN_FORMS and (self.as_json or _is_number(array.type)):
            return _converted(_written(array), PLAIN_FORMS[slot.kind], form)
        return self._decided(slot, array, form) if pa.types.is_string(array.type) else None

    def _decided(self, slot: Slot, array: pa.Array, form: pa.DataType) -> pa.Array:
        if slot.kind not in PER_VALUE:
            return pa.nulls(len(array), form)
        coded = array.dictionary_encode()
        values = [self.reader.decide(slot, text) for text in coded.dictionary.to_pylist()]
        if pa.types.is_string(form) and None not in values:
            return array
        return pa.array(values, form).take(coded.indices)

    def _object(self, slot: Slot, array: pa.Array, at: Counts, form: pa.DataType) -> pa.Array:
        if not pa.types.is_struct(array.type):
            return self._nothing(array, at, form)
        there = _valid(array)
        body = self.reader.schema.objects[slot.target]
        given = dict(zip((entry.name for entry in array.type), array.flatten(), strict=True))
        if set(given) - set(body.slots):
            return self._nothing(array, at, form)
        values = self.members(body, given, at)
        if self.as_json:
            present = self.count_members(given.values(), there, at)
            # an object without members looks like one that was something else
            self.doubtful[at[there & (present == 0)]] = True
        members = [values.get(entry.name, pa.nulls(len(array), entry.type)) for entry in form]
        return pa.StructArray.from_arrays(members, fields=list(form), mask=pa.array(~there))

    def _list(self, single: Slot, array: pa.Array, at: Counts, form: pa.DataType) -> pa.Array:
        if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
            return self._nothing(array, at, form)
        items, lengths = array.flatten(), _lengths(array)
        at_items = np.repeat(at, lengths)
        if items.null_count:
            self.doubtful[at_items[~_valid(items)]] = True
        made = self._one(single, items, at_items, form.value_type) if len(items) else None
        if self.as_json:
            self.tally.lists += self._count(_valid(array), at)
            self._count_commas(lengths, at)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        inner = pa.nulls(0, form.value_type) if made is None else made
        return pa.ListArray.from_arrays(offsets, inner, mask=pa.array(lengths == 0))

    def _nothing(self, array: pa.Array, at: Counts, form: pa.DataType) -> pa.Array:
        self.doubtful[at[_valid(array)]] = True
        return pa.nulls(len(array), form)

    def _count(self, which: Mask, at: Counts) -> Counts:
        return np.bincount(at[which], minlength=self.rows)

    def _sum(self, numbers: Counts, at: Counts) -> Counts:
        return np.bincount(at, weights=numbers, minlength=self.rows).astype(np.int64)


def _valid(array: pa.Array) -> Mask:
    return np.asarray(array.is_valid())


def _lengths(array: pa.Array) -> Counts:
    return np.asarray(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)


def _plain_text(array: pa.Array) -> pa.Array:
    """Text in whatever type Parquet files hold it, as plain strings."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    other_text = pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return array.cast(pa.string()) if other_text or kind is not array.type else array


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_float64(kind) or pa.types.is_decimal(kind))


def _written(array: pa.Array) -> pa.Array:
    return array if pa.types.is_string(array.type) else array.cast(pa.string())


def _converted(texts: pa.Array, pattern: str, form: pa.DataType) -> pa.Array:
    fitting = pc.match_substring_regex(texts, pattern)
    certain = texts if pc.all(fitting).as_py() else pc.if_else(fitting, texts, None)
    return certain if certain.type == form else certain.cast(form)


def _not_empty(texts: pa.Array) -> pa.Array:
    empty = pc.equal(pc.binary_length(texts), 0)
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts
