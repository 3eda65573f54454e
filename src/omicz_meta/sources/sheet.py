"""Reads the first sheet of an Excel workbook as a table of text; a row has the number it has in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, Block, Layout
from omicz_meta.problem import Problem
from omicz_meta.sources.header import name_columns
from omicz_meta.sources.limits import MIB
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.text import as_text

LARGEST_WORKBOOK = 64 * MIB
BLOCK_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet as a `Table` of the engine: numbers and dates as the text that a careful export would hold."""

    name: str
    source: str
    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[object, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def layout(self) -> Layout | None:
        """None: a sheet is no text."""
        return None

    def blocks(self) -> Iterator[Block]:
        """The rows that are not empty."""
        for start in range(0, len(self.rows), BLOCK_ROWS):
            part = self.rows[start : start + BLOCK_ROWS]
            cells = [
                as_text([_cell(row[n]) for _, row in part]).combine_chunks() for n in range(len(self.columns))
            ]
            numbers = pa.array([number for number, _ in part], pa.int64())
            arrays = [*cells, numbers, pa.nulls(len(part), pa.int64())]
            yield Block(pa.RecordBatch.from_arrays(arrays, names=[*self.columns, ROW, LINE]))


def _cell(value: object) -> object:
    return None if value == "" else value


def open_sheet(path: Path, *, name: str, source: str, file: str) -> SheetTable:
    """Open the first sheet; its first row that is not empty is the header. Never raises for what is in the file."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only for workbooks

    place = TablePlace(source, file)
    try:
        size = path.stat().st_size
        if size == 0:
            return SheetTable(name, source, file, problems=(Problem("R009", place.at()),))
        if size > LARGEST_WORKBOOK:
            return SheetTable(name, source, file, problems=(_too_large(place, size),))
        with CalamineWorkbook.from_path(str(path)) as workbook:
            cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return SheetTable(name, source, file, problems=(_unreadable(place, reason),))
    except (CalamineError, BadZipFile):
        return SheetTable(name, source, file, problems=(_unreadable(place, "not an Excel workbook"),))
    return _table(SheetTable(name, source, file), cells, place)


def _table(empty: SheetTable, cells: list[list[object]], place: TablePlace) -> SheetTable:
    filled = [(number, tuple(row)) for number, row in enumerate(cells, 1) if any(cell != "" for cell in row)]
    if not filled:
        return SheetTable(empty.name, empty.source, empty.file, problems=(Problem("R009", place.at()),))
    (line, first), *rows = filled
    used = max(n for _, row in filled for n, cell in enumerate(row, 1) if cell != "")
    header = name_columns(tuple(str(cell) for cell in first[:used]), place, line)
    problems = header.problems if rows else (*header.problems, Problem("R010", place.at()))
    kept = tuple((number, row[:used]) for number, row in rows)
    return SheetTable(empty.name, empty.source, empty.file, header.names, kept, problems)


def _unreadable(place: TablePlace, reason: str) -> Problem:
    return Problem("R014", place.at(), detail=(("reason", reason),))


def _too_large(place: TablePlace, size: int) -> Problem:
    found, allowed = (f"{count // MIB} MiB" for count in (size, LARGEST_WORKBOOK))
    return Problem("R015", place.at(), detail=(("limit", "workbook"), ("allowed", allowed), ("found", found)))
