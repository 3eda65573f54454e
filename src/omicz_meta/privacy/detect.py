"""Which columns hold direct identifiers, judged by the share of values that pass, never by a single number.

Chance is the enemy: of random ten-digit numbers 1 % pass as birth numbers and 6 % as RID, of random nine-digit ones
4 %, and laboratory numbers that begin with the day (YYMMDD and a running number) pass at 9 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.identifiers import IdentifierKind
from omicz_meta.privacy.digests import is_digest, is_hash_of, unkeyed
from omicz_meta.privacy.evidence import EVIDENCE, Mark, marks
from omicz_meta.privacy.headers import header_evidence, is_checksum

FULLY_READ = 2_000
THEN_EVERY = 256
"""The first cells of a column are all read, then every 256th: a share needs no more, and position alone decides."""

_SHARE = 0.10
_STRONG_NAME = 0.01
_MOST = 0.5
_ADDRESSES = 0.2
_FEWEST = 3
_MANY = 50
_DIGESTS = 2_000
"""So many digests of a column are kept, to be told from unkeyed ones."""


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """Whether a column holds identifiers. `share` of the `seen` non-empty cells; `by` is what decided.

    No value is in it. `kind` is None for an ordinary column, whatever share happened to pass.
    """

    column: str
    kind: IdentifierKind | None
    share: float
    seen: int
    by: Literal["values", "name"] | None = None


class ColumnCounts:
    """Running counts of one text column; feed it blocks, then ask for the verdict. Blocks may be cut anywhere.

    >>> counts = ColumnCounts("kontakt na rodinu")
    >>> counts.feed(["jana@posta.example", "petr@posta.example", None])
    >>> counts.verdict()
    ColumnVerdict(column='kontakt na rodinu', kind=<IdentifierKind.EMAIL: 'email'>, share=1.0, seen=2, by='values')
    """

    __slots__ = ("_cells", "_column", "_digests", "_fed", "_marks", "_names")

    def __init__(self, column: str) -> None:
        self._column = column
        self._fed = 0
        self._cells = 0
        self._marks: Counter[Mark] = Counter()
        self._names: set[int] = set()
        self._digests: set[str] = set()

    def feed(
        self,
        values: pa.Array | pa.ChunkedArray | Iterable[str | None],
        rows: npt.NDArray[np.int64] | None = None,
    ) -> None:
        """Take in the next cells; null and blank cells are counted as empty.

        `rows` are their row numbers, from 1; without them the cells come in order.
        """
        column = (
            values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(list(values), pa.string())
        )
        chosen = sampled(np.arange(self._fed, self._fed + len(column)) if rows is None else rows - 1)
        self.feed_sample(column if chosen is None else column.take(chosen), len(column))

    def feed_sample(self, cells: pa.Array | pa.ChunkedArray, of: int) -> None:
        """Take in those cells that `sampled` chose out of so many."""
        self._fed += of
        counted = pc.value_counts(cells)
        self.add(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))

    def add(self, counted: Iterable[tuple[str | None, int]]) -> None:
        """Take in distinct values with their numbers of cells; all of them are read."""
        for value, count in counted:
            if value is None or not value.strip():
                continue
            self._cells += count
            found = marks(value)
            if not found:
                continue
            if Mark.CAPITALISED in found:
                self._names.add(_fingerprint(value))
            if Mark.DIGEST in found and len(self._digests) < _DIGESTS:
                self._digests.add(value)
            for mark in found:
                self._marks[mark] += count

    def add_hashed(self, cells: int) -> None:
        """Take in that so many cells were found to be unkeyed hashes of another cell of their row."""
        self._marks[Mark.HASHED] += cells

    def merge(self, other: ColumnCounts) -> None:
        """Take in what was counted of other cells of the same column."""
        self._fed += other._fed
        self._cells += other._cells
        self._marks.update(other._marks)
        self._names |= other._names
        self._digests |= other._digests

    def state(self) -> dict[str, Any]:
        """What was counted, as JSON can hold it; no texts can be had back from it, but digests.

        >>> counts = ColumnCounts("kontakt")
        >>> counts.feed(["jan@example.org", None])
        >>> ColumnCounts.recalled("kontakt", counts.state()).state() == counts.state()
        True
        """
        shown = {mark.name: self._marks[mark] for mark in Mark if mark in self._marks}
        kept = {"names": sorted(self._names), "digests": sorted(self._digests)}
        return {"fed": self._fed, "cells": self._cells, "marks": shown, **kept}

    @classmethod
    def recalled(cls, column: str, state: Mapping[str, Any]) -> ColumnCounts:
        """Counts of a column in a state that `state` gave."""
        counts = cls(column)
        counts._fed, counts._cells = state["fed"], state["cells"]
        counts._marks = Counter({Mark[name]: count for name, count in state["marks"].items()})
        counts._names, counts._digests = set(state["names"]), set(state["digests"])
        return counts

    def verdict(self) -> ColumnVerdict:
        """Judge what was fed so far: by the column's name where it has one, then by values alone."""
        if self._cells:
            for verdict in (*self._by_name(), *self._by_values()):
                return verdict
        return ColumnVerdict(self._column, None, 0.0, self._cells)

    def _share(self, *wanted: Mark) -> float:
        return min(1.0, sum(self._marks[mark] for mark in wanted) / self._cells)

    def _by_name(self) -> Iterator[ColumnVerdict]:
        named = header_evidence(self._column)
        if named is None:
            return
        kind, weight = named
        strong = weight == "strong"
        evidence = EVIDENCE[kind]
        share = self._share(evidence.under_strong_name if strong else evidence.under_weak_name)
        if share >= (_STRONG_NAME if strong else _MOST):
            yield ColumnVerdict(self._column, kind, share, self._cells, "name")

    def _by_values(self) -> Iterator[ColumnVerdict]:
        for kind, passes in (
            (IdentifierKind.BIRTH_NUMBER, self._birth_numbers()),
            (IdentifierKind.RID, self._enough(Mark.RID, least=_MOST)),
            (IdentifierKind.DRID, self._enough(Mark.DRID, least=_MOST)),
            (IdentifierKind.EMAIL, self._enough(Mark.EMAIL)),
            (IdentifierKind.IBAN, self._enough(Mark.IBAN)),
            (IdentifierKind.ACCOUNT, self._enough(Mark.ACCOUNT, least=_MOST)),
            (IdentifierKind.PHONE, self._enough(Mark.PHONE)),
            (IdentifierKind.ID_CARD, self._enough(Mark.TOLD_NUMBER)),
            (IdentifierKind.ADDRESS, self._enough(Mark.ADDRESS, least=_ADDRESSES)),
            (IdentifierKind.NAME, self._people() or self._enough(Mark.NAMED)),
            (IdentifierKind.DECODABLE, self._enough(Mark.DECODABLE) or self._hashed()),
        ):
            if passes:
                yield ColumnVerdict(
                    self._column, kind, self._share(EVIDENCE[kind].passing), self._cells, "values"
                )

    def _enough(self, mark: Mark, least: float = _SHARE) -> bool:
        passing = self._marks[mark]
        return passing >= min(_FEWEST, max(2, self._cells)) and self._share(mark) >= least

    def _birth_numbers(self) -> bool:
        # Dated laboratory numbers have a date but seldom the check digit; and none has a woman's month.
        checked, nine = self._marks[Mark.BIRTH_NUMBER], self._marks[Mark.NINE_DIGITS]
        dated = self._marks[Mark.DATED_TEN]
        if self._enough(Mark.BIRTH_NUMBER) and checked >= _MOST * dated:
            return True
        both = self._share(Mark.NINE_DIGITS, Mark.BIRTH_NUMBER)
        return nine >= _FEWEST and both >= _MOST and self._marks[Mark.NINE_DIGITS_WOMAN] >= 0.1 * nine

    def _hashed(self) -> bool:
        # Checksums of files are public on purpose, and no guess would tell whose they are.
        return (
            self._share(Mark.DIGEST) >= _MOST
            and not is_checksum(self._column)
            and (self._marks[Mark.HASHED] >= min(_FEWEST, self._cells) or unkeyed(self._digests))
        )

    def _people(self) -> bool:
        # Names are many and seldom repeat; towns, wards and diagnoses in capitalised words are few and do.
        words, full = self._marks[Mark.CAPITALISED], self._marks[Mark.FULL_NAME]
        if self._share(Mark.CAPITALISED) < _MOST or len(self._names) < max(_FEWEST, min(0.1 * words, _MANY)):
            return False
        women = self._marks[Mark.WOMANS_SURNAME] >= 0.2 * words
        listed = self._marks[Mark.LISTED_NAME] >= 0.2 * words
        return women or listed or (full >= _MOST * self._cells and len(self._names) >= 0.8 * words)


