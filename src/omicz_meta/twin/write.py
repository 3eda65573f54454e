"""Writes invented tables as their models are written: encoding, marks, header and lines before it, sheets, keys."""

from __future__ import annotations

import codecs
import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import Form, Layout, Table
from omicz_meta.errors import UsageError
from omicz_meta.privacy.gate import mask_path, mask_text
from omicz_meta.privacy.surroundings import kind_in
from omicz_meta.sources.repair import nested
from omicz_meta.sources.textrow import text_row
from omicz_meta.twin.dates import date_form

_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
_UNNAMED, _REPEATED = re.compile(r"column \d+"), re.compile(r"#\d+\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """An invented table: its model, its columns of cells, and how many rows are to be broken, by problem code."""

    model: Table
    columns: Mapping[str, list[str]]
    broken: Mapping[str, int]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, those that name persons by their shape; a repeated name without its number."""
        return tuple(map(self._head, self.columns))

    def _head(self, name: str) -> str:
        if isinstance(self.model.layout, Layout) and _UNNAMED.fullmatch(name):
            return ""
        return mask_text(name) if kind_in(name) else _REPEATED.sub("", name)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows."""
        return zip(*self.columns.values(), strict=True)


def write_files(sheets: Sequence[Sheet], folder: Path) -> Iterator[tuple[str, int]]:
    """Write all tables, those of one file into one, and yield path and rows of each file. Raises UsageError."""
    files: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        files.setdefault(sheet.model.file, []).append(sheet)
    for name, parts in files.items():
        shown = mask_path(name).replace("!", "/").lstrip("/")
        if ".." in Path(shown).parts:
            raise UsageError("A table lies outside of what was given.")
        path = folder / shown
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, parts)
        yield shown, sum(len(next(iter(part.columns.values()), ())) for part in parts)


def _write(path: Path, parts: Sequence[Sheet]) -> None:
    layout = parts[0].model.layout
    if isinstance(layout, Form) and layout.kind == "excel":
        _workbook(path, parts)
    elif isinstance(layout, Form) and layout.kind in ("json", "ndjson"):
        _json(path, parts)
    elif isinstance(layout, Layout) and len(parts) == 1:
        data = _text(parts[0], layout)
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    else:
        raise UsageError("A twin is made of CSV, Excel, JSON and OMOP folders of CSV; not of other kinds.")


def _text(sheet: Sheet, layout: Layout) -> bytes:
    lines = [f"twin{layout.line_end}"] * (layout.header_line - 1)
    lines.append(text_row(sheet.header, layout))
    lines += [text_row(row, layout) for row in sheet.rows()]
    lines += _broken(sheet, layout)
    mark = _MARKS.get(layout.encoding, b"") if layout.bom else b""
    return mark + "".join(lines).encode(layout.encoding, "replace")


def _broken(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """Rows that cannot be read for the same reason: a quote in a wrong place, else a cell too many."""
    width = len(sheet.columns)
    for code, count in sorted(sheet.broken.items()):
        for _ in range(count):
            cells = ["x"] * (width if code == "R003" else width + 1)
            if code == "R003" and layout.quote:
                cells[-1] = f"{layout.quote}x{layout.quote}x"
            yield layout.delimiter.join(cells) + layout.line_end


def _workbook(path: Path, parts: Sequence[Sheet]) -> None:
    import datetime  # noqa: PLC0415 - only for workbooks

    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    made = datetime.datetime(2000, 1, 1)
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": made})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for part in parts:
            layout = part.model.layout
            name = layout.part[0] if isinstance(layout, Form) and layout.part else "List1"
            sheet = book.add_worksheet(mask_text(name)[:31] if kind_in(name) else name)
            sheet.write_row(0, 0, part.header)
            for number, row in enumerate(part.rows(), start=1):
                for place, cell in enumerate(row):
                    form = date_form(cell) if cell[4:5] == "-" else None
                    if form is not None and form.valid and not form.time:
                        sheet.write_datetime(number, place, datetime.datetime.fromisoformat(cell), day)
                    elif _NUMBER.fullmatch(cell):
                        sheet.write_number(number, place, float(cell))
                    elif cell:
                        sheet.write_string(number, place, cell)


def _json(path: Path, parts: Sequence[Sheet]) -> None:
    lists = [(part.model.layout, [_object(part, row) for row in part.rows()]) for part in parts]
    first = lists[0][0]
    if isinstance(first, Form) and first.kind == "ndjson":
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for _, objects in lists for one in objects)
    elif isinstance(first, Form) and not first.part:
        text = json.dumps(lists[0][1], ensure_ascii=False, indent=1) + "\n"
    else:
        whole = nested((form.part, objects) for form, objects in lists if isinstance(form, Form))
        text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def _object(part: Sheet, row: Sequence[str]) -> dict[str, object]:
    layout = part.model.layout
    ways = layout.paths if isinstance(layout, Form) else ()
    cells = zip(ways or tuple((name,) for name in part.header), row, strict=True)
    return nested((way, cell) for way, cell in cells if cell)
