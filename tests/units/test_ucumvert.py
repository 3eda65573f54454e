"""A second reader of UCUM as a witness: factors of ours and of ucumvert (on pint) agree, but for what is listed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from omicz_meta.problem import Problem
from omicz_meta.units import conversion, parse_ucum, ucum

DIFFERENT = (
    ("mm[Hg]", "Pa", "133.322", "pint counts in torr of 101325/760 Pa, UCUM in 133.322 Pa"),
    ("{INR}", "{INR}", "1", "an annotation that stands alone is a text there, no unit"),
    ("{titer}", "{titer}", "1", "as {INR}"),
    ("[iU]/L", "10*9/L", None, "an international unit is a plain number there, and 5 of them become 5 cells"),
    ("{cells}/uL", "[IU]/L", None, "as [iU]/L"),
    ("eq", "mol", None, "a mole there, whatever the charge; a quantity of its own here"),
    ("mL/min/{1.73_m2}", "mL/min", None, "related to body surface or not is told by the annotation alone"),
)
"""Source, target, our factor (None: not convertible), and why it is meant where ucumvert 0.3.2 gives another."""

PAIRS = (
    ("mmol/L", "umol/L"), ("umol/L", "nmol/L"), ("nmol/L", "pmol/L"), ("mmol/L", "mol/m3"), ("ukat/L", "U/L"),
    ("U/L", "ukat/L"), ("nkat/L", "U/L"), ("g/L", "mg/dL"), ("g/L", "g/dL"), ("mg/dL", "g/L"), ("ug/L", "ng/mL"),
    ("10*9/L", "10*3/uL"), ("10*12/L", "10*6/uL"), ("10*9/L", "/uL"), ("fL", "um3"), ("pg", "ng"), ("%", "1"),
    ("L/L", "%"), ("[ppth]", "%"), ("[ppm]", "%"), ("mL/s", "mL/min"), ("mL/min", "mL/s"), ("mmol/mol", "%"),
    ("mosm/kg", "mmol/kg"), ("kPa", "Pa"), ("kPa", "cm[H2O]"), ("cm[H2O]", "kPa"), ("/min", "/s"), ("s", "min"),
    ("h", "min"), ("d", "h"), ("wk", "d"), ("a", "d"), ("mo", "d"), ("mm/h", "cm/d"), ("mmol/d", "umol/min"),
    ("kg", "g"), ("[lb_av]", "kg"), ("[in_i]", "cm"), ("kg/m2", "g/cm2"), ("mV", "V"), ("MBq", "Bq"), ("mGy", "Gy"),
    ("kcal", "kJ"), ("[drp]", "mL"), ("[diop]", "/m"), ("bar", "kPa"), ("atm", "kPa"), ("dL", "mL"),
    ("mmol/(24.h)", "mmol/d"),
)  # fmt: skip


@pytest.fixture(scope="module")
def registry() -> Any:
    module = pytest.importorskip("ucumvert", reason="ucumvert is not installed; it is part of the extra test")
    return module.PintUcumRegistry()


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_factor(source: str, target: str, registry: Any) -> None:
    theirs = registry.from_ucum(source).to(registry.from_ucum(target).units)
    base = registry.from_ucum(target).to(registry.from_ucum(target).units).magnitude
    ours = conversion(source, target)
    assert not isinstance(ours, Problem)
    assert float(ours.slope) == pytest.approx(float(theirs.magnitude) / float(base), rel=1e-9)


@pytest.mark.parametrize(("source", "target", "factor", "reason"), DIFFERENT)
def test_where_we_differ(source: str, target: str, factor: str | None, reason: str, registry: Any) -> None:
    ours = conversion(source, target)
    if factor is None:
        assert isinstance(ours, Problem), reason
        assert ours.code == "T011"
    else:
        assert not isinstance(ours, Problem)
        assert ours.slope == Fraction(factor)
    theirs = _theirs(source, target, registry)
    assert theirs is None or factor is None or theirs != pytest.approx(float(factor), rel=1e-9), reason


def _theirs(source: str, target: str, registry: Any) -> float | None:
    """The factor there; None where it is refused."""
    try:
        return float((1 * registry.from_ucum(source)).to(registry.from_ucum(target).units).magnitude)
    except Exception:
        return None


@pytest.mark.parametrize(
    ("written", "meant"),
    [("G/l", "10*9/L"), ("T/l", "10*12/L"), ("st.C", "Cel"), ("ks", "{#}"), ("a", None)],
)
def test_what_it_silently_reads_as_something_else(written: str, meant: str | None, registry: Any) -> None:
    theirs = registry.from_ucum(written)
    assert ucum(written) == meant
    unit = parse_ucum(meant or "1")
    assert unit is not None
    assert str(theirs.dimensionality) not in ("dimensionless", str(unit.dimension))


REJECTED = (
    "µkat/l", "μkat/l", "mIU/l", "IU/l", "mmHg", "°C", "mm/hod", "hod", "x10^9/l", "10E9/L", "ml/s/1,73m2",
    "ml/min/1.73m2", "ppm", "torr", "cells/uL", "mcg/l", "M",
)  # fmt: skip


@pytest.mark.parametrize("written", REJECTED)
def test_what_it_rejects_is_known_here(written: str, registry: Any) -> None:
    assert ucum(written) is not None
    assert _theirs(written, written, registry) is None
