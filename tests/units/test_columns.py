"""Columns of numbers are converted as `Conversion.apply` converts each of them, or left to it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.problem import Problem
from omicz_meta.units import Conversion, conversion
from omicz_meta.units.columns import convert_columns

PLACES = 12
COMMON = (
    *(("mmol/l", "mg/dl", "glukóza"), ("g/l", "g/dl", None), ("µkat/l", "U/l", None), ("kPa", "mmHg", None)),
    *(("mmol/mol", "%", "HbA1c"), ("Cel", "[degF]", None), ("mg/dl", "µmol/l", "kreatinin")),
)
RATIOS = st.fractions(-(10**9), 10**9, max_denominator=10**9)
STEPS = st.one_of(
    st.builds(Conversion, RATIOS, st.one_of(st.just(Fraction(0)), RATIOS)),
    st.integers(-20, 20).map(lambda power: Conversion(Fraction(10) ** power)),
    st.sampled_from((Fraction(1, 2), Fraction(1, 8), Fraction(3, 2), Fraction(1, 64))).map(Conversion),
)
NUMBERS = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.builds(lambda n, zeros: n * 10**zeros, st.integers(-99_999, 99_999), st.integers(0, 13)),
)


def apply(number: int, step: Conversion | None) -> int | None:
    """What one number becomes, in the same form; None where there is no such number."""
    if step is None:
        return None
    made = step.apply(Decimal(number).scaleb(-PLACES)).scaleb(PLACES)
    return int(made) if made == made.to_integral_value() else None


@settings(max_examples=examples(300), deadline=None, derandomize=True)
@example([(999_999_500_000, 0), (10**12, 0), (0, 0)], [Conversion(Fraction(1, 3), Fraction(-1, 3))])
@given(
    st.lists(st.tuples(NUMBERS, st.integers(0, 3)), max_size=20),
    st.lists(st.one_of(STEPS, st.none()), min_size=4, max_size=4),
)
def test_what_is_done_is_what_one_by_one_gives(
    cells: list[tuple[int, int]], steps: list[Conversion | None]
) -> None:
    numbers = np.array([number for number, _ in cells], np.int64)
    at = np.array([place for _, place in cells], np.int64)
    made, done = convert_columns(numbers, PLACES, steps, at)
    told = [
        apply(number, steps[place]) if there else 0
        for (number, place), there in zip(cells, done, strict=True)
    ]
    assert np.where(done, made, 0).tolist() == told


def test_what_laboratories_write_is_done() -> None:
    found = [conversion(*one) for one in COMMON]
    steps = [step for step in found if not isinstance(step, Problem)]
    assert len(steps) == len(COMMON)
    numbers = np.array([n * 10**places for n in (53, 1, 12_345, 999) for places in (8, 10, 11)], np.int64)
    for place in range(len(steps)):
        made, done = convert_columns(numbers, PLACES, steps, np.full(len(numbers), place))
        assert done.all(), COMMON[place]
        assert made.tolist() == [apply(int(number), steps[place]) for number in numbers]
