"""Rows that repeat another one in every column: counted over blocks, told as X043 with the first of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.profile import profile_tables, repeats
from omicz_meta.profile.facts import TableProfile
from omicz_meta.profile.repeats import RowRepeats
from omicz_meta.reports.profile_text import render_profile
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source

CELLS = st.sampled_from(["a", "b", ""])


def profiled(rows: list[tuple[str, ...]]) -> TableProfile:
    frame = pa.table({f"c{at}": list(cells) for at, cells in enumerate(zip(*rows, strict=True))})
    return profile_tables(open_source({"t": frame}).tables, load_schema()).facts.tables[0]


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=40), st.integers(1, 40))
def test_as_many_as_rows_beyond_the_different_ones(rows: list[tuple[str, ...]], size: int) -> None:
    seen = RowRepeats()
    columns = [pd.util.hash_array(np.array(cells, object)) for cells in zip(*rows, strict=True)]
    for start in range(0, len(rows), size):
        part = slice(start, start + size)
        seen.feed([column[part] for column in columns], np.arange(len(rows))[part] + 1)
    firsts = [at for at, row in enumerate(rows, 1) if row in rows[: at - 1]]
    assert (seen.count, seen.first) == (len(rows) - len(set(rows)), firsts[0] if firsts else None)


def test_it_is_told_with_its_place() -> None:
    found = profiled([("a", "1"), ("b", "2"), ("a", "2"), ("b", "2"), ("b", "2")])
    assert (found.repeated, found.first_repeated, found.findings) == (2, 4, ("X043",))
    frame = pa.table({"a": ["x", "x"]})
    text = render_profile(profile_tables(open_source({"t": frame}).tables, load_schema()).facts)
    assert "rows that repeat another one in every column: 1, the first is row 2" in " ".join(text.split())


def test_nothing_is_told_of_rows_that_differ() -> None:
    found = profiled([("a", "1"), ("b", "1"), ("a", "")])
    assert (found.repeated, found.findings) == (0, ())


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST_ROWS", 3)
    seen = RowRepeats()
    for hashes in ([1, 2, 3, 4], [4, 1]):
        seen.feed([np.array(hashes, np.uint64)], np.array([5, 6, 7, 8][: len(hashes)]))
    assert seen.count == 1, "a row beyond those that are held is not known again"
