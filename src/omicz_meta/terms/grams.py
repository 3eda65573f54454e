"""Trigrams of words as numbers: what n-gram search is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BITS = 21
"""Enough for any code point, so that three fit into one number and no two trigrams share one."""


def trigrams(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Every run of three signs of each word, with a space at either end of it, and the place of its word.

    A word of n letters has n trigrams, so that a short word has some too.

    >>> numbers, owner = trigrams(["ab", "c"])
    >>> owner.tolist(), len(set(numbers.tolist()))
    ([0, 0, 1], 3)
    """
    text = "".join(f" {word} " for word in words)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, words), np.int32, len(words))
    owner = np.repeat(np.arange(len(words), dtype=np.int32), lengths)
    # each word before takes two places more than it has trigrams
    first = np.arange(len(owner)) + 2 * owner
    return (points[first] << 2 * _BITS) | (points[first + 1] << _BITS) | points[first + 2], owner
