"""Cuts one row with care: what is legal is read, what is not costs this row and leaves the next ones alone.

The rules, in order. They look only at the row and at most `look_ahead_bytes` behind its start, never at where a
block happens to end, so that a file reads the same in blocks of any size.

1. A line of nothing but delimiters is no row. Nor is one of white space (unless it has the right number of
   cells), nor a declared comment.
2. A field that begins with a quote ends at the next single quote; `""` inside is one quote; line breaks and
   delimiters inside belong to it. Behind the closing quote stands a delimiter or the line end, else the quote is
   stray (`"ab"c`, R003). A quote inside an unquoted field (`5" nail`) is a character like any other.
3. A row over several lines is believed only if it has the right number of cells and no quote inside an unquoted
   field. If it has three lines or more and each of them could be a row of its own, two stray quotes are likelier
   than a cell with a table in it: the first line is lost, the others are read.
4. An opening quote that is never closed, or is closed at an impossible place, costs its line. Where that line is
   too short to be a row, the lines that complete it (by number of delimiters) are lost with it, as one row.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum, auto

from omicz_meta.sources.limits import Limits
from omicz_meta.sources.lines import Lines, Marks

LONGEST_BROKEN_ROW = 100
"""Lines that a broken row can take with it at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as bytes, quotes removed; `lines` physical lines."""

    cells: list[bytes]
    lines: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A row that cannot be cut: why (R003, R004, R005, R015), and how many lines it takes."""

    code: str
    lines: int


class Other(Enum):
    """What else may stand at a line."""

    NO_ROW = auto()
    NEEDS_MORE = auto()


@dataclass(frozen=True, slots=True)
class _Cut:
    """Outcome of reading fields from a line on; `cells` is None for a stray or unclosed quote."""

    cells: list[bytes] | None
    lines: int = 1
    literal: bool = False


def read_record(lines: Lines, index: int, marks: Marks, limits: Limits, last: bool) -> Row | Lost | Other:
    """Read the record that starts at line `index`; `last` says that the file ends with these lines."""
    line = lines.text(index)
    if _is_no_row(line, marks):
        return Other.NO_ROW
    if len(line) > limits.row_bytes:
        return Lost("R015", 1)
    if marks.quote not in line:
        return _judged(_Cut(line.split(marks.delimiter)), marks, limits)
    reach = max(int(lines.starts[index]) + limits.look_ahead_bytes, int(lines.stops[index]))
    cut = cut_fields(lines, index, marks, min(reach, len(lines.data)))
    if _is_believed(cut, lines, index, marks):
        return _judged(cut, marks, limits)
    if not last and reach > len(lines.data):
        return Other.NEEDS_MORE
    return Lost("R003", _broken_lines(lines, index, marks, reach))


def _is_no_row(line: bytes, marks: Marks) -> bool:
    if not line.strip(marks.delimiter) or (marks.comment and line.startswith(marks.comment)):
        return True
    return not line.strip() and line.count(marks.delimiter) != marks.width - 1


def _is_believed(cut: _Cut, lines: Lines, index: int, marks: Marks) -> bool:
    if cut.cells is None or cut.lines == 1:
        return cut.cells is not None
    return not cut.literal and not _rows_by_themselves(lines, index, cut, marks)


def cut_fields(lines: Lines, index: int, marks: Marks, reach: int) -> _Cut:
    """Read fields by the rules of quoting from the start of a line; no quote is looked for behind `reach`."""
    data, line, literal = lines.data, index, False
    position, stop, cells = int(lines.starts[index]), int(lines.stops[index]), list[bytes]()
    while True:
        if data.startswith(marks.quote, position, stop):
            close = _closing_quote(data, position + 1, reach, marks.quote)
            if close < 0:
                return _Cut(None)
            if close >= stop:
                line = bisect_right(lines.starts, close) - 1
                stop = int(lines.stops[line])
            cell = data[position + 1 : close].replace(marks.quote * 2, marks.quote)
            end = close + 1
            if end != stop and data[end : end + 1] != marks.delimiter:
                return _Cut(None)
        else:
            end = data.find(marks.delimiter, position, stop)
            end = stop if end < 0 else end
            cell = data[position:end]
            literal = literal or marks.quote in cell
        cells.append(cell)
        if end == stop:
            return _Cut(cells, line - index + 1, literal)
        position = end + 1


def _closing_quote(data: bytes, start: int, reach: int, quote: bytes) -> int:
    while True:
        found = data.find(quote, start, reach)
        if found < 0 or data[found + 1 : found + 2] != quote:
            return found
        start = found + 2


def _judged(cut: _Cut, marks: Marks, limits: Limits) -> Row | Lost:
    cells = cut.cells or []
    if len(cells) != marks.width:
        return Lost("R004" if len(cells) < marks.width else "R005", cut.lines)
    if any(len(cell) > limits.cell_bytes for cell in cells):
        return Lost("R015", cut.lines)
    return Row(cells, cut.lines)


def _rows_by_themselves(lines: Lines, index: int, cut: _Cut, marks: Marks) -> bool:
    """Whether lines that a quote seems to join are rows of their own (rule 3)."""
    if marks.width == 1:
        return False
    following = range(index + 1, index + cut.lines)
    if len(cut.cells or ()) != marks.width:
        return any(width_alone(lines.text(i), marks) == marks.width for i in following)
    return cut.lines >= 3 and all(
        width_alone(lines.text(i), marks) == marks.width for i in (index, *following)
    )


def _broken_lines(lines: Lines, index: int, marks: Marks, reach: int) -> int:
    """How many lines a row with a stray quote takes with it (rule 4); none that ends behind `reach`."""
    missing = marks.width - width_alone(lines.text(index), marks)
    for count in range(1, min(LONGEST_BROKEN_ROW, len(lines) - index)):
        if missing <= 0 or lines.nexts[index + count] > reach:
            break
        width = width_alone(lines.text(index + count), marks)
        missing -= width - 1
        if width == marks.width or missing < 0:
            break
        if missing == 0:
            return count + 1
    return 1


def width_alone(line: bytes, marks: Marks) -> int:
    """Number of cells of a line by itself: quotes that are not well formed within it are taken as characters.

    >>> width_alone(b'a;"b;c";"d;e', Marks(b";", b'"', 4))
    4
    """
    position, stop, width = 0, len(line), 0
    while position <= stop:
        end = -1
        if line.startswith(marks.quote, position):
            close = _closing_quote(line, position + 1, stop, marks.quote)
            if close >= 0 and (close + 1 == stop or line[close + 1 : close + 2] == marks.delimiter):
                end = close + 1
        if end < 0:
            end = line.find(marks.delimiter, position)
        width += 1
        if end < 0 or end == stop:
            break
        position = end + 1
    return width


def quoted(cells: list[bytes], marks: Marks) -> bytes:
    """The cells as a legal line.

    >>> quoted([b'5" nail', b"a"], Marks(b";", b'"', 2))
    b'"5"" nail";a\\n'
    """
    special = (marks.delimiter, marks.quote, b"\r", b"\n")
    return marks.delimiter.join(_quoted_cell(cell, marks.quote, special) for cell in cells) + b"\n"


def _quoted_cell(cell: bytes, quote: bytes, special: tuple[bytes, ...]) -> bytes:
    if cell and not any(mark in cell for mark in special):
        return cell
    return quote + cell.replace(quote, quote * 2) + quote
