"""Workbooks of OpenDocument (.ods): values, errors, hidden rows, and repetitions that would fill any memory."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from omicz_meta.sources import Source, open_source

SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
        ("calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
    )
)
EMPTY = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def text(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'


def typed(kind: str, value: str) -> str:
    attribute = "value" if kind in ("float", "percentage") else f"{kind}-value"
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"/>'


def error(shown: str) -> str:
    return (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        f'calcext:value-type="error"><text:p>{shown}</text:p></table:table-cell>'
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def book(path: Path, *rows: str, prolog: str = "") -> Path:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {SPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="Lidé">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def told(source: Source) -> list[str]:
    problems = (*source.problems, *(problem for table in source.tables for problem in table.problems))
    return [problem.code for problem in problems]


def test_values_are_those_of_other_workbooks(tmp_path: Path) -> None:
    source = open_source(
        book(
            tmp_path / "lide.ods",
            row(text("id"), text("a"), text("b")),
            row(text("001"), typed("date", "1987-05-12"), typed("float", "0.1")),
            row(text("002"), typed("percentage", "0.125"), typed("boolean", "true")),
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
            row(
                text("003"),
                typed("date", "2001-02-03T04:05:06"),
                text("Žluť"),
                more='table:number-rows-repeated="2"',
            ),
            EMPTY,
        )
    )
    assert told(source) == []
    (table,) = source.tables
    assert (table.name, table.columns) == ("lide", ("id", "a", "b"))
    assert [tuple(r.values()) for block in table.blocks() for r in block.batch.to_pylist()] == [
        ("001", "1987-05-12", "0.1", 2, None),
        ("002", "0.125", "true", 3, None),
        ("003", "2001-02-03T04:05:06", "Žluť", 6, None),
        ("003", "2001-02-03T04:05:06", "Žluť", 7, None),
    ]


def test_errors_of_formulas_and_hidden_rows(tmp_path: Path) -> None:
    source = open_source(
        book(
            tmp_path / "lide.ods",
            row(text("id"), text("a")),
            row(text("1"), error("#DIV/0!")),
            row(text("2"), text("x"), more='table:visibility="collapse"'),
            row(text("3"), error("Err:502")),
        )
    )
    assert told(source) == ["R022"]
    faults = [fault for block in source.tables[0].blocks() for fault in block.faults]
    assert [(f.row, f.column, f.code, f.raw) for f in faults] == [
        (2, "a", "R020", "#DIV/0!"),
        (4, "a", "R020", "Err:502"),
    ]


WIDE = (
    '<table:table-cell table:number-columns-repeated="{}" office:value-type="string">'
    "<text:p>x</text:p></table:table-cell>"
)
BOMBS = {
    "rows": row(WIDE.format(100), more='table:number-rows-repeated="1048576"'),
    "columns": row(WIDE.format(16384)),
    "numbers": row(WIDE.format("9" * 5000), more='table:number-rows-repeated="-1"'),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_few_bytes_that_mean_millions_of_cells_are_refused(tmp_path: Path, bomb: str) -> None:
    assert told(open_source(book(tmp_path / "lide.ods", BOMBS[bomb]))) == ["R015"]


@pytest.mark.parametrize(
    ("prolog", "rows"),
    [('<!DOCTYPE x [<!ENTITY a "aaaa">]>', row(text("&a;"))), ("", "<table:table-row>")],
)
def test_what_is_no_workbook(tmp_path: Path, prolog: str, rows: str) -> None:
    assert told(open_source(book(tmp_path / "lide.ods", rows, prolog=prolog))) == ["R014"]
