"""Reads the sheets of a workbook as tables of text; a row has the number it has in the sheet."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, Block, CellFault, Form
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.header import Header, name_columns
from omicz_meta.sources.limits import MIB, Limits, beyond
from omicz_meta.sources.oldworkbook import can_be_read
from omicz_meta.sources.opendocument import is_opendocument, look_at_tables
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.rows import RowTable
from omicz_meta.sources.text import value_text
from omicz_meta.sources.workbook import DAMAGED, SheetMarks, column_number, look_at_sheets, unpacked_size

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

BLOCK_ROWS = 20_000
HEAD_ROWS = 50
"""Rows among which the header is looked for."""
LARGEST_EXACT = 10**15
"""A workbook keeps 15 digits of a number; whoever needs more, writes text."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Refused(Exception):
    """A workbook that is not read, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a sheet, rows and columns counted from 1; `last_row` and `last_column` may be open (None)."""

    first_row: int = 1
    first_column: int = 1
    last_row: int | None = None
    last_column: int | None = None


def area(text: str | None) -> Area:
    """A rectangle as spreadsheets write it. Raises ValueError.

    >>> area("B3:H200")
    Area(first_row=3, first_column=2, last_row=200, last_column=8)
    """
    if text is None:
        return Area()
    found = _RANGE.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(text)
    left, top, right, bottom = found.groups()
    return Area(
        int(top),
        column_number(left.encode()),
        int(bottom) if bottom else None,
        column_number(right.encode()) if right else None,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook that may be read: where it is, how it is declared, what its XML tells."""

    path: Path
    place: TablePlace
    name: str
    dialect: Dialect = field(default_factory=Dialect)
    marks: SheetMarks = field(default_factory=SheetMarks)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows that are not empty with their numbers, cut to the declared area. Raises Refused."""
        with opened(self.path, self.place) as workbook:
            yield from self.cut(workbook.get_sheet_by_name(self.name))

    def cut(self, sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
        """The rows of the sheet as it was read."""
        if sheet.start is None:
            return
        if self.dialect.area is None:
            yield from (
                (number, cells) for number, cells in enumerate(sheet.iter_rows(), 1) if _is_filled(cells)
            )
            return
        cut, left = area(self.dialect.area), [""] * sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if cut.last_row is not None and number > cut.last_row:
                return
            kept = [*left, *cells][cut.first_column - 1 : cut.last_column]
            if number >= cut.first_row and _is_filled(kept):
                yield number, kept


def _is_filled(cells: list[Any]) -> bool:
    return bool(cells) and (cells[0] != "" or any(cell != "" for cell in cells))


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a sheet tells: its first rows, how many columns and rows are filled, merged ranges.

    `left` is the column of the sheet, from 1, that is the table's first.
    """

    head: list[tuple[int, list[Any]]]
    width: int
    rows: int
    left: int
    merged: tuple[tuple[int, int], ...]


def scan(sheet: Sheet) -> Scan:
    """Go through a sheet once. Raises Refused."""
    head, width, rows = list[tuple[int, list[Any]]](), 0, 0
    with opened(sheet.path, sheet.place) as workbook:
        found = workbook.get_sheet_by_name(sheet.name)
        ranges, start = found.merged_cell_ranges or [], found.start or (0, 0)
        for number, cells in sheet.cut(found):
            if rows < HEAD_ROWS:
                head.append((number, cells))
            rows += 1
            filled = len(cells)
            while filled > width and cells[filled - 1] == "":
                filled -= 1
            width = max(width, filled)
    left = area(sheet.dialect.area).first_column if sheet.dialect.area else start[1] + 1
    return Scan(head, width, rows, left, tuple((row + 1, column + 1) for (row, column), _ in ranges))


@contextmanager
def opened(path: Path, place: TablePlace) -> Iterator[CalamineWorkbook]:
    """The workbook; whatever its reader stumbles over is R014. Raises Refused."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only for workbooks

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            yield workbook
    except OSError as error:
        raise Refused(unreadable(place, error.strerror or "not an Excel workbook")) from error
    except CalamineError as error:
        reason = (
            "protected by a password" if type(error).__name__ == "PasswordError" else "not an Excel workbook"
        )
        raise Refused(unreadable(place, reason)) from error
    except BaseException as error:
        # a panic of the reader is no Exception, and no reason to stop
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(unreadable(place, "a damaged workbook")) from error


def unreadable(place: TablePlace, reason: str) -> Problem:
    """R014 for the whole file."""
    return Problem("R014", place.at(), detail=(("reason", reason),))


FREE_OF_RATIO = 10 * MIB
"""So many bytes may come out of any workbook; the ratio to its size is asked only beyond."""


def look_at(path: Path, place: TablePlace, limits: Limits) -> dict[str, SheetMarks]:
    """What the XML of the sheets tells, after the workbook is known to be of bearable size. Raises Refused."""
    size = path.stat().st_size
    if size == 0:
        raise Refused(Problem("R009", place.at()))
    if size > limits.workbook_bytes:
        raise Refused(beyond(place.at(), limits, "workbook_mib", size))
    if not can_be_read(path):
        raise Refused(unreadable(place, "a damaged workbook"))
    if not zipfile.is_zipfile(path):
        return {}
    try:
        unpacked = unpacked_size(path)
        if unpacked > limits.unpacked_bytes:
            raise Refused(beyond(place.at(), limits, "unpacked_mib", unpacked))
        if unpacked > max(size * limits.unpacked_ratio, FREE_OF_RATIO):
            raise Refused(beyond(place.at(), limits, "unpacked_ratio", unpacked // size))
        marks = look_at_tables(path) if is_opendocument(path) else look_at_sheets(path)
    except DAMAGED as fault:
        raise Refused(unreadable(place, "a damaged workbook")) from fault
    for found in marks.values():
        if found.columns > limits.columns:
            raise Refused(beyond(place.at(), limits, "columns", found.columns))
        if found.cells > limits.sheet_cells:
            raise Refused(beyond(place.at(), limits, "sheet_cells", found.cells))
    return marks


def find_sheets(found: Found) -> tuple[Part, ...] | Problem:
    """The tables of a workbook: the declared sheet, else every sheet that is neither hidden nor empty."""
    try:
        return _sheets(found)
    except Refused as refused:
        return refused.problem


def _sheets(found: Found) -> tuple[Part, ...] | Problem:
    marks = look_at(found.path, found.place, found.dialect().limits)
    seen = _worksheets(found)
    wanted = found.dialect().sheet
    if wanted is not None and wanted not in seen:
        return Problem("R023", found.place.at(), candidates=tuple(seen)[:5], detail=(("part", wanted),))
    names = [name for name, visible in seen.items() if (name == wanted if wanted else visible)]
    hidden = () if wanted else tuple(name for name in seen if name not in names)
    told = tuple(Problem("R021", found.place.at(), detail=(("sheet", name),)) for name in hidden)
    parts = list[Part]()
    for name in names:
        dialect = found.dialect(f"{found.place.source}.{name}", name)
        sheet = Sheet(found.path, found.place, name, dialect, marks.get(name, SheetMarks()))
        if (known := scan(sheet)).rows:
            parts.append(Part(name, partial(open_sheet, sheet, known, () if parts else told)))
    return tuple(parts) or Problem("R009", found.place.at())


def _worksheets(found: Found) -> dict[str, bool]:
    """Names of the sheets that hold cells, and whether each can be seen."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - only for workbooks

    with opened(found.path, found.place) as workbook:
        return {
            sheet.name: sheet.visible == SheetVisibleEnum.Visible
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }


EXCEL = FileKind((".xlsx", ".xlsm", ".xls", ".ods"), "Excel", find_sheets)
"""Workbooks; in a folder, files with these endings."""


def open_sheet(sheet: Sheet, known: Scan, told: tuple[Problem, ...], name: str) -> RowTable:
    """A sheet that is not empty as a table; its rows are read when they are asked for."""
    place = sheet.place
    at = _header_at(known, sheet.dialect)
    line, written = known.head[at]
    header = name_columns(tuple(map(_name, _padded(written, known.width))), place, line)
    rows = SheetRows(sheet, header, line, known.left)
    problems = (
        *told,
        *header.problems,
        *_above(at, line, sheet.dialect, place),
        *_told_of_rows(sheet, known, line),
        *(() if known.rows > at + 1 else (Problem("R010", place.at(line=line)),)),
    )
    form = Form("excel", (sheet.name,), tuple((column,) for column in header.columns))
    return RowTable(name, place.source, place.file, header.columns, problems, form, rows.blocks)


def _header_at(known: Scan, dialect: Dialect) -> int:
    """Index of the header among the rows: as declared, else the first row that is filled half as wide as the sheet."""
    rows = [(n, row, cells) for n, (row, cells) in enumerate(known.head) if row > (dialect.skip_lines or 0)]
    declared = next((n for n, row, _ in rows if row == dialect.header_line), None)
    if declared is not None:
        return declared
    enough = min(2, known.width) if known.width < 4 else (known.width + 1) // 2
    wide = (n for n, _, cells in rows if sum(cell != "" for cell in cells) >= enough)
    return next(wide, rows[0][0] if rows else 0)


def _padded(cells: list[Any], width: int) -> list[Any]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _name(cell: object) -> str:
    return cell if isinstance(cell, str) else _text(cell, ColumnForm()) or ""


def _above(skipped: int, line: int, dialect: Dialect, place: TablePlace) -> Iterator[Problem]:
    """R008 for rows above the header that were not declared."""
    if skipped and dialect.header_line != line:
        told = [("lines", str(skipped)), ("header_line", str(line))]
        if dialect.header_line:
            told.append(("declared", str(dialect.header_line)))
        yield Problem("R008", place.at(line=line), detail=tuple(told))


def _told_of_rows(sheet: Sheet, known: Scan, line: int) -> Iterator[Problem]:
    """R022 for hidden rows, which are read; R024 for merged cells among the data."""
    if sheet.marks.hidden:
        yield Problem("R022", sheet.place.at(), count=sheet.marks.hidden, detail=(("sheet", sheet.name),))
    merged = [row for row, _ in known.merged if row > line]
    if merged:
        detail = (("sheet", sheet.name), ("row", str(min(merged))))
        yield Problem("R024", sheet.place.at(), count=len(merged), detail=detail)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The data rows of a sheet: those below the header."""

    sheet: Sheet
    header: Header
    header_row: int
    left: int

    def blocks(self) -> Iterator[Block]:
        """The rows in blocks. Raises EnvironmentFault when the workbook is not what it was when it was opened."""
        rows = (row for row in self._rows() if row[0] > self.header_row)
        while part := list(islice(rows, BLOCK_ROWS)):
            yield self._block(part)

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        try:
            yield from self.sheet.rows()
        except Refused as refused:
            raise EnvironmentFault(f"{self.sheet.place.file}: reading stopped") from refused

    def _block(self, part: list[tuple[int, list[Any]]]) -> Block:
        width = len(self.header.names)
        by_column = zip(*(_padded(cells, width) for _, cells in part), strict=True)
        columns, faults, kept = dict[str, pa.Array](), list[CellFault](), set(self.header.columns)
        for name, cells in zip(self.header.names, by_column, strict=True):
            if name in kept:
                columns[name] = pa.array(_texts(cells, self._form(name)), pa.string())
                faults += _lost_digits(name, part, cells)
        numbers = [number for number, _ in part]
        faults += self._errors(numbers[0], numbers[-1])
        arrays = [*columns.values(), pa.array(numbers, pa.int64()), pa.nulls(len(part), pa.int64())]
        batch = pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE])
        return Block(batch, faults=tuple(sorted(faults, key=lambda fault: fault.row)))

    def _form(self, column: str) -> ColumnForm:
        return self.sheet.dialect.form(column)

    def _errors(self, first: int, last: int) -> Iterator[CellFault]:
        """R020 for the errors of formulas in these rows."""
        names = self.header.names
        for (row, column), text in self.sheet.marks.errors.items():
            at = column - self.left
            if first <= row <= last and 0 <= at < len(names) and names[at] in self.header.columns:
                yield CellFault(row, None, names[at], "R020", text)


def _lost_digits(name: str, part: list[tuple[int, list[Any]]], cells: tuple[Any, ...]) -> Iterator[CellFault]:
    """R025 for numbers that are longer than a workbook keeps."""
    if float not in set(map(type, cells)):
        return
    for (row, _), cell in zip(part, cells, strict=True):
        if type(cell) is float and abs(cell) >= LARGEST_EXACT:
            yield CellFault(row, None, name, "R025", f"{cell:.0f}")


def _texts(cells: tuple[Any, ...], form: ColumnForm) -> list[str | None]:
    """A column as text; most cells are text already, and dates repeat."""
    dates = {cell: value_text(cell, form) for cell in set(cells) if type(cell) in (dt.date, dt.datetime)}
    return [
        cell
        if type(cell) is str
        else dates[cell]
        if type(cell) in (dt.date, dt.datetime)
        else _text(cell, form)
        for cell in cells
    ]


def _text(cell: object, form: ColumnForm) -> str | None:
    """A typed cell as text: a number has at most 15 digits and no dust of the 17 that are stored."""
    if type(cell) is bool:
        return "true" if cell else "false"
    if not isinstance(cell, float):
        return value_text(cell, form)
    if abs(cell) >= LARGEST_EXACT:
        return None
    return str(int(cell)) if cell.is_integer() else value_text(Decimal(f"{cell:.15g}"), form)
