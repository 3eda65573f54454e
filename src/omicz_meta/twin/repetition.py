"""What hangs together in the rows of a person: what everybody has once, and rows that come again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from omicz_meta.twin.learn import Cells, Learnt

NEARLY_ALL = 0.95


def each_has_one(cells: Cells, one: Learnt, persons: Learnt) -> bool:
    """Whether nearly every person with rows in a table has one that fills a column, though not all rows do."""
    owners, column = cells.columns[persons.name], cells.columns[one.name]
    with_rows = {owner for owner in owners if owner.strip()}
    with_value = {owner for owner, cell in zip(owners, column, strict=True) if owner.strip() and cell.strip()}
    several = len(with_rows) <= 0.9 * len(owners) and one.counts.total() <= 0.9 * len(owners)
    return one.role in ("code", "list") and several and len(with_value) >= NEARLY_ALL * len(with_rows)


def spread(
    made: Sequence[str], owners: Sequence[str], copies: frozenset[int], chance: random.Random
) -> list[str]:
    """The cells of a column in another order, so that each person has one that is filled in a row that is no copy.

    >>> spread(["a", "b", "", ""], ["p", "p", "q", "q"], frozenset(), random.Random(1))
    ['b', '', '', 'a']
    """
    rows = list(range(len(made)))
    chance.shuffle(rows)
    first: dict[str, int] = {}
    for row in (row for row in rows if row not in copies):
        first.setdefault(owners[row], row)
    wanted = [row for owner, row in first.items() if owner]
    filled = [cell for cell in made if cell]
    # a few more than were seen where there are more persons
    filled += chance.choices(filled, k=max(0, len(wanted) - len(filled))) if filled else []
    chosen = set(wanted)
    places = [*wanted, *(row for row in rows if row not in chosen)]
    cells = [""] * len(made)
    for row, cell in zip(places, filled, strict=False):
        cells[row] = cell
    return cells


def repeat(cells: Cells, own: Sequence[Learnt], made: Mapping[str, list[str]]) -> frozenset[int]:
    """Make rows of one key agree in the columns in which rows of the source that have one key do.

    Returns the rows that are so made copies of others, in as many columns as were made.
    """
    key = next((one.name for one in own if one.domain is not None and _is_key(one)), None)
    if key is None:
        return frozenset()
    agreeing = [name for name in _agreeing(cells, key) if name in made]
    first: dict[str, int] = {}
    places = [first.setdefault(name, row) if name else row for row, name in enumerate(made[key])]
    copies = frozenset(row for row, place in enumerate(places) if row != place)
    for row in copies:
        for column in agreeing:
            made[column][row] = made[column][places[row]]
    return copies


def _is_key(one: Learnt) -> bool:
    """Whether a column names the rows of its table, but for a few that come again."""
    return 0.9 * one.counts.total() <= len(one.counts) < one.counts.total()


def _agreeing(cells: Cells, key: str) -> tuple[str, ...]:
    first: dict[str, int] = {}
    again = [
        (row, first[name])
        for row, name in enumerate(cells.columns[key])
        if name.strip() and first.setdefault(name, row) != row
    ]
    return tuple(
        name
        for name, column in cells.columns.items()
        if all(column[row] == column[place] for row, place in again)
    )
