"""What is learnt of a table for its twin: of each column what it holds, and which columns are keys together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.identifiers import IdentifierKind, is_listed_name
from omicz_meta.privacy.detect import detect_column
from omicz_meta.privacy.gate import identifies
from omicz_meta.profile.vocabulary import means_nothing
from omicz_meta.twin.dates import date_form

Role = Literal["key", "identifier", "public", "date", "number", "list", "code", "text"]

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
LIST = re.compile(r"\s*[,;|]\s+|\s*[;|]")
"""What stands between codes in one cell."""
_CODE = re.compile(r"[A-Za-z]{1,12}:?[0-9A-Za-z.]{1,12}")
_UNIQUE = 0.9
_FEWEST_KEYS = 8
_SHARED = 0.5
_MOSTLY = 0.8
_LONG_TEXT = 30
_REPEATED = 0.2


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as it was read: columns of cells, and how many rows could not be read, by problem code."""

    table: Table
    columns: Mapping[str, tuple[str, ...]]
    rejected: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Rows that could be read."""
        return len(next(iter(self.columns.values()), ()))


@dataclass(slots=True)
class Learnt:
    """One column: its role, counts of its cells, how many persons carry a value, and its key domain if it is a key."""

    table: str
    name: str
    role: Role
    counts: Counter[str]
    kind: IdentifierKind | None = None
    carriers: Mapping[str, int] = field(default_factory=dict)
    domain: int | None = None


def read(table: Table) -> Cells:
    """Read a whole table; cells that could not be read are empty."""
    columns: dict[str, list[str]] = {name: [] for name in table.columns}
    rejected: Counter[str] = Counter()
    for block in table.blocks():
        rejected.update(row.code for row in block.rejected)
        for name, cells in zip(block.batch.schema.names, block.batch.columns, strict=True):
            if name not in (ROW, LINE):
                columns[name] += [cell or "" for cell in cells.to_pylist()]
    return Cells(table, {name: tuple(cells) for name, cells in columns.items()}, rejected)


def learn(tables: Sequence[Cells], public: frozenset[str]) -> list[Learnt]:
    """Learn all columns of all tables. Tables in `public` hold no persons and are kept as they are."""
    found = [_column(cells, name, public) for cells in tables for name in cells.columns]
    _join_keys(found)
    by_table = {cells.table.name: cells for cells in tables}
    for one in found:
        if one.role in ("code", "list"):
            one.carriers = _carriers(one, by_table[one.table], found)
    return found


def _column(cells: Cells, name: str, public: frozenset[str]) -> Learnt:
    counts = Counter(cell for cell in cells.columns[name] if cell.strip())
    if cells.table.name in public:
        return Learnt(cells.table.name, name, "public", counts)
    kind = detect_column(name, counts.items()).kind
    role = "identifier" if kind is not None else _role(counts)
    return Learnt(cells.table.name, name, role, counts, kind)


def _role(counts: Counter[str]) -> Role:
    filled, distinct = counts.total(), len(counts)
    if not filled:
        return "code"
    said = sum(n for value, n in counts.items() if not means_nothing(value))
    if said and sum(n for value, n in counts.items() if date_form(value)) >= _MOSTLY * said:
        return "date"
    if _are_lists(counts):
        return "list"
    unique = distinct >= _UNIQUE * filled and distinct >= _FEWEST_KEYS
    words = sum(n for value, n in counts.items() if " " in value.strip() or len(value) > _LONG_TEXT)
    if words >= _SHARED * filled and distinct > max(_FEWEST_KEYS, _REPEATED * filled):
        return "text"
    numbers = [value for value in counts if _NUMBER.fullmatch(value.strip())]
    if len(numbers) >= _MOSTLY * distinct and any("." in value or "," in value for value in numbers):
        return "number"
    return "key" if unique else "code"


def _are_lists(counts: Counter[str]) -> bool:
    """Whether cells hold codes, several in a good part of them."""
    coded = sum(n for v, n in counts.items() if all(map(_CODE.fullmatch, LIST.split(v.strip()))))
    several = sum(n for value, n in counts.items() if LIST.search(value))
    return coded >= _MOSTLY * counts.total() and several >= 0.1 * counts.total()


def _join_keys(found: list[Learnt]) -> None:
    """Columns of the same keys get one domain: those that are unique, and those whose values are among theirs."""
    primaries = [one for one in found if one.role == "key" or _unique_identifier(one)]
    for number, one in enumerate(primaries):
        wider = next((p for p in primaries[:number] if p.domain is not None and _among(one, p)), None)
        one.domain = number if wider is None else wider.domain
    for one in found:
        if one.domain is None and one.role in ("code", "key", "identifier"):
            owner = next((p for p in primaries if p is not one and _among(one, p)), None)
            if owner is not None:
                one.domain, one.role = owner.domain, "key"


def _unique_identifier(one: Learnt) -> bool:
    filled = one.counts.total()
    return one.role == "identifier" and len(one.counts) >= max(_FEWEST_KEYS, _UNIQUE * filled)


def _among(one: Learnt, owner: Learnt) -> bool:
    """Whether the values of a column are keys of another. Small whole numbers are in every column, so names decide."""
    if not one.counts or len(one.counts) < 3:
        return False
    shared = sum(value in owner.counts for value in one.counts)
    if shared < _SHARED * len(one.counts):
        return False
    plain = all(value.isdigit() and len(value) < 7 for value in one.counts)
    return not plain or one.name.lower() == owner.name.lower()


def _carriers(one: Learnt, cells: Cells, found: list[Learnt]) -> Mapping[str, int]:
    """At most so many persons carry each value: the fewest different keys beside it, of any column."""
    keys = [other.name for other in found if other.table == one.table and other.domain is not None]
    column = cells.columns[one.name]
    if not keys:
        return Counter(part for value in column for part in parts(one, value))
    fewest: dict[str, int] = {}
    for key in keys:
        beside: dict[str, set[str]] = {}
        for value, owner in zip(column, cells.columns[key], strict=True):
            for part in parts(one, value):
                beside.setdefault(part, set()).add(owner)
        for value, owners in beside.items():
            fewest[value] = min(fewest.get(value, len(owners)), len(owners))
    return fewest


def parts(one: Learnt, value: str) -> tuple[str, ...]:
    """The codes in a cell, where it is a list of them; else the cell."""
    return tuple(LIST.split(value.strip())) if one.role == "list" else (value,)


def may_be_kept(value: str, carriers: int, min_cell: int) -> bool:
    """Whether a value of a column of codes may stand in the twin as it is."""
    return carriers >= min_cell and not identifies(value) and not is_listed_name(value)
