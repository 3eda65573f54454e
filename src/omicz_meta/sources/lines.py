"""The physical lines of a block, and which of them are plainly rows: found by counting bytes, not by reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.codec import Bytes, Positions

Flags = npt.NDArray[np.bool_]
LF, CR, SPACE = 10, 13, 32
NO_QUOTE = b"\x1f"
PORTION = 128 * 1024
"""Lines of so many bytes are looked at together: they, and what is found of them, stay in the cache."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The bytes that cut a table: delimiter and quote, the number of columns, and how lines end and comments start.

    A table without quotes has `NO_QUOTE`, a byte that no text holds. `lone_cr` says that a carriage return alone
    ends a line (old Macintosh files).
    """

    delimiter: bytes
    quote: bytes
    width: int
    lone_cr: bool = False
    comment: bytes = b""


@dataclass(frozen=True, slots=True)
class Lines:
    """Physical lines of `data`: line i is `data[starts[i]:stops[i]]`, its line end stands before `starts[i + 1]`."""

    data: bytes
    array: Bytes
    starts: Positions
    stops: Positions
    nexts: Positions

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, index: int) -> bytes:
        """The line without its line end."""
        return self.data[self.starts[index] : self.stops[index]]

    def first(self, count: int) -> Lines:
        """The first lines only."""
        end = int(self.nexts[count - 1]) if count else 0
        return Lines(
            self.data[:end], self.array[:end], self.starts[:count], self.stops[:count], self.nexts[:count]
        )


def line_nexts(array: Bytes, lone_cr: bool, last: bool) -> Positions:
    """Where lines begin after each line end.

    >>> line_nexts(np.frombuffer(b"a\\r\\nb\\nc", np.uint8), lone_cr=False, last=True).tolist()
    [3, 5]
    """
    ends = array == LF
    if lone_cr:
        returns = array == CR
        followed = np.append(array[1:] == LF, not last)
        ends = ends | (returns & ~followed)
    return np.flatnonzero(ends) + 1


def cut_lines(data: bytes, lone_cr: bool, last: bool) -> Lines:
    """The whole lines of `data`; the last one needs no line end when `last` says that the file ends here."""
    array = np.frombuffer(data, np.uint8)
    nexts = line_nexts(array, lone_cr, last)
    if last and len(data) and (not nexts.size or nexts[-1] < len(data)):
        nexts = np.append(nexts, len(data))
    end = int(nexts[-1]) if nexts.size else 0
    starts = np.concatenate((np.zeros(1, np.int64), nexts[:-1])) if nexts.size else nexts
    return Lines(data[:end], array[:end], starts, _stops(array, starts, nexts), nexts)


def _stops(array: Bytes, starts: Positions, nexts: Positions) -> Positions:
    """Ends of the lines without LF, and without any CR that stand before it."""
    stops = nexts.copy()
    ended = (
        (stops > starts) & (array[np.maximum(stops, 1) - 1] == LF) if nexts.size else np.zeros(0, np.bool_)
    )
    stops -= ended
    while nexts.size:
        returns = (stops > starts) & (array[np.maximum(stops, 1) - 1] == CR)
        if not returns.any():
            break
        stops -= returns
    return stops


def lines_that_are_rows(data: bytes, marks: Marks) -> tuple[int, int] | None:
    """How many bytes of `data` are whole lines, and how many lines; None where it takes more to tell rows apart.

    A line is a row, readable or not, where there is something on it beside delimiters and white space, and where its
    quotes, if it has any, are well formed within it.

    >>> lines_that_are_rows(b'a;b\\nc;"d;"\\nd;', Marks(b";", b'"', 2))
    (11, 2)
    >>> lines_that_are_rows(b"a;b\\n;;\\n", Marks(b";", b'"', 2)) is None
    True
    >>> lines_that_are_rows(b'a;b\\nc;"d\\n";', Marks(b";", b'"', 2)) is None
    True
    """
    end = data.rfind(b"\n") + 1
    if marks.lone_cr or not end or marks.quote in (marks.delimiter, b"\r", b"\n"):
        return None
    array, quoted = np.frombuffer(data, np.uint8), marks.quote in data
    start = count = 0
    while start < end:
        stop = data.rfind(b"\n", start, start + PORTION) + 1 or data.find(b"\n", start) + 1
        lines = array[start:stop]
        feeds = lines == LF
        if not _something_on_each(lines, feeds, marks):
            return None
        if quoted:
            quotes = np.flatnonzero(lines == marks.quote[0])
            if not _all_well_quoted(lines, quotes, np.flatnonzero(feeds), marks):
                return None
        count += int(np.count_nonzero(feeds))
        start = stop
    return end, count


def _something_on_each(lines: Bytes, feeds: Flags, marks: Marks) -> bool:
    """Whether there is something on each line beside delimiters and white space, and none may be a comment."""
    begins = _may_be_nothing(lines, marks)
    if marks.comment:
        begins |= lines == marks.comment[0]
    begins[1:] &= feeds[:-1]
    at = np.flatnonzero(begins)
    if marks.comment and (lines[at] == marks.comment[0]).any():
        return False
    while at.size:
        there = lines[at]
        if (there == LF).any():
            return False
        at = at[_may_be_nothing(there, marks)] + 1
    return True


def _may_be_nothing(array: Bytes, marks: Marks) -> Flags:
    """Which bytes are the delimiter or may be white space, none of which is greater than a space."""
    found: Flags = (array <= SPACE) | (array == marks.delimiter[0])
    return found


def _all_well_quoted(array: Bytes, quotes: Positions, ends: Positions, marks: Marks) -> bool:
    """Whether each quote stands where one may, and no line ends between an opening and a closing one.

    `ends` are the line feeds, the last of which is the last byte.
    """
    if (np.searchsorted(quotes, ends) % 2).any():
        return False
    quote, delimiter = marks.quote[0], marks.delimiter[0]
    opening, closing = quotes[::2], quotes[1::2]
    # the byte before the first one is the last one, which is a line feed too
    before, after = array[opening - 1], array[closing + 1]
    returns = closing[after == CR]
    opens = (before == LF) | (before == delimiter) | (before == quote)
    closes = (after == LF) | (after == delimiter) | (after == quote) | (after == CR)
    return bool(opens.all() and closes.all() and (array[returns + 2] == LF).all())


def per_line(positions: Positions, lines: Lines) -> Positions:
    """How many of `positions` (ascending) each line holds."""
    return np.diff(np.searchsorted(positions, lines.nexts), prepend=0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Positions of the marks in the lines: delimiters, quotes, carriage returns inside a line."""

    delimiters: Positions
    quotes: Positions
    returns: Positions

    @classmethod
    def of(cls, lines: Lines, marks: Marks) -> Counted:
        """Count the marks in `lines`."""
        quoted = marks.quote in lines.data
        return cls(
            np.flatnonzero(lines.array == marks.delimiter[0]),
            np.flatnonzero(lines.array == marks.quote[0]) if quoted else np.empty(0, np.int64),
            _inner_returns(lines) if b"\r" in lines.data else np.empty(0, np.int64),
        )


