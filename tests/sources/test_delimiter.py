"""The delimiter is found among decimal commas, titles with commas, bad rows and text; a table of such files."""

from __future__ import annotations

import pytest
from tests.sources.reading import read

from omicz_meta.sources.dialect import Dialect

DECIMALS = "id;hb;leu\n" + "1;12,5;3,4\n2;13,5;4,4\n3;11,0;5,5\n"
ALL_DECIMALS = "hb;leu\n" + "12,5;3,4\n" * 5
BAD_ROWS = "id;jméno;hb\n" + "1;Jan;12,5\n2;12,5\n3;Eva;1;11,0\n" + "4;Ota;12,5\n" * 8
TITLE = "Export pacientů, FN Brno\nid;hb;x\n" + "1;12,5;a\n" * 9
NOTES = "id;text\n" + "1;jedna, dvě, tři\n" * 6 + "2;nic\n" * 3
FILES = {
    "decimal commas": (DECIMALS, ";", ("id", "hb", "leu"), 0),
    "decimal commas in every column": (ALL_DECIMALS, ";", ("hb", "leu"), 0),
    "bad rows": (BAD_ROWS, ";", ("id", "jméno", "hb"), 2),
    "a title with a comma": (TITLE, ";", ("id", "hb", "x"), 0),
    "text with commas": (NOTES, ";", ("id", "text"), 0),
    "commas with semicolons in text": ("id,text\n1,a; b\n2,c; d\n3,e\n", ",", ("id", "text"), 0),
    "quoted commas": ('id,hb\n1,"12,5"\n2,"13,5"\n', ",", ("id", "hb"), 0),
    "tabs with everything in text": ("id\ttext\n1\ta; b, c|d\n2\ta; b, c|d\n", "\t", ("id", "text"), 0),
    "quoted line breaks": ('id;text\n1;"a, b\nc, d"\n2;"e, f\ng, h"\n', ";", ("id", "text"), 0),
    "a stray quote in the first row": ('id;a;b\n1;"x;y\n' + "2;z;w\n" * 5, ";", ("id", "a", "b"), 1),
    "a header alone": ("id;jméno, příjmení\n", ";", ("id", "jméno, příjmení"), 0),
}


@pytest.mark.parametrize("name", FILES)
def test_delimiter_is_found(name: str) -> None:
    text, delimiter, columns, lost = FILES[name]
    got = read(text.encode("windows-1250"))
    assert got.layout is not None
    assert (got.layout.delimiter, got.columns, len(got.rejected)) == (delimiter, columns, lost)


@pytest.mark.parametrize("name", FILES)
def test_a_right_declaration_is_believed_and_a_wrong_one_told(name: str) -> None:
    text, delimiter, columns, _ = FILES[name]
    right = read(text.encode("windows-1250"), dialect=Dialect(delimiter=delimiter))
    assert (right.columns, "R013" in right.codes) == (columns, False)
    wrong = read(text.encode("windows-1250"), dialect=Dialect(delimiter="#"))
    assert (wrong.columns, "R013" in wrong.codes) == (columns, True)


def test_a_declared_comma_in_a_file_of_decimal_commas() -> None:
    got = read(DECIMALS.encode(), dialect=Dialect(delimiter=","))
    assert (got.codes, got.columns) == (["R013"], ("id", "hb", "leu"))


def test_bad_rows_at_the_beginning_do_not_make_a_column() -> None:
    got = read(b"id;a\n1;x;y\n2;x;y\n3;z\n")
    assert got.columns == ("id", "a")
    assert [lost.code for lost in got.rejected] == ["R005", "R005"]
