"""What is written becomes a code or nothing; numbers get from unit to unit exactly. The cases are tables."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omicz_meta.problem import Problem
from omicz_meta.units import (
    Analyte,
    Conversion,
    Dimension,
    analyte,
    analytes,
    conversion,
    convert,
    parse_ucum,
    shipped_spellings,
    ucum,
)
from omicz_meta.units.conversion import power_of_ten, significant_digits
from omicz_meta.units.grammar import atoms, prefixes
from omicz_meta.units.spelling import Spellings, tidied
from omicz_meta.units.tables import rows

HERE = Path(__file__).parent
WEIGHTS = {
    "H": "1.008", "Li": "6.94", "C": "12.011", "N": "14.007", "O": "15.999", "Na": "22.990", "Mg": "24.305",
    "Al": "26.982", "P": "30.974", "S": "32.06", "Cl": "35.45", "K": "39.098", "Ca": "40.078", "Fe": "55.845",
    "Co": "58.933", "Cu": "63.546", "Zn": "65.38", "Se": "78.971", "Cd": "112.41", "I": "126.90",
    "Hg": "200.59", "Pb": "207.2",
}  # fmt: skip
"""Abridged standard atomic weights, IUPAC 2021."""


def _table(name: str) -> list[list[str]]:
    _, *lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("|") for line in lines]


def _units_of_the_tables() -> list[str]:
    prefixed = [prefix + code for code, atom in atoms().items() for prefix in ("", *atom.prefixes)]
    written = {code for code in shipped_spellings().codes.values() if code}
    return sorted(code for code in {*prefixed, *written} if parse_ucum(code) is not None)


def _alike() -> list[list[str]]:
    """Units of the tables by what they measure, at least two of each."""
    groups: dict[Dimension, list[str]] = {}
    for code in _units_of_the_tables():
        unit = parse_ucum(code)
        assert unit is not None
        groups.setdefault(unit.dimension, []).append(code)
    return [codes for codes in groups.values() if len(codes) > 1]


UNITS = st.sampled_from(_units_of_the_tables())
ALIKE = st.sampled_from(_alike())
PAIRS = ALIKE.flatmap(lambda codes: st.tuples(st.sampled_from(codes), st.sampled_from(codes)))
THREES = ALIKE.flatmap(lambda codes: st.tuples(*[st.sampled_from(codes)] * 3))
NUMBERS = st.decimals("-1e9", "1e9", allow_nan=False, allow_infinity=False, places=4).filter(lambda n: n != 0)


@pytest.mark.parametrize(("written", "code"), _table("spellings.psv"))
def test_spelling(written: str, code: str) -> None:
    assert (ucum(written) or "") == code


@pytest.mark.parametrize(("value", "source", "target", "name", "expected"), _table("conversions.psv"))
def test_conversion(value: str, source: str, target: str, name: str, expected: str) -> None:
    made = convert(Decimal(value), source, target, name or None)
    told = f"!{made.code}" if isinstance(made, Problem) else str(made)
    assert told == expected


def test_the_figures_of_other_converters() -> None:
    """5.3 kPa and 40 mmHg as another table gives them, with the torr of 101325/760 Pa instead of UCUM's millimetre."""
    assert convert(Decimal("5.3"), "kPa", "mm[Hg]") == Decimal("39.7534")
    back = convert(Decimal(40), "mm[Hg]", "kPa")
    assert isinstance(back, Decimal)
    assert round(back, 4) == round(Decimal("5.33289"), 4)


def test_every_spelling_is_tidy_and_means_a_code_in_its_preferred_form() -> None:
    for row in rows("spellings.tsv"):
        assert row["spelling"] == tidied(row["spelling"]), row
        if row["ucum"]:
            unit = parse_ucum(row["ucum"])
            assert unit is not None, row
            assert unit.code == row["ucum"], row


def test_no_spelling_stands_twice() -> None:
    written = [row["spelling"] for row in rows("spellings.tsv")]
    assert len(written) == len(set(written))


def test_a_refused_spelling_says_why() -> None:
    assert all(row["note"] for row in rows("spellings.tsv") if not row["ucum"])


def test_what_ucum_reads_otherwise_is_in_the_table_on_purpose() -> None:
    """Spellings that are valid UCUM for something else: the table must win, and each has its note."""
    silent = {
        row["spelling"]
        for row in rows("spellings.tsv")
        if (plain := parse_ucum(row["spelling"])) is not None
        and (meant := parse_ucum(row["ucum"]))
        and plain.dimension != meant.dimension
    }
    assert silent == {"K/ul", "K/uL"}


def test_atoms_are_made_of_atoms_above_and_have_names() -> None:
    for code, atom in atoms().items():
        assert atom.cs, code
        assert atom.en, code
        assert set(atom.prefixes) <= set(prefixes()), code
        assert parse_ucum(code) is not None or code in ("10*", "10^"), code


FORMULA = re.compile("([A-Z][a-z]?[0-9]*)+")


def test_all_but_two_analytes_have_a_formula() -> None:
    without = [one.name for one in analytes() if not FORMULA.fullmatch(one.origin)]
    assert without == ["hemoglobin", "hba1c"]


