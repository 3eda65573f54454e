"""Gathers from the whole file, in one pass, what tells its encoding and line ends, however late it shows."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.stream import Stream, byte_order_mark, open_bytes, open_stream

CHUNK = 4 * 1024 * 1024
HEAD = 65_536
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

    `bytes_seen` counts each byte value from 0x80 up (index 0-127); `sequences` valid UTF-8 characters beyond ASCII,
    `broken` bytes that are none. `unicode` is the encoding told by a byte order mark or by the zero bytes of UTF-16.
    """

    head: bytes = b""
    bom: int = 0
    unicode: str | None = None
    bytes_seen: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(128, np.int64))
    sequences: int = 0
    broken: int = 0
    crlf: int = 0
    lf: int = 0
    cr: int = 0
    quotes: bool = False

    def seen(self, letters: bytes) -> int:
        """How often any of these bytes occurs."""
        return int(self.bytes_seen[[byte - 128 for byte in letters]].sum())

    @property
    def is_ascii(self) -> bool:
        """Whether no byte is beyond ASCII."""
        return not self.bytes_seen.any()

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
    carry = b""
    while chunk := stream.read(CHUNK):
        if not evidence.head:
            evidence.head = chunk[:HEAD]
        data = carry + chunk
        cut = _whole_characters(data)
        _look_at(data[:cut], evidence)
        carry = data[cut:]
    _look_at(carry, evidence)


def _whole_characters(data: bytes) -> int:
    """Where to cut so that neither a UTF-8 sequence nor a CRLF is torn."""
    for back in range(1, min(5, len(data)) + 1):
        if data[-back] < 128:
            return len(data) - back + (data[-back] != 13)
    return len(data)


def _look_at(data: bytes, evidence: Evidence) -> None:
    array = np.frombuffer(data, np.uint8)
    feeds = int(np.count_nonzero(array == 10))
    returns = int(np.count_nonzero(array == 13)) if b"\r" in data else 0
    crlf = int(np.count_nonzero((array[:-1] == 13) & (array[1:] == 10))) if returns else 0
    evidence.crlf += crlf
    evidence.lf += feeds - crlf
    evidence.cr += returns - crlf
    evidence.quotes = evidence.quotes or b'"' in data
    if not data.isascii():
        counts = np.bincount(array[array > 127], minlength=256)[128:]
        evidence.bytes_seen += counts
        if evidence.broken < 1000 + 10 * evidence.sequences:
            _count_sequences(data, counts, evidence)


def _count_sequences(data: bytes, counts: npt.NDArray[np.int64], evidence: Evidence) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        kept = data.decode("utf-8", "ignore")
        valid = len(kept.encode().translate(None, bytes(range(128))))
        evidence.broken += int(counts.sum()) - valid
        evidence.sequences += len(kept) - len(kept.encode("ascii", "ignore"))
    else:
        evidence.sequences += int(counts[64:].sum())
