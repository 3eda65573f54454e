"""Hashes of RIDs: what is found of them, and how much of what is said about them is true."""

from __future__ import annotations

import hashlib
import random
from itertools import pairwise

import pytest

from omicz_meta.identifiers import is_rid
from omicz_meta.privacy import digests
from omicz_meta.privacy.digests import unkeyed
from omicz_meta.privacy.surroundings import kind_in


def rids(chance: random.Random, many: int) -> list[str]:
    found: list[str] = []
    while len(found) < many:
        number = 13 * chance.randrange(-(-(10**9) // 13), 10**10 // 13)
        found += [str(number)] * (number % 11 != 0)
    return found


def test_guesses_are_rids_and_spread_over_all() -> None:
    guessed = list(digests._rids())
    assert all(is_rid(number) for number in guessed[::1000])
    assert len(set(guessed)) == len(guessed) > 0.9 * digests.RIDS
    steps = {int(later) - int(first) for first, later in pairwise(guessed)}
    assert max(steps) <= 2 * min(steps)


@pytest.mark.heavy
@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_a_column_of_hashed_rids_is_found(algorithm: str) -> None:
    chance = random.Random(5)  # noqa: S311 - test data
    hashed = [hashlib.new(algorithm, number.encode()).hexdigest() for number in rids(chance, 6_000)]
    assert unkeyed(hashed)


@pytest.mark.heavy
def test_about_as_many_are_found_as_the_page_says() -> None:
    guessed, chance = set(digests._rids()), random.Random(1)  # noqa: S311 - test data
    share = {
        many: sum(bool(guessed & set(rids(chance, many))) for _ in range(60)) / 60
        for many in (100, 1000, 2000)
    }
    assert 0 <= share[100] <= 0.15
    assert 0.3 <= share[1000] <= 0.6
    assert 0.55 <= share[2000] <= 0.85


# what the page on privacy says is not found; whoever finds one of them corrects the page
MISSED = ("Dlouhá 12", "předal kolega Wójcik")


@pytest.mark.parametrize("text", MISSED)
def test_what_is_not_found_is_said_so(text: str) -> None:
    assert kind_in(text) is None
