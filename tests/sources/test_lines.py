"""Lines of which it is told that each is a row are what the splitter reads, with care too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.sources import lines
from omicz_meta.sources.codec import codec
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.lines import NO_QUOTE, Counted, Marks, cut_lines, lines_that_are_rows, plain_lines
from omicz_meta.sources.splitter import Splitter

CELLS = (b"a", b"bc", b'"x"', b'"x;y"', b'"a ""b"" c"', b'""', b"\xe8", b"\x81", b"")
ENDS = (b"\n", b"\r\n")
ROW = st.tuples(
    st.lists(st.sampled_from(CELLS), min_size=1, max_size=4).map(b";".join), st.sampled_from(ENDS)
)
ODD = (b"\n", b"\r", b'"', b'5" nail;x\n', b";\n", b" ;\n", b"# c\n", b'"u\nv";w\n', b"x\r;y\n", b'"a"b;c\n')
MESSY = st.lists(st.one_of(ROW.map(b"".join), ROW.map(b"".join), st.sampled_from(ODD)), max_size=12).map(
    b"".join
)


def split_of(data: bytes, marks: Marks, limits: Limits, careful: bool) -> tuple[int, int, int]:
    got = Splitter(marks, codec("windows-1250"), limits, careful).split(data, last=False)
    return got.consumed, got.lines_consumed, got.rows_read


@settings(max_examples=examples(400), deadline=None)
@given(
    data=MESSY,
    quote=st.sampled_from((b'"', b'"', NO_QUOTE)),
    comment=st.sampled_from((b"", b"#")),
    portion=st.sampled_from((1, 7, 1 << 17)),
    limits=st.sampled_from((Limits(), Limits(cell_bytes=3, row_bytes=6, look_ahead_bytes=4))),
)
@example(b'a;"x"\r\n"y;z";b\n', b'"', b"", 1 << 17, Limits())
@example(b'"";x\n ;x\n', b'"', b"", 1, Limits())
def test_each_line_is_a_row(data: bytes, quote: bytes, comment: bytes, portion: int, limits: Limits) -> None:
    marks = Marks(b";", quote, 2, comment=comment)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines, "PORTION", portion)
        told = lines_that_are_rows(data, marks)
    if told is None:
        return
    end, count = told
    assert data[:end].count(b"\n") == count
    for careful in (False, True):
        assert split_of(data[:end], marks, limits, careful) == (end, count, count)


@pytest.mark.parametrize(
    "line",
    [
        *(b"a;b\n", b";b\n", b" ;b\n", b'"a;b"\n', b'a;"b ""c"" d"\n', b'"";""\r\n', b'"a";"b"\r\n'),
        *(b"a;b;c\n", b"a\n", b"\xe8;\x81\n"),
    ],
)
def test_lines_that_plainly_are_rows(line: bytes) -> None:
    assert lines_that_are_rows(line * 3, Marks(b";", b'"', 2)) == (3 * len(line), 3)


@pytest.mark.parametrize(
    "line", [b"\n", b"\r\n", b";\n", b" ; \n", b"\t\n", b'"a\n', b'"a\nb";c\n', b'"a"b;c\n', b'5" nail;x\n']
)
def test_lines_that_take_more_to_tell(line: bytes) -> None:
    assert lines_that_are_rows(b"a;b\n" + line + b"c;d\n", Marks(b";", b'"', 2)) is None


def test_delimiters_inside_quotes_are_told_alike_at_once_and_line_by_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b'a;b\n"c;;d";e\n"";"f;"\n\n"g""h;";"i"\r\n"too;few"\nt;o;o\n' * 3
    marks = Marks(b";", b'"', 2)
    cut = cut_lines(data, lone_cr=False, last=True)
    asked = (cut, Counted.of(cut, marks), np.empty(0, np.int64), marks, 1000)
    at_once = plain_lines(*asked)
    monkeypatch.setattr(lines, "_are_well_quoted", lambda *_: False)
    by_line = plain_lines(*asked)
    assert [one.tolist() for one in at_once] == [one.tolist() for one in by_line]
    assert at_once[0].tolist() == [True, True, True, False, True, False, False] * 3
