"""Whole columns of numbers from unit to unit, in whole numbers; the same results as `Conversion.apply`, or none.

Numbers too long for 64 bits on the way, and results with more decimals than a column has, are left to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

from omicz_meta.units.conversion import DIGITS, Conversion, power_of_ten

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_LONGEST = 18
_POWERS = 10 ** np.arange(_LONGEST + 1, dtype=np.int64)
_SAFE = float(4 * _POWERS[-1])


@dataclass(frozen=True, slots=True)
class _Steps:
    """Conversions as whole numbers: `(slope * number + intercept) / divisor`, or a shift of the decimal mark.

    One that does not fit is not `known`.
    """

    slope: Whole
    intercept: Whole
    divisor: Whole
    shifts: Mask
    shift: Whole
    known: Mask

    def of(self, at: Whole) -> _Steps:
        """The step of each number."""
        return _Steps(
            self.slope[at],
            self.intercept[at],
            self.divisor[at],
            self.shifts[at],
            self.shift[at],
            self.known[at],
        )


def convert_columns(
    numbers: Whole, places: int, conversions: Sequence[Conversion | None], at: Whole
) -> tuple[Whole, Mask]:
    """Numbers of so many decimals, written without their mark, each by the conversion at its place in `at`.

    Gives the results in the same form, and which of them are there.

    >>> from fractions import Fraction
    >>> made, done = convert_columns(np.array([350]), 3, (Conversion(Fraction(60)),), np.array([0]))
    >>> made.tolist(), done.tolist()
    ([21000], [True])
    """
    step = _steps(conversions).of(at)
    mantissa, decimals = _shortest(numbers, places)
    written = np.maximum(_length(mantissa), 1)
    digits, exponent, fits = _divided(mantissa, decimals, np.maximum(DIGITS, written + 1), step)
    digits = np.where(step.shifts, mantissa, digits)
    exponent = np.where(step.shifts, step.shift - decimals, exponent) + places
    made, whole = _scaled(digits, exponent)
    return made, step.known & (fits | step.shifts) & whole


def _steps(conversions: Sequence[Conversion | None]) -> _Steps:
    rows = [_step(one) for one in conversions]
    columns = [np.array([row[part] for row in rows], np.int64) for part in range(6)]
    slope, intercept, divisor, shifts, shift, known = columns
    return _Steps(slope, intercept, divisor, shifts.astype(bool), shift, known.astype(bool))


def _step(conversion: Conversion | None) -> tuple[int, int, int, bool, int, bool]:
    if conversion is None:
        return 0, 0, 1, False, 0, False
    slope, intercept = conversion.slope, conversion.intercept
    divisor = lcm(slope.denominator, intercept.denominator)
    parts = (int(slope * divisor), int(intercept * divisor), divisor)
    shift = None if intercept else power_of_ten(slope)
    if shift is None and max(map(abs, parts)) >= int(_POWERS[-1]):
        return 0, 0, 1, False, 0, False
    if shift is not None:
        return 0, 0, 1, True, shift, True
    return *parts, False, 0, True


def _shortest(numbers: Whole, places: int) -> tuple[Whole, Whole]:
    """Numbers without the noughts behind their decimal mark, and how many decimals are left."""
    mantissa, decimals = numbers.copy(), np.full(len(numbers), places)
    for noughts in (8, 4, 2, 1):
        even = (mantissa % _POWERS[noughts] == 0) & (decimals >= noughts)
        mantissa = np.where(even, mantissa // _POWERS[noughts], mantissa)
        decimals = decimals - noughts * even
    return mantissa, decimals


def _length(numbers: Whole) -> Whole:
    """Digits of whole numbers; none for 0."""
    return np.searchsorted(_POWERS, np.abs(numbers), side="right")


def _divided(mantissa: Whole, decimals: Whole, wanted: Whole, step: _Steps) -> tuple[Whole, Whole, Mask]:
    """So many digits of each result, the power of ten they are to be multiplied with, and whether they are right."""
    rough = np.abs(mantissa.astype(float) * step.slope) + np.abs(step.intercept * 10.0**decimals)
    top = mantissa * step.slope + step.intercept * _POWERS[decimals]
    lead = wanted - _length(top) + _length(step.divisor)
    fits = (rough < _SAFE) & (_widest(top, step.divisor, lead) <= _LONGEST) & (wanted < _LONGEST)
    wanted = np.minimum(wanted, _LONGEST)
    lead = lead - (_ratio(top, step.divisor, lead)[0] >= _POWERS[wanted])
    whole, rest, divisor = _ratio(top, step.divisor, lead)
    up = (2 * rest > divisor) | ((2 * rest == divisor) & (whole % 2 == 1))
    return np.sign(top) * (whole + up), -lead - decimals, fits


def _widest(top: Whole, divisor: Whole, lead: Whole) -> Whole:
    return np.maximum(_length(top) + np.maximum(lead, 0), _length(divisor) + np.maximum(-lead, 0))


def _ratio(top: Whole, divisor: Whole, lead: Whole) -> tuple[Whole, Whole, Whole]:
    """Quotient and rest of `top * 10**lead / divisor`, without its sign, and by what was divided."""
    above = np.abs(top) * _POWERS[np.clip(lead, 0, _LONGEST)]
    below = np.maximum(divisor * _POWERS[np.clip(-lead, 0, _LONGEST)], 1)
    return above // below, above % below, below


def _scaled(digits: Whole, exponent: Whole) -> tuple[Whole, Mask]:
    """Digits times a power of ten, and whether that is a whole number that fits."""
    up, down = (_POWERS[np.clip(side, 0, _LONGEST)] for side in (exponent, -exponent))
    short = (_length(digits) + exponent <= _LONGEST) & (exponent >= -_LONGEST)
    fits = (digits == 0) | (short & (digits % down == 0))
    return np.where(digits == 0, 0, digits // down * up), fits
