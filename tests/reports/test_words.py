"""Numbers, plurals, dates and spaces in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.reports.words import (
    NBSP,
    THIN,
    bind,
    counted,
    decimal_number,
    number,
    percent,
    plural,
    printable,
    shortened,
    written_date,
)

PERSONS = ("osoba", "osoby", "osob")


@pytest.mark.parametrize(
    ("count", "czech", "english"),
    [
        (0, "osob", "rows"),
        (1, "osoba", "row"),
        (2, "osoby", "rows"),
        (3, "osoby", "rows"),
        (4, "osoby", "rows"),
        (5, "osob", "rows"),
        (11, "osob", "rows"),
        (21, "osob", "rows"),
        (102, "osob", "rows"),
    ],
)
def test_plural(count: int, czech: str, english: str) -> None:
    assert plural(count, PERSONS, "cs") == czech
    assert plural(count, ("row", "rows", "rows"), "en") == english


@pytest.mark.parametrize(
    ("count", "czech", "english"),
    [(7, "7", "7"), (1731, f"1{THIN}731", "1,731"), (1234567, f"1{THIN}234{THIN}567", "1,234,567")],
)
def test_number(count: int, czech: str, english: str) -> None:
    assert number(count, "cs") == czech
    assert number(count, "en") == english


def test_decimal_number() -> None:
    assert decimal_number(Decimal("1234.565"), 1, "cs") == f"1{THIN}234,6"
    assert decimal_number(Decimal("1234.565"), 1, "en") == "1,234.6"


def test_counted_never_breaks() -> None:
    assert counted(1731, PERSONS, "cs") == f"1{THIN}731{NBSP}osob"


def test_date() -> None:
    assert written_date(date(2001, 2, 28), "cs") == f"28.{NBSP}2.{NBSP}2001"
    assert written_date(date(2001, 2, 28), "en") == f"28{NBSP}February{NBSP}2001"


@pytest.mark.parametrize(
    ("plain", "bound"),
    [
        ("v poli", f"v{NBSP}poli"),
        ("K osobě", f"K{NBSP}osobě"),
        ("i v domě", f"i{NBSP}v{NBSP}domě"),
        ("(z 500)", f"(z{NBSP}500)"),
        ("hlava je", "hlava je"),
        ("ve sloupci", "ve sloupci"),
    ],
)
def test_one_letter_words_stay_with_the_next(plain: str, bound: str) -> None:
    assert bind(plain, "cs") == bound
    assert bind(plain, "en") == plain


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 1, "100 %"), (999, 1000, "99 %"), (1, 1000, "< 1 %"), (0, 5, "0 %"), (0, 0, "–")],
)
def test_percent(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole).replace(NBSP, " ") == shown


@settings(deadline=None)
@given(st.text())
def test_printable_text_never_steers_a_terminal(text: str) -> None:
    clean = printable(text)
    assert len(clean) == len(text)
    assert not any(
        ord(letter) < 32 or 0x7F <= ord(letter) <= 0x9F or letter in "\u202e\u2028" for letter in clean
    )


@settings(deadline=None)
@given(st.text(), st.integers(min_value=1, max_value=40))
def test_shortened(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most
