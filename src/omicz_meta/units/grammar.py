"""Reads UCUM codes, the case-sensitive ones (UCUM 2.2, section 2): prefix and atom, exponent, `.`, `/`, `{annotation}`.

Atoms and their prefixes are those of `atoms.tsv`, which leaves out what no laboratory or ward measures in: where gauss,
stere and megamole do not exist, `G/L`, `st.C` and `Mmol/L` cannot be misread. Whole-number factors have two digits
at most (`mmol/(24.h)`), because `109/L` is `10^9/L` that lost its superscript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from omicz_meta.units.dimension import Dimension, Unit
from omicz_meta.units.tables import rows

LONGEST = 100
"""A code with more characters is none."""

_PART = re.compile(
    r"(?P<symbol>10[*^](?=[+-]?[0-9])|(?:[A-Za-z%'_]|\[[^\]\[{}\s]+\])+)(?P<exponent>[+-]?[1-9][0-9]?)?(?P<said>\{[!-z|~]*\})?"
    r"|(?P<factor>[1-9][0-9]?)(?P<noted>\{[!-z|~]*\})?"
    r"|(?P<annotation>\{[!-z|~]+\})"
)
_EMPTY = Unit("", Dimension(), Fraction(1))


@dataclass(frozen=True, slots=True)
class Atom:
    """A unit symbol: the unit, the prefixes it takes, and the code that is written for it."""

    unit: Unit
    prefixes: tuple[str, ...]
    cs: str
    en: str


@cache
def parse_ucum(code: str) -> Unit | None:
    """The unit that a UCUM code means, under its preferred code; None when it is none, or is not known here.

    >>> parse_ucum("mmol/l").code, str(parse_ucum("mmol/L").dimension)
    ('mmol/L', 'm-3.mol')
    >>> parse_ucum("G/L"), parse_ucum("Mmol/L"), parse_ucum("mmol/lt")
    (None, None, None)
    """
    if len(code) > LONGEST:
        return None
    unit, end = _term(code, 0, atoms())
    return unit if end == len(code) else None


@cache
def atoms() -> Mapping[str, Atom]:
    """All atoms by symbol; a derived one is made from those above it in the table."""
    known: dict[str, Atom] = {}
    for row in rows("atoms.tsv"):
        unit = _atom_unit(row, known)
        known[row["code"]] = Atom(unit, tuple(row["prefixes"].split()), row["cs"], row["en"])
    return MappingProxyType(known)


def _atom_unit(row: Mapping[str, str], known: Mapping[str, Atom]) -> Unit:
    code = row["write"] or row["code"]
    if not row["unit"]:
        dimension = Dimension.of(code) if row["value"] == "1" else Dimension()
        return Unit(code, dimension, Fraction(1))
    base, _ = _term(row["unit"], 0, known)
    if base is None:
        raise ValueError(f"atoms.tsv: {row['code']} is made of {row['unit']}, which is not known above it")
    return Unit(code, base.dimension, Fraction(row["value"]) * base.factor, Fraction(row["offset"] or 0))


@cache
def prefixes() -> Mapping[str, Fraction]:
    """Metric prefixes: symbol to factor."""
    return MappingProxyType({row["code"]: Fraction(row["factor"]) for row in rows("prefixes.tsv")})


def _term(code: str, at: int, known: Mapping[str, Atom]) -> tuple[Unit | None, int]:
    """A product from here to the end or a closing bracket, and where it ends."""
    total, end = (_EMPTY, at) if code[at : at + 1] == "/" else _component(code, at, known)
    while total is not None and code[end : end + 1] in (".", "/"):
        part, after = _component(code, end + 1, known)
        total, end = _joined(total, code[end], part), after
    return total, end


def _joined(left: Unit, sign: str, right: Unit | None) -> Unit | None:
    """Two parts of a product; a scale that does not begin at nought stands alone (UCUM 2.2, section 22)."""
    if right is None or left.offset or right.offset:
        return None
    power = -1 if sign == "/" else 1
    dimension, factor = left.dimension * right.dimension**power, left.factor * right.factor**power
    return Unit(left.code + sign + right.code, dimension, factor)


def _component(code: str, at: int, known: Mapping[str, Atom]) -> tuple[Unit | None, int]:
    if code[at : at + 1] == "(":
        inner, end = _term(code, at + 1, known)
        if inner is None or inner.offset or code[end : end + 1] != ")":
            return None, at
        return Unit(f"({inner.code})", inner.dimension, inner.factor), end + 1
    found = _PART.match(code, at)
    if found is None:
        return None, at
    return _part(found, known), found.end()


def _part(found: re.Match[str], known: Mapping[str, Atom]) -> Unit | None:
    if found["factor"]:
        return Unit(found[0], Dimension(), Fraction(found["factor"]))
    if found["annotation"]:
        stands = known.get(found["annotation"])
        return stands.unit if stands else Unit(found[0], Dimension.of(found[0]), Fraction(1))
    symbol = _symbol(found["symbol"], known)
    exponent = int(found["exponent"] or 1)
    if symbol is None or (symbol.offset and exponent != 1):
        return None
    code = symbol.code + (found["exponent"] or "") + (found["said"] or "")
    return Unit(code, symbol.dimension**exponent, symbol.factor**exponent, symbol.offset)


def _symbol(text: str, known: Mapping[str, Atom]) -> Unit | None:
    if text in known:
        return known[text].unit
    for length in (2, 1):
        prefix, atom = text[:length], known.get(text[length:])
        if atom is not None and prefix in atom.prefixes:
            return Unit(prefix + atom.unit.code, atom.unit.dimension, prefixes()[prefix] * atom.unit.factor)
    return None
