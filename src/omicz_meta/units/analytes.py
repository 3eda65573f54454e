"""What is measured, as far as conversion must know it: molar masses, and formulas that hold for one analyte only."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from omicz_meta.units.tables import rows


@dataclass(frozen=True, slots=True)
class Formula:
    """A line between two units of one analyte: `target = slope * source + intercept`."""

    source: str
    target: str
    slope: Fraction
    intercept: Fraction


@dataclass(frozen=True, slots=True)
class Analyte:
    """A measured substance; `molar_mass` in g/mol, None where mass and amount are not related by one number."""

    name: str
    cs: str
    en: str
    molar_mass: Fraction | None
    codes: tuple[str, ...]
    origin: str
    formulas: tuple[Formula, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called: names in both languages, LOINC and NCLP codes with and without prefix."""
        bare = (code.partition(":")[2] for code in self.codes)
        return (self.name, self.cs, self.en, *self.codes, *bare)


@cache
def analytes() -> tuple[Analyte, ...]:
    """The table that comes with the package (`mappings/units/analytes.tsv`)."""
    return tuple(_analyte(row) for row in rows("analytes.tsv"))


def _analyte(row: Mapping[str, str]) -> Analyte:
    codes = (f"{system}:{code}" for system in ("LOINC", "NCLP") for code in row[system.lower()].split())
    mass = Fraction(row["molar_mass"]) if row["molar_mass"] else None
    formulas = tuple(_formulas(row["analyte"]))
    return Analyte(row["analyte"], row["cs"], row["en"], mass, tuple(codes), row["source"], formulas)


def _formulas(name: str) -> Iterator[Formula]:
    for row in rows("formulas.tsv"):
        if row["analyte"] == name:
            slope, intercept = Fraction(row["slope"]), Fraction(row["intercept"])
            yield Formula(row["from"], row["to"], slope, intercept)
            yield Formula(row["to"], row["from"], 1 / slope, -intercept / slope)


@cache
def _by_name() -> Mapping[str, Analyte]:
    return MappingProxyType({name.casefold(): one for one in analytes() for name in one.names})


def analyte(name: str) -> Analyte | None:
    """An analyte by its Czech or English name, LOINC code or NCLP code; None when it is not in the table.

    >>> analyte("glukóza") == analyte("LOINC:14749-6") == analyte("Glucose")
    True
    """
    return _by_name().get(" ".join(name.split()).casefold())


def nearest_analytes(name: str) -> tuple[str, ...]:
    """Up to three known names that look like this one, the nearest first."""
    return tuple(difflib.get_close_matches(name.casefold(), _by_name(), 3, 0.6))
