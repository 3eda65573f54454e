"""What is measured, and a unit of it: a scale to base units in whole-number fractions, so that nothing is binary."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of base quantities, sorted by name, none of them zero.

    The base quantities are those of the base atoms (`m`, `s`, `g`, `K`, `mol` ...). Every arbitrary unit and every
    annotation that stands for a unit (`[IU]`, `{INR}`) is one of its own.

    >>> str(Dimension.of("mol") / Dimension.of("m") ** 3)
    'm-3.mol'
    """

    powers: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(name: str) -> Dimension:
        """The dimension of one base quantity."""
        return Dimension(((name, 1),))

    def power(self, name: str) -> int:
        """The exponent of a base quantity; 0 when it has no part in this."""
        return dict(self.powers).get(name, 0)

    def __mul__(self, other: Dimension) -> Dimension:
        names = sorted({name for name, _ in (*self.powers, *other.powers)})
        sums = ((name, self.power(name) + other.power(name)) for name in names)
        return Dimension(tuple((name, power) for name, power in sums if power))

    def __pow__(self, exponent: int) -> Dimension:
        return Dimension(tuple((name, power * exponent) for name, power in self.powers if exponent))

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1

    def __str__(self) -> str:
        return ".".join(name if power == 1 else f"{name}{power}" for name, power in self.powers) or "1"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its UCUM code: a number of it is `(number + offset) * factor` in base units.

    Only temperatures have an `offset`. `factor` is exact.
    """

    code: str
    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)