def _fingerprint(value: str) -> int:
    """A number for a value, the same in every process; the value cannot be had back from a set of these."""
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest())


def detect_column(column: str, counted: Iterable[tuple[str | None, int]]) -> ColumnVerdict:
    """Judge a column from its distinct values and their counts.

    >>> detect_column("Dg", [("C50.9", 12), ("8557150008", 1)]).kind is None
    True
    """
    counts = ColumnCounts(column)
    counts.add(counted)
    return counts.verdict()


def detect_columns(
    batches: Iterable[pa.RecordBatch], columns: Iterable[str] | None = None
) -> tuple[ColumnVerdict, ...]:
    """Judge the text columns of a table given in blocks (all of them, or those named), in the table's order."""
    wanted = None if columns is None else frozenset(columns)
    counts: dict[str, ColumnCounts] = {}
    for batch in batches:
        feed_batch(counts, batch, wanted)
    return tuple(counted.verdict() for counted in counts.values())


def feed_batch(
    counts: dict[str, ColumnCounts], batch: pa.RecordBatch, columns: frozenset[str] | None = None
) -> Mapping[str, ColumnCounts]:
    """Feed the text columns of one block to the counts of their columns; new columns are added."""
    for name, values in zip(batch.schema.names, batch.columns, strict=True):
        is_text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
        if is_text and (columns is None or name in columns):
            counts.setdefault(name, ColumnCounts(name)).feed(values)
    return counts


