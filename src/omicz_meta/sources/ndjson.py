"""Reads records from lines of JSON: in columns where a line is proved to be read whole, the others one by one.

The kernel takes out of a line what stands under known keys and says nothing of the rest. That there is no rest is
proved by counting. Outside its strings a line has a colon for every key, a brace for every object, a bracket for
every list, a comma between every two members, and two quotes for every key and every text. When what was taken out
accounts for all of them, nothing was passed over and nothing was taken for what it is not:

- a key that is unknown, stands twice, or holds a value of another shape leaves a colon over;
- a list or an object taken for a text leaves a bracket or a brace over;
- a number taken for a text leaves two quotes missing, which nothing else can make up for;
- a comma too many, which the kernel lets pass, is left over.

Numbers with more digits than a binary floating point number keeps, and numbers in forms that are not common, are
read one by one as well. What such a line means is said in `sources.jsontext`, here only that there is doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, RejectedRow
from omicz_meta.sources.columns import Columns
from omicz_meta.sources.jsontext import Malformed, decode_record
from omicz_meta.sources.limits import MIB
from omicz_meta.sources.punctuation import Punctuation, punctuation, quotes_of_lines
from omicz_meta.sources.recordblock import RawRecord, Reading, RecordBlock
from omicz_meta.sources.utf8 import is_utf8

BLOCK_BYTES = 8 * MIB
BLOCK_LINES = 32_768
LARGEST_LINE = 32 * MIB
"""Bytes of a line; a longer one is R015."""

FEW_LINES = 100
"""So few lines of a block with nulls are sooner read one by one than asked about."""

EVIDENCE_BYTES = 5_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMMA_TOO_MANY = re.compile(rb",[ \t\r]*[}\]]")

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


def read_lines(path: Path) -> Iterator[Lines]:
    """The lines of a file in blocks, not read yet."""
    number, begun = 1, b""
    with path.open("rb") as stream:
        while chunk := stream.read(BLOCK_BYTES):
            chunk = begun + chunk
            end = chunk.rfind(b"\n") + 1
            for block in _divided(number, chunk, end):
                yield block
                number += block.count
            # what is longer than a line may be is refused for its length, whatever it holds
            begun = chunk[end:][: LARGEST_LINE + 1]
    if begun:
        yield from _divided(number, begun + b"\n", len(begun) + 1)


def _divided(number: int, data: bytes, end: int) -> Iterator[Lines]:
    ends = np.flatnonzero(np.frombuffer(data, np.uint8, end) == ord("\n")) + 1
    start = 0
    for position in range(0, len(ends), BLOCK_LINES):
        part = ends[position : position + BLOCK_LINES]
        yield Lines(number + position, data[start : part[-1]], part - start)
        start = int(part[-1])


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a file: the number of the first, their bytes, and where each ends, its line feed included."""

    first: int
    data: bytes
    ends: Counts

    @property
    def count(self) -> int:
        """How many lines."""
        return len(self.ends)

    @property
    def starts(self) -> Counts:
        """Where each line begins."""
        return np.concatenate([np.zeros(1, np.int64), self.ends[:-1]])

    def read(self, reading: Reading) -> RecordBlock:
        """Read the lines: those that are proved in columns, each other one with care."""
        found, proved = self._columns(reading)
        numbers = np.arange(self.first, self.first + self.count)
        named = pa.array(numbers, pa.int64())
        table = pa.table({ROW: named, LINE: named, **found.values})
        records, rejected = list[RawRecord](), list[RejectedRow]()
        for at in np.flatnonzero(~proved):
            read_carefully(int(numbers[at]), self.line(int(at)), records, rejected)
        return RecordBlock(tuple(records), tuple(rejected), table, proved)

    def line(self, at: int) -> bytes:
        """The bytes of one line, by its position in the block."""
        return self.data[self.ends[at - 1] if at else 0 : self.ends[at]]

    def _columns(self, reading: Reading) -> tuple[Columns, Mask]:
        """What the lines hold under known keys, and which lines hold nothing else."""
        usable = self._usable()
        data = self.data if usable.all() else self._blotted(usable)
        lines = _as_texts(data, self.ends)
        objects = reading.objects.read(lines)
        given = dict(zip((entry.name for entry in objects.type), objects.flatten(), strict=True))
        found = reading.columns.read(given, self.count, as_json=True)
        marks = punctuation(data, self.starts)
        nulls = _known_nulls(reading, lines, marks)
        closed = _accounts_for(found, marks, nulls) & ~self._comma_too_many(marks)
        return found, usable & np.asarray(objects.is_valid()) & ~found.doubtful & closed

    def _usable(self) -> Mask:
        """Lines of text in UTF-8 whose quotes pair, of a length that is read."""
        usable: Mask = (quotes_of_lines(self.data, self.starts) % 2 == 0) & (
            np.diff(self.ends, prepend=0) <= LARGEST_LINE
        )
        if not is_utf8(self.data):
            usable &= np.fromiter((is_utf8(self.line(at)) for at in range(self.count)), bool, self.count)
        return usable

    def _blotted(self, usable: Mask) -> bytes:
        """The bytes with spaces for all lines that cannot be used."""
        data = bytearray(self.data)
        for start, end in zip(self.starts[~usable], self.ends[~usable], strict=True):
            data[start:end] = b" " * int(end - start)
        return bytes(data)

    def _comma_too_many(self, marks: Punctuation) -> Mask:
        """Lines with nulls, whose commas are not counted, where a comma seems to end a list or an object."""
        seen = np.zeros(self.count, bool)
        for at in np.flatnonzero(marks.nulls):
            seen[at] = _COMMA_TOO_MANY.search(self.line(int(at))) is not None
        return seen


def _known_nulls(reading: Reading, lines: pa.Array, marks: Punctuation) -> Counts:
    nulls = np.zeros(len(lines), np.int64)
    where = np.flatnonzero(marks.nulls)
    if len(where) > min(FEW_LINES, len(lines) // 2):
        known = reading.objects.nulls(lines.take(pa.array(where)))
        nulls[where] = np.asarray(known.fill_null(0)).astype(np.int64)
    return nulls


def _accounts_for(found: Columns, marks: Punctuation, nulls: Counts) -> Mask:
    tally = found.tally
    keys = tally.keys + nulls
    accounted: Mask = (
        (marks.colons == keys)
        & (marks.quotes == 2 * (keys + tally.texts))
        & (marks.objects == tally.objects)
        & (marks.lists == tally.lists)
        & ((marks.commas == tally.commas) | (nulls > 0))
        & (marks.nulls == nulls)
        & ~marks.is_long
    )
    return accounted


def _as_texts(data: bytes, ends: Counts) -> pa.Array:
    offsets = np.concatenate([np.zeros(1, np.int64), ends]).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def read_carefully(number: int, line: bytes, records: list[RawRecord], rejected: list[RejectedRow]) -> None:
    """Read one line; empty ones are no records."""
    if len(line) > LARGEST_LINE:
        rejected.append(RejectedRow(number, number, "R015", b""))
    elif text := (line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line).strip():
        try:
            records.append(RawRecord(number, number, decode_record(text)))
        except Malformed:
            rejected.append(RejectedRow(number, number, "R019", text[:EVIDENCE_BYTES]))
