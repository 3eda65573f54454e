"""The shape of cells, block by block, and what a shape says: a date in which format, a number with which mark."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LOOKED_AT = 64
"""Characters of a cell from which its shape is made."""

_DROPPED = "\x01"


def _alphabet() -> bytes:
    table = bytearray(range(256))
    for letters, shown in (
        ("0123456789", "9"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"),
        ("abcdefghijklmnopqrstuvwxyz", "a"),
    ):
        for letter in letters:
            table[ord(letter)] = ord(shown)
    table[0x00:0x20] = b" " * 0x20
    table[0x80:0xC0] = _DROPPED.encode() * 0x40  # the further bytes of a letter
    table[0xC0:0x100] = b"a" * 0x40
    return bytes(table)


_TABLE = np.frombuffer(_alphabet(), np.uint8)
_SPACES = "[\u00a0\u2007\u2009\u202f]"


def shape_counts(cells: pa.StringArray, counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[str, int]:
    """How many cells have which shape: digits are 9, capitals A, other letters a.

    >>> shape_counts(pa.array(["1. 2. 1990", "C50.9", "č"]), np.array([3, 1, 1]))
    {'9. 9. 9999': 3, 'A99.9': 1, 'a': 1}
    """
    if not len(cells):
        return {}
    short = pc.replace_substring_regex(pc.utf8_slice_codeunits(cells, 0, LOOKED_AT), _SPACES, " ")
    _, offsets, data = short.buffers()
    start, end = short.offset, short.offset + len(short)
    ends = np.frombuffer(offsets, np.int32)[start : end + 1]
    raw = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    masked = pa.StringArray.from_buffers(
        len(short), pa.py_buffer(ends.tobytes()), pa.py_buffer(_TABLE[raw].tobytes())
    )
    coded = masked.dictionary_encode()
    summed = np.bincount(coded.indices.to_numpy(), counts, len(coded.dictionary)).astype(int)
    found: dict[str, int] = {}
    for shape, count in zip(coded.dictionary.to_pylist(), summed.tolist(), strict=True):
        plain = shape.replace(_DROPPED, "")
        found[plain] = found.get(plain, 0) + count
    return found


_DATES = (
    (r"99?\.99?\.9999", "d.m.yyyy"),
    (r"9999-99-99", "yyyy-mm-dd"),
    (r"99?/99?/9999", "d/m/yyyy"),
    (r"99?-99?-9999", "d-m-yyyy"),
    (r"9999/99?/99?", "yyyy/m/d"),
    (r"9999\.99?\.99?", "yyyy.m.d"),
    (r"9999-99", "yyyy-mm"),
    (r"99?/9999", "m/yyyy"),
    (r"99?\.99?\.99", "d.m.yy"),
)
_TIME = re.compile(
    r"(?P<day>.*9)(?P<mark>[T ]|A)(?P<time>99?:99(:99(?P<rest>[.,]9+)?)?)(?P<zone>[AZ]|[+-]99:?99)?"
)
YEAR_SHAPE = "9999"


@cache
def date_form(shape: str) -> str | None:
    """The date format that a shape has, None when it is no date; a lone year is told apart by its values.

    >>> date_form("9. 99. 9999"), date_form("9999-99-99 99:99:99"), date_form("A99.9")
    ('d.m.yyyy', 'yyyy-mm-dd HH:MM:SS', None)
    """
    timed = _TIME.fullmatch(shape)
    if timed:
        day = date_form(timed["day"])
        return None if day is None or "d" not in day else day + _clock(timed)
    plain = re.sub(r"\s*([./-])\s*", r"\1", shape.strip())
    return next((form for pattern, form in _DATES if re.fullmatch(pattern, plain)), None)


def _clock(timed: re.Match[str]) -> str:
    mark = "T" if timed["mark"] == "A" else timed["mark"]
    seconds = ":SS" if timed["time"].count(":") == 2 else ""
    return f"{mark}HH:MM{seconds}{'.s' if timed['rest'] else ''}{'Z' if timed['zone'] else ''}"


_WHOLE = re.compile(r"[+-]?9+|[+-]?9{1,3}( 999)+")
_BROKEN = re.compile(r"[+-]?(?:9+|9{1,3}(?: 999)+)(?P<mark>[.,])9+(?:[aA][+-]?9+)?")


@cache
def number_form(shape: str) -> str | None:
    """`integer` for a whole number, the decimal mark for one with decimals, None for no number.

    >>> number_form("-9 999"), number_form("99,9"), number_form("9A9")
    ('integer', ',', None)
    """
    if _WHOLE.fullmatch(shape):
        return "integer"
    broken = _BROKEN.fullmatch(shape)
    return broken["mark"] if broken else None


def digits_before(shape: str) -> int:
    """Digits before the decimal mark of a number's shape.

    >>> digits_before("-9 999,99")
    4
    """
    return re.split("[.,aA]", shape)[0].count("9")
