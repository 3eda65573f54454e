"""Two hundred made-up persons with what happened to them: the one cohort that stands behind every door."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

PERSONS = 200
FIRST_DAY = datetime.date(1935, 1, 1)
TODAY = datetime.date(2026, 1, 1)
DISEASES = ("E11.9", "I10", "J45.9", "C50.9", "E84.9", "G40.9", "K50.9")
ASSAYS = (("718-7", "g/L", 90, 170), ("2345-7", "mmol/L", 3, 15), ("2160-0", "umol/L", 40, 140))
"""LOINC code, unit, least and greatest value."""
AGENTS = ("A10BA02", "C09AA05", "R03AC02", "L02BG04")
SAMPLES = (("blood", "119297000"), ("serum", "119364003"), ("urine", "122575003"))
"""Kind of sample in the model, and its SNOMED CT code."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a person: what, and when."""

    number: int
    person: int
    code: str
    day: datetime.date
    until: datetime.date | None = None
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the cohort."""

    number: int
    female: bool
    born: datetime.date
    died: datetime.date | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """All persons and facts, each kind numbered from 1."""

    persons: tuple[Person, ...]
    diagnoses: tuple[Fact, ...]
    measurements: tuple[Fact, ...]
    drugs: tuple[Fact, ...]
    samples: tuple[Fact, ...]


def cohort(persons: int = PERSONS, seed: int = 7) -> Cohort:
    """The same cohort for the same seed.

    >>> len(cohort().persons), cohort() == cohort()
    (200, True)
    """
    chance = random.Random(seed)  # noqa: S311 - made-up persons, no secret
    people = tuple(_person(chance, number) for number in range(1, persons + 1))

    def facts(most: int, make: object) -> tuple[Fact, ...]:
        assert callable(make)
        owners = [person for person in people for _ in range(chance.randrange(most + 1))]
        return tuple(make(number, person) for number, person in enumerate(owners, 1))

    def day(person: Person) -> datetime.date:
        last = person.died or TODAY
        return person.born + datetime.timedelta(chance.randrange(1, (last - person.born).days))

    def diagnosis(number: int, person: Person) -> Fact:
        return Fact(number, person.number, chance.choice(DISEASES), day(person))

    def measurement(number: int, person: Person) -> Fact:
        code, unit, least, most = chance.choice(ASSAYS)
        value = Decimal(chance.randrange(least * 10, most * 10)) / 10
        return Fact(number, person.number, code, day(person), None, value, unit)

    def drug(number: int, person: Person) -> Fact:
        start = day(person)
        return Fact(number, person.number, chance.choice(AGENTS), start, start + datetime.timedelta(14))

    def sample(number: int, person: Person) -> Fact:
        return Fact(number, person.number, chance.choice(SAMPLES)[1], day(person))

    return Cohort(people, facts(3, diagnosis), facts(4, measurement), facts(2, drug), facts(1, sample))


def _person(chance: random.Random, number: int) -> Person:
    born = FIRST_DAY + datetime.timedelta(chance.randrange(30_000))
    lived = (TODAY - born).days
    died = born + datetime.timedelta(chance.randrange(lived // 2, lived)) if chance.random() < 0.1 else None
    return Person(number, chance.random() < 0.5, born, died)
