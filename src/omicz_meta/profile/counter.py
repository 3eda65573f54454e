"""Counts one column block by block, in bounded memory, looking at every different cell of a block once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.reading import SPACES
from omicz_meta.privacy.detect import ColumnCounts, ColumnVerdict
from omicz_meta.profile.forms import shape_counts
from omicz_meta.profile.sketch import Counts, Hashes, Sketch

MOST_VALUES = 4_096
"""Different cells that are held as they are; in columns with more, the first ones stand for the rest."""

LONGEST_VALUE = 200
MOST_SHAPES = 512


class ColumnCounter:
    """Running counts of one column.

    `cells` holds different cells as they stand in the file, for judging the column; it never leaves this layer but
    through `facts`. While `complete`, it holds all of them.

    >>> counter = ColumnCounter("sex", 100)
    >>> _ = counter.feed(pa.array(["M", " Z", "", "M", None]))
    >>> counter.filled, counter.blank, dict(counter.cells)
    (3, 2, {'M': 2, 'Z': 1})
    """

    __slots__ = (
        "_identifiers",
        "blank",
        "cells",
        "complete",
        "filled",
        "name",
        "other_shapes",
        "shapes",
        "sketch",
    )

    def __init__(self, name: str, sketch_size: int) -> None:
        self.name = name
        self.blank = 0
        self.filled = 0
        self.sketch = Sketch(sketch_size)
        self.cells: Counter[str] = Counter()
        self.complete = True
        self.shapes: Counter[str] = Counter()
        self.other_shapes = 0
        self._identifiers = ColumnCounts(name)

    def feed(self, column: pa.Array) -> Hashes:
        """Take in the next cells; returns a hash for each of them (0 for an empty one)."""
        self._identifiers.feed(column)
        coded = column.dictionary_encode()
        different = len(coded.dictionary)
        places = coded.indices.fill_null(different).to_numpy(zero_copy_only=False)
        counts = np.bincount(places, minlength=different + 1)
        trimmed = pc.utf8_trim(coded.dictionary, SPACES)
        full = pc.greater(pc.binary_length(trimmed), 0).to_numpy(zero_copy_only=False)
        hashes = np.zeros(different + 1, np.uint64)
        cells = trimmed.filter(pa.array(full))
        hashes[:different][full] = pd.util.hash_array(cells.to_numpy(zero_copy_only=False), categorize=False)
        self._count(cells, hashes[:different][full], counts[:different][full], len(column))
        each: Hashes = hashes[places]
        return each

    def identifiers(self) -> ColumnVerdict:
        """Whether the column holds direct identifiers."""
        return self._identifiers.verdict()

    def _count(self, cells: pa.StringArray, hashes: Hashes, counts: Counts, rows: int) -> None:
        filled = int(counts.sum())
        self.filled += filled
        self.blank += rows - filled
        if len(cells):
            merged, where = np.unique(hashes, return_inverse=True)
            self.sketch.add(merged, np.bincount(where, counts).astype(np.int64))
            self._count_shapes(shape_counts(cells, counts))
            self._keep(cells, counts)

    def _count_shapes(self, found: dict[str, int]) -> None:
        for shape, count in found.items():
            if shape in self.shapes or len(self.shapes) < MOST_SHAPES:
                self.shapes[shape] += count
            else:
                self.other_shapes += count

    def _keep(self, cells: pa.StringArray, counts: Counts) -> None:
        if not self.complete:
            return
        room = MOST_VALUES + 1
        for whole, count in zip(cells.slice(0, room).to_pylist(), counts[:room].tolist(), strict=True):
            cell = whole[:LONGEST_VALUE]
            if cell in self.cells or len(self.cells) < MOST_VALUES:
                self.cells[cell] += count
            else:
                self.complete = False
        self.complete = self.complete and len(cells) <= room
