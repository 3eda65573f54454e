"""Finds the delimiter, the quote, the number of columns and the header of a table from the beginning of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.lines import NO_QUOTE, Lines, Marks, cut_lines
from omicz_meta.sources.record import cut_fields

DELIMITERS = (b";", b"\t", b"|", b",")
LINES_LOOKED_AT = 400
SEPARATOR_LINE = re.compile(rb"sep=(.)", re.IGNORECASE)
QUARANTINE = (b"omicz_reason", b"omicz_row", b"omicz_line")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the file is cut. `header_line` and `data_line` count physical lines from 1; `data_start` bytes from 0.

    `found` is the delimiter that the file seems to have where it contradicts the declared one; `skipped` are the
    lines above the header that are not empty.
    """

    marks: Marks
    header: tuple[bytes, ...]
    header_line: int
    data_line: int
    data_start: int
    skipped: int = 0
    found: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a delimiter cuts the sample: the share of lines in rows of the commonest width, and that width."""

    share: float
    width: int


def find_shape(sample: bytes, dialect: Dialect, lone_cr: bool, last: bool) -> Shape:
    """Find the shape of a table whose first bytes are `sample`; `last` says that these are all."""
    lines = cut_lines(sample, lone_cr, last)
    quote = _quote(sample, dialect)
    delimiter, fit, found = _delimiter(lines, quote, dialect)
    comment = dialect.comment.encode("ascii", "ignore") if dialect.comment else b""
    marks = Marks(delimiter, quote, max(fit.width, 1), lone_cr, comment)
    index = _header(lines, marks, dialect)
    cells, taken = _cells(lines, index, marks)
    end = index + taken
    cells = _levelled(cells, lines, end, marks)
    return Shape(
        marks=replace(marks, width=max(len(cells), 1)),
        header=tuple(cells),
        header_line=index + 1,
        data_line=end + 1,
        data_start=int(lines.nexts[end - 1]),
        skipped=sum(bool(lines.text(i).strip()) for i in range(index)),
        found=found,
    )


def _quote(sample: bytes, dialect: Dialect) -> bytes:
    if dialect.quote is not None:
        return dialect.quote.encode("ascii", "ignore")[:1] or NO_QUOTE
    single = len(re.findall(rb"(?:^|[;,\t|])'[^'\r\n]*'(?=[;,\t|]|\r?$)", sample, re.MULTILINE))
    return b"'" if single > 2 and b'"' not in sample and single >= sample.count(b"\n") else b'"'


def _delimiter(lines: Lines, quote: bytes, dialect: Dialect) -> tuple[bytes, _Fit, bytes | None]:
    """The delimiter to use and how it fits; and the delimiter found, where a declared one cannot be true."""
    declared = dialect.delimiter.encode("ascii", "ignore")[:1] if dialect.delimiter else b""
    told = _separator(lines)
    candidates = tuple(dict.fromkeys(mark for mark in (declared, told, *DELIMITERS) if mark))
    fits = {mark: _fit(lines, mark, quote) for mark in candidates}
    scores = {mark: _score(lines, Marks(mark, quote, fits[mark].width), fits) for mark in candidates}
    best = told if scores.get(told) else max(candidates, key=lambda mark: scores[mark])
    if declared and scores[best] <= 1.5 * scores[declared]:
        return declared, fits[declared], None
    if not scores[best]:
        return declared or b";", _Fit(1.0, 1), None
    return best, fits[best], best if declared else None


def _score(lines: Lines, marks: Marks, fits: dict[bytes, _Fit]) -> float:
    """Wide and regular is good. A header of numbers is none, nor one that other delimiters cut further: these are
    rows of decimal commas, seen as cut by the comma.
    """
    fit = fits[marks.delimiter]
    if fit.width < 2:
        return 0.0
    cells, _ = _cells(lines, _header(lines, marks, Dialect()), marks)
    rivals = [mark for mark, other in fits.items() if other.width > 1 and mark != marks.delimiter]
    names = sum(bool(re.search(rb"[A-Za-z\x80-\xff]", cell)) for cell in cells)
    numeric = 0.1 if 2 * names < len(cells) else 1.0
    cut = 0.7 if any(mark in cell for mark in rivals for cell in cells) else 1.0
    return float(fit.share**4 * fit.width * numeric * cut)


def _separator(lines: Lines) -> bytes:
    """The delimiter that a first line `sep=;` (written by Excel) tells."""
    told = SEPARATOR_LINE.fullmatch(lines.text(0)) if len(lines) else None
    return told.group(1) if told else b""


def _fit(lines: Lines, delimiter: bytes, quote: bytes) -> _Fit:
    """The better of two readings: record by record, or line by line (when a stray quote ruins the first)."""
    marks = Marks(delimiter, quote, 0)
    return max(
        _fit_of(_widths(lines, marks)), _fit_of(_widths_alone(lines, marks)), key=lambda fit: fit.share
    )


def _fit_of(widths: Iterator[tuple[int, int]]) -> _Fit:
    covered, total = Counter[int](), 0
    for width, taken in widths:
        covered[width] += taken
        total += taken
    covered.pop(0, None)
    if not covered:
        return _Fit(0.0, 0)
    width, lines = max(covered.items(), key=lambda item: (item[1], item[0]))
    return _Fit(lines / total, width)


def _widths(lines: Lines, marks: Marks) -> Iterator[tuple[int, int]]:
    """Cells and physical lines of each record, read by the rules; 0 cells where the rules are broken."""
    index = 0
    while index < min(len(lines), LINES_LOOKED_AT):
        if _is_content(lines.text(index), marks):
            cut = cut_fields(lines, index, marks, len(lines.data))
            broken = cut.cells is None or (cut.literal and cut.lines > 1)
            yield (0, len(lines) - index) if broken else (len(cut.cells or ()), cut.lines)
            index += len(lines) - index if broken else cut.lines
        else:
            index += 1


def _widths_alone(lines: Lines, marks: Marks) -> Iterator[tuple[int, int]]:
    """Cells of each line by itself; 0 where it has a quote that is not well formed within it."""
    for index in range(min(len(lines), LINES_LOOKED_AT)):
        if _is_content(lines.text(index), marks):
            cut = cut_fields(lines, index, marks, int(lines.stops[index]))
            yield (len(cut.cells) if cut.cells and cut.lines == 1 else 0), 1


def _is_content(line: bytes, marks: Marks) -> bool:
    return bool(line.strip(marks.delimiter).strip()) and not line.startswith(b"#")


def _header(lines: Lines, marks: Marks, dialect: Dialect) -> int:
    """Index of the header line: as declared if that can be, else the first line that is as wide as the rows."""
    first, _ = _cells(lines, 0, marks)
    if tuple(first[: len(QUARANTINE)]) == QUARANTINE:
        return 0
    declared = (dialect.header_line or 0) - 1
    if 0 <= declared < len(lines) and _looks_like_header(lines, declared, marks):
        return declared
    start = min(dialect.skip_lines or 0, len(lines) - 1)
    content = [i for i in range(start, len(lines)) if _may_be_header(lines.text(i), marks)]
    wide = (i for i in content[:LINES_LOOKED_AT] if _looks_like_header(lines, i, marks))
    index = next(wide, content[0] if content else 0)
    return index if marks.comment else _hash_header(lines, start, index, marks)


def _hash_header(lines: Lines, start: int, index: int, marks: Marks) -> int:
    """A single line with one `#` in front above the rows is the header itself if it is as wide (`#id;name`)."""
    hashed = [i for i in range(start, index) if re.match(rb"#(?!#)", lines.text(i))]
    if len(hashed) == 1 and marks.width > 1 and len(_cells(lines, hashed[0], marks)[0]) == marks.width:
        return hashed[0]
    return index


def _may_be_header(line: bytes, marks: Marks) -> bool:
    comment = line.startswith(marks.comment) if marks.comment else line.startswith(b"#")
    return bool(line.strip(marks.delimiter).strip()) and not comment and not SEPARATOR_LINE.fullmatch(line)


def _looks_like_header(lines: Lines, index: int, marks: Marks) -> bool:
    cells, _ = _cells(lines, index, marks)
    if marks.width < 3:
        return len(cells) >= marks.width
    return sum(bool(cell.strip()) for cell in cells) > 1 and len(cells) >= marks.width - 1


def _cells(lines: Lines, index: int, marks: Marks) -> tuple[list[bytes], int]:
    if not len(lines):
        return [], 0
    cut = cut_fields(lines, index, marks, len(lines.data))
    if cut.cells is None or (cut.literal and cut.lines > 1):
        return lines.text(index).split(marks.delimiter), 1
    return cut.cells, cut.lines


def _levelled(cells: list[bytes], lines: Lines, start: int, marks: Marks) -> list[bytes]:
    """The header as wide as the rows: empty names too many at its end are dropped; where all rows end in empty
    cells that have no name (a delimiter at the end of each line), these get one.
    """
    while len(cells) > marks.width and not cells[-1].strip():
        cells = cells[:-1]
    following = [i for i in range(start, min(len(lines), start + 50)) if _is_content(lines.text(i), marks)]
    rows = [_cells(lines, i, marks)[0] for i in following]
    if rows and all(len(row) == marks.width and not b"".join(row[len(cells) :]).strip() for row in rows):
        return cells + [b""] * (marks.width - len(cells))
    return cells
