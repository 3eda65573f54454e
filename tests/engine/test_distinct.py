"""Combinations of values: numbered alike exactly where they are the same, in the order in which they come first."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.engine.distinct import Coded, combined

CELLS = st.sampled_from((None, "", "a", "b", "á"))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=30)


@settings(max_examples=60)
@given(rows=ROWS, width=st.integers(1, 3))
def test_same_numbers_are_same_values(rows: list[tuple[str | None, ...]], width: int) -> None:
    wanted = [row[:width] for row in rows]
    columns = [Coded.of(pa.chunked_array([[row[at] for row in rows]], pa.string())) for at in range(width)]
    codes, firsts = combined(columns, len(rows))
    order = list(dict.fromkeys(wanted))
    assert codes.tolist() == [order.index(row) for row in wanted]
    assert firsts.tolist() == [wanted.index(row) for row in order]


def test_without_columns_all_rows_are_one() -> None:
    codes, firsts = combined([], 3)
    assert (codes.tolist(), firsts.tolist()) == ([0, 0, 0], [0])
