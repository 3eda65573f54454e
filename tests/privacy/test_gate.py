"""What passes the masking gate, and what is left of the rest."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.identifiers import find, keyed_pseudonym
from omicz_meta.privacy.gate import Gate, mask_path, mask_text
from omicz_meta.privacy.shape import shape, visible
from omicz_meta.schema.model import Sensitivity

READABLE = [
    "C50.9", "C509", "31.2.2001", "31. 2. 2001", "2001-02-31", "1987", "12,5", "-0.5", "Z", "MUZ", "muž", "1", "",
    "E11.90", "Q78.0", "HP:0001250", "MONDO:0007254", "ORPHA:166024", "OMIM:154700", "12345-6", "CZ0642", "602",
    "nezjištěno", "10^9/l", "mg/dl", "Karcinom prsu", "T2N0M0", "NM_000059.4", "NM_000059.4:c.68_69del",
    "ENST00000380152", "rs28897696", "0/I", "2021-01-01 12:00:00",
]  # fmt: skip
SHAPED = [
    ("8557150008", "9999999999"),
    ("855715/0008", "999999/9999"),
    ("855715/0009", "999999/9999"),
    ("85571", None),
    ("855715", "999999"),
    ("8557\u200b15/0008", "9999·99/9999"),
    ("601 234 567", "999 999 999"),
    ("+420601234567", "+999999999999"),
    ("a@b.cz", "a@a.aa"),
    ("Jan Novák", "Aaa Aaaaa"),
    ("NOVÁK JAN", "AAAAA AAA"),
    ("Novák\u00a0Jan", "Aaaaa·Aaa"),
    ("Řehoř Žížala", "Aaaaa Aaaaaa"),
    ("CZ65 0800 0000 1920 0014 5399", "AA99 9999 9999 9999 9999…"),
    ("Dlouhá 123/4", "Aaaaaa 999/9"),
    ("D123456789", "A999999999"),
    ("HP:0001250 Jan Novák", "AA:9999999 Aaa Aaaaa"),
    ("rs8557150008", "aa9999999999"),
    ("HP:8557150008", "AA:9999999999"),
    ("ORPHA:8557150008", "AAAAA:9999999999"),
    ("\u0668\u0665\u0665\u0667\u0661\u0665", "999999"),
]


@pytest.mark.parametrize("value", READABLE)
def test_codes_numbers_and_dates_stay_readable(value: str) -> None:
    assert Gate().show(value) == value


@pytest.mark.parametrize(("value", "shown"), SHAPED)
def test_what_looks_like_an_identifier_is_shown_by_shape(value: str, shown: str | None) -> None:
    assert Gate().show(value) == (value if shown is None else shown)


# value, sensitivity, free text, persons, known, shown
RULES = [
    ("C50.9", "direct", False, 500, (), "A99.9"),
    ("C50.9", "direct", False, 500, ("C50.9",), "A99.9"),
    ("31.2.2001", "quasi", False, 1, (), "31.2.2001"),
    ("31.2.2001", "direct", False, 1, (), "99.9.9999"),
    ("bolest", "clinical", True, 9, (), "aaaaaa"),
    ("bolest", "clinical", True, None, (), "aaaaaa"),
    ("bolest", "clinical", True, 10, (), "bolest"),
    ("bolest", "clinical", False, 1, (), "bolest"),
    ("bolest", "clinical", True, 1, ("bolest",), "bolest"),
    ("Jan Novák", "public", False, 500, (), "Aaa Aaaaa"),
    ("Downův Syndrom", "public", False, 1, ("Downův Syndrom",), "Downův Syndrom"),
    ("254837009", "clinical", False, 1, ("254837009",), "254837009"),
    ("254837009", "clinical", False, 1, (), "999999999"),
    (None, "direct", True, 1, (), None),
]


@pytest.mark.parametrize(("value", "sensitivity", "free_text", "persons", "known", "shown"), RULES)
def test_rules(
    value: str,
    sensitivity: Sensitivity,
    free_text: bool,
    persons: int | None,
    known: tuple[str, ...],
    shown: str,
) -> None:
    gate = Gate(min_cell=10)
    assert (
        gate.show(value, sensitivity=sensitivity, free_text=free_text, persons=persons, known=known) == shown
    )
    assert (
        gate.show(
            value, sensitivity=sensitivity, free_text=free_text, persons=persons, known=known.__contains__
        )
        == shown
    )


@given(st.from_regex(r"\A[^0-9]{0,9}[0-9]{6,12}[^0-9]{0,9}\Z"))
def test_no_digit_of_a_masked_value_is_left(value: str) -> None:
    shown = Gate().show(value)
    assert shown is not None
    assert set(re.findall(r"\d", shown)) <= {"9"}


@given(st.text())
def test_a_shape_holds_no_letter_or_digit_of_the_value(value: str) -> None:
    masked = shape(value)
    assert {c for c in masked if unicodedata.category(c)[0] in "LN"} <= set("Aa9")
    assert len(masked) <= 25
    assert shape(masked) == masked or masked.endswith("…")


@given(st.text(max_size=300), st.booleans(), st.sampled_from(["direct", "quasi", "clinical", "public"]))
def test_what_is_shown_is_short_visible_and_without_identifiers(
    value: str, free: bool, sensitivity: Sensitivity
) -> None:
    shown = Gate().show(value, free_text=free, sensitivity=sensitivity)
    assert shown is not None
    assert len(shown) <= 80
    assert all(letter == " " or unicodedata.category(letter)[0] not in "CZ" for letter in shown)
    assert not re.search(r"[0-8]{6}", shown) or "\\" in shown


@given(st.binary(min_size=32, max_size=32), st.text(st.characters(exclude_categories=["Cs"])))
def test_pseudonyms_pass(key: bytes, value: str) -> None:
    made = keyed_pseudonym(key, "d", value)
    assert Gate().show(made) == made


def test_show_all_is_show_of_each() -> None:
    values = ["Z", None, "8557150008", "bolest", "Z", "bolest"]
    persons = [400, 3, 1, 3, 400, 30]
    gate = Gate()
    each = [gate.show(v, persons=n, free_text=True) for v, n in zip(values, persons, strict=True)]
    assert gate.show_all(values, persons, free_text=True) == each
    assert each == ["Z", None, "9999999999", "aaaaaa", "Z", "bolest"]


def test_long_and_hidden() -> None:
    assert Gate().show("x" * 81) == "x" * 79 + "…"
    assert Gate().show("M\n\x00\u202e") == "M\\n\\x00\\u202e"
    assert visible("\ud800") == "\\ud800"
    assert Gate().show("x" * 70 + " 8557150008") == shape("x" * 70)


TEXTS = [
    ("bytem Dlouhá 123/4, 602 00 Brno", "bytem Aaaaaa 999/9, 999 99 Aaaa"),
    ("row 17: '855715/0008' is no sex", "row 17: '999999/9999' is no sex"),
    ("Could not convert 'Jan Novák' to INT", "Could not convert 'Aaa Aaaaa' to INT"),
    ("write to a.b@c.cz or +420 601 234 567 today", "write to a.a@a.aa or +999 999 999 999 today"),
    ("HP:0001250 is obsolete", "HP:0001250 is obsolete"),
    ("C50.9 in 1 284 rows, 31.2.2001", "C50.9 in 1 284 rows, 31.2.2001"),
    ("účet 192000145399/0800.", "účet 999999999999/9999."),
    ("", ""),
]


@pytest.mark.parametrize(("text", "masked"), TEXTS)
def test_messages(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


def test_known_words_stay_in_messages() -> None:
    assert mask_text("class Rare Disease", known={"Rare Disease"}) == "class Rare Disease"


PATHS = [
    ("data/pacienti.csv", "data/pacienti.csv"),
    ("data/Novák Jan 8557150008.csv", "data/Aaaaa Aaa 9999999999.csv"),
    ("data/Jan_Novák.xlsx", "data/Aaa_Aaaaa.xlsx"),
    ("8557150008/nalez.csv", "9999999999/nalez.csv"),
    ("export_20261101.csv", "export_20261101.csv"),
    ("export_19850715.csv", "export_99999999.csv"),
    ("20261101_8557150008.csv", "20261101_9999999999.csv"),
    ("archive.zip!855715-0008.csv", "archive.zip!999999-9999.csv"),
    ("/data/x.csv", "/data/x.csv"),
]


@pytest.mark.parametrize(("path", "masked"), PATHS)
def test_file_names(path: str, masked: str) -> None:
    assert mask_path(path) == masked


@given(st.text())
def test_a_masked_message_holds_no_identifier_with_real_digits(text: str) -> None:
    masked = mask_text(f"{text} 8557150008 {text} a@b.cz Jan Novák")
    assert "8557150008" not in masked
    assert "Novák" not in masked
    assert all(set(re.findall(r"\d", masked[hit.start : hit.end])) <= {"9"} for hit in find(masked))
