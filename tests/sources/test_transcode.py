"""Columns of a single-byte encoding become the text that Python reads in their bytes."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.sources.codec import codec
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.transcode import in_utf8

from .reading import read

ENCODINGS = ("windows-1250", "iso-8859-2", "cp852", "mac-latin2", "windows-1252", "koi8-r")
DEFINED = {
    name: [byte for byte in range(1, 256) if codec(name).text(bytes((byte,))) is not None]
    for name in ENCODINGS
}


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.sampled_from(ENCODINGS).flatmap(lambda name: st.tuples(st.just(name), cells(name))))
def test_as_python_reads_each_cell(given_: tuple[str, list[bytes]]) -> None:
    name, raw = given_
    column = pa.array([b"\xe8before", *raw], pa.binary()).view(pa.string()).slice(1)
    assert in_utf8(column, codec(name)).to_pylist() == [cell.decode(codec(name).python) for cell in raw]


def cells(name: str) -> st.SearchStrategy[list[bytes]]:
    return st.lists(st.lists(st.sampled_from(DEFINED[name]), max_size=6).map(bytes), max_size=12)


@pytest.mark.parametrize("first", ["\ufeff".encode(), "\ufeffx".encode()])
def test_what_looks_like_a_byte_order_mark_in_the_first_cell_is_text(first: bytes) -> None:
    got = read(b"a;b\n" + first + b";\xe8\n", dialect=Dialect("windows-1250", ";", '"', header_line=1))
    assert got.cells == [(first.decode("windows-1250"), "č")]
