"""What shows only late in a file, or only beyond a limit, is still judged rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.reading import read, read_path

from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.limits import Limits

MIB = 1024 * 1024
LINE = "000001;abcdefghijklmnopqrstuvwxyz;123,5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1250", "iso-8859-2"])
def test_first_letter_beyond_ascii_after_ten_megabytes(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    count = 10 * MIB // len(LINE) + 1
    tail = "2;příliš žluťoučký kůň;Šumperk\n"
    path.write_bytes(b"id;text;x\n" + LINE.encode() * count + tail.encode(encoding))
    got = read_path(path)
    assert got.cells[-1] == ("2", "příliš žluťoučký kůň", "Šumperk")
    assert got.places[-1] == (count + 1, count + 2)
    assert got.layout is not None and got.layout.encoding == encoding
    assert got.problems == ()


def test_utf_8_with_some_damage_stays_utf_8() -> None:
    data = b"id;text\n" + "1;žluťoučký kůň\n".encode() * 50 + b"51;\x9a\n"
    got = read(data)
    assert got.layout is not None and got.layout.encoding == "utf-8"
    assert [(fault.row, fault.line, fault.raw) for fault in got.faults] == [(51, 52, "\\x9a")]


def test_slovak_text_in_windows_1250() -> None:
    got = read("id;text\n1;ľúbezný kôň, čierny, žltý\n2;Ľubomír Šťastný\n".encode("windows-1250"))
    assert got.cells[0] == ("1", "ľúbezný kôň, čierny, žltý")


def test_a_declared_encoding_is_believed_where_letters_do_not_tell() -> None:
    data = "id;jednotka\n1;µg/l ® ©\n".encode("windows-1250")
    got = read(data, dialect=Dialect(encoding="windows-1250"))
    assert (got.cells, got.codes) == ([("1", "µg/l ® ©")], [])


def test_other_single_byte_encodings_can_be_declared() -> None:
    got = read("id;text\n1;žluťoučký kůň\n".encode("cp852"), dialect=Dialect(encoding="cp852"))
    assert (got.cells, got.codes) == ([("1", "žluťoučký kůň")], [])


def test_cells_beyond_the_limit_cost_their_row() -> None:
    data = b"id;a\n1;x\n2;" + b"y" * 30 + b'\n3;"z\n' + b"z" * 30 + b'"\n4;w\n'
    for careful in (False, True):
        got = read(data, limits=Limits(cell_bytes=20), careful=careful)
        assert got.cells == [("1", "x"), ("4", "w")]
        assert got.lost == [(2, 3, "R015"), (3, 4, "R015")]


@pytest.mark.parametrize("block_bytes", [16, 100, 1000, 4 * MIB])
def test_a_line_beyond_the_limit_is_read_over(block_bytes: int) -> None:
    data = b"id;a\n1;x\n" + b"y" * 5000 + b"\n3;z\n"
    got = read(data, limits=Limits(row_bytes=300, look_ahead_bytes=100), block_bytes=block_bytes)
    assert got.cells == [("1", "x"), ("3", "z")]
    assert got.places == [(1, 2), (3, 4)]
    assert got.lost == [(2, 3, "R015")]


def test_a_line_beyond_the_limit_at_the_end() -> None:
    data = b"id;a\n1;x\n" + b"y" * 5000
    got = read(data, limits=Limits(row_bytes=300, look_ahead_bytes=100), block_bytes=64)
    assert (got.cells, got.lost) == ([("1", "x")], [(2, 3, "R015")])


def test_too_many_columns_refuse_the_table() -> None:
    got = read(b";".join(b"c%d" % number for number in range(10_001)) + b"\n" + b";" * 10_000 + b"\n")
    assert (got.codes, got.columns, got.cells) == (["R015"], (), [])


def test_a_quoted_cell_reaches_no_further_than_the_look_ahead() -> None:
    data = b'id;a\n1;"x\n' + b"w" * 200 + b'"\n2;z\n'
    near, far = read(data, limits=Limits(look_ahead_bytes=100)), read(data)
    assert [row[0] for row in far.cells] == ["1", "2"]
    assert near.lost == [(1, 2, "R003"), (2, 3, "R004")]
    assert near.cells == [("2", "z")]


def test_many_stray_quotes_take_no_more_than_their_rows() -> None:
    lines = [f'{row};"x;y\n' if row % 3 == 0 else f"{row};x;y\n" for row in range(1, 9001)]
    got = read(("id;a;b\n" + "".join(lines)).encode())
    assert [lost.row for lost in got.rejected] == list(range(3, 9001, 3))
    assert len(got.cells) == 6000


def test_an_undefined_byte_in_the_header_is_told() -> None:
    got = read("id;jméno\n1;Žofie\n".encode("windows-1250").replace(b"jm", b"j\x81m"))
    assert got.columns == ("id", "j\\x81méno")
    assert [(found.code, found.place.line, found.place.column) for found in got.problems] == [
        ("R002", 1, "j\\x81méno")
    ]
