"""Combinations of values that come again: which there are in a block, and what was computed for them before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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

Codes = npt.NDArray[np.int64]


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
        return Coded(encoded.indices.to_numpy().astype("int64"), encoded.dictionary)


def combined(columns: Sequence[Coded], rows: int) -> tuple[Codes, Codes]:
    """The number of each row's combination, and a row in which each combination stands.

    >>> columns = [Coded.of(pa.chunked_array([text])) for text in (["a", "b", "a"], ["x", "x", "x"])]
    >>> [codes.tolist() for codes in combined(columns, 3)]
    [[0, 1, 0], [0, 1]]
    """
    if not columns:
        return np.zeros(rows, "int64"), np.zeros(1, "int64")
    key, size = columns[0].codes, len(columns[0].values)
    for more in columns[1:]:
        if size * len(more.values) > _LARGEST:
            key, size = _dense(key)
        key, size = key * len(more.values) + more.codes, size * len(more.values)
    codes, count = (key, size) if len(columns) == 1 else _dense(key)
    first = np.zeros(count, "int64")
    first[codes[::-1]] = np.arange(rows - 1, -1, -1)
    return codes, first


def _dense(key: Codes) -> tuple[Codes, int]:
    encoded = pa.array(key).dictionary_encode()
    return encoded.indices.to_numpy().astype("int64"), len(encoded.dictionary)


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


@dataclass(slots=True)
class _Known:
    """Values by their numbers, combinations by theirs (per group), and what was made of these."""

    values: dict[str, dict[str | None, int]]
    combinations: list[dict[tuple[int, ...], int]]
    made: dict[str, pa.Array]
    texts: dict[str, list[str | None]] = field(default_factory=dict)

    @staticmethod
    def nothing(kernel: ValueKernel) -> _Known:
        """Nothing yet."""
        made = {form.name: pa.array([], form.type) for _, form in kernel.made}
        texts: dict[str, list[str | None]] = {name: [] for name in kernel.sources}
        return _Known({name: {} for name in kernel.sources}, [{} for _ in kernel.groups], made, texts)

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        counts = [*map(len, self.values.values()), *map(len, self.combinations)]
        return max(counts, default=0) > MOST

    def numbers(self, name: str, values: pa.Array) -> Codes:
        """The numbers of values of a column; new ones are given to new values."""
        known, texts = self.values[name], self.texts[name]
        found = []
        for text in values.to_pylist():
            number = known.setdefault(text, len(texts))
            if number == len(texts):
                texts.append(text)
            found.append(number)
        return np.array(found, "int64")


class ValueMemory:
    """What combinations of values were computed to, kept over the blocks of a table; safe for several threads."""

    def __init__(self, kernel: ValueKernel) -> None:
        self._kernel = kernel
        self._lock = Lock()
        self._known = _Known.nothing(kernel)

    def of(self, prepared: Prepared, block: pa.Table) -> dict[str, pa.Array]:
        """The made columns, row for row; notes of which there is none are left out where nobody reads them."""
        coded = {name: Coded.of(block[name]) for name in self._kernel.sources}
        groups = [combined([coded[name] for name in group], block.num_rows) for group in self._kernel.groups]
        with self._lock:
            if self._known.is_full:
                self._known = _Known.nothing(self._kernel)
            places = self._places(prepared, coded, [first for _, first in groups])
            made = dict(self._known.made)
        at = [pa.array(place[codes]) for place, (codes, _) in zip(places, groups, strict=True)]
        return {form.name: made[form.name].take(at[number]) for number, form in self._kernel.made}

    def _places(self, prepared: Prepared, coded: Mapping[str, Coded], firsts: Sequence[Codes]) -> list[Codes]:
        """For each combination of the block its number; what is new is computed."""
        known = self._known
        numbers = {name: known.numbers(name, one.values)[one.codes] for name, one in coded.items()}
        places, new = [], list[list[tuple[int, ...]]]()
        for group, combinations, first in zip(self._kernel.groups, known.combinations, firsts, strict=True):
            columns = [numbers[name][first].tolist() for name in group]
            keys = list(zip(*columns, strict=True)) if group else [()]
            new.append([key for key in keys if key not in combinations])
            combinations |= {key: len(combinations) + more for more, key in enumerate(new[-1])}
            places.append(np.array([combinations[key] for key in keys], "int64"))
        if any(new):
            self._learn(prepared, new)
        return places

    def _learn(self, prepared: Prepared, new: list[list[tuple[int, ...]]]) -> None:
        kernel, known, size = self._kernel, self._known, max(map(len, new))
        arrays = [
            _padded([known.texts[name][key[at]] for key in keys], size)
            for group, keys in zip(kernel.groups, new, strict=True)
            for at, name in enumerate(group)
        ]
        given = pa.table([*arrays, np.arange(size)], schema=kernel.form())
        made = prepared.run(kernel.query, kernel.name, given)
        if kernel.joins:
            made = made.sort_by(kernel.form().names[-1])
        for number, form in kernel.made:
            more = made[form.name].combine_chunks().slice(0, len(new[number]))
            known.made[form.name] = pa.concat_arrays([known.made[form.name], more])


def _padded(texts: list[str | None], size: int) -> pa.Array:
    return pa.array([*texts, *[None] * (size - len(texts))], pa.string())