@pytest.mark.parametrize(
    "one", [one for one in analytes() if FORMULA.fullmatch(one.origin)], ids=lambda one: one.name
)
def test_molar_mass_is_the_sum_of_its_atoms(one: Analyte) -> None:
    parts = re.findall(r"([A-Z][a-z]?)([0-9]*)", one.origin)
    assert one.molar_mass == sum(Fraction(WEIGHTS[symbol]) * int(count or 1) for symbol, count in parts)


def test_every_name_of_an_analyte_leads_to_it() -> None:
    names = [(name.casefold(), one.name) for one in analytes() for name in one.names]
    assert len({name for name, _ in names}) == len(set(names))
    assert all((found := analyte(name)) and found.name == wanted for name, wanted in names)


@given(UNITS, NUMBERS)
def test_a_unit_is_itself(code: str, number: Decimal) -> None:
    assert convert(number, code, code) == number


def _way(source: str, target: str) -> Conversion:
    found = conversion(source, target)
    assert isinstance(found, Conversion)
    return found


@given(PAIRS, NUMBERS)
def test_there_and_back_gives_the_number_that_was_written(pair: tuple[str, str], number: Decimal) -> None:
    source, target = pair
    way, back = _way(source, target), _way(target, source)
    assume(not way.intercept)
    digits = significant_digits(number)
    assert _rounded(back.apply(way.apply(number)), digits) == _rounded(number, digits)


def _rounded(number: Decimal, digits: int) -> str:
    return f"{number:.{digits - 1}e}"


@given(st.sampled_from(("Cel", "K", "[degF]")), st.sampled_from(("Cel", "K", "[degF]")), NUMBERS)
def test_temperatures_come_back_to_a_hundred_thousandth(source: str, target: str, number: Decimal) -> None:
    returned = _way(target, source).apply(_way(source, target).apply(number))
    assert abs(returned - number) <= (abs(number) + 460) * Decimal("1e-5")


@given(UNITS, UNITS)
def test_what_cannot_go_there_cannot_come_back(source: str, target: str) -> None:
    way, back = conversion(source, target), conversion(target, source)
    assert isinstance(way, Problem) == isinstance(back, Problem)


@given(THREES)
def test_factors_are_transitive(units: tuple[str, str, str]) -> None:
    first, second, third = units
    a, b, c = _way(first, second), _way(second, third), _way(first, third)
    assert (a.slope * b.slope, a.intercept * b.slope + b.intercept) == (c.slope, c.intercept)


@pytest.mark.parametrize("code", [code for code, atom in atoms().items() if atom.prefixes])
def test_a_prefix_is_a_power_of_ten_of_its_unit(code: str) -> None:
    for prefix in atoms()[code].prefixes:
        way = conversion(prefix + code, code)
        assert isinstance(way, Conversion)
        assert way.slope == prefixes()[prefix]
        shift = power_of_ten(way.slope)
        assert shift is not None
        assert way.apply(Decimal("1.25")) == Decimal("1.25").scaleb(shift)


@given(NUMBERS, st.integers(-12, 12))
def test_powers_of_ten_lose_nothing(number: Decimal, shift: int) -> None:
    assert (
        Fraction(Conversion(Fraction(10) ** shift).apply(number)) == Fraction(number) * Fraction(10) ** shift
    )


@given(NUMBERS, st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6))
def test_a_result_is_right_to_its_digits(number: Decimal, slope: Fraction) -> None:
    exact = slope * Fraction(number)
    made = Conversion(slope).apply(number)
    digits = max(6, significant_digits(number) + 1)
    assert abs(Fraction(made) - exact) <= abs(exact) * Fraction(1, 2 * 10 ** (digits - 1))


@given(st.text(max_size=12))
def test_any_text_is_a_code_or_nothing(text: str) -> None:
    code = ucum(text)
    assert code is None or parse_ucum(code) is not None


@given(st.text("mµulLgdU/.*10^ x²{}[]%", max_size=10))
def test_a_code_stands_for_itself(text: str) -> None:
    code = ucum(text)
    if code is not None:
        again = parse_ucum(code)
        assert again is not None
        assert again.code == code


def test_own_spellings_win() -> None:
    own = shipped_spellings() | {"jedn.": "[arb'U]", "G/l": "g/L", "a": "a", "10⁹ /µl": "10*9/uL"}
    assert [ucum(text, own) for text in ("jedn.", "G/l", "a", "10^9/ul", "T/l")] == [
        "[arb'U]", "g/L", "a", "10*9/uL", "10*12/L",
    ]  # fmt: skip


def test_an_unknown_unit_brings_what_is_near_and_the_line_to_complete() -> None:
    made = convert(Decimal(1), "MMOL/l", "mol/L")
    assert isinstance(made, Problem)
    assert (made.code, made.value) == ("T010", "MMOL/l")
    assert "mmol/L" in made.candidates
    assert dict(made.detail)["line"] == "MMOL/l\t..."


def test_an_empty_table_still_reads_ucum() -> None:
    assert (ucum("mmol/l", Spellings()), ucum("mmHg", Spellings())) == ("mmol/L", None)
