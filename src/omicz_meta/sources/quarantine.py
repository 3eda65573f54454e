"""Writes rows that gave no record in the layout of their source, with the reason in front: repair, and feed back.

The three leading columns are `omicz_reason`, `omicz_row`, `omicz_line`; the source's own columns follow. A row
that could be read is written with correct quoting. A row that could not be read follows as it stood in the file,
so that an editor sees it as it was. Unicode has its byte order mark, whether the source has one or not. Cells that a
spreadsheet would take for a formula are guarded by an apostrophe, which the reader takes away again
(`sources.formula`).
"""

from __future__ import annotations

import codecs
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import Layout
from omicz_meta.errors import UsageError
from omicz_meta.sources.formula import with_guard
from omicz_meta.sources.header import REASON_COLUMNS
from omicz_meta.sources.textrow import text_row

WINDOW = 20_000
"""Rows held back to put them in order."""

_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row, its place and why it gave no record: its cells where it could be read, else its bytes."""

    row: int
    line: int | None
    reason: str
    cells: tuple[str | None, ...] | None
    raw: bytes | None = None


def write_quarantine(
    path: Path, layout: Layout, columns: tuple[str, ...], rows: Iterable[QuarantinedRow]
) -> int:
    """Write rows in order of their number and give how many there were.

    Rows may come somewhat out of order (by `WINDOW` rows at most; UsageError beyond). Raises OSError.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "p.csv"
    >>> row = QuarantinedRow(11, 12, "R003", None, b'11;"a"b')
    >>> write_quarantine(path, Layout(), ("id", "text"), [row])
    1
    >>> print(path.read_text("utf-8-sig"))
    omicz_reason;omicz_row;omicz_line;id;text
    R003;11;12;11;"a"b
    """
    count = 0
    with path.open("wb") as file:
        # without its mark a spreadsheet takes Unicode for a code page, and spoils every letter with an accent
        file.write(_MARKS.get(layout.encoding, b""))
        file.write(_encoded(text_row((*REASON_COLUMNS, *columns), layout), layout))
        for row in _in_order(rows):
            file.write(_encoded(_row(row, layout), layout))
            count += 1
    return count


def _in_order(rows: Iterable[QuarantinedRow]) -> Iterator[QuarantinedRow]:
    """Sort a stream that is nearly sorted, holding `WINDOW` rows."""
    held: list[tuple[int, int, QuarantinedRow]] = []
    written = 0
    for number, row in enumerate(rows):
        if row.row < written:
            raise UsageError(
                f"Quarantined row {row.row} comes after row {written}: rows are wanted in order."
            )
        heapq.heappush(held, (row.row, number, row))
        if len(held) > WINDOW:
            first = heapq.heappop(held)[2]
            written = first.row
            yield first
    while held:
        yield heapq.heappop(held)[2]


def _row(row: QuarantinedRow, layout: Layout) -> str:
    leading = (row.reason, str(row.row), "" if row.line is None else str(row.line))
    if row.raw is None:
        return text_row((*leading, *(cell or "" for cell in row.cells or ())), layout)
    text = row.raw.decode(layout.encoding, "surrogateescape")
    return text_row(leading, layout, end="") + layout.delimiter + _guarded_raw(text, layout) + layout.line_end


def _guarded_raw(text: str, layout: Layout) -> str:
    """A row as it was, but for an apostrophe where one of its cells would start a formula."""
    return layout.delimiter.join(
        _guarded_piece(piece, layout.quote) for piece in text.split(layout.delimiter)
    )


def _guarded_piece(piece: str, quote: str) -> str:
    if quote and piece.startswith(quote):
        return quote + with_guard(piece[len(quote) :])
    return with_guard(piece)


def _encoded(text: str, layout: Layout) -> bytes:
    """Bytes of the row; what the encoding cannot write (in a reason) is a question mark, raw bytes come back."""
    try:
        return text.encode(layout.encoding, "surrogateescape")
    except UnicodeEncodeError:
        return "".join(letter if _can(letter, layout) else "?" for letter in text).encode(
            layout.encoding, "surrogateescape"
        )


def _can(letter: str, layout: Layout) -> bool:
    try:
        return bool(letter.encode(layout.encoding, "surrogateescape"))
    except UnicodeEncodeError:
        return False
