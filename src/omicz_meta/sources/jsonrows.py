"""Reads rows from JSON: lists of objects in a document, or one object a line; nested values by their keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Literal

from omicz_meta.engine.table import Block, CellFault, Form, RejectedRow
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.evidence import binary_kind, gather
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.header import Header
from omicz_meta.sources.jsontext import Located, Malformed, Number, decode_row, read_arrays
from omicz_meta.sources.limits import MIB, USUAL, Limits, beyond
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.paths import Columns, Way, declared_keys, key_way
from omicz_meta.sources.request import suffix_of
from omicz_meta.sources.rows import RowTable, TextRow, block_of
from omicz_meta.sources.stream import open_bytes

BLOCK_BYTES = 4 * MIB
BLOCK_ROWS = 5_000
RAW = "omicz_raw"
"""The key under which a quarantine file keeps a value that is no object."""

Content = dict[str, object]


@dataclass(frozen=True, slots=True)
class Items:
    """A run of rows as the file holds them: number, line and content; and those that could not be read."""

    rows: tuple[tuple[int, int, Content], ...]
    rejected: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one list or file, from the beginning, each time `items` is called."""

    found: Found
    kind: Literal["json", "ndjson"]
    way: Way
    limits: Limits = USUAL

    def items(self) -> Iterator[Items]:
        """The rows. Raises OSError and, for a document, Malformed."""
        if self.kind == "ndjson":
            return _lines(self.found.path, self.limits)
        values = _document(self.found.path, self.limits).get(self.way, [])
        return _elements(values, self.limits.depth)


def find_rows(found: Found) -> tuple[Part, ...] | Problem:
    """The tables of a file: its lines, or its lists, or the one list that is declared as `rows`."""
    evidence = gather(found.path)
    if kind := binary_kind(evidence):
        return Problem("R011", found.place.at(), detail=(("kind", kind),))
    if evidence.is_empty:
        return Problem("R009", found.place.at())
    if suffix_of(found.path) in (".ndjson", ".jsonl"):
        rows = Rows(found, "ndjson", (), found.dialect().limits)
        return (Part("", partial(open_rows, rows)),)
    return _lists(found)


def _lists(found: Found) -> tuple[Part, ...] | Problem:
    limits = found.dialect().limits
    try:
        lists = _document(found.path, limits)
    except TooLarge as fault:
        return beyond(found.place.at(), limits, "document_mib", fault.size)
    except Malformed as fault:
        return Problem("R019", found.place.at(line=fault.line), detail=(("reason", fault.reason),))
    wanted = found.dialect().rows
    if wanted is not None:
        way = key_way(wanted) if wanted != "/" else ()
        if way not in lists:
            near = tuple("/" + "/".join(known) for known in lists)[:5]
            return Problem("R023", found.place.at(), candidates=near, detail=(("part", wanted),))
        return (Part(way[-1] if way else "", partial(open_rows, Rows(found, "json", way, limits))),)
    tables = {
        w: rows for w, rows in lists.items() if not rows or any(isinstance(row, dict) for _, row in rows)
    }
    kept = tables or dict(list(lists.items())[:1])
    return tuple(Part(".".join(way), partial(open_rows, Rows(found, "json", way, limits))) for way in kept)


class TooLarge(OSError):
    """A document that is larger than is read as a whole; `size` is what was found."""

    def __init__(self, size: int) -> None:
        super().__init__(None, "document too large")
        self.size = size


def _document(path: Path, limits: Limits) -> dict[Way, Located]:
    with open_bytes(path) as stream:
        data = stream.read(limits.document_bytes + 1)
    if len(data) > limits.document_bytes:
        raise TooLarge(max(len(data), path.stat().st_size))
    return read_arrays(data)


JSON = FileKind((".json", ".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"), "JSON", find_rows)
"""Rows in JSON; in a folder, files with these endings."""


