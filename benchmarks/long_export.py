"""Makes the benchmark's hospital export at any length: the columns and faults of `data`, a piece of rows at a time.

Cells are picked with NumPy and put together with Arrow, as the bytes that they are in the file. What a row holds
depends on its number alone, so a file may grow in any steps, and after a kill it goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from data import COLUMNS, DIAGNOSES, KRAJE, NOTES, STATES, TYPES

PIECE = 100_000
"""Rows that are made with one seed."""
SEED = 20261122
PERSONS = 300_000
OLDEST, BIRTHS = 1930, 91
FIRST, LAST = 2005, 2025
DAYS = 28
TEMPERATURES = ("-20", "-80", "4", "pokojová")
TUBES = ("EDTA", "citrát", "gel")
SEXES = ("M", "Ž", "X")

Places = npt.NDArray[np.int64]


def export(path: Path, rows: int) -> Path:
    """The export with so many rows; what is there of it already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    note = path.with_suffix(".written")
    done, size = map(int, note.read_text().split()) if note.exists() else (0, 0)
    with path.open("r+b" if path.exists() else "w+b") as file:
        if not done:
            size = file.write((";".join(COLUMNS) + "\r\n").encode("cp1250"))
        file.seek(size)
        file.truncate()
        for text, written in texts(done, rows):
            file.write(text)
            file.flush()
            note.write_text(f"{written} {file.tell()}")
    return path


def texts(first: int, stop: int) -> Iterator[tuple[pa.Buffer, int]]:
    """The rows from `first` on as text, a piece at a time, and how many rows there are with it."""
    while first < stop:
        piece = first // PIECE
        last = min((piece + 1) * PIECE, stop)
        yield text_of(piece, first - piece * PIECE, last - piece * PIECE), last
        first = last


def text_of(piece: int, first: int, stop: int) -> pa.Buffer:
    """Some of the rows of a piece as they stand in the file."""
    cells = [column.slice(first, stop - first) for column in columns_of(piece)]
    lines = pc.binary_join_element_wise(*cells, b";")
    _, _, text = lines.buffers()
    return text


def columns_of(piece: int) -> list[pa.Array]:
    """The cells of a piece by column; the last column ends its lines.

    A person has one year of birth and one sex, and no sample before the year after birth. 1.5 % of the rows hold a
    fault that must be found.
    """
    dice = np.random.default_rng((SEED, piece))
    fault = dice.random(PIECE)
    person = dice.integers(1, PERSONS, PIECE, endpoint=True)
    born, sex = born_and_sex(person)
    seen = seen_on(dice, born)
    return [
        numbers(piece),
        persons().take(person - 1),
        dates().take(np.where(fault < 0.005, FALSE_DATE, seen)),
        words(SEXES).take(np.where((fault >= 0.005) & (fault < 0.01), 2, sex)),
        *(picked(dice, some) for some in (KRAJE, TYPES, STATES, TEMPERATURES, DIAGNOSES)),
        picked(dice, tuple(f"odd. {n}" for n in range(1, 41))),
        decimal(dice, 80, 180, 0),
        decimal(dice, 2, 15, 10),
        decimal(dice, 1, 9, 0),
        picked(dice, NOTES),
        dates().take(seen),
        words(tuple(map(str, range(OLDEST, OLDEST + BIRTHS)))).take(born - OLDEST),
        picked(dice, tuple(f"K{n}" for n in range(100, 1000))),
        picked(dice, TUBES),
        shares(dice, (fault >= 0.01) & (fault < 0.015)),
        pa.repeat(pa.scalar(b"bbmri-eric:ID:CZ_MMCI\r\n"), PIECE),
    ]


def born_and_sex(person: Places) -> tuple[Places, Places]:
    """Year of birth and sex of persons, who have them by their number."""
    mixed = person * 2_654_435_761 % 2**32
    return OLDEST + mixed % BIRTHS, mixed // BIRTHS % 2


def seen_on(dice: np.random.Generator, born: Places) -> Places:
    """Places of dates after the year of birth."""
    first = np.maximum(FIRST, born + 1)
    year = dice.integers(first, LAST, endpoint=True)
    return (year - FIRST) * 12 * DAYS + dice.integers(0, 12 * DAYS, len(born))


def numbers(piece: int) -> pa.Array:
    """The numbers of samples in a piece."""
    plain = pa.array(np.arange(piece * PIECE, (piece + 1) * PIECE)).cast(pa.string())
    return pc.binary_join_element_wise("V", pc.utf8_lpad(plain, 8, "0"), "").cast(pa.binary())


def picked(dice: np.random.Generator, some: Iterable[str]) -> pa.Array:
    """A cell for each row out of some."""
    known = words(tuple(some))
    return known.take(dice.integers(0, len(known), PIECE))


def decimal(dice: np.random.Generator, least: int, most: int, first: int) -> pa.Array:
    """Numbers with a comma; what stands behind it has as many digits as `first` says, and begins with it."""
    behind = range(first, 100 if first else 10)
    return picked(dice, (f"{n},{part}" for n in range(least, most + 1) for part in behind))


def shares(dice: np.random.Generator, faulty: npt.NDArray[np.bool_]) -> pa.Array:
    """Shares of tumour, some of which are no number."""
    known = words((*(f"{n},{part}" for n in range(100) for part in range(10)), "nelze"))
    return known.take(np.where(faulty, len(known) - 1, dice.integers(0, len(known) - 1, PIECE)))


FALSE_DATE = (LAST - FIRST + 1) * 12 * DAYS
"""The place of a date that there is not."""


@cache
def dates() -> pa.Array:
    """All dates, by year, month and day, and one that there is not."""
    days = (
        f"{day}.{month}.{year}"
        for year in range(FIRST, LAST + 1)
        for month in range(1, 13)
        for day in range(1, DAYS + 1)
    )
    return words((*days, "31.2.2019"))


@cache
def persons() -> pa.Array:
    """The numbers of all persons."""
    return words(tuple(f"P{n:07d}" for n in range(1, PERSONS + 1)))


@cache
def words(some: tuple[str, ...]) -> pa.Array:
    """Texts as they stand in the file."""
    return pa.array([text.encode("cp1250") for text in some], pa.binary())
