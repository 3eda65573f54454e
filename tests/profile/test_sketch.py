"""The sketch counts exactly while it can, and then within its error; how the cells were cut changes nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.profile.sketch import Sketch, mixed

HASHES = st.lists(st.integers(0, 40), max_size=60)


def sketch(values: list[int], size: int, cut: int = 7) -> Sketch:
    made = Sketch(size)
    for start in range(0, len(values), cut):
        found, counts = np.unique(np.array(values[start : start + cut], np.uint64), return_counts=True)
        made.add(found, counts)
    return made


@given(HASHES)
def test_exact(values: list[int]) -> None:
    made = sketch(values, 64)
    assert made.exact
    assert made.distinct == len(set(values))
    assert made.repeated == (len(values) > len(set(values)))


@given(HASHES, HASHES)
def test_inclusion(some: list[int], others: list[int]) -> None:
    share = sketch(some, 64).within(sketch(others, 64))
    wanted = len(set(some) & set(others)) / len(set(some)) if some else 0.0
    assert abs(share - wanted) < 1e-12


def test_estimate() -> None:
    """100,000 values in room for 4,096: the standard error is 1.6 %, five of them are allowed."""
    values = mixed(np.arange(100_000, dtype=np.uint64), np.zeros(100_000, np.uint64))
    whole, half = Sketch(4_096), Sketch(4_096)
    whole.add(values, np.ones(len(values), np.int64))
    half.add(values[::2], np.ones(50_000, np.int64))
    assert not whole.exact
    assert abs(whole.distinct / 100_000 - 1) < 5 / np.sqrt(4_094)
    assert half.within(whole) == 1.0
    assert abs(whole.within(half) - 0.5) < 0.05


@given(HASHES, st.integers(1, 9), st.integers(1, 9))
def test_cutting_changes_nothing(values: list[int], one: int, other: int) -> None:
    first, second = sketch(values, 16, one), sketch(values, 16, other)
    assert (first.distinct, first.exact) == (second.distinct, second.exact)