def open_rows(rows: Rows, name: str) -> RowTable:
    """Rows as a table: one pass finds the columns, a second one is made when they are asked for."""
    place, dialect = rows.found.place, rows.found.dialect(name, rows.way[-1] if rows.way else "")
    columns = Columns(declared_keys(dialect), limits=dialect.limits)
    listed, count = dict[Way, int](), 0
    objects = set[Way]()
    for items in rows.items():
        count += len(items.rows) + len(items.rejected)
        for _, _, content in items.rows:
            leaves = flattened(content, objects)
            columns.add(leaves)
            for way in (way for way, value in leaves.items() if _is_nested(value)):
                listed[way] = listed.get(way, 0) + 1
    if columns.too_many:
        return RowTable(name, place.source, place.file, problems=(columns.refused(place),))
    header = columns.header(place)
    names = dict(zip(columns.ways, header.names, strict=True))
    told = (
        Problem("R029", place.at(column=names[way]), count=many)
        for way, many in listed.items()
        if way in names
    )
    empty = () if count else (Problem("R010", place.at()),)
    reader = Reader(rows, dialect, names, header, frozenset(objects))
    form = Form(rows.kind, rows.way, tuple(way for way, known in names.items() if known in header.columns))
    problems = (*header.problems, *told, *empty)
    return RowTable(name, place.source, place.file, header.columns, problems, form, reader.blocks)


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes blocks of rows: `names` are the columns by their ways, `objects` the ways where objects stand."""

    rows: Rows
    dialect: Dialect
    names: dict[Way, str]
    header: Header
    objects: frozenset[Way] = field(default_factory=frozenset)

    def blocks(self) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the file is not what it was when it was opened."""
        try:
            for items in self.rows.items():
                yield self._block(items)
        except (OSError, Malformed) as fault:
            raise EnvironmentFault(f"{self.rows.found.place.file}: reading stopped") from fault

    def _block(self, items: Items) -> Block:
        faults = list[CellFault]()
        rows = [
            TextRow(row, line, self._cells(row, line, content, faults)) for row, line, content in items.rows
        ]
        block = block_of(self.header.columns, rows, items.rejected, faults)
        return without_long_cells(block, self.dialect.limits)

    def _cells(self, row: int, line: int, content: Content, faults: list[CellFault]) -> dict[str, str | None]:
        leaves = flattened(content, set())
        cells = {}
        for way, name in self.names.items():
            value = leaves[way] if way in leaves else reached(content, way)
            if value is None:
                continue
            if way in self.objects and not isinstance(value, dict):
                faults.append(CellFault(row, line, name, "R026", cell_text(value, ColumnForm()) or ""))
            else:
                cells[name] = cell_text(value, self.dialect.form(name))
        return cells


def flattened(content: Content, objects: set[Way]) -> dict[Way, object]:
    """Values that are no objects by the keys that lead to them; `objects` takes up where objects stand.

    >>> flattened({"id": 1, "adresa": {"kraj": "CZ064"}}, set())
    {('id',): 1, ('adresa', 'kraj'): 'CZ064'}
    """
    leaves = dict[Way, object]()
    _flatten(content, (), leaves, objects)
    return leaves


def _flatten(content: Content, way: Way, leaves: dict[Way, object], objects: set[Way]) -> None:
    for key, value in content.items():
        if isinstance(value, dict):
            objects.add((*way, key))
            _flatten(value, (*way, key), leaves, objects)
        else:
            leaves[*way, key] = value


def reached(content: object, way: Way) -> object:
    """The value at the end of a way that may lead through lists by position (from 0); None where there is none."""
    for step in way:
        if isinstance(content, dict):
            content = content.get(step)
        elif isinstance(content, list) and step.isdecimal() and len(step) < 7 and int(step) < len(content):
            content = content[int(step)]
        else:
            return None
    return None if isinstance(content, dict) else content


