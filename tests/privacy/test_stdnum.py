"""Checksums beside python-stdnum, another reader of the same rules; skipped where it is not installed."""

from __future__ import annotations

import importlib
import random

import pytest

from omicz_meta.identifiers import birth_number, is_iban

pytest.importorskip("stdnum", reason="python-stdnum is not installed")
CZECH, IBAN = (importlib.import_module(f"stdnum.{name}") for name in ("cz.rc", "iban"))
MANY = 20_000


def numbers(chance: random.Random) -> list[str]:
    """Numbers of ten digits, every other one with a date in front."""
    found = []
    for place in range(MANY):
        if place % 2:
            day = f"{chance.randrange(54, 126) % 100:02}{chance.randrange(1, 13) + chance.choice((0, 50)):02}"
            found.append(f"{day}{chance.randrange(1, 31):02}{chance.randrange(10_000):04}")
        else:
            found.append(f"{chance.randrange(10**10):010}")
    return found


def is_lenient(number: str) -> bool:
    """Where python-stdnum takes a number that the law does not know: a last 0 in place of a remainder of ten after
    1985, and 20 or 40 added to the month in years before 2004, or to a month that is none."""
    return int(number[:9]) % 11 == 10 or int(number[2:4]) % 50 > 20


def test_birth_numbers() -> None:
    chance, both = random.Random(1), 0  # noqa: S311 - test data
    for number in numbers(chance):
        ours, theirs = birth_number(number) is not None, CZECH.is_valid(number)
        assert ours == theirs or (theirs and is_lenient(number)), number
        both += ours and theirs
    assert both > MANY // 50


def test_ibans() -> None:
    chance = random.Random(2)  # noqa: S311 - test data
    for _ in range(2_000):
        bank = f"CZ{chance.randrange(100):02}{chance.choice(('0800', '0100', '2010'))}{chance.randrange(10**16):016}"
        assert not is_iban(bank) or IBAN.is_valid(bank, check_country=False)
        rest = f"{bank[4:]}123500"
        right = f"CZ{98 - int(rest) % 97:02}{bank[4:]}"
        assert is_iban(right)
        assert IBAN.is_valid(right, check_country=False)
