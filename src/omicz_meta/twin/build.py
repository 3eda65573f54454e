"""Makes the twin of a set of tables: keys that fit together across tables, all other cells each for itself."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from omicz_meta.engine.table import Table
from omicz_meta.errors import UsageError
from omicz_meta.identifiers import IdentifierKind
from omicz_meta.twin.learn import Cells, Learnt, learn, read
from omicz_meta.twin.order import Calendar, calendar
from omicz_meta.twin.repetition import each_has_one, repeat, spread
from omicz_meta.twin.values import column, dates, keys
from omicz_meta.twin.write import Sheet, write_files

OMOP_PUBLIC = frozenset(
    ("concept", "vocabulary", "domain", "concept_class", "concept_relationship", "relationship", "concept_synonym",
     "concept_ancestor", "drug_strength", "source_to_concept_map")
)  # fmt: skip
"""Tables of the OMOP vocabularies: knowledge, no persons; they are written as they are."""


@dataclass(frozen=True, slots=True)
class TwinFile:
    """A file of the twin, and its rows."""

    path: str
    rows: int


def write_twin(
    tables: Sequence[Table], folder: Path, *, seed: int = 0, min_cell: int = 10
) -> tuple[TwinFile, ...]:
    """Write the twin of tables into an empty folder, the same for the same seed. All tables are held in memory.

    A value stands in the twin as it was only where at least `min_cell` persons (rows, where a table has no key) carry
    it and it looks like no identifier. Raises UsageError for a folder that holds files.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder.name} holds files; choose an empty folder.")
    read_in = [cells for table in tables if (cells := read(table)).columns]
    public = frozenset(
        c.table.name for c in read_in if c.table.name.rpartition(".")[2].lower() in OMOP_PUBLIC
    )
    learnt = learn(read_in, public)
    chance = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    pools = _pools(learnt, chance)
    making = _Making(learnt, pools, calendar(read_in, learnt, _persons(learnt), min_cell), min_cell, chance)
    sheets = [_sheet(cells, making) for cells in read_in]
    return tuple(TwinFile(path, rows) for path, rows in write_files(sheets, folder))


@dataclass(frozen=True, slots=True)
class _Making:
    """What all tables of a twin share: what was learnt, invented keys, the order of dates, threshold and chance."""

    learnt: Sequence[Learnt]
    pools: Mapping[int, dict[str, str]]
    calendar: Calendar
    min_cell: int
    chance: random.Random


def _sheet(cells: Cells, making: _Making) -> Sheet:
    made: dict[str, list[str]] = {}
    own = [one for one in making.learnt if one.table == cells.table.name]
    persons = next((one for one in own if one.domain == _persons(making.learnt)), None)
    for one in own:
        if one.role == "public":
            made[one.name] = list(cells.columns[one.name])
        elif one.domain is not None:
            made[one.name] = _keyed(one, making.pools[one.domain], cells.rows, making.chance)
    keys = made[persons.name] if persons is not None and persons.domain is not None else None
    copies = repeat(cells, own, made)
    ages = _ages(keys, cells.rows, making.chance)
    for one in own:
        if one.name not in made:
            made[one.name] = _column(one, cells.rows, ages, making)
            if persons is not None and keys is not None and each_has_one(cells, one, persons):
                made[one.name] = spread(made[one.name], keys, copies, making.chance)
    repeat(cells, own, made)
    return Sheet(cells.table, {one.name: made[one.name] for one in own}, cells.rejected)


def _column(one: Learnt, rows: int, ages: Sequence[float], making: _Making) -> list[str]:
    if one.role == "date" and one.counts:
        days = [making.calendar.day((one.table, one.name), age) for age in ages]
        return dates(one, days, making.min_cell, making.chance)
    cells = column(one, rows, making.min_cell, making.chance)
    return making.calendar.within((one.table, one.name), cells, ages, making.chance)


def _persons(learnt: Sequence[Learnt]) -> int | None:
    """The domain of keys that stands in most tables: whose table it is the others tell of."""
    tables: dict[int, set[str]] = {}
    for one in learnt:
        if one.domain is not None:
            tables.setdefault(one.domain, set()).add(one.table)
    return max(sorted(tables), key=lambda domain: len(tables[domain]), default=None)


def _ages(keys: Sequence[str] | None, rows: int, chance: random.Random) -> list[float]:
    """How early the person of each row lives, from 0 to 1, the same in every table; nobody's real age is in it."""
    if keys is None:
        return [chance.random() for _ in range(rows)]
    return [int.from_bytes(sha256(key.encode()).digest()[:4]) / 2**32 for key in keys]


def _pools(learnt: Sequence[Learnt], chance: random.Random) -> Mapping[int, dict[str, str]]:
    """For each domain of keys, an invented key for every one that was seen anywhere in it."""
    seen: dict[int, set[str]] = {}
    kinds: dict[int, IdentifierKind | None] = {}
    for one in learnt:
        if one.domain is not None:
            seen.setdefault(one.domain, set()).update(one.counts)
            kinds.setdefault(one.domain, one.kind)
    pools = {}
    for domain in sorted(seen):
        invented = keys(seen[domain], len(seen[domain]), kinds[domain], chance)
        pools[domain] = dict(zip(sorted(seen[domain]), invented, strict=True))
    return pools


def _keyed(one: Learnt, pool: Mapping[str, str], rows: int, chance: random.Random) -> list[str]:
    """The cells of a column of keys: how many there are stays, but not which has how many rows, nor their order.

    Numbers of rows that few keys have are levelled down to those that more have, so that nobody is known by them.
    """
    owners = sorted(one.counts)
    often = _levelled(sorted(one.counts.values()))
    chance.shuffle(often)
    cells = [pool[owner] for owner, count in zip(owners, often, strict=True) for _ in range(count)]
    missing = one.counts.total() - len(cells)
    cells += chance.choices([pool[owner] for owner in owners], k=missing) if owners else []
    cells += [""] * (rows - len(cells))
    chance.shuffle(cells)
    return cells


def _levelled(counts: list[int], fewest: int = 5) -> list[int]:
    """Counts in order, the highest of them cut to what at least five keys reach."""
    if len(counts) < fewest:
        return [1] * len(counts)
    most = counts[-fewest]
    return [min(count, most) for count in counts]
