"""Published numbers: what is withheld, and that it cannot be computed from the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.privacy.policy import Policy

COUNTS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 60))


@pytest.mark.parametrize(
    ("count", "before", "published"),
    [
        (0, None, None), (1, None, None), (9, None, None), (10, None, 10), (503, None, 503),
        (503, 500, 500), (509, 500, 500), (510, 500, 510), (491, 500, 500), (490, 500, 490), (9, 500, None),
        (12, 11, 11),
    ],
)  # fmt: skip
def test_band(count: int, before: int | None, published: int | None) -> None:
    assert Policy(min_cell=10).band(count, before) == published


@given(st.integers(0, 1000), st.integers(1, 50), st.integers(1, 100))
def test_a_published_count_is_never_small(count: int, min_cell: int, round_to: int) -> None:
    published = Policy(min_cell, round_to).band(count)
    assert published is None or (min_cell <= published <= count and published % round_to == 0)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ({"F": 50, "M": 50}, {"F": 50, "M": 50}),
        ({"F": 48, "M": 52, "X": 3}, {"F": None, "M": 52, "X": None}),
        ({"F": 48, "M": 3}, {"F": None, "M": None}),
        ({"A": 6, "B": 7, "C": 80, "D": 90}, {"A": None, "B": None, "C": 80, "D": 90}),
        ({"A": 1, "B": 2, "C": 80, "D": 90}, {"A": None, "B": None, "C": None, "D": 90}),
        ({"A": 0, "B": 80, "C": 80}, {"A": None, "B": None, "C": 80}),
        ({"A": 5}, {"A": None}),
        ({}, {}),
    ],
)
def test_suppress(counts: dict[str, int], published: dict[str, int | None]) -> None:
    assert Policy().suppress(counts) == published


def test_a_cell_withheld_by_rounding_is_not_left_alone() -> None:
    assert Policy(min_cell=12, round_to=10).suppress({"A": 14, "B": 50, "C": 60}) == {
        "A": None,
        "B": None,
        "C": 60,
    }


@given(COUNTS, st.integers(1, 20))
def test_withheld_cells_cannot_be_told_from_the_total(counts: dict[str, int], min_cell: int) -> None:
    published = Policy(min_cell).suppress(counts)
    withheld = [counts[name] for name, count in published.items() if count is None]
    assert list(published) == list(counts)
    assert all(count is None or count >= min_cell for count in published.values())
    if withheld and len(withheld) < len(counts):
        assert len(withheld) >= 2
        assert sum(withheld) >= min_cell
    assert withheld or all(count >= min_cell for count in counts.values())


@given(st.lists(st.integers(0, 110), max_size=400))
def test_an_age_is_never_one_persons(ages: list[int]) -> None:
    published = Policy().ages(ages)
    assert (published is None) == (len(ages) < 10)
    for age in published or ():
        assert age % 10 == 0 or min(sum(a <= age for a in ages), sum(a >= age for a in ages)) >= 10


@pytest.mark.parametrize(
    ("ages", "published"),
    [
        ([40] * 9, None),
        ([41] * 10, (40, 50)),
        ([0, *[41] * 9, 104], (20, 80)),
        ([20 + n % 60 for n in range(600)], (23, 76)),
    ],
)
def test_ages(ages: list[int], published: tuple[int, int] | None) -> None:
    assert Policy().ages(ages) == published


@pytest.mark.parametrize(
    ("code", "shown"), [("CZ0642", "CZ064"), ("CZ064", "CZ064"), ("CZ", "CZ"), ("602 00", None), ("", None)]
)
def test_region(code: str, shown: str | None) -> None:
    assert Policy().region(code) == shown


@pytest.mark.parametrize(("min_cell", "round_to"), [(0, 1), (-5, 1), (10, 0)])
def test_a_policy_without_protection_is_refused(min_cell: int, round_to: int) -> None:
    with pytest.raises(UsageError):
        Policy(min_cell, round_to)
