"""The keys of JSON objects as numbers, so that a block of texts is asked at once which keys stand where.

A key's number is made of its last sixteen bytes. Equal keys have equal numbers; that two unlike keys share one is so
rare that whoever is told so looks again, slowly.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]

REACH = 17
"""Bytes before the end of a key that are looked at, its closing quote included."""

_LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
_QUOTES = np.uint64(0x2222222222222222)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_BYTE, _SEVEN = np.uint64(255), np.uint64(7)
_STEPS = (np.uint64(8), np.uint64(16), np.uint64(32))


def key_numbers(data: bytes, quotes: Positions) -> Numbers:
    """The numbers of keys whose closing quotes stand at these places, each at least REACH bytes into the data."""
    words = np.ndarray((max(len(data) - 7, 0),), "<u8", buffer=data, strides=(1,))
    last, ended = _before_quote(words[quotes - 8])
    other, _ = _before_quote(words[quotes - 16])
    numbers: Numbers = (last * _FIRST) ^ np.where(ended, np.uint64(0), other * _SECOND)
    return numbers


def _before_quote(words: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Eight bytes each, without the last quote among them and what stands before it; and where there was one."""
    unlike = words ^ _QUOTES
    blot = ~(((unlike & _LOW) + _LOW) | unlike | _LOW)
    for step in _STEPS:
        blot |= blot >> step
    return words & ~((blot >> _SEVEN) * _BYTE), blot != 0


@cache
def key_number(name: str) -> int:
    """The number of one key, as it stands in JSON without escapes.

    >>> key_number("status") == key_number("_status")
    False
    """
    text = b" " * REACH + b'"' + name.encode() + b'"' + b" " * 8
    return int(key_numbers(text, np.array([len(text) - 9]))[0])
