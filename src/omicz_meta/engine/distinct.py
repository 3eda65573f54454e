"""Combinations of values that come again: which there are in a block, and what was computed for them before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.prepared import Prepared

if TYPE_CHECKING:
    from omicz_meta.engine.value_kernel import ValueKernel

FEW = 2
"""Combinations are few when they are at most one in so many rows."""

LOOKED_AT = 16_384
"""So many rows tell of which columns they are few."""

MOST = 100_000
"""So many values of a column, or combinations of several, are remembered; beyond, all is begun anew."""

_LARGEST = 2**62

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column by the numbers of its different values; null is one of them."""

    codes: Codes
    values: pa.Array

    @staticmethod
    def of(column: pa.ChunkedArray) -> Coded:
        """A column of text, as it stands or as a dictionary.

        >>> coded = Coded.of(pa.chunked_array([["M", None, "M"]]))
        >>> coded.codes.tolist(), coded.values.to_pylist()
        ([0, 1, 0], ['M', None])
        """
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        return Coded(_whole(encoded.indices), encoded.dictionary)


def combined(columns: Sequence[Coded], rows: int) -> tuple[Codes, Codes]:
    """The number of each row's combination, and a row in which each combination stands.

    >>> columns = [Coded.of(pa.chunked_array([text])) for text in (["a", "b", "a"], ["x", "x", "x"])]
    >>> [codes.tolist() for codes in combined(columns, 3)]
    [[0, 1, 0], [0, 1]]
    """
    if len(columns) == 1:
        # a dictionary numbers values in the order in which they come first
        return columns[0].codes, _firsts(columns[0].codes, len(columns[0].values))
    return numbered([column.codes for column in columns], rows)


def numbered(columns: Sequence[Codes], rows: int) -> tuple[Codes, Codes]:
    """The number of each row's combination, in the order in which they come first, and the rows in which they do."""
    key, size = np.zeros(rows, "int64"), 1
    for more in columns:
        count = int(more.max(initial=0)) + 1
        if size * count > _LARGEST:
            key, size = _dense(key)
        key, size = key * count + more, size * count
    codes, count = _dense(key)
    return codes, _firsts(codes, count)


def _firsts(codes: Codes, count: int) -> Codes:
    """Where each number stands first."""
    first = np.zeros(count, "int32")
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1, dtype="int32")
    return first


def _dense(key: npt.NDArray[np.int64]) -> tuple[Codes, int]:
    encoded = pa.array(key).dictionary_encode()
    return _whole(encoded.indices), len(encoded.dictionary)


class Sample:
    """The first rows of a table, which tell where combinations of values are few. It decides speed, never the outcome.

    >>> sample = Sample(pa.table({"sex": ["M", "F"] * 8, "id": list("abcdefghijklmnop")}))
    >>> sample.has_few({"sex"}), sample.has_few({"id"}), sample.has_few({"sex", "id"})
    (True, False, False)
    """

    def __init__(self, block: pa.Table) -> None:
        block = block.slice(0, LOOKED_AT)
        self._rows = block.num_rows
        self._block = block
        self._coded: dict[str, Coded] = {}
        self._known: dict[frozenset[str], bool] = {frozenset(): True}

    def has_few(self, columns: frozenset[str] | set[str]) -> bool:
        """Whether the values of these columns form few different combinations."""
        wanted = frozenset(columns)
        if wanted not in self._known:
            alone = len(wanted) == 1 or all(self.has_few({name}) for name in wanted)
            self._known[wanted] = alone and self._count(wanted) <= self._rows // FEW
        return self._known[wanted]

    def _count(self, columns: frozenset[str]) -> int:
        for name in columns - self._coded.keys():
            self._coded[name] = Coded.of(self._block[name])
        return len(combined([self._coded[name] for name in columns], self._rows)[1])


class ValueMemory:
    """What combinations of values were computed to, kept over the blocks of a table; safe for several threads."""

    def __init__(self, kernel: ValueKernel) -> None:
        self._kernel = kernel
        self._lock = Lock()
        self._known = _Known(kernel)

    def of(self, prepared: Prepared, block: pa.Table) -> dict[str, pa.Array]:
        """The made columns, row for row."""
        kernel = self._kernel
        names = dict.fromkeys(name for group in kernel.groups for name in group.columns)
        coded = {name: Coded.of(block[name]) for name in names}
        groups = [combined([coded[name] for name in one.columns], block.num_rows) for one in kernel.groups]
        with self._lock:
            if self._known.is_full:
                self._known = _Known(kernel)
            known = self._known
            numbers = {name: known.numbers(name, one.values) for name, one in coded.items()}
            places = []
            for number, (group, (_, first)) in enumerate(zip(kernel.groups, groups, strict=True)):
                here = [numbers[name][coded[name].codes[first]] for name in group.columns]
                places.append(known.places(prepared, number, here, len(first)))
            made = dict(known.made)
        found = dict[str, pa.Array]()
        for group, place, (codes, _) in zip(kernel.groups, places, groups, strict=True):
            at = pa.array(place[codes])
            found |= {form.name: _taken(made[form.name], at) for form in group.made}
        return found


def _taken(made: pa.Array, at: pa.Array) -> pa.Array:
    return pa.nulls(len(at), made.type) if made.null_count == len(made) else made.take(at)


class _Known:
    """Values of columns by their numbers, combinations by theirs (per group), and what was made of these."""

    def __init__(self, kernel: ValueKernel) -> None:
        self._groups = kernel.groups
        self._values = {name: pa.array([], pa.string()) for group in kernel.groups for name in group.columns}
        self._combinations = [[np.zeros(0, "int32") for _ in group.columns] for group in kernel.groups]
        self._counts = [0 for _ in kernel.groups]
        self.made = {form.name: pa.array([], form.type) for group in kernel.groups for form in group.made}

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        return max((*map(len, self._values.values()), *self._counts), default=0) > MOST

    def numbers(self, name: str, values: pa.Array) -> Codes:
        """The numbers of different values of a column; new ones are given to new values."""
        known = self._values[name]
        found = pc.index_in(values, value_set=known)
        if not found.null_count:
            return _whole(found)
        new = found.is_null().to_numpy(zero_copy_only=False)
        numbers = _whole(found.fill_null(0))
        numbers[new] = len(known) + np.arange(new.sum(), dtype="int32")
        self._values[name] = pa.concat_arrays([known, values.filter(pa.array(new))])
        return numbers

    def places(self, prepared: Prepared, number: int, here: Sequence[Codes], size: int) -> Codes:
        """The numbers of so many combinations of a group, given by those of their values; new ones are computed."""
        known, count = self._combinations[number], self._counts[number]
        together = [np.concatenate(pair) for pair in zip(known, here, strict=True)]
        places, firsts = numbered(together, count + size)
        if len(firsts) > count:
            self._combinations[number] = [column[firsts] for column in together]
            self._counts[number] = len(firsts)
            self._learn(prepared, number, count)
        return places[count:]

    def _learn(self, prepared: Prepared, number: int, before: int) -> None:
        group = self._groups[number]
        new = [column[before:] for column in self._combinations[number]]
        texts = [self._values[name].take(pa.array(at)) for name, at in zip(group.columns, new, strict=True)]
        made = group.compute(prepared, texts, self._counts[number] - before)
        for form in group.made:
            parts = [self.made[form.name], *made[form.name].chunks]
            self.made[form.name] = pa.concat_arrays(parts)


def _whole(numbers: pa.Array) -> Codes:
    whole: Codes = numbers.to_numpy().astype("int32")
    return whole