def cell_text(value: object, form: ColumnForm) -> str | None:
    """A value as the text of a cell: numbers as they are written, lists joined where their column is split.

    >>> cell_text(Number("1.50"), ColumnForm(decimal=",")), cell_text(["a", "b"], ColumnForm(split="|"))
    ('1,50', 'a|b')
    """
    if isinstance(value, Number):
        number = plain_number(value)
        return number.replace(".", form.decimal) if form.decimal else number
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and form.split and not _is_nested(value):
        return form.split.join(filter(None, (cell_text(part, form) for part in value)))
    return value if isinstance(value, str) or value is None else json_text(value)


def plain_number(text: str) -> str:
    """A number without an exponent, where that does not make it long.

    >>> plain_number("1e-7"), plain_number("1.50"), plain_number("1e999999")
    ('0.0000001', '1.50', '1e999999')
    """
    if "e" not in text and "E" not in text:
        return str(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return str(text)
    return f"{number:f}" if -50 < number.adjusted() < 50 else str(text)


def _is_nested(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(part, list | dict) for part in value)


def json_text(value: object) -> str:
    """JSON text in which numbers stand as they were written.

    >>> json_text({"a": Number("1.50"), "b": [None]})
    '{"a": 1.50, "b": [null]}'
    """
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(json_text, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json_text(key)}: {json_text(part)}' for key, part in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def depth(value: object, most: int) -> int:
    """How deeply a value is nested, as far as `most`.

    >>> depth({"a": [1]}, 9), depth("x", 9)
    (2, 0)
    """
    count, level = 0, [value]
    while count < most and (nested := [part for part in level if isinstance(part, list | dict)]):
        count += 1
        level = [inner for part in nested for inner in (part.values() if isinstance(part, dict) else part)]
    return count


def _elements(values: Located, deepest: int) -> Iterator[Items]:
    numbered = list(enumerate(values, 1))
    for start in range(0, len(numbered), BLOCK_ROWS):
        rows, rejected = list[tuple[int, int, Content]](), list[RejectedRow]()
        for row, (line, value) in numbered[start : start + BLOCK_ROWS]:
            _take(row, line, value, None, rows, rejected, deepest)
        yield Items(tuple(rows), tuple(rejected))


def _take(
    row: int,
    line: int,
    value: object,
    raw: bytes | None,
    rows: list[tuple[int, int, Content]],
    rejected: list[RejectedRow],
    deepest: int,
) -> None:
    """A row, or why it is none; `raw` is its line where it has one of its own."""
    if depth(value, deepest + 1) > deepest:
        rejected.append(RejectedRow(row, line, "R015", raw or b""))
    elif not isinstance(value, dict) or RAW in value:
        rejected.append(RejectedRow(row, line, "R019", raw if raw is not None else json_text(value).encode()))
    else:
        rows.append((row, line, value))


def _lines(path: Path, limits: Limits) -> Iterator[Items]:
    """Each line is a row; a line that cannot be read costs itself."""
    rows, rejected, held = list[tuple[int, int, Content]](), list[RejectedRow](), 0
    with open_bytes(path) as stream:
        number = 0
        while piece := stream.readline(limits.row_bytes):
            number += 1
            held += len(piece)
            if len(piece) == limits.row_bytes and not piece.endswith(b"\n"):
                while piece and not piece.endswith(b"\n"):
                    piece = stream.readline(limits.row_bytes)
                rejected.append(RejectedRow(number, number, "R015", b""))
            elif text := (piece.removeprefix(b"\xef\xbb\xbf") if number == 1 else piece).strip():
                try:
                    _take(number, number, decode_row(text), text, rows, rejected, limits.depth)
                except Malformed:
                    rejected.append(RejectedRow(number, number, "R019", text))
            if held >= BLOCK_BYTES or len(rows) + len(rejected) >= BLOCK_ROWS:
                yield Items(tuple(rows), tuple(rejected))
                rows, rejected, held = [], [], 0
    if rows or rejected:
        yield Items(tuple(rows), tuple(rejected))
