"""Looks into the XML of an .ods workbook for what its reader does not tell: errors, hidden rows, true size.

A few bytes of it can say that a row is repeated a million times, so its size is known before anything is unrolled.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from omicz_meta.sources.workbook import CHUNK, SheetMarks

CONTENT, MIMETYPE = "content.xml", "mimetype"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
LONGEST_ERROR = 40
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TYPE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
_SHOWN = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def is_opendocument(path: Path) -> bool:
    """Whether a zip file says that it is a spreadsheet of OpenDocument. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(path) as archive:
        if MIMETYPE not in archive.namelist():
            return False
        with archive.open(MIMETYPE) as stream:
            return stream.read(len(SPREADSHEET)) == SPREADSHEET


def look_at_tables(path: Path) -> dict[str, SheetMarks]:
    """The marks of each sheet by its name. Every member is read to its end, so that its size is proven.

    Raises zipfile.BadZipFile and what else reading a damaged archive raises, also for damaged XML.
    """
    reading = _Reading()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reading.said, _refused
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            with archive.open(member) as stream:
                while data := stream.read(CHUNK):
                    if member == CONTENT:
                        _fed(parser.Parse, data)
    return reading.found


def _fed(parse: Callable[[bytes, bool], object], data: bytes) -> None:
    try:
        parse(data, False)
    except (ExpatError, LookupError, ValueError) as fault:  # also an encoding that nobody knows
        raise zipfile.BadZipFile("damaged XML") from fault


def _refused(*_: object) -> NoReturn:
    raise zipfile.BadZipFile("a document type in a workbook")


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often a row or cell is repeated; more than any sheet holds is but many."""
    text = attributes.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 10**9


@dataclass(slots=True)
class _Reading:
    """The sheets so far, and where in a sheet we are. `error` gathers the text of a cell that shows an error."""

    found: dict[str, SheetMarks] = field(default_factory=dict)
    marks: SheetMarks = field(default_factory=SheetMarks)
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    filled: bool = False
    hidden: bool = False
    error: str | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == f"{_TABLE}table":
            self.marks, self.row = SheetMarks(), 0
            self.found[attributes.get(f"{_TABLE}name", "")] = self.marks
        elif name == f"{_TABLE}table-row":
            self.rows, self.column, self.filled = _times(attributes, "number-rows-repeated"), 0, False
            self.hidden = attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        elif name in _CELLS:
            self.columns = _times(attributes, "number-columns-repeated")
            self.error = "" if attributes.get(_SHOWN) == "error" else None
            if _TYPE in attributes or _SHOWN in attributes:
                self.filled = True
                self.marks.columns = max(self.marks.columns, self.column + self.columns)

    def said(self, text: str) -> None:
        """Text of an element."""
        if self.error is not None:
            self.error = (self.error + text)[:LONGEST_ERROR]

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _CELLS:
            if self.error is not None:
                self.marks.errors[self.row + 1, self.column + 1] = self.error.strip() or "#N/A"
            self.column, self.error = self.column + self.columns, None
        elif name == f"{_TABLE}table-row":
            self.row += self.rows
            if self.filled:
                self.marks.rows = self.row
                self.marks.hidden += self.rows if self.hidden else 0
