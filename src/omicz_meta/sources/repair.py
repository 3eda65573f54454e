"""Writes quarantined rows of workbooks, JSON, XML and Parquet as their source is written: repair, and feed back.

The reason stands in front, under the names that every reader drops: columns, keys or attributes `omicz_reason`,
`omicz_row`, `omicz_line`. Cells are the text that was read from the source; none is written as a formula.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.table import Form
from omicz_meta.sources.header import REASON_COLUMNS
from omicz_meta.sources.jsonrows import RAW
from omicz_meta.sources.jsontext import Malformed, decode_record
from omicz_meta.sources.paths import Way
from omicz_meta.sources.quarantine import QuarantinedRow

LONGEST_CELL = 32_767
"""Characters of a cell in a workbook."""

_POSITION = re.compile(r"(.*?)(?:\[([0-9]+)\])?", re.DOTALL)
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Repairs:
    """The quarantined rows of one table, how the table is written, and its columns."""

    form: Form
    columns: tuple[str, ...]
    rows: Sequence[QuarantinedRow]


def write_repairs(path: Path, tables: Sequence[Repairs]) -> int:
    """Write the quarantined rows of the tables of one file, and give how many they are. Raises OSError.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "p.ndjson"
    >>> row = QuarantinedRow(3, 3, "X004", ("p1", "CZ064"))
    >>> write_repairs(path, [Repairs(Form("ndjson", (), (("id",), ("adresa", "kraj"))), ("id", "adresa.kraj"), [row])])
    1
    >>> print(path.read_text())
    {"omicz_reason": "X004", "omicz_row": 3, "omicz_line": 3, "id": "p1", "adresa": {"kraj": "CZ064"}}
    """
    match tables[0].form.kind:
        case "excel":
            _write_workbook(path, tables)
        case "json":
            path.write_text(
                json.dumps(_document(tables), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        case "ndjson":
            path.write_bytes(b"".join(_line(row, tables[0].form) + b"\n" for row in tables[0].rows))
        case "xml":
            _write_elements(path, tables)
        case "parquet":
            _write_parquet(path, tables[0])
    return sum(len(table.rows) for table in tables)


def _reason(row: QuarantinedRow) -> dict[str, Any]:
    return dict(zip(REASON_COLUMNS, (row.reason, row.row, row.line), strict=True))


def _write_workbook(path: Path, tables: Sequence[Repairs]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        for table in tables:
            sheet = book.add_worksheet(table.form.part[0])
            lines: Iterable[Iterable[object]] = (
                (*REASON_COLUMNS, *table.columns),
                *((*_reason(row).values(), *(row.cells or ())) for row in table.rows),
            )
            for number, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if cell not in (None, ""):
                        sheet.write_string(number, column, str(cell)[:LONGEST_CELL])


def nested(cells: Iterable[tuple[Way, object]]) -> dict[str, Any]:
    """Values in objects, at the end of the ways that lead to them.

    >>> nested([(("id",), "1"), (("adresa", "kraj"), "CZ064")])
    {'id': '1', 'adresa': {'kraj': 'CZ064'}}
    """
    content: dict[str, Any] = {}
    for (*above, last), value in cells:
        level = content
        for step in above:
            if level.get(step) is None:
                level[step] = {}
            level = level[step]
            if not isinstance(level, dict):
                break
        else:
            level[last] = level.get(last) if value is None else value
    return content


def _filled(row: QuarantinedRow, form: Form) -> Iterable[tuple[Way, str]]:
    cells = zip(form.paths, row.cells or (), strict=bool(row.cells))
    return ((way, cell) for way, cell in cells if cell is not None)


def _object(row: QuarantinedRow, form: Form) -> dict[str, Any]:
    if row.raw is None:
        return _reason(row) | nested(zip(form.paths, row.cells or (), strict=bool(row.cells)))
    text = row.raw.decode("utf-8", "replace")
    try:
        return _reason(row) | {RAW: json.loads(text)}
    except (ValueError, RecursionError):
        return _reason(row) | {RAW: text}


def _document(tables: Sequence[Repairs]) -> object:
    lists = [(table.form.part, [_object(row, table.form) for row in table.rows]) for table in tables]
    return lists[0][1] if not lists[0][0] else nested(lists)


def _line(row: QuarantinedRow, form: Form) -> bytes:
    """A line; one that could not be read stands behind its reason as it was, so that it can be repaired there."""
    reason = json.dumps(_reason(row))
    if row.raw is not None and row.raw.startswith(b"{") and not _is_json(row.raw):
        return reason.removesuffix("}").encode() + b", " + row.raw[1:]
    return json.dumps(_object(row, form), ensure_ascii=False).encode()


def _is_json(raw: bytes) -> bool:
    try:
        decode_record(raw)
    except Malformed:
        return False
    return True


def _write_elements(path: Path, tables: Sequence[Repairs]) -> None:
    for prefix, space in tables[0].form.prefixes:
        if prefix and not re.fullmatch(r"ns\d+", prefix):
            ElementTree.register_namespace(prefix, space)
    root = ElementTree.Element(tables[0].form.part[0])
    for table in tables:
        above = root
        for step in table.form.part[1:-1]:
            above = _child(above, step)
        for row in table.rows:
            reason = {name: str(value) for name, value in _reason(row).items() if value is not None}
            element = (
                root if len(table.form.part) == 1 else ElementTree.SubElement(above, table.form.part[-1])
            )
            element.attrib.update(reason)
            for way, cell in _filled(row, table.form):
                _put(element, way, _NOT_XML.sub("\ufffd", cell))
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _put(element: ElementTree.Element, way: Way, text: str) -> None:
    for step in way:
        if step.startswith("@"):
            element.set(step[1:], text)
            return
        element = _child(element, step)
    element.text = text


def _child(element: ElementTree.Element, step: str) -> ElementTree.Element:
    """The child at a step, made with those before it where it is not there."""
    name, position = _POSITION.fullmatch(step).groups()  # type: ignore[union-attr]
    found = element.findall(name)
    while len(found) < int(position or 1):
        found.append(ElementTree.SubElement(element, name))
    return found[int(position or 1) - 1]


def _write_parquet(path: Path, table: Repairs) -> None:
    rows = [_reason(row) | nested(_filled(row, table.form)) for row in table.rows]
    head = [(name, pa.string() if name == "omicz_reason" else pa.int64()) for name in REASON_COLUMNS]
    ways = nested((way, None) for way in table.form.paths)
    schema = pa.schema([*head, *((name, _type(inner)) for name, inner in ways.items())])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def _type(inner: dict[str, Any] | None) -> pa.DataType:
    if inner is None:
        return pa.string()
    return pa.struct([(name, _type(part)) for name, part in inner.items()])
