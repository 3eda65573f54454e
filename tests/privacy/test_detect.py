"""Columns of identifiers beside their clean twins: what is found, and what must not be."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.identifiers import birth_number
from omicz_meta.privacy.detect import FULLY_READ, ColumnCounts, ColumnVerdict, detect_column, detect_columns

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 400
FIRST = ["Jan", "Petr", "Eva", "Jana", "Marie", "Tomáš", "Lucie", "Karel", "Hana", "Ota"]
MEN = ["Novák", "Svoboda", "Černý", "Kučera", "Říha", "Němec", "Pospíšil", "Král", "Růžička", "Fiala"]
WOMEN = ["Nováková", "Malá", "Dvořáková", "Horáková", "Veselá", "Marková", "Hájková", "Jelínková", "Benešová"]
SURNAMES = [*MEN, *WOMEN]
TOWNS = ["Hradec Králové", "Karlovy Vary", "České Budějovice", "Mladá Boleslav", "Brno"]


def birth(chance: random.Random, first: int = 1954, last: int = 2020) -> str:
    """A birth number made by the rule."""
    while True:
        born = date(first, 1, 1) + timedelta(days=chance.randrange((last - first) * 365))
        nine = f"{born.year % 100:02}{born.month + chance.choice([0, 50]):02}{born.day:02}{chance.randrange(1000):03}"
        if born.year < 1954:
            return nine
        if int(nine) % 11 < 10:
            return nine + str(int(nine) % 11)


def rid(chance: random.Random) -> str:
    while True:
        number = 13 * chance.randrange(10**9 // 13 + 1, 10**10 // 13)
        if number % 11:
            return str(number)


def foreigner(chance: random.Random) -> str:
    """The number of an insured person without a birth number; the check digit is left to chance."""
    day = f"{chance.randrange(50, 100)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    return f"{day}{chance.randrange(10**4):04}"


def person(chance: random.Random) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(SURNAMES)}{chance.choice(['', '-Malý', ' ml.'])}"


def nine_digits(chance: random.Random) -> str:
    return birth(chance, 1920, 1953)


IDENTIFYING: list[tuple[str, str, str]] = [
    # column name, what is in it, kind found
    ("id_pacienta", "birth", "birth_number"),
    ("x", "birth slash", "birth_number"),
    ("x", "birth shortened", "birth_number"),
    ("x", "birth, a fifth of cells", "birth_number"),
    ("x", "birth of all ages", "birth_number"),
    ("x", "birth before 1954", "birth_number"),
    ("Rodné číslo", "birth before 1954", "birth_number"),
    ("RČ", "birth before 1954", "birth_number"),
    ("rodne_cislo", "random ten", "birth_number"),
    ("cizinci", "birth and foreigners", "birth_number"),
    ("kod", "rid", "rid"),
    ("RID", "rid", "rid"),
    ("x", "drid", "drid"),
    ("č. pojištěnce", "foreigners", "insurance_number"),
    ("číslo OP", "random nine", "id_card"),
    ("Cislo pasu", "random eight", "passport"),
    ("poznámka", "e-mail inside text", "email"),
    ("x", "phone", "phone"),
    ("Telefon", "bare phone", "phone"),
    ("ucet", "iban", "iban"),
    ("Příjmení", "surname", "name"),
    ("jméno", "first name", "name"),
    ("sloupec7", "person", "name"),
    ("PACIENT", "surname", "name"),
    ("bydliště", "street", "address"),
    ("x", "address", "address"),
]
CLEAN: list[tuple[str, str]] = [
    ("cislo_zadanky", "random ten"),
    ("cislo_zadanky", "random nine"),
    ("lab", "dated ten"),
    ("lab", "dated nine"),
    ("zakazka", "running ten"),
    ("zakazka", "padded ten"),
    ("klapka", "extension"),
    ("Telefon", "yes or no"),
    ("Souhlas s e-mailem", "yes or no"),
    ("datum", "Czech date"),
    ("datum", "ISO date"),
    ("datum", "packed date"),
    ("datum", "Czech packed date"),
    ("Dg", "ICD"),
    ("hpo", "HPO"),
    ("rc", "reference code"),
    ("město", "town"),
    ("obec_nazev", "town"),
    ("diagnóza", "diagnosis"),
    ("hodnota", "decimal"),
    ("uuid", "uuid"),
    ("Pohlaví", "sex with three shifted rows"),
    ("name", "medicine"),
    ("ico", "random eight"),
    ("prazdny", "nothing"),
]
COLUMNS: dict[str, Callable[[random.Random], str | None]] = {
    "birth": birth,
    "birth slash": lambda c: (b := birth(c))[:6] + "/" + b[6:],
    "birth shortened": lambda c: str(int(birth(c, 2000, 2009))),
    "birth, a fifth of cells": lambda c: birth(c) if c.random() < 0.2 else c.choice(["neuvedeno", "x", "123"]),
    "birth of all ages": lambda c: birth(c, 1920, 2020),
    "birth before 1954": nine_digits,
    "birth and foreigners": lambda c: birth(c) if c.random() < 0.8 else foreigner(c),
    "rid": rid,
    "drid": lambda c: f"D{c.randrange(10**9):09}",
    "foreigners": foreigner,
    "e-mail inside text": lambda c: f"psát na {c.choice(FIRST).lower()}{c.randrange(99)}@posta.example, večer",
    "phone": lambda c: f"+420 {c.randrange(600, 800)} {c.randrange(1000):03} {c.randrange(1000):03}",
    "bare phone": lambda c: f"{c.randrange(600, 800)}{c.randrange(10**6):06}",
    "iban": lambda _: "CZ6508000000192000145399",
    "surname": lambda c: c.choice(SURNAMES) + c.choice(["", "-Malý", "-Bílá", "-Nová", " ml."]),
    "first name": lambda c: c.choice(FIRST),
    "person": person,
    "street": lambda c: f"Dlouhá {c.randrange(1, 90)}",
    "address": lambda c: f"Dlouhá {c.randrange(10, 900)}/{c.randrange(1, 30)}, 602 00 Brno",
    "random ten": lambda c: str(c.randrange(10**9, 10**10)),
    "random nine": lambda c: str(c.randrange(10**8, 10**9)),
    "random eight": lambda c: str(c.randrange(10**7, 10**8)),
    "dated ten": lambda c: f"26{c.randrange(1, 13):02}{c.randrange(1, 29):02}{c.randrange(10**4):04}",
    "dated nine": lambda c: f"26{c.randrange(1, 13):02}{c.randrange(1, 29):02}{c.randrange(10**3):03}",
    "running ten": lambda c: str(2_611_200_000 + c.randrange(4_000)),
    "padded ten": lambda c: f"{c.randrange(10**7):010}",
    "extension": lambda c: str(c.randrange(1000, 10_000)),
    "yes or no": lambda c: c.choice(["ano", "ne"]),
    "Czech date": lambda c: f"{c.randrange(1, 29)}.{c.randrange(1, 13)}.{c.randrange(1920, 2026)}",
    "ISO date": lambda c: f"{c.randrange(1920, 2026)}-{c.randrange(1, 13):02}-{c.randrange(1, 29):02}",
    "packed date": lambda c: f"{c.randrange(1920, 2026)}{c.randrange(1, 13):02}{c.randrange(1, 29):02}",
    "Czech packed date": lambda c: f"{c.randrange(1, 29):02}{c.randrange(1, 13):02}{c.randrange(1920, 2026)}",
    "ICD": lambda c: f"{c.choice('CDEGQ')}{c.randrange(100):02}.{c.randrange(10)}",
    "HPO": lambda c: f"HP:{c.randrange(10**7):07}",
    "reference code": lambda c: str(c.randrange(10**8, 10**9)),
    "town": lambda c: c.choice(TOWNS),
    "diagnosis": lambda c: c.choice(["Karcinom prsu", "Marfanův syndrom", "Cystická Fibróza", "Jiné"]),
    "decimal": lambda c: f"{c.random() * 100:.10f}".replace(".", ","),
    "uuid": lambda c: f"{c.randrange(16**8):08x}-{c.randrange(16**4):04x}-4000-8000-{c.randrange(16**12):012x}",
    "sex with three shifted rows": lambda c: birth(c) if c.random() < 0.01 else c.choice(["M", "Z"]),
    "medicine": lambda c: c.choice(["Paralen", "Warfarin", "Metformin", "Ibalgin"]),
    "nothing": lambda c: c.choice([None, "", " "]),
}  # fmt: skip


def cells(content: str, rows: int = ROWS, seed: int = 5) -> list[str | None]:
    chance = random.Random(f"{content}{seed}")  # noqa: S311 - test data
    return [COLUMNS[content](chance) for _ in range(rows)]


def judged(column: str, content: list[str | None]) -> ColumnVerdict:
    counts = ColumnCounts(column)
    counts.feed(content)
    return counts.verdict()


@pytest.mark.parametrize(("column", "content", "kind"), IDENTIFYING)
def test_identifying_column(column: str, content: str, kind: str) -> None:
    verdict = judged(column, cells(content))
    assert (verdict.kind, verdict.seen) == (kind, ROWS)
    assert 0.1 <= verdict.share <= 1


@pytest.mark.parametrize(("column", "content"), CLEAN)
@pytest.mark.parametrize("seed", range(5))
def test_clean_column(column: str, content: str, seed: int) -> None:
    assert judged(column, cells(content, seed=seed)).kind is None


def test_one_number_alone_decides_nothing_unless_the_column_says_so() -> None:
    assert detect_column("kod", [("8557150008", 1)]).kind is None
    assert detect_column("RČ", [("8557150008", 1)]).kind == "birth_number"
    assert detect_column("kod", [("8557150008", 1), ("8557150019", 1)]).kind == "birth_number"


def test_a_verdict_holds_no_value() -> None:
    verdict = judged("x", cells("birth"))
    assert "birth_number" in repr(verdict)
    assert not any(birth_number(part) for part in repr(verdict).replace("=", " ").replace(",", " ").split())


@given(st.lists(st.integers(1, 120), max_size=8), st.sampled_from(["birth", "person", "random ten"]))
@settings(max_examples=examples(30))
def test_blocks_may_be_cut_anywhere(sizes: list[int], content: str) -> None:
    whole, start = cells(content), 0
    counts = ColumnCounts("x")
    for size in [*sizes, ROWS]:
        counts.feed(pa.array(whole[start : start + size], pa.string()))
        start += size
    assert counts.verdict() == judged("x", whole)


def test_sampling_of_long_columns_does_not_depend_on_blocks() -> None:
    column = pa.array([*["Z"] * FULLY_READ, *cells("birth", rows=30_000)])
    parts = ColumnCounts("x")
    for start in range(0, len(column), 7_001):
        parts.feed(column.slice(start, 7_001))
    whole = ColumnCounts("x")
    whole.feed(column)
    assert parts.verdict() == whole.verdict()
    assert whole.verdict().seen == FULLY_READ + sum(
        row % 256 == 0 for row in range(FULLY_READ, FULLY_READ + 30_000)
    )


def test_names_that_come_back_visit_after_visit() -> None:
    assert judged("x", cells("person") * 20).kind == "name"
    assert judged("x", cells("town") * 20).kind is None


def test_columns_of_a_table() -> None:
    table = pa.table({"Rodné číslo": cells("birth"), "Dg": cells("ICD"), "#row": list(range(ROWS))})
    found = detect_columns(table.to_batches(max_chunksize=90))
    assert [(verdict.column, verdict.kind) for verdict in found] == [
        ("Rodné číslo", "birth_number"),
        ("Dg", None),
    ]
    assert [verdict.column for verdict in detect_columns(table.to_batches(), columns=["Dg"])] == ["Dg"]
