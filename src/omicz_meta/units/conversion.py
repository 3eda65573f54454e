"""Numbers from one unit to another, in decimals and fractions.

**Rounding.** A power of ten moves the decimal mark and nothing else. Every other result is rounded (half to even) to
six significant digits, or to one more than the number was written with where that is more. So the way back always
gives the number that the laboratory wrote, published factors are met in all their digits, and no digits are made up
beyond them. Noughts behind the decimal mark do not count: the kernel's decimals do not keep them, so the number of
digits alone would make 1.00 mg/dL of creatinine 90 µmol/L; it is 88.4017.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from omicz_meta.problem import Problem
from omicz_meta.units.analytes import Analyte, analyte, nearest_analytes
from omicz_meta.units.dimension import Dimension, Unit
from omicz_meta.units.spelling import Spellings, shipped_spellings

DIGITS = 6
"""Significant digits that a rounded result has at least."""

EXACT = 200
"""Digits in which nothing a power of ten does to a number of the kernel is rounded."""

_PER_MOLE = Dimension.of("g") / Dimension.of("mol")


@dataclass(frozen=True, slots=True)
class Conversion:
    """From one unit to another: `result = slope * number + intercept`.

    >>> Conversion(Fraction(60)).apply(Decimal("0.35"))
    Decimal('21')
    """

    slope: Fraction
    intercept: Fraction = Fraction(0)

    def apply(self, value: Decimal) -> Decimal:
        """The number in the other unit, rounded as this module says."""
        shift = None if self.intercept else power_of_ten(self.slope)
        with localcontext(prec=EXACT, rounding=ROUND_HALF_EVEN) as context:
            if shift is not None:
                return _plain(value.scaleb(shift))
            result = self.slope * Fraction(value) + self.intercept
            context.prec = max(DIGITS, significant_digits(value) + 1)
            return _plain(Decimal(result.numerator) / Decimal(result.denominator))


def power_of_ten(factor: Fraction) -> int | None:
    """The exponent where a factor is a power of ten.

    >>> power_of_ten(Fraction(1, 1000)), power_of_ten(Fraction(60))
    (-3, None)
    """
    shift = len(str(factor.numerator)) - len(str(factor.denominator))
    return shift if factor == Fraction(10) ** shift else None


def significant_digits(value: Decimal) -> int:
    """Digits of a number without noughts before it and behind its decimal mark; those of a whole number count.

    >>> [significant_digits(Decimal(text)) for text in ("5.30", "0.05", "40", "1200.0")]
    [2, 1, 2, 4]
    """
    written = f"{abs(value):f}"
    whole, _, part = written.partition(".")
    return max(1, len((whole + part.rstrip("0")).lstrip("0")))


def _plain(value: Decimal) -> Decimal:
    """The same number without an exponent and without noughts that end its decimals."""
    written = f"{value:f}"
    return Decimal(written.rstrip("0").rstrip(".") if "." in written else written)


def convert(
    value: Decimal, source: str, target: str, analyte: str | None = None, spellings: Spellings | None = None
) -> Decimal | Problem:
    """A number given in unit `source`, in unit `target`; units as laboratories write them or in UCUM.

    Mass and amount of substance are converted with the molar mass of the analyte, given by name, LOINC or NCLP code.
    What cannot be done is a Problem: T010 unknown unit, T011 not convertible, T012 analyte missing or unknown.

    >>> convert(Decimal("5.0"), "mmol/l", "mg/dl", "glukóza"), convert(Decimal("0.35"), "µkat/l", "U/l")
    (Decimal('90.078'), Decimal('21'))
    >>> convert(Decimal("48"), "mmol/mol", "%", "HbA1c"), convert(Decimal(5), "[IU]/L", "10*9/L").code
    (Decimal('6.54304'), 'T011')
    """
    found = conversion(source, target, analyte, spellings)
    return found if isinstance(found, Problem) else found.apply(value)


@lru_cache(maxsize=4096)
def _conversion(source: Unit, target: Unit, name: str | None) -> Conversion | Problem:
    if source == target:
        return Conversion(Fraction(1))
    substance = analyte(name) if name else None
    if substance is not None and substance.formulas:
        return _by_formula(source, target, substance)
    if source.dimension == target.dimension:
        return _scaled(source, target, Fraction(1))
    ratio = source.dimension / target.dimension
    if ratio not in (_PER_MOLE, _PER_MOLE**-1) or (source.dimension.power("mol") < 0):
        return _impossible(source, target)
    if substance is None:
        near = nearest_analytes(name or "")
        return replace(_impossible(source, target), code="T012", value=name, candidates=near)
    if substance.molar_mass is None:
        return _impossible(source, target)
    mass = substance.molar_mass
    return _scaled(source, target, 1 / mass if ratio == _PER_MOLE else mass)


def conversion(
    source: str, target: str, analyte: str | None = None, spellings: Spellings | None = None
) -> Conversion | Problem:
    """How numbers get from one unit to another, or why they cannot.

    >>> conversion("kPa", "Pa").slope, conversion("g/l", "mmol/l").code, conversion("xyz", "g/l").value
    (Fraction(1000, 1), 'T012', 'xyz')
    """
    known = spellings or shipped_spellings()
    start, end = known.named(source), known.named(target)
    if start is None or end is None:
        return unknown_unit(source if start is None else target, known)
    return _conversion(start, end, analyte)


def unknown_unit(text: str, spellings: Spellings | None = None) -> Problem:
    """T010 for a spelling, with the nearest known ones and the line to complete."""
    near = (spellings or shipped_spellings()).nearest(text)
    return Problem("T010", value=text, candidates=near, detail=(("line", f"{text}\t..."),))


def _impossible(source: Unit, target: Unit) -> Problem:
    return Problem("T011", detail=(("unit", source.code), ("into", target.code)))


def _scaled(source: Unit, target: Unit, weight: Fraction) -> Conversion:
    slope = source.factor * weight / target.factor
    return Conversion(slope, source.offset * slope - target.offset)


def _by_formula(source: Unit, target: Unit, substance: Analyte) -> Conversion | Problem:
    bare = (_said_apart(source.code), _said_apart(target.code))
    for formula in substance.formulas:
        if bare == (formula.source, formula.target):
            return Conversion(formula.slope, formula.intercept)
    return Conversion(Fraction(1)) if bare[0] == bare[1] else _impossible(source, target)


def _said_apart(code: str) -> str:
    """A code without what braces say of the analyte: `mmol/mol{Hb}` is `mmol/mol`."""
    return code.partition("{")[0]
