"""What is gathered piece by piece is what the bytes say as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.sources import evidence
from omicz_meta.sources.encoding import LATIN2_LETTERS, WINDOWS_LETTERS, decide
from omicz_meta.sources.evidence import Evidence, gather

PARTS = (
    *(b"a", b"ab;cd;12\r\n", b"\n", b"\r\n", b"\r", b'"', b"\0"),
    *("ž".encode(), "–".encode(), "😀".encode(), b"\x9e", b"\xb9", b"\x81", b"\xe9", b"\xc5", b"\xf0\x9f"),
    *(b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff"),
)
MESSY = st.lists(st.sampled_from(PARTS), max_size=60).map(b"".join)
DECLARED = (None, "utf-8", "ascii", "windows-1250", "iso-8859-2", "utf-16", "cp852", "nonsense")


def gathered(data: bytes, folder: Path) -> Evidence:
    path = folder / "t.csv"
    path.write_bytes(data)
    return gather(path)


def as_a_whole(data: bytes) -> Evidence:
    """Told of all bytes at once, by what Python itself says of them."""
    kept = data.decode("utf-8", "ignore")
    letters = "".join(letter for letter in kept if letter > "\x7f")
    crlf = data.count(b"\r\n")
    found = Evidence(
        is_ascii=data.isascii(),
        sequences=len(letters),
        broken=sum(byte > 0x7F for byte in data) - len(letters.encode()),
        crlf=crlf,
        lf=data.count(b"\n") - crlf,
        cr=data.count(b"\r") - crlf,
        quotes=b'"' in data,
    )
    for byte in data:
        if 0x80 <= byte < 0xC0:
            found.bytes_seen[byte - 0x80] += 1
    return found


def counts(told: Evidence) -> tuple[int | bool, ...]:
    return told.is_ascii, told.sequences, told.broken, told.crlf, told.lf, told.cr, told.quotes


@settings(max_examples=examples(200), deadline=None)
@given(data=MESSY, piece=st.sampled_from((16, 17, 40, 1000)))
def test_pieces_of_any_size_say_the_same(
    data: bytes, piece: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told, whole = Evidence(), as_a_whole(b"id;x\n" + data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evidence, "PIECE", piece)
        told = gathered(b"id;x\n" + data, tmp_path_factory.mktemp("evidence"))
    if told.unicode:
        return
    assert counts(told) == counts(whole)
    for declared in DECLARED:
        assert decide(told, declared) == decide(whole, declared)


@pytest.mark.parametrize("letters", [WINDOWS_LETTERS, LATIN2_LETTERS])
def test_letters_in_a_piece_that_is_utf_8_count_where_the_file_is_not(
    letters: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PIECE", 32)
    by_chance = b"".join(b"\xc5" + bytes((letter,)) for letter in letters) * 3
    data = by_chance.ljust(96, b"a") + b"\n" + b"\xe1;" * 100
    told = gathered(data, tmp_path)
    assert not told.is_complete and not told.is_utf8
    assert told.seen(letters) == 3 * len(letters)
    assert decide(told, None)[0].name == ("windows-1250" if letters == WINDOWS_LETTERS else "iso-8859-2")


def test_text_without_a_byte_of_ascii_is_not_torn_within_what_is_judged_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PIECE", 32)
    told = gathered("€".encode() * 100 + b"\n" + "ž".encode() * 15, tmp_path)
    assert (told.sequences, told.broken) == (115, 0)


def test_after_a_thousand_broken_bytes_nothing_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PIECE", 64)
    monkeypatch.setattr(evidence, "PIECES", 2)
    told = gathered(b"\xe1;" * 2000, tmp_path)
    assert 1000 <= told.broken <= 1000 + 128
