"""What must hold for every table, encoding, block size and damage."""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.sources.reading import Reading, read

from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.limits import Limits

CZECH = "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"
SLOVAK = "äĺľôŕÄĹĽÔŔ"
ENCODINGS = ("utf-8", "utf-8-sig", "windows-1250", "iso-8859-2", "utf-16", "utf-16-le", "utf-16-be")
WORDS = st.text(string.ascii_letters + CZECH + " .:/", max_size=8)
CELLS = st.text(string.ascii_letters + string.digits + CZECH + " ;,|\"'\n.-=", max_size=12)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str] = CELLS) -> list[list[str]]:
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12))
    return [["id", *(f"sloupec {number}" for number in range(2, width + 1))], *rows]


def written(
    table: list[list[str]], delimiter: str = ";", line_end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(table)
    return text.getvalue()


def looks_like_rows(row: list[str], delimiter: str) -> bool:
    """A cell that holds a table itself: every one of three or more lines could be a row (rule 3 of `record`)."""
    lines = written([row], delimiter).rstrip("\n").split("\n")
    return len(lines) > 2 and all(line.count(delimiter) >= len(row) - 1 for line in lines)


def is_utf8_by_chance(data: bytes, encoding: str) -> bool:
    """A few letters such as `ČŠ` have bytes in windows-1250 that are UTF-8 too; then the bytes win, told as R001."""
    try:
        return not encoding.startswith("utf") and not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


@settings(max_examples=examples(150), deadline=None)
@given(
    table=tables(),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(";,\t|"),
    line_end=st.sampled_from(("\n", "\r\n")),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
def test_what_csv_writes_is_read_back(
    table: list[list[str]], encoding: str, delimiter: str, line_end: str, quoting: int
) -> None:
    assume(not any(looks_like_rows(row, delimiter) for row in table))
    data = written(table, delimiter, line_end, quoting).encode(encoding)
    assume(not is_utf8_by_chance(data, encoding))
    dialect = Dialect(encoding.replace("utf-8-sig", "utf-8"), delimiter, '"', header_line=1)
    got = read(data, dialect=dialect)
    rows = table[1:] if quoting == csv.QUOTE_ALL else [row for row in table[1:] if any(row)]
    assert [list(row) for row in got.cells] == rows
    assert list(got.columns) == table[0]
    assert not got.rejected and not got.faults
    assert not {"R001", "R013"} & set(got.codes)


BYTES = (
    b"a",
    b" ",
    b"\xe8",
    b"\x81",
    b";",
    b";",
    b"b;",
    b'"',
    b'""',
    b'";"',
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"#",
)
LINES = (b"x;y\n", b'"x";"y"\n', b'"u\nv";w\n')
MESSY = st.lists(st.sampled_from(BYTES + LINES), max_size=40)


def same(one: Reading, other: Reading) -> None:
    assert one.cells == other.cells
    assert one.places == other.places
    assert one.rejected == other.rejected
    assert one.faults == other.faults


@settings(max_examples=examples(200), deadline=None)
@given(
    parts=MESSY,
    block_bytes=st.integers(1, 40),
    look_ahead=st.sampled_from((8, 20, 1 << 20)),
    encoding=st.sampled_from(("windows-1250", "utf-8")),
    comment=st.sampled_from(("#", None)),
)
@example([b'"', b"\n", b";", b'"'], 1, 8, "utf-8", "#")
@example([b"x;y\n", b" \n", b";;\n", b"\n", b"x\r;\r\n"], 20, 8, "utf-8", None)
def test_any_mess_reads_the_same_in_blocks_of_any_size_and_with_care(
    parts: list[bytes], block_bytes: int, look_ahead: int, encoding: str, comment: str | None
) -> None:
    data = b"id;text\nx;y\nx;y\nx;y\n" + b"".join(parts)
    dialect = Dialect(encoding, ";", '"', header_line=1, comment=comment)
    limits = Limits(look_ahead_bytes=look_ahead)
    whole = read(data, dialect=dialect, limits=limits)
    same(whole, read(data, dialect=dialect, limits=limits, block_bytes=block_bytes))
    same(whole, read(data, dialect=dialect, limits=limits, careful=True))
    rows = sorted([row for row, _ in whole.places] + [lost.row for lost in whole.rejected])
    assert rows == list(range(1, len(rows) + 1))


@settings(max_examples=examples(60), deadline=None)
@given(parts=MESSY, encoding=st.sampled_from(("utf-16-le", "utf-16-be")), block_bytes=st.integers(1, 40))
def test_utf_16_reads_like_utf_8(parts: list[bytes], encoding: str, block_bytes: int) -> None:
    text = ("id;text\nx;y\nx;y\nx;y\n" + b"".join(parts).decode("latin-1")).replace("\x81", "ř")
    plain = read(text.encode(), dialect=Dialect("utf-8", ";", '"', header_line=1))
    wide = read(
        text.encode(encoding), dialect=Dialect(encoding, ";", '"', header_line=1), block_bytes=block_bytes
    )
    assert (plain.cells, plain.places, plain.lost) == (wide.cells, wide.places, wide.lost)
    assert [row.raw.decode() for row in plain.rejected] == [row.raw.decode(encoding) for row in wide.rejected]


@settings(max_examples=examples(200), deadline=None)
@given(
    table=tables(WORDS.filter(str.strip)),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    damage=st.sampled_from(("quote", "delimiter", "byte")),
    where=st.floats(0, 1, exclude_max=True),
)
def test_one_damage_costs_one_row(table: list[list[str]], quoting: int, damage: str, where: float) -> None:
    assume(len(table) > 4)
    lines = written(table, quoting=quoting).encode("windows-1250").splitlines(keepends=True)
    hit = 1 + int(where * (len(lines) - 1))
    broken = lines[hit].rstrip(b"\n")
    at = int(where * 997) % len(broken)
    if damage == "quote":
        broken = broken[:at] + b'"' + broken[at:]
    elif damage == "byte":
        broken = broken[:at] + b"\x81" + broken[at:]
    else:
        broken = broken.replace(b";", b"", 1)
    data = b"".join([*lines[:hit], broken + b"\n", *lines[hit + 1 :]])
    got = read(data, dialect=Dialect("windows-1250", ";", '"', header_line=1))
    readable = dict(zip((row for row, _ in got.places), got.cells, strict=True))
    for row, cells in enumerate(table[1:], start=1):
        if row != hit:
            assert readable[row] == tuple(cells)
    assert [lost.row for lost in got.rejected] in ([], [hit])
    if hit in readable:
        wrong = sum(cell != right for cell, right in zip(readable[hit], table[hit], strict=True))
        assert wrong <= 1, "a cell at most"


@settings(max_examples=examples(60), deadline=None)
@given(table=tables(), delimiter=st.sampled_from(";,\t|"))
def test_clean_text_takes_the_fast_way_to_the_same_rows(table: list[list[str]], delimiter: str) -> None:
    data = written(table, delimiter).encode("windows-1250")
    dialect = Dialect("windows-1250", delimiter, '"', header_line=1)
    same(read(data, dialect=dialect), read(data, dialect=dialect, careful=True))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_czech_letter_in_every_encoding(encoding: str) -> None:
    letters = CZECH + (SLOVAK if encoding != "iso-8859-2" else "")
    text = "číslo;písmeno;obec\r\n" + "".join(
        f"{at};{letter};Šumperk\r\n" for at, letter in enumerate(letters)
    )
    got = read(text.encode(encoding))
    assert "".join(row[1] or "" for row in got.cells) == letters
    assert got.columns == ("číslo", "písmeno", "obec")
    found = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert got.layout is not None and got.layout.encoding == found
