"""Texts cut out of a file, each of which should be a resource, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.limits import MIB

Positions = npt.NDArray[np.int64]

BLOCK_BYTES = 4 * MIB
BLOCK_PIECES = 8_192
EVIDENCE_BYTES = 64 * 1024
"""How much of a part of a bundle that cannot be read is kept."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One text: where it begins in the unpacked file, its line, and, in a bundle, the pointer to it and its fullUrl.

    `code` says why it cannot be read; `gone` that it is no text but says that the resource at `url` was deleted, at
    a moment that stands in `text`.
    """

    at: int
    text: bytes
    line: int
    container: str | None = None
    url: str | None = None
    code: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Pieces:
    """A run of texts, one behind the other in `data`, each followed by a byte of white space.

    `at` is where each begins in the unpacked file and `lines` on which line of it. `codes`, `containers` and `urls`
    are of the pieces that have any, by position. `gone` are resources deleted in between, with the moment.
    """

    data: bytes
    starts: Positions
    lengths: Positions
    at: Positions
    lines: Positions
    codes: dict[int, str] = field(default_factory=dict)
    containers: dict[int, str] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)
    gone: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, number: int) -> bytes:
        """One text, by its position."""
        start = int(self.starts[number])
        return self.data[start : start + int(self.lengths[number])]


def gathered(cuts: Iterable[Cut]) -> Iterator[Pieces]:
    """Cuts in runs.

    >>> [len(pieces) for pieces in gathered([Cut(0, b"{}", 1), Cut(4, b"{}", 2, "/entry/1/resource")])]
    [2]
    """
    held, size = list[Cut](), 0
    for one in cuts:
        held.append(one)
        size += len(one.text)
        if size >= BLOCK_BYTES or len(held) >= BLOCK_PIECES:
            yield _run(held)
            held, size = [], 0
    if held:
        yield _run(held)


def _run(cuts: list[Cut]) -> Pieces:
    there = [one for one in cuts if not one.gone]
    lengths = np.array([len(one.text) for one in there], np.int64)
    return Pieces(
        b"".join(one.text + b"\n" for one in there),
        np.cumsum(lengths + 1) - lengths - 1,
        lengths,
        np.array([one.at for one in there], np.int64),
        np.array([one.line for one in there], np.int64),
        {n: one.code for n, one in enumerate(there) if one.code},
        {n: one.container for n, one in enumerate(there) if one.container is not None},
        {n: one.url for n, one in enumerate(there) if one.url is not None},
        tuple((one.url or "", one.text.decode()) for one in cuts if one.gone),
    )
