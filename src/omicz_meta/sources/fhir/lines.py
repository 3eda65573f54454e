"""Lines of JSON, one resource each, in blocks: their bytes are not touched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from omicz_meta.sources.fhir.cutter import cut
from omicz_meta.sources.fhir.pieces import BLOCK_BYTES, Cut, Pieces, Positions
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.stream import Stream

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_LINE_FEED = np.uint8(ord("\n"))


def read_lines(stream: Stream, limits: Limits) -> Iterator[Pieces]:
    r"""The lines that are not blank. One that is too long costs itself (R015). Raises OSError.

    >>> [(pieces.lines.tolist(), pieces.text(1)) for pieces in read_lines(io.BytesIO(b'{}\n\n{"a": 1}\n'), Limits())]
    [([1, 3], b'{"a": 1}')]
    """
    begun, offset, number, passed = b"", 0, 1, False
    while True:
        chunk = stream.read(BLOCK_BYTES)
        data = begun + (chunk or b"\n" * bool(begun))
        end = data.rfind(b"\n") + 1
        if end:
            ends = np.flatnonzero(np.frombuffer(data, np.uint8, end) == _LINE_FEED)
            yield _lines(data[:end], ends, offset, number, limits, passed)
            number += len(ends)
            offset, begun, passed = offset + end, data[end:], False
        else:
            begun = data
        if not chunk:
            return
        if len(begun) > limits.row_bytes + BLOCK_BYTES:
            # only that it is too long matters of it
            kept = limits.row_bytes + 1
            offset, begun, passed = offset + len(begun) - kept, begun[-kept:], True


def _lines(data: bytes, ends: Positions, offset: int, first: int, limits: Limits, passed: bool) -> Pieces:
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
    numbers = np.arange(first, first + len(ends))
    if first == 1 and data.startswith(_BYTE_ORDER_MARK):
        starts[0] = 3
    lengths = ends - starts
    if passed:
        lengths[0] = max(lengths[0], limits.row_bytes + 1)
    there = lengths > 0
    for at in np.flatnonzero(there & (lengths < 80)):
        there[at] = bool(data[starts[at] : ends[at]].strip(_BLANK))
    starts, lengths, numbers = starts[there], lengths[there], numbers[there]
    codes = {int(at): "R015" for at in np.flatnonzero(lengths > limits.row_bytes)}
    return Pieces(data, starts, np.minimum(lengths, len(data) - starts), starts + offset, numbers, codes)


def unbundled(pieces: Pieces, bundles: set[int], limits: Limits) -> Iterator[Cut]:
    """The same texts, those that are bundles taken apart."""
    for number in range(len(pieces)):
        at, line = int(pieces.at[number]), int(pieces.lines[number])
        if number not in bundles:
            code = pieces.codes.get(number, "")
            container, url = pieces.containers.get(number), pieces.urls.get(number)
            yield Cut(at, pieces.text(number), line, container, url, code)
            continue
        for one in cut(io.BytesIO(pieces.text(number)), limits):
            yield replace(one, at=one.at + at, line=one.line + line - 1)
