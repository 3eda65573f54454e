"""A quarantine file is in the layout of its source, safe to open in a spreadsheet, and comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.sources.reading import read, read_path

from omicz_meta.engine.table import Layout
from omicz_meta.errors import UsageError
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.formula import unguarded, with_guard
from omicz_meta.sources.quarantine import WINDOW, QuarantinedRow, write_quarantine

LAYOUTS = [
    Layout("windows-1250", False, ";", '"', "\r\n"),
    Layout("iso-8859-2", False, ",", '"', "\n"),
    Layout("utf-8", True, "\t", '"', "\n"),
    Layout("utf-8", False, "|", "'", "\n"),
    Layout("utf-16-le", True, ";", '"', "\r\n"),
    Layout("utf-16-be", True, ";", '"', "\n"),
]
COLUMNS = ("id", "jméno", "=pozn;ámka")


def dialect(layout: Layout) -> Dialect:
    return Dialect(layout.encoding, layout.delimiter, layout.quote, header_line=3)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.encoding}-{layout.delimiter}")
def test_rows_come_back_unchanged(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    cells = [
        ("1", "Žofie", "=HYPERLINK(1)"),
        ("2", "", "-5,2"),
        ("3", "@x", "a\"b; c,d|e\tf'g"),
        ("4", "'=1", "dvě\nřádky"),
        ("5", "+420 123", "-cmd"),
    ]
    rows = [QuarantinedRow(10 * at, 10 * at + 1, "X004", row) for at, row in enumerate(cells, start=1)]
    assert write_quarantine(path, layout, COLUMNS, reversed(rows)) == 5
    got = read_path(path, dialect(layout))
    assert got.columns == COLUMNS
    assert got.cells == cells
    assert not {"R001", "R013"} & set(got.codes)
    assert got.layout is not None
    # spreadsheets need the mark of Unicode, whether the source has one or not
    marked = layout.encoding.startswith("utf-")
    assert (got.layout.encoding, got.layout.bom, got.layout.line_end) == (
        layout.encoding, marked, layout.line_end
    )  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.text("ab'=+-@\t\r\n;\"1, ž", max_size=6), st.text("ab'=+-@\t;\"1, ž", min_size=1, max_size=6)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_cells_come_back_and_none_starts_a_formula(
    rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("q") / "q.csv"
    quarantined = [QuarantinedRow(at, at, "X004", row) for at, row in enumerate(rows, start=1)]
    write_quarantine(path, Layout("windows-1250"), ("a", "b"), quarantined)
    assert read_path(path, Dialect("windows-1250", ";", '"')).cells == rows


@given(st.text("a'=+-@\t\r1, 5", max_size=8))
def test_the_guard_comes_off_again(cell: str) -> None:
    guarded = with_guard(cell)
    assert unguarded(guarded) == cell
    number = not cell.strip("+-0123456789., ") and not cell.lstrip("+-").startswith(("+", "-", "="))
    assert guarded[:1] not in ("=", "@", "\t", "\r")
    if guarded[:1] in ("+", "-"):
        assert number, "only a number keeps its sign in front"


BROKEN = 'id;jméno;poznámka\n1;Žofie;a\n2;"Růže"na;b\n3;Šárka\n4;=1+1;c;d\n5;Jan;"e\n6;Eva;f\n'


@pytest.mark.parametrize("encoding", ["windows-1250", "utf-8", "utf-16-le"])
def test_broken_rows_stand_as_they_were_and_come_back_once_repaired(encoding: str, tmp_path: Path) -> None:
    first = read(BROKEN.encode(encoding))
    assert first.layout is not None
    assert first.lost == [(2, 3, "R003"), (3, 4, "R004"), (4, 5, "R005"), (5, 6, "R003")]
    rows = [QuarantinedRow(row.row, row.line, row.code, None, row.raw) for row in first.rejected]
    path = tmp_path / "q.csv"
    write_quarantine(path, first.layout, first.columns, rows)
    text = path.read_bytes().decode(encoding)
    assert text.startswith("\ufeff") == encoding.startswith("utf-")
    assert text.lstrip("\ufeff").splitlines() == [
        "omicz_reason;omicz_row;omicz_line;id;jméno;poznámka",
        'R003;2;3;2;"Růže"na;b',
        "R004;3;4;3;Šárka",
        "R005;4;5;4;'=1+1;c;d",
        'R003;5;6;5;Jan;"e',
    ]
    again = read_path(path)
    assert again.columns == first.columns
    assert [code for _, _, code in again.lost] == [code for _, _, code in first.lost]
    repaired = (
        text.replace('"Růže"na', "Růžena")
        .replace("3;Šárka", "3;Šárka;x")
        .replace(";c;d", ";c")
        .replace('"e', "e")
    )
    path.write_bytes(repaired.encode(encoding))
    got = read_path(path)
    assert got.columns == first.columns
    assert got.cells == [("2", "Růžena", "b"), ("3", "Šárka", "x"), ("4", "=1+1", "c"), ("5", "Jan", "e")]
    assert not got.rejected


def test_undefined_bytes_stand_in_quarantine_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    row = QuarantinedRow(1, 2, "R004", None, b"1;a\x81b")
    write_quarantine(path, Layout("windows-1250"), ("id", "a", "b"), [row])
    assert path.read_bytes().splitlines()[1] == b"R004;1;2;1;a\x81b"


def test_rows_far_out_of_order_are_refused(tmp_path: Path) -> None:
    numbers = [*range(2, WINDOW + 4), 1]
    rows = (QuarantinedRow(number, number, "X004", ("a",)) for number in numbers)
    with pytest.raises(UsageError, match="row 1 comes after row 3"):
        write_quarantine(tmp_path / "q.csv", Layout(), ("a",), rows)
