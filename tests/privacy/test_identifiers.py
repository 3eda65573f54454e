"""Which texts are identifiers: numbers made up by the rule, next to their nearest neighbours that are none."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omicz_meta.identifiers import (
    IdentifierKind,
    birth_number,
    capitalised_pairs,
    find,
    is_address,
    is_drid,
    is_iban,
    is_id_card,
    is_passport,
    is_personal_name,
    is_phone,
    is_rid,
    looks_like,
    padded_birth_number,
)

if TYPE_CHECKING:
    from pathlib import Path

# number, birth date, sex; None: not a birth number
BIRTH_NUMBERS = [
    ("8557150008", "1985-07-15", "female"),
    ("855715/0008", "1985-07-15", "female"),
    ("855715 / 0008", "1985-07-15", "female"),
    ("855715 0008", "1985-07-15", "female"),
    (" 8557150008 ", "1985-07-15", "female"),
    ("8557150009", None, None),  # check digit
    ("8513150008", None, None),  # month 13
    ("8502300004", None, None),  # 30 February
    ("530101/123", "1953-01-01", "male"),  # nine digits, no check digit
    ("530101000", "1953-01-01", "male"),  # 000 was given too
    ("535101/123", "1953-01-01", "female"),
    ("540101/123", None, None),  # nine digits ended with 1953
    ("532101/123", None, None),  # +20 came in 2004
    ("0421010007", "2004-01-01", "male"),  # +20
    ("0471010001", "2004-01-01", "female"),  # +70
    ("0321010008", None, None),  # +20 before 2004
    ("0402290009", "2004-02-29", "male"),
    ("0302290000", None, None),  # no leap year
    ("7801010009", None, None),
    ("855715\n0008", None, None),
    ("85571500080", None, None),
    ("", None, None),
    ("C50.9", None, None),
]


@pytest.mark.parametrize(("text", "birth", "sex"), BIRTH_NUMBERS)
def test_birth_number(text: str, birth: str | None, sex: str | None) -> None:
    read = birth_number(text)
    assert (read and read.birth.isoformat(), read and read.sex) == (birth, sex)


def _nine_with_remainder_ten(prefix: str) -> str:
    return next(nine for n in range(1000) if int(nine := f"{prefix}{n:03}") % 11 == 10)


@pytest.mark.parametrize(
    ("prefix", "valid"), [("540101", True), ("850101", True), ("860101", False), ("040101", False)]
)
def test_remainder_ten_ends_in_zero_up_to_1985_only(prefix: str, valid: bool) -> None:
    nine = _nine_with_remainder_ten(prefix)
    assert [bool(birth_number(nine + digit)) for digit in "0123456789"] == [valid] + [False] * 9


@pytest.mark.parametrize(
    ("shortened", "digits"),
    [
        ("401010005", "0401010005"),
        ("401010005.0", "0401010005"),
        ("101010008", "0101010008"),
        ("1010009", "0001010009"),
        ("401010006", None),
        ("8557150008.0", "8557150008"),
        ("40101/0005", None),
    ],
)
def test_leading_zeros_that_a_spreadsheet_cut(shortened: str, digits: str | None) -> None:
    read = padded_birth_number(shortened)
    assert (read and read.digits) == digits


@st.composite
def birth_numbers(draw: st.DrawFn, first: int = 1900, last: int = 2053) -> tuple[str, date, str]:
    """A valid number built forwards from birth date, sex and running number."""
    born = draw(st.dates(date(first, 1, 1), date(last, 12, 31)))
    female = draw(st.booleans())
    offset = (50 if female else 0) + (draw(st.sampled_from([0, 20])) if born.year >= 2004 else 0)
    nine = f"{born.year % 100:02}{born.month + offset:02}{born.day:02}{draw(st.integers(0, 999)):03}"
    if born.year >= 1954:
        remainder = int(nine) % 11
        assume(remainder < 10 or born.year <= 1985)
        nine += str(remainder % 10)
    return nine, born, "female" if female else "male"


@given(birth_numbers(), st.sampled_from(["", "/", " / "]))
def test_every_number_made_by_the_rule_is_recognised(made: tuple[str, date, str], slash: str) -> None:
    digits, born, sex = made
    read = birth_number(digits[:6] + slash + digits[6:])
    assert read is not None
    assert (read.digits, read.birth, read.sex) == (digits, born, sex)


@given(birth_numbers(1986), st.integers(2, 9), st.integers(1, 9))
def test_one_wrong_digit_is_seen(made: tuple[str, date, str], position: int, step: int) -> None:
    digits, _, _ = made
    changed = digits[:position] + str((int(digits[position]) + step) % 10) + digits[position + 1 :]
    assert birth_number(changed) is None


@given(birth_numbers(2000, 2009))
def test_a_shortened_number_is_recognised(made: tuple[str, date, str]) -> None:
    digits, _, _ = made
    assert padded_birth_number(str(int(digits))) is not None


@given(st.integers(10**9, 10**10 - 1))
def test_rid_rule(number: int) -> None:
    assert is_rid(str(number)) == (number % 13 == 0 and number % 11 != 0)
    assert not (is_rid(str(number)) and number % 11 == 0)


@pytest.mark.parametrize("text", ["0000000013", "13", "1000000013", "10000000140", str(13 * 11 * 10**7)])
def test_not_a_rid(text: str) -> None:
    assert not is_rid(text)


def test_share_of_random_numbers_that_pass_is_as_documented() -> None:
    chance = random.Random(2)  # noqa: S311 - test data
    ten = [f"{chance.randrange(10**10):010}" for _ in range(20_000)]
    nine = [f"{chance.randrange(10**9):09}" for _ in range(20_000)]
    assert sum(birth_number(text) is not None for text in ten) / len(ten) == pytest.approx(0.010, abs=0.003)
    assert sum(birth_number(text) is not None for text in nine) / len(nine) == pytest.approx(0.040, abs=0.005)
    assert sum(map(is_rid, ten)) / len(ten) == pytest.approx(0.063, abs=0.006)


KINDS = [
    ("8557150008", "birth_number"),
    ("855715/0008", "birth_number"),
    ("530101/123", "birth_number"),
    ("530101123", None),  # left to the name of the column
    ("1000000014", "rid"),
    ("D123456789", "drid"),
    ("jana.novakova@nemocnice.example", "email"),
    ("+420 601 234 567", "phone"),
    ("+420601234567", "phone"),
    ("00420 601 234 567", "phone"),
    ("(+420) 601 234 567", "phone"),
    ("601 234 567", "phone"),
    ("601-234-567", "phone"),
    ("+421 903 123 456", "phone"),
    ("601234567", None),  # nine digits may be anything
    ("0012345678", None),
    ("CZ65 0800 0000 1920 0014 5399", "iban"),
    ("cz6508000000192000145399", "iban"),
    ("CZ6508000000192000145398", None),
    ("SK31 1200 0000 1987 4263 7541", "iban"),
    ("31.2.2001", None),
    ("2001-02-03 04:05:06", None),
    ("C50.9", None),
    ("12,5", None),
    ("HP:0001250", None),
    ("200 300 400 500", None),
    ("1 234 567 890", None),
    ("0.8557150008", None),
    ("9f8557150008ab", None),  # inside a digest
    ("", None),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_looks_like(text: str, kind: str | None) -> None:
    assert looks_like(text) == (kind and IdentifierKind(kind))


@pytest.mark.parametrize(("text", "kind"), [case for case in KINDS if case[1]])
def test_found_inside_a_sentence(text: str, kind: str) -> None:
    sentence = f"pacientka: {text}; propuštěna"
    assert [(found.kind, sentence[found.start : found.end]) for found in find(sentence)] == [(kind, text)]


def test_a_bare_run_of_digits_is_not_certain() -> None:
    found = find("8557150008 855715/0008 1000000014 a@b.cz")
    assert [(hit.kind.value, hit.certain) for hit in found] == [
        ("birth_number", False),
        ("birth_number", True),
        ("rid", False),
        ("email", True),
    ]


@pytest.mark.parametrize(
    ("holds", "yes", "no"),
    [
        (is_drid, ["D000000001"], ["d000000001", "D12345678", "D1234567890"]),
        (is_iban, ["DE89 3704 0044 0532 0130 00"], ["XX89370400440532013000", "CZ65", "DE89370400440532013"]),
        (is_id_card, ["123456789", "123456 AB 12"], ["12345678", "C50.9"]),
        (is_passport, ["12345678", "AB123456"], ["123456", "Novák"]),
        (is_phone, ["+420-601-234-567"], ["112", "4512", "601 234 56"]),
        (is_personal_name, ["Novák", "NOVÁK JAN", "MUDr. Jan Novák, Ph.D."], ["novák", "C50.9", "Z", "ÚZIS 3"]),
        (is_address, ["Dlouhá 123/4, Brno", "602 00 Brno", "U Nemocnice 12/3a"], ["Grade 1/3", "T2 N0", "12/2020"]),
    ],
)  # fmt: skip
def test_forms(holds: object, yes: list[str], no: list[str]) -> None:
    assert callable(holds)
    assert [text for text in yes if not holds(text)] == []
    assert [text for text in no if holds(text)] == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Jan Novák", ["Jan Novák"]),
        ("NOVÁK JAN", ["NOVÁK JAN"]),
        ("Novák, Jan", ["Novák, Jan"]),
        ("Jan_Novák", ["Jan_Novák"]),
        ("Nováková-Malá Jana", ["Nováková-Malá Jana"]),
        ("Іван Петренко", ["Іван Петренко"]),
        ("dne 1. 2. Jana Malá přišla", ["Jana Malá"]),
        ("Karcinom prsu", []),
        ("HER2 pozitivní", []),
        ("M Z", []),
        ("T2 N0", []),
    ],
)
def test_capitalised_pairs(text: str, pairs: list[str]) -> None:
    assert [text[start:end] for start, end in capitalised_pairs(text)] == pairs


def test_a_very_long_cell_costs_linear_time() -> None:
    for piece in ("Aa-", "A", "1 ", "a@", "Aa bb ", "+4 ", "CZ12 ", "1", "Aa 12 "):
        assert find(piece * 100_000) == ()
        assert capitalised_pairs(piece * 100_000) == ()


def test_numbers_of_the_national_examples(shared: Path) -> None:
    """The guides' own examples contradict themselves; our verdict on the check digit is theirs."""
    facts = json.loads((shared / "data" / "cz-fhir" / "facts.json").read_text(encoding="utf-8"))
    examples = [entry for guide in facts.values() for entry in guide.get("birth_numbers", {}).values()]
    assert len(examples) == 6
    valid = {entry["value"] for entry in examples if birth_number(entry["value"])}
    assert valid == {entry["value"] for entry in examples if entry["mod11"]}
    for entry in examples:
        if read := birth_number(entry["value"]):
            assert (read.birth.isoformat(), read.sex) == (entry["birth"], entry["sex"])


PIECES = (
    "855715", "0008", "/", " ", "\u00a0", "-", ".", ":", "\n", "+420", "00421", "+44", "601", "123", "456", "D",
    "D123456789",
    "NO93", "8601", "1117", "947", "19-2000145399", "0800", "č. OP", "Pas", "r. č.", "rč", "AB123456", "jana",
    "@posta.cz", "x",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_a_text_lacks_decides_nothing_but_speed(text: str) -> None:
    """Behind line ends stands all that tells which patterns to try, so that all of them are tried on the whole."""
    everything = f"{text}\n\n\n\n; D/ x@ +00 \u00a0: and more than an account"
    within = tuple(found for found in find(everything) if found.end <= len(text))
    assert find(text) == within
