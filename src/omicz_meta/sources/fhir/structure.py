"""What a block of JSON texts looks like from above: which texts hold something that is to be read with care.

The kernel's JSON reader takes more than JSON is (NaN, a comma before the end) and more than is safe (any depth, a key
that stands twice). A text without any of these is proved to be free of them by its punctuation, a block at a time;
every other text is read one by one in Python. As in `sources.punctuation`, the parity of quotes tells strings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.fhir.keys import REACH, Numbers, key_numbers
from omicz_meta.sources.punctuation import prefix_parity, words_of

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

_PART = np.uint64(0xD6E8FEB86659FD93)
_CASE, _ENDS, _JOINS = np.uint8(0x20), np.uint8(0x26), np.uint8(0x16)
_OPEN, _CLOSE = ord("{"), ord("}")
"""Braces; a bracket is one without the bit of lower case."""

_COLON, _COMMA = ord(":"), ord(",")

MOST_KEYS = 64
"""Keys of one object that are compared with each other at once; an object with more is read with care."""


@dataclass(frozen=True, slots=True)
class Structure:
    """`doubtful` texts are to be read one by one. `of` and `keys` are the keys at the top of the others' objects."""

    doubtful: Mask
    of: Positions
    keys: Numbers

    def having(self, key: int) -> Mask:
        """Which texts have a key at the top."""
        found = np.zeros(len(self.doubtful), bool)
        found[self.of[self.keys == np.uint64(key)]] = True
        return found


def structure(clear: bytes, starts: Positions, deepest: int) -> Structure:
    """Look at texts that are JSON (or empty) one behind the other; `starts` says where each begins.

    What is escaped in them is blotted out (`punctuation.without_escapes`).

    >>> found = structure(b'{"a": 1} {"a": 1, "a": 2} {"a": NaN} {"a": [1,]}', np.array([0, 9, 26, 37]), 100)
    >>> found.doubtful.tolist()
    [False, True, True, True]
    """
    blotted = b" " * REACH + clear + b" " * REACH
    text = np.frombuffer(blotted, np.uint8)
    marks = _marks(text)
    doubtful = np.zeros(len(starts), bool)
    doubtful[_of(marks.at[_odd(text, marks) | (marks.depth > deepest)], starts)] = True
    colons = marks.at[marks.kind == _COLON]
    keys = key_numbers(blotted, _skipped(text, colons - 1, -1))
    doubtful[_of(colons[_standing_twice(marks, keys)], starts)] = True
    top = marks.depth[marks.kind == _COLON] == 1
    return Structure(doubtful, _of(colons[top], starts), keys[top])


def _of(places: Positions, starts: Positions) -> Positions:
    found: Positions = np.searchsorted(starts, places - REACH, side="right") - 1
    return found


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where braces, brackets, colons and commas stand outside strings, which, and how deep it is behind each."""

    at: Positions
    kind: Bytes
    depth: npt.NDArray[np.int32]


def _marks(text: Bytes) -> _Marks:
    inside = prefix_parity(words_of(text == ord('"')))
    # some letters and digits come along, which are sorted out where there are fewer of them
    bits = words_of(((text | _ENDS) == 0x7F) | ((text | _JOINS) == 0x3E)) & ~inside
    at = np.flatnonzero(np.unpackbits(bits.view(np.uint8), count=len(text), bitorder="little").view(np.bool_))
    kind = text[at]
    lower = kind | _CASE
    opening, closing = lower == _OPEN, lower == _CLOSE
    marks = opening | closing | (kind == _COLON) | (kind == _COMMA)
    depth = np.cumsum(opening.view(np.int8) - closing.view(np.int8), dtype=np.int32)
    return _Marks(at, kind, depth) if marks.all() else _Marks(at[marks], kind[marks], depth[marks])


def _odd(text: Bytes, marks: _Marks) -> Mask:
    """Commas before the end of an object or a list, and marks before a word that may be NaN or Infinity."""
    following = _skipped(text, marks.at + 1, 1)
    found = text[following]
    ends: Mask = (marks.kind == _COMMA) & ((found | _CASE) == _CLOSE)
    letters = np.flatnonzero(
        (found == ord("n")) | (found == ord("N")) | (found == ord("-")) | ((found | _CASE) == ord("i"))
    )
    if len(letters):
        second = text[following[letters] + 1]
        fine = np.where(found[letters] == ord("n"), second == ord("u"), second - ord("0") <= 9)
        ends[letters[~fine]] = True
    return ends


def _skipped(text: Bytes, places: Positions, step: int) -> Positions:
    """The next places, in one direction, that hold no white space."""
    moving = np.flatnonzero(text[places] <= ord(" "))
    while len(moving):
        places[moving] += step
        inside = (places[moving] > 0) & (places[moving] < len(text) - 1)
        moving = moving[inside & (text[places[moving]] <= ord(" "))]
    return places


def _standing_twice(marks: _Marks, keys: Numbers) -> Positions:
    """Which colons are of keys that stand in their object before, as far as numbers tell, or in a very large object."""
    chosen = np.flatnonzero((marks.kind == _COLON) | (marks.kind == _OPEN))
    order = np.argsort(np.minimum(marks.depth[chosen], 255).astype(np.uint8), kind="stable")
    is_colon = marks.kind[chosen] == _COLON
    number = np.cumsum(is_colon, dtype=np.int32) - 1
    sorted_colons = is_colon[order]
    part = np.cumsum(~sorted_colons, dtype=np.int32)[sorted_colons]
    which = number[order][sorted_colons]
    mixed = keys[which] ^ (part.astype(np.uint64) * _PART)
    sizes = np.bincount(part) if len(part) else np.zeros(1, np.int64)
    twice = [np.flatnonzero(mixed[lag:] == mixed[:-lag]) for lag in range(1, min(sizes.max(), MOST_KEYS))]
    if sizes.max() > MOST_KEYS:
        twice.append(np.flatnonzero(sizes[part] > MOST_KEYS))
    found: Positions = which[np.concatenate([np.zeros(0, np.int64), *twice])]
    return found
