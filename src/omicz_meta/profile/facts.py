"""A profile as values: counts and public words only. Nothing in here is a value that one person has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueType = Literal[
    "date", "integer", "decimal", "boolean", "code", "category", "identifier", "text", "empty"
]


@dataclass(frozen=True, slots=True)
class Counted:
    """A public word (a code, a unit, a format, a shape) and the number of cells that carry it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What one column holds. Counts are cells; `distinct` is estimated where `distinct_exact` is False.

    `fitting` of the filled cells have the type; cells that are `unreadable`, or hold the error of a formula, count as
    neither filled nor empty. `identifier` is the kind of a likely direct identifier. `values`
    and `null_tokens` are words of closed public lists that at least `min_cell` rows carry; `shapes` are what
    is left of other cells when letters become a and digits 9, under the same condition. `digits` are the fewest and
    most digits before the decimal mark, `decades` the first and last one, both among what `min_cell` rows have.
    Of its codes so many as `listed` says are known: in the installed `pack`, else in lists that come along. `names` is
    the pack of which most cells are names of terms.
    """

    name: str
    type: ValueType
    empty: int
    distinct: int
    identifier: str | None = None
    filled: int = 0
    fitting: int = 0
    unreadable: int = 0
    formula_errors: int = 0
    distinct_exact: bool = True
    unique: bool = False
    decimal: str | None = None
    formats: tuple[Counted, ...] = ()
    system: str | None = None
    listed: int = 0
    pack: str | None = None
    names: Counted | None = None
    split: str | None = None
    unit: str | None = None
    units: tuple[Counted, ...] = ()
    null_tokens: tuple[Counted, ...] = ()
    values: tuple[Counted, ...] = ()
    withheld: int = 0
    shapes: tuple[Counted, ...] = ()
    digits: tuple[int, int] | None = None
    decades: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: `share` of the different values of a column stand in a key column of another table."""

    table: str
    column: str
    other_table: str
    other_column: str
    share: float
    exact: bool


@dataclass(frozen=True, slots=True)
class TableProfile:
    """One table. `keys` are single columns, else pairs of columns, that no two rows share.

    `headless` says that the first row looks like data; then the names of columns are shown by their shapes.
    `findings` are the problem codes of reading the file. So many rows as `repeated` says are in every column as an
    earlier one is; `first_repeated` is the number of the first of them.
    """

    name: str
    file: str
    rows: int
    encoding: str | None
    delimiter: str | None
    decimal: str | None
    header_line: int | None
    columns: tuple[ColumnProfile, ...]
    rejected: int = 0
    keys: tuple[tuple[str, ...], ...] = ()
    findings: tuple[str, ...] = ()
    headless: bool = False
    repeated: int = 0
    first_repeated: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands in a file, folder or submission. `skipped` are files that could not be opened, with the reason."""

    tables: tuple[TableProfile, ...]
    links: tuple[Link, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    min_cell: int = 10
