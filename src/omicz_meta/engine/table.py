"""The seam between sources and engine: a table is a name, columns, and blocks of rows in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.problem import Problem

ROW = "#row"
LINE = "#line"
"""Names of the two BIGINT columns of every block; no source column can be called so, duplicates are `name#2`."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be read into cells: its place, why, and its bytes as they stand in the file.

    Where one thing in the row is the cause, `column` says where it stands and `value` what it is.
    """

    row: int
    line: int | None
    code: str
    raw: bytes
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that could not be read; its value in the block is null. `raw` is the cell as far as it can be shown."""

    row: int
    line: int | None
    column: str
    code: str
    raw: str


@dataclass(frozen=True, slots=True)
class CellReason:
    """A cell that its source says is empty for a reason; `flavour` is an HL7 null flavour."""

    row: int
    column: str
    flavour: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of rows: one Arrow batch (text columns as in the header, then ROW and LINE) and what was wrong.

    Row numbers count rejected rows too, so that row 12 is row 12 whatever became of row 11. `first_row` and
    `last_row` span readable and rejected rows; blocks of a table follow each other without gaps. `left_out` are rows
    that the reader has reasons not to give, by reason; they may stand in the batch or not. `reasons` say why cells
    are empty.
    """

    batch: pa.RecordBatch
    rejected: tuple[RejectedRow, ...] = ()
    faults: tuple[CellFault, ...] = ()
    left_out: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    reasons: tuple[CellReason, ...] = ()

    @property
    def rows_read(self) -> int:
        """Readable and rejected rows together."""
        return int(self.batch.num_rows) + len(self.rejected)


@dataclass(frozen=True, slots=True)
class Unread:
    """Whole rows as the bytes they stand in, with the numbers of the first row and line: `block` reads them.

    So they can be read by somebody else, who has the same `reader`. `lines` says on which line, from 0, each row
    begins; without it each line is a row, readable or not.
    """

    content: bytes
    row: int
    line: int
    reader: Reader
    lines: npt.NDArray[np.int64] | None = field(default=None, compare=False)

    def block(self) -> Block:
        """The rows, read."""
        return self.reader.read(self)


class Reader(Protocol):
    """Reads the bytes of whole rows of one table. Picklable, without anything of the rows in it."""

    @property
    def told(self) -> str:
        """Everything about the file that decides what is read: equal texts make equal blocks of equal bytes."""

    def read(self, rows: Unread) -> Block:
        """The block of rows."""


Piece = Block | Unread
"""Consecutive rows of a table, read or not."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text table is written down; quarantine files are written the same way, so that they can be fed back."""

    encoding: str = "utf-8"
    bom: bool = False
    delimiter: str = ";"
    quote: str = '"'
    line_end: str = "\n"
    decimal: str | None = None
    header_line: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """How a table that is no delimited text is written down, so that its quarantine file can be written the same way.

    `part` is the sheet, or the way to the rows (keys, or names of elements); `paths` are the ways from a row to its
    cells, in the order of the columns; `prefixes` those of an XML document with their namespaces.
    """

    kind: Literal["excel", "json", "ndjson", "xml", "parquet", "fhir"]
    part: tuple[str, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Source and file of a table, as places name them."""

    source: str
    file: str


class Table(Protocol):
    """Anything that yields rows as text: a CSV file, a sheet, an Arrow table in memory."""

    @property
    def name(self) -> str:
        """Name in mappings: the source's name, or `source.table` where a source has several tables."""

    @property
    def source(self) -> str:
        """Name of the source the table belongs to."""

    @property
    def file(self) -> str:
        """Path relative to the submission, as shown to people."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names as in the header; a duplicate gets `#2`, an empty one `column <n>`."""

    @property
    def layout(self) -> Layout | Form | None:
        """How the table is written down; None for tables that stand in no file of their own."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found about the table as a whole: encoding, header, declared against real dialect."""

    def blocks(self) -> Iterator[Block]:
        """Read the table from its beginning; may be called again."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows that several tables of a source have in common: a resource of FHIR, from which several views take.

    `space` is the name of the table that counts the rows, of which there are so many. The others may give several
    rows for one, so ROW in the blocks of all of them is made by `engine.sharing`. `files` says from which row on, in
    order, rows stand in which file.
    """

    space: str
    rows: int
    files: tuple[tuple[int, str], ...]


@runtime_checkable
class Sharing(Protocol):
    """A table that may share its rows with others."""

    @property
    def shared(self) -> Shared | None:
        """What it shares, if it does."""


@runtime_checkable
class Piecewise(Protocol):
    """A table whose rows can be told apart before they are read."""

    @property
    def reader(self) -> Reader | None:
        """Who reads the rows that `pieces` leaves unread; None where it leaves none."""

    def pieces(self) -> Iterator[Piece]:
        """The rows of `blocks`, those unread that can be left so."""


@runtime_checkable
class Recalling(Protocol):
    """A table that can give the text of its rows as their files hold it."""

    def recalled(self, rows: Sequence[int]) -> Iterator[bytes]:
        """The texts of rows, which are in order."""


@runtime_checkable
class Narrowing(Protocol):
    """A table that need not read all of its columns: one in a database."""

    def only(self, columns: tuple[str, ...]) -> Table:
        """The same rows with these of its columns, in the table's order."""


@runtime_checkable
class MayBeAbsent(Protocol):
    """A table that need not be there: that it has no rows has been told already."""

    @property
    def is_empty(self) -> bool:
        """Whether it has no rows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a file lies, and its size, times of change (nanoseconds) and number on the disk when it was first read."""

    location: Path
    stamp: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read, for run.json; `seen` finds it again to ask whether it is still the same."""

    path: str
    sha256: str
    size: int = field(default=0)
    seen: Seen | None = field(default=None, compare=False, repr=False)
