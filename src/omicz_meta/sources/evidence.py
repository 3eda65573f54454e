"""Gathers from the whole file, in one pass, what tells its encoding and line ends, however late it shows."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.codec import Bytes
from omicz_meta.sources.lines import CR, LF
from omicz_meta.sources.stream import Stream, byte_order_mark, open_bytes, open_stream
from omicz_meta.sources.utf8 import is_utf8

PIECE = 128 * 1024
"""So many bytes are looked at together: they, and what is found of them, stay in the cache of the processor."""

PIECES = 32
"""After so many pieces it is asked whether looking for UTF-8 is still worth it."""

HEAD = 65_536
HIGH = bytes(range(128, 256))
BINARY_MAGIC = (
    (b"PK\x03\x04", "zip or xlsx"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "png"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "xls or doc"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7z"),
    (b"\xff\xd8\xff", "jpeg"),
)


@dataclass(slots=True)
class Evidence:
    """What the bytes of a file say. Counts are of the whole file.

    `bytes_seen` counts each byte value from 0x80 to 0xBF (index 0-63); where it is not `is_complete`, pieces that
    are UTF-8 were left out. `sequences` are valid UTF-8 characters beyond ASCII, `broken` bytes that are none.
    `unicode` is the encoding told by a byte order mark or by the zero bytes of UTF-16.
    """

    head: bytes = b""
    bom: int = 0
    unicode: str | None = None
    is_ascii: bool = True
    is_complete: bool = True
    bytes_seen: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(64, np.int64))
    sequences: int = 0
    broken: int = 0
    crlf: int = 0
    lf: int = 0
    cr: int = 0
    quotes: bool = False

    def seen(self, letters: bytes) -> int:
        """How often any of these bytes, none above 0xBF, occurs."""
        return int(self.bytes_seen[[byte - 128 for byte in letters]].sum())

    @property
    def is_utf8(self) -> bool:
        """Whether more speaks for UTF-8 than against it."""
        return self.is_ascii or self.sequences > self.broken

    @property
    def is_empty(self) -> bool:
        """Whether nothing but white space (and a byte order mark) is there."""
        return not self.head.strip()


def glance(path: Path) -> Evidence:
    """What the first bytes of a file say, and nothing of the rest; raises OSError as `gather` does."""
    start = _start(path)
    bom, unicode = byte_order_mark(start)
    return Evidence(head=start[bom:], bom=bom, unicode=unicode or _utf16_without_mark(start))


def _start(path: Path) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "Not a regular file")
    with open_bytes(path) as file:
        return file.read(HEAD)


def gather(path: Path) -> Evidence:
    """Read the whole file once; raises OSError, also for what is no file (a folder, a pipe, a device)."""
    start = _start(path)
    bom, unicode = byte_order_mark(start)
    unicode = unicode or _utf16_without_mark(start)
    evidence = Evidence(bom=bom, unicode=unicode)
    with open_stream(path, unicode or "utf-8", bom) as stream:
        _read_through(stream, evidence)
    if not (evidence.is_complete or unicode or evidence.is_utf8):
        with open_stream(path, "utf-8", bom) as stream:
            evidence.bytes_seen = _seen_in(stream)
    return evidence


def binary_kind(evidence: Evidence) -> str | None:
    """What kind of binary file it is; None for text. A few zero bytes are damage, many are binary.

    >>> binary_kind(Evidence(head=b"%PDF-1.7"))
    'pdf'
    """
    for magic, kind in BINARY_MAGIC:
        if evidence.head.startswith(magic):
            return kind
    if evidence.unicode in ("utf-16-le", "utf-16-be"):
        return None
    controls = len(evidence.head) - len(evidence.head.translate(None, b"\0\1\2\3\4\5\6\7\x0e\x0f\x10"))
    return "binary" if controls > 2 and controls * 100 > len(evidence.head) else None


def _utf16_without_mark(start: bytes) -> str | None:
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) / 2
    if half >= 2 and odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if half >= 2 and even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _read_through(stream: Stream, evidence: Evidence) -> None:
    rest = b""
    while piece := stream.read(PIECE):
        evidence.head = evidence.head or piece[:HEAD]
        rest = _look_at_some(stream, rest + piece, evidence)
    _look_at(rest, evidence, _is_open(evidence))


def _is_open(evidence: Evidence) -> bool:
    """Whether the file may still be UTF-8."""
    return evidence.broken < 1000 + 10 * evidence.sequences


def _look_at_some(stream: Stream, data: bytes, evidence: Evidence) -> bytes:
    """Look at `data` and at the pieces after it; gives the bytes at their end that belong to what follows."""
    is_open = _is_open(evidence)
    for _ in range(PIECES - 1):
        cut = _last_sure(data)
        _look_at(data[:cut], evidence, is_open)
        piece = stream.read(PIECE)
        data = data[cut:] + piece
        if not piece:
            break
    cut = _whole_characters(data)
    _look_at(data[:cut], evidence, is_open)
    return data[cut:]


def _last_sure(data: bytes) -> int:
    """Where to cut at the last byte that is ASCII, and not in a CRLF; 0 where none is."""
    cut = len(data.rstrip(HIGH))
    return cut - (data[cut - 1] == CR) if cut else 0


def _whole_characters(data: bytes) -> int:
    """Where to cut so that neither a UTF-8 sequence nor a CRLF is torn, as far as the last five bytes tell."""
    for back in range(1, min(5, len(data)) + 1):
        if data[-back] < 128:
            return len(data) - back + (data[-back] != CR)
    return len(data) if len(data) >= 5 else 0


def _look_at(data: bytes, evidence: Evidence, is_open: bool) -> None:
    array = np.frombuffer(data, np.uint8)
    _count_line_ends(data, array, evidence)
    evidence.quotes = evidence.quotes or b'"' in data
    if data.isascii():
        return
    evidence.is_ascii = False
    if is_open and _count_sequences(data, array, evidence):
        evidence.is_complete = False
    else:
        evidence.bytes_seen += _counts(array)


def _count_line_ends(data: bytes, array: Bytes, evidence: Evidence) -> None:
    feeds = array == LF
    returns, crlf = 0, 0
    if b"\r" in data:
        found = array == CR
        returns = _count(found)
        crlf = _count(found[:-1] & feeds[1:])
    evidence.crlf += crlf
    evidence.lf += _count(feeds) - crlf
    evidence.cr += returns - crlf


def _count(found: npt.NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(found))


def _counts(array: Bytes) -> npt.NDArray[np.int64]:
    """How often each byte from 0x80 to 0xBF occurs; these are the lowest of the signed ones."""
    low = array[array.view(np.int8) < -64]
    counts: npt.NDArray[np.int64] = np.bincount(low, minlength=192)[128:]
    return counts


def _seen_in(stream: Stream) -> npt.NDArray[np.int64]:
    seen = np.zeros(64, np.int64)
    while piece := stream.read(PIECE):
        seen += _counts(np.frombuffer(piece, np.uint8))
    return seen


def _count_sequences(data: bytes, array: Bytes, evidence: Evidence) -> bool:
    """Count the characters and what is none of them; gives whether all is UTF-8."""
    if is_utf8(data):
        evidence.sequences += _count(array >= 0xC0)
        return True
    kept = np.frombuffer(data.decode("utf-8", "ignore").encode(), np.int8)
    valid = _count(kept < 0)
    evidence.broken += _count(array >= 0x80) - valid
    evidence.sequences += valid - _count(kept < -64)
    return False
