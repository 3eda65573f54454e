"""Counts the punctuation of JSON lines outside their strings, a whole block of bytes at a time.

A bit stands for a byte, 64 bits for a word. Whether a byte is inside a string is the parity of the quotes before
it, which is a prefix sum over bits without carries; simdjson (Langdale and Lemire, 2019) finds it the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

LONGEST_NUMBER = 15
"""So many digits of a decimal number survive a binary floating point number, whatever they are."""

_POINT, _DIGITS = np.uint8(ord(".")), np.uint8(ord("9") - ord("."))
"""From the point to the nine, the slash between them included, which no number has."""

_QUOTE, _BACKSLASH, _BLOT = np.uint8(ord('"')), np.uint8(ord("\\")), np.uint8(ord("_"))
_STEPS = tuple(np.uint64(1 << power) for power in range(6))
_ONE, _TOP, _WIDTH = np.uint64(1), np.uint64(63), np.uint64(64)


@dataclass(frozen=True, slots=True)
class Punctuation:
    """What each line has outside its strings: colons, commas, opening braces and brackets; and its quotes.

    `nulls` counts the letter n, which only `null` holds; `is_long` tells of a number with many digits.
    """

    quotes: Counts
    colons: Counts
    commas: Counts
    objects: Counts
    lists: Counts
    nulls: Counts
    is_long: npt.NDArray[np.bool_]


def punctuation(data: bytes, starts: Counts) -> Punctuation:
    """Count, line by line; `starts` says where lines begin. Every line has an even number of quotes.

    >>> found = punctuation(b'{"a:b": [1, 2]}', np.array([0]))
    >>> [int(c[0]) for c in (found.quotes, found.colons, found.commas, found.objects, found.lists)]
    [2, 1, 1, 1, 1]
    """
    text = np.frombuffer(without_escapes(data), np.uint8)
    bounds = np.append(starts, len(text))
    quotes = words_of(text == ord('"'))
    outside = ~prefix_parity(quotes)
    digits = words_of(text - _POINT <= _DIGITS) & outside

    def count(byte: str) -> Counts:
        return _between(words_of(text == ord(byte)) & outside, bounds)

    return Punctuation(
        quotes=_between(quotes, bounds),
        colons=count(":"),
        commas=count(","),
        objects=count("{"),
        lists=count("["),
        nulls=count("n"),
        is_long=_between(_runs(digits), bounds) > 0,
    )


def quotes_of_lines(data: bytes, starts: Counts) -> Counts:
    """How many quotes begin or end a string in each line; an odd number is a broken line."""
    return quotes_between(without_escapes(data), starts)


def quotes_between(clear: bytes, starts: Counts) -> Counts:
    """The same of bytes `without_escapes`."""
    text = np.frombuffer(clear, np.uint8)
    return _between(words_of(text == _QUOTE), np.append(starts, len(text)))


def without_escapes(data: bytes) -> bytes:
    r"""The same bytes with escaped backslashes and quotes blotted out.

    >>> without_escapes(rb'"a\\" "b\"c"')
    b'"a__" "b__c"'
    """
    if b"\\" not in data:
        return data
    text = np.frombuffer(data, np.uint8)
    at = escapes(text)
    after = text[at + 1]
    at = at[(after == _QUOTE) | (after == _BACKSLASH)]
    clear = text.copy()
    clear[at], clear[at + 1] = _BLOT, _BLOT
    return clear.tobytes()


def escapes(text: npt.NDArray[np.uint8]) -> Counts:
    r"""Where backslashes stand that escape what is behind them; of several in a row every second one is escaped.

    >>> escapes(np.frombuffer(rb'a\\\n\/', np.uint8)).tolist()
    [1, 3, 5]
    """
    at = np.flatnonzero(text == _BACKSLASH)
    begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    place = np.arange(len(at)) - np.repeat(begins, np.diff(np.append(begins, len(at))))
    found: Counts = at[place % 2 == 0]
    return found[:-1] if len(found) and found[-1] + 1 == len(text) else found


def words_of(flags: npt.NDArray[np.bool_]) -> Words:
    """The flags as bits, 64 to a word, with a word of zeros at the end."""
    packed = np.packbits(flags, bitorder="little")
    return np.pad(packed, (0, 8 + -len(packed) % 8)).view("<u8")


def prefix_parity(words: Words) -> Words:
    """For every bit whether the bits up to it, itself included, are odd in number."""
    parity = words.copy()
    for step in _STEPS:
        parity ^= parity << step
    odd_before = np.bitwise_xor.accumulate(parity >> _TOP)
    parity[1:] ^= np.uint64(0) - odd_before[:-1]
    return parity


def _runs(words: Words) -> Words:
    """The bits at which more than LONGEST_NUMBER set bits begin, one behind the other."""
    runs = words
    for step in _STEPS[:4]:
        following = np.append(runs[1:], np.uint64(0))
        runs = runs & ((runs >> step) | (following << (_WIDTH - step)))
    return runs


def _between(words: Words, bounds: Counts) -> Counts:
    """The number of set bits between each bound and the next."""
    whole = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bitwise_count(words), dtype=np.int64)])
    word, bit = bounds >> 6, (bounds & 63).astype(np.uint64)
    before = np.bitwise_count(words[word] & ((_ONE << bit) - _ONE))
    counts: Counts = np.diff(whole[word] + before)
    return counts