def _inner_returns(lines: Lines) -> Positions:
    found = lines.array == CR
    feeds = np.count_nonzero(lines.array[lines.nexts - 1] == LF)
    if np.count_nonzero(found) == int((lines.nexts - lines.stops).sum()) - feeds:
        # as many as stand at line ends
        return np.empty(0, np.int64)
    returns = np.flatnonzero(found)
    line = np.searchsorted(lines.nexts, returns, side="right")
    return returns[returns < lines.stops[np.minimum(line, len(lines) - 1)]]


def quotes_legal(quotes: Positions, opening: Flags, lines: Lines, marks: Marks) -> Flags:
    """Whether each quote stands where one may: an opening one after a delimiter or at a line start, a closing one
    before a delimiter or a line end; the two of a doubled quote beside each other.
    """
    line = np.searchsorted(lines.nexts, quotes, side="right")
    array, delimiter = lines.array, marks.delimiter[0]
    before = array[np.maximum(quotes, 1) - 1] == delimiter
    after = array[np.minimum(quotes + 1, len(array) - 1)] == delimiter
    beside = np.diff(quotes) == 1
    opens = (quotes == lines.starts[line]) | before | np.concatenate(([False], beside))
    closes = (quotes + 1 == lines.stops[line]) | after | np.concatenate((beside, [False]))
    legal: Flags = np.where(opening, opens, closes)
    return legal


def plain_lines(
    lines: Lines, counted: Counted, odd: Positions, marks: Marks, longest: int
) -> tuple[Flags, Flags]:
    """Which lines are a row by themselves beyond doubt, and which are empty.

    A plain line has the right number of delimiters outside its own well-formed quotes, or quotes only inside
    unquoted fields, no undefined byte, no carriage return inside, is not only delimiters, no comment, and not
    longer than `longest`.
    """
    lengths = lines.stops - lines.starts
    delimiters = per_line(counted.delimiters, lines)
    plain = (lengths > delimiters) & (lengths <= longest)
    for unwanted in (odd, counted.returns):
        if unwanted.size:
            plain &= per_line(unwanted, lines) == 0
    if counted.quotes.size and _are_well_quoted(lines, counted.quotes, marks):
        delimiters = delimiters - _between(counted, lines)
    elif counted.quotes.size:
        quotes = per_line(counted.quotes, lines)
        literal = _unquoted(lines, counted.quotes, marks)
        plain &= literal | _well_quoted(lines, counted, quotes, marks)
        delimiters = delimiters - np.where(literal, 0, _inside(counted, delimiters, quotes))
    plain &= delimiters == marks.width - 1
    if marks.comment:
        plain &= lines.array[np.minimum(lines.starts, len(lines.array) - 1)] != marks.comment[0]
    return plain, lengths == 0