def hashed_cells(rows: pa.Table) -> Mapping[str, int]:
    """By column, how many cells are the unkeyed hash of another cell of their row.

    >>> hashed_cells(pa.table({"id": ["17"], "h": ["70efdf2ec9b086079795c442636b55fb"], "dg": ["C50.9"]}))
    {'h': 1}
    """
    columns = {
        name: cells.to_pylist()
        for name, cells in zip(rows.column_names, rows.columns, strict=True)
        if pa.types.is_string(cells.type)
    }
    with_digests = [
        name for name, cells in columns.items() if any(cell and is_digest(cell) for cell in cells)
    ]
    counts = {
        name: sum(map(_is_hash, columns[name], zip(*columns.values(), strict=True))) for name in with_digests
    }
    return {name: count for name, count in counts.items() if count}


def _is_hash(cell: str | None, row: Iterable[str | None]) -> bool:
    return (
        cell is not None
        and is_digest(cell)
        and is_hash_of(cell, (text for text in row if text and text != cell))
    )


def sampled(places: npt.NDArray[np.int64]) -> pa.Array | None:
    """Which cells to read, from their places in the column, counted from 0; None for all."""
    chosen = (places < FULLY_READ) | (places % THEN_EVERY == 0)
    return None if chosen.all() else pa.array(np.flatnonzero(chosen))
