"""A window that moves over JSON: it knows where what is open in it is closed, without reading what lies between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.limits import MIB
from omicz_meta.sources.punctuation import prefix_parity, without_escapes, words_of
from omicz_meta.sources.stream import Stream

Positions = npt.NDArray[np.int64]

CHUNK = 1 * MIB
_SPACE = re.compile(rb"[ \t\r\n]*")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_WORD = re.compile(rb"[^ \t\r\n,:{}\[\]\"]+")


class More(Exception):
    """The window ends before what was asked for does."""


class Broken(Exception):
    """What stands in the window is no JSON; `at` is where."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(slots=True)
class Window:
    """Bytes of a stream from `base` on. Positions count from the beginning of the stream.

    >>> import io
    >>> window = Window(io.BytesIO(b'{"a": [1, {"b": "}"}]} '))
    >>> [(key, window.data[start:end]) for key, start, end in window.members(0)]
    [('a', b'[1, {"b": "}"}]')]
    """

    stream: Stream
    data: bytes = b""
    base: int = 0
    ended: bool = False
    _marks: Positions = field(default_factory=lambda: np.zeros(0, np.int64))
    _closed: Positions = field(default_factory=lambda: np.zeros(0, np.int64))
    _counted: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        self.load(0)

    def load(self, start: int) -> bool:
        """Forget what stands before `start`, which is outside of all strings, and read on; False at the end."""
        more = self.stream.read(max(CHUNK, len(self.data) - (start - self.base)))
        self.ended = not more
        self.look_from(start, more)
        return bool(more)

    def look_from(self, start: int, more: bytes = b"") -> None:
        """Forget what stands before `start`, and what was thought to be inside of strings."""
        self.line(start)
        self.data, self.base = self.data[start - self.base :] + more, start
        self._look()

    def line(self, position: int) -> int:
        """The line of a position, which is not before one that was asked for earlier."""
        at, line = self._counted
        line += self.data.count(b"\n", max(at - self.base, 0), max(position - self.base, 0))
        self._counted = (max(at, position), line)
        return line

    def _look(self) -> None:
        """Find which brace or bracket is closed where."""
        text = np.frombuffer(without_escapes(self.data), np.uint8)
        bits = words_of((text | np.uint8(0x26)) == 0x7F) & ~prefix_parity(words_of(text == ord('"')))
        at = np.flatnonzero(
            np.unpackbits(bits.view(np.uint8), count=len(text), bitorder="little").view(np.bool_)
        )
        lower = text[at] | np.uint8(0x20)
        opening, closing = lower == ord("{"), lower == ord("}")
        at, opening = at[opening | closing], opening[opening | closing]
        depth = np.cumsum(np.where(opening, 1, -1))
        level = np.where(opening, depth, depth + 1)
        order = np.argsort(level, kind="stable")
        pairs = opening[order[:-1]] & ~opening[order[1:]] & (level[order[:-1]] == level[order[1:]])
        closed = np.full(len(at), -1, np.int64)
        closed[order[:-1][pairs]] = at[order[1:][pairs]]
        self._marks, self._closed = at, closed

    def spaces(self, position: int) -> int:
        """The next position that holds no white space."""
        found = _SPACE.match(self.data, position - self.base)
        end = found.end() if found else position - self.base
        if end >= len(self.data) and not self.ended:
            raise More
        return end + self.base

    def byte(self, position: int) -> bytes:
        """The byte at a position; none at the end."""
        return self.data[position - self.base : position - self.base + 1]

    def value(self, position: int) -> int:
        """Where the value that begins here ends. Raises More and Broken."""
        at = position - self.base
        if self.byte(position) in (b"{", b"["):
            number = int(np.searchsorted(self._marks, at))
            if number < len(self._marks) and self._marks[number] == at and self._closed[number] >= 0:
                return int(self._closed[number]) + 1 + self.base
            raise Broken(position) if self.ended else More
        pattern = _STRING if self.byte(position) == b'"' else _WORD
        found = pattern.match(self.data, at)
        if found is None or found.end() == len(self.data):
            raise Broken(position) if self.ended else More
        return found.end() + self.base

    def key(self, position: int) -> tuple[str, int]:
        """The key that stands here, and where its value begins."""
        if self.byte(position) != b'"':
            raise Broken(position)
        end = self.value(position)
        colon = self.spaces(end)
        if self.byte(colon) != b":":
            raise Broken(colon)
        name = self.data[position - self.base + 1 : end - self.base - 1].decode("utf-8", "replace")
        return name, self.spaces(colon + 1)

    def members(self, position: int) -> Iterator[tuple[str, int, int]]:
        """The members of the object that begins here: key, and where its value begins and ends."""
        at = self.spaces(position + 1)
        while self.byte(at) != b"}":
            key, start = self.key(at)
            end = self.value(start)
            yield key, start, end
            at = self.behind(end, b"}")

    def behind(self, position: int, closing: bytes) -> int:
        """Where the next member or element begins behind one that ends here, or where all of them end."""
        at = self.spaces(position)
        if self.byte(at) == b",":
            return self.spaces(at + 1)
        if self.byte(at) != closing:
            raise Broken(at)
        return at

    def between(self, start: int, end: int) -> bytes:
        """The bytes between two positions."""
        return self.data[start - self.base : end - self.base]