def _are_well_quoted(lines: Lines, quotes: Positions, marks: Marks) -> bool:
    """Whether this can be told of all lines at once: the common case."""
    if marks.lone_cr or lines.array[-1] != LF or marks.quote == marks.delimiter:
        return False
    return _all_well_quoted(lines.array, quotes, lines.nexts - 1, marks)


def _between(counted: Counted, lines: Lines) -> Positions:
    """How many delimiters of each line stand inside quotes, where all are well formed; most quotes hold none."""
    opening, closing = counted.quotes[::2], counted.quotes[1::2]
    first = np.searchsorted(counted.delimiters, opening)
    holds = np.append(counted.delimiters, len(lines.data))[first] < closing
    held = np.searchsorted(counted.delimiters, closing[holds]) - first[holds]
    line = np.searchsorted(lines.nexts, opening[holds], side="right")
    return np.bincount(line, held, len(lines)).astype(np.int64)


def _unquoted(lines: Lines, quotes: Positions, marks: Marks) -> Flags:
    """Lines where no field begins with a quote: the quotes on them are characters."""
    line = np.searchsorted(lines.nexts, quotes, side="right")
    begins = (quotes == lines.starts[line]) | (lines.array[np.maximum(quotes, 1) - 1] == marks.delimiter[0])
    result: Flags = per_line(quotes[begins], lines) == 0
    return result


def _within(counts: Positions) -> Positions:
    """For each counted mark, the number of the first mark on its line."""
    return np.repeat(np.cumsum(counts) - counts, counts)


def _well_quoted(lines: Lines, counted: Counted, quotes: Positions, marks: Marks) -> Flags:
    opening = (np.arange(counted.quotes.size) - _within(quotes)) % 2 == 0
    legal = quotes_legal(counted.quotes, opening, lines, marks)
    wrong = per_line(counted.quotes[~legal], lines) > 0
    well: Flags = (quotes % 2 == 0) & ~wrong
    return well


def _inside(counted: Counted, delimiters: Positions, quotes: Positions) -> Positions:
    """How many delimiters of each line stand inside its quotes."""
    before = np.searchsorted(counted.quotes, counted.delimiters)
    first = np.repeat(np.cumsum(quotes) - quotes, delimiters)
    inside = np.concatenate(([0], np.cumsum((before - first) % 2)))
    ends = np.cumsum(delimiters)
    result: Positions = inside[ends] - inside[ends - delimiters]
    return result


@dataclass(frozen=True, slots=True)
class Spans:
    """The first and the last line of each record."""

    first: Positions
    final: Positions


def records_of_well_formed(
    lines: Lines, counted: Counted, marks: Marks, longest: int, last: bool
) -> tuple[int, Positions] | None:
    """Proof that the lines are well formed as a whole, quoted line breaks included.

    Gives how many lines whole records take and on which line each record starts; None when there is no proof.
    A record whose lines could all be rows (`could_be_rows`) is no proof either: a stray quote may have opened it.
    """
    inside = np.searchsorted(counted.quotes, lines.nexts) % 2 == 1
    closed = np.flatnonzero(~inside)
    if not closed.size or (last and inside[-1]):
        return None
    taken = lines.first(int(closed[-1]) + 1)
    quotes = counted.quotes[: np.searchsorted(counted.quotes, taken.nexts[-1])]
    if not quotes_legal(quotes, np.arange(quotes.size) % 2 == 0, taken, marks).all():
        return None
    if (np.searchsorted(quotes, counted.returns) % 2 == 0).any():
        return None
    spans = Spans(np.concatenate(([0], closed[:-1] + 1)), closed)
    if not _rows_of_right_width(taken, counted, spans, marks, longest):
        return None
    return len(taken), spans.first[taken.stops[spans.first] > taken.starts[spans.first]]


def _rows_of_right_width(lines: Lines, counted: Counted, spans: Spans, marks: Marks, longest: int) -> bool:
    delimiters = counted.delimiters[: np.searchsorted(counted.delimiters, lines.nexts[-1])]
    outside = delimiters[np.searchsorted(counted.quotes, delimiters) % 2 == 0]
    cells = np.diff(np.searchsorted(outside, lines.nexts[spans.final]), prepend=0) + 1
    lengths = lines.stops[spans.final] - lines.starts[spans.first]
    filled = lengths > 0
    if (filled & ((cells != marks.width) | (lengths >= longest) | (lengths == cells - 1))).any():
        return False
    if marks.comment and (lines.array[lines.starts[spans.first][filled]] == marks.comment[0]).any():
        return False
    return not could_be_rows(per_line(delimiters, lines), spans, marks.width).any()


def could_be_rows(delimiters: Positions, spans: Spans, width: int) -> Flags:
    """Records of three or more lines where every line has delimiters enough to be a row of its own."""
    fewest = np.minimum.reduceat(delimiters, spans.first)
    result: Flags = (spans.final - spans.first >= 2) & (fewest >= width - 1) & (width > 1)
    return result
