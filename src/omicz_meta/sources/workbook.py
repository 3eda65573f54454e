"""Looks into the XML of an .xlsx workbook for what its reader does not tell: errors, hidden rows, true size."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from omicz_meta.sources.limits import MIB

CHUNK = 4 * MIB
SHEETS, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LARGEST_LIST = 4 * MIB
LONGEST_ROW = 32 * MIB
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']\$?([A-Z]+)\$?[0-9]+[\"']")
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROWS = re.compile(rb"\sr=[\"'][A-Z]*([0-9]+)[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\bhidden=[\"'](?:1|true)[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^<>]*\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]+)([0-9]+)[\"'][^<>]*>"
    rb"(?:<(?:\w+:)?f[^<>]*>(?:[^<>]*</(?:\w+:)?f>)?)?(?:<(?:\w+:)?v>([^<>]{0,40})<)?"
)


@dataclass(slots=True)
class SheetMarks:
    """What stands in the XML of one sheet: its extent, how many rows are hidden, the errors by row and column."""

    rows: int = 0
    columns: int = 0
    hidden: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """Cells of the rectangle that holds everything: what reading it takes."""
        return self.rows * self.columns


def unpacked_size(path: Path) -> int:
    """Bytes that all members of a workbook have when unpacked, as the archive says; raises zipfile.BadZipFile."""
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def look_at_sheets(path: Path) -> dict[str, SheetMarks]:
    """The marks of each sheet by its name. Every member is read to its end, so that its size is proven.

    Raises zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, KeyError for a damaged workbook.
    """
    with zipfile.ZipFile(path) as archive:
        members = _members(archive)
        found = {name: _marks(archive, member) for name, member in members.items()}
        for member in archive.namelist():
            if member not in members.values():
                for _ in _chunks(archive, member):
                    pass
        return found


DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ElementTree.ParseError,
    KeyError,
    NotImplementedError,
    RuntimeError,
)
"""What reading the parts of a damaged or encrypted workbook raises."""


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Names of worksheets and the members that hold them."""
    relations = _list(archive, RELATIONS)
    targets = {entry.get("Id"): entry.get("Target") or "" for entry in relations}
    found = {}
    for sheet in _list(archive, SHEETS).iter():
        if sheet.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            member = posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target else ""
            if "worksheets/" in member and member in archive.namelist():
                found[sheet.get("name") or ""] = member
    return found


def _list(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    """A small part, parsed; one that declares entities is no part of a workbook."""
    with archive.open(member) as stream:
        text = stream.read(LARGEST_LIST)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise zipfile.BadZipFile("a document type in a workbook")
    try:
        return ElementTree.fromstring(text)  # noqa: S314  no document type: nothing can expand
    except (LookupError, ValueError) as fault:
        raise zipfile.BadZipFile("an encoding that XML is not read in") from fault


def _chunks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """A member in pieces that end behind a row, where rows end often enough."""
    rest = b""
    with archive.open(member) as stream:
        while data := stream.read(CHUNK):
            data = rest + data
            end = data.rfind(b"</row>") + len(b"</row>")
            cut = end if end >= len(b"</row>") else 0 if len(data) < LONGEST_ROW else len(data)
            rest = data[cut:]
            yield data[:cut]
    yield rest


def _marks(archive: zipfile.ZipFile, member: str) -> SheetMarks:
    marks = SheetMarks()
    for chunk in _chunks(archive, member):
        marks.columns = max(marks.columns, _width(chunk))
        marks.rows = max([marks.rows, *map(int, set(_ROWS.findall(chunk)))])
        marks.hidden += len(_HIDDEN.findall(chunk)) if b"hidden=" in chunk else 0
        errors = _ERROR.findall(chunk) if b't="e"' in chunk or b"t='e'" in chunk else ()
        for letters, row, text in errors:
            marks.errors[int(row), column_number(letters)] = text.decode("ascii", "replace") or "#N/A"
    return marks


def _width(chunk: bytes) -> int:
    """The last column of some rows; cells that do not say where they stand are counted."""
    usual = _USUAL_CELL.findall(chunk)
    if len(usual) == chunk.count(b"<c ") + chunk.count(b"<c>") + chunk.count(b"<c/") and b":c" not in chunk:
        return max(map(column_number, set(usual)), default=0)
    told = _CELL.findall(chunk)
    width = max(map(column_number, set(told)), default=0)
    if len(told) == len(_ANY_CELL.findall(chunk)):
        return width
    return max(width, *(len(_ANY_CELL.findall(row)) for row in chunk.split(b"</row>")))


def column_number(letters: bytes) -> int:
    """The number of a column from 1 on.

    >>> column_number(b"A"), column_number(b"AA"), column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters[:10]:
        number = 26 * number + letter - 64
    return number
