"""Moves over a stream and has it cut into rows, holding little more than one block at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from omicz_meta.sources.lines import line_nexts
from omicz_meta.sources.splitter import RAW_SHOWN, LostRow, Split, Splitter, Uncut
from omicz_meta.sources.stream import Stream


def splits(stream: Stream, splitter: Splitter, block_bytes: int, start: int) -> Iterator[Split | Uncut]:
    """Cut the stream from byte `start` on; a row that does not end in a block is cut with the next one."""
    data, wanted, last = b"", block_bytes, False
    while not last:
        chunk = stream.read(wanted)
        last = not chunk
        data, start = (data + chunk)[start:], max(0, start - len(data) - len(chunk))
        split = splitter.cut(data, last)
        yield split
        data = data[split.consumed :]
        wanted = block_bytes if split.consumed else max(block_bytes, len(data))
        if not last and len(data) > splitter.limits.row_bytes:
            made, data, last = _past_long_line(stream, splitter, data, block_bytes)
            yield from made


def _past_long_line(
    stream: Stream, splitter: Splitter, data: bytes, block_bytes: int
) -> tuple[list[Split], bytes, bool]:
    """Finish the rows before a line that exceeds `row_bytes`, and read over that line without keeping it."""
    end = _last_line_end(data, splitter)
    before = [splitter.split(data[:end], True)] if end else []
    if len(data) - end <= splitter.limits.row_bytes:
        return before, data[end:], False
    raw, rest = data[end : end + RAW_SHOWN], b""
    while chunk := stream.read(block_bytes):
        first = line_nexts(np.frombuffer(chunk, np.uint8), splitter.marks.lone_cr, True)
        if first.size:
            rest = chunk[int(first[0]) :]
            break
    none = np.empty(0, np.int64)
    lost = LostRow(0, 0, "R015", splitter.codec.in_file(raw))
    return [*before, Split(b"", False, none, none, (lost,), (), 0, 1)], rest, not chunk


def _last_line_end(data: bytes, splitter: Splitter) -> int:
    ends = line_nexts(np.frombuffer(data, np.uint8), splitter.marks.lone_cr, False)
    return int(ends[-1]) if ends.size else 0
