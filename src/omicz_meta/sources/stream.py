"""Opens a table file as bytes in which ASCII means ASCII, whatever its encoding."""

from __future__ import annotations

import codecs
import errno
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import pyarrow as pa

from omicz_meta.sources.codec import UTF16

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Stream(Protocol):
    """Bytes in order; `read` gives at least one byte until the end is reached, then none."""

    def read(self, size: int, /) -> bytes:
        """About `size` bytes."""


@dataclass(slots=True)
class _Utf16:
    """UTF-16 read as UTF-8; unpaired surrogates stay recognisable (as invalid UTF-8) and can be turned back."""

    file: BinaryIO
    encoding: str

    def read(self, size: int) -> bytes:
        data = self.file.read(size + size % 2 + 2)
        if not data:
            return b""
        if self._is_high(data[-2:]):
            data += self.file.read(2)
        text = data[: len(data) - len(data) % 2].decode(self.encoding, "surrogatepass")
        return (text + "\ufffd" * (len(data) % 2)).encode("utf-8", "surrogatepass")

    def _is_high(self, unit: bytes) -> bool:
        return len(unit) == 2 and 0xD8 <= unit[self.encoding == "utf-16-le"] <= 0xDB


@contextmanager
def open_stream(path: Path, encoding: str, skip: int = 0) -> Iterator[Stream]:
    """Open `path` after its first `skip` bytes (a byte order mark); raises OSError."""
    with open_bytes(path) as file:
        file.read(skip)
        yield _Utf16(file, encoding) if encoding in UTF16 else file


LARGEST_RATIO = 200
FREE_OF_RATIO = 10 * 1024 * 1024
"""So many bytes may come out of any compressed file; the ratio to its size is asked only beyond."""


class Unpacked(io.RawIOBase):
    """What comes out of a compressed file of so many bytes; damage and bombs are an OSError.

    `packed` gives what is in it, and `ratio` is how many bytes may come out for each one.
    """

    def __init__(self, packed: Packed, size: int, ratio: int = LARGEST_RATIO) -> None:
        self._packed = packed
        self._ratio = ratio
        self._most = max(size * ratio, FREE_OF_RATIO)
        self._given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes. Raises OSError."""
        try:
            count = int(self._packed.readinto(buffer))
        except (
            gzip.BadGzipFile,
            zipfile.BadZipFile,
            EOFError,
            zlib.error,
            RuntimeError,
            pa.ArrowException,
        ) as fault:
            raise OSError(errno.EIO, "the compressed file is damaged or cut off") from fault
        except OSError as fault:
            if fault.errno is not None:
                raise
            # Arrow's decompressors say it without a number
            raise OSError(errno.EIO, "the compressed file is damaged or cut off") from fault
        self._given += count
        if self._given > self._most:
            raise OSError(errno.EFBIG, f"unpacks to more than {self._ratio} times its size")
        return count


class Packed(Protocol):
    """A file that decompresses as it is read."""

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer as far as there is anything."""


def unpacker(file: BinaryIO, name: str) -> Packed | None:
    """What decompresses a file, by the ending of its name; None for one that is not compressed."""
    ending = name.lower()
    if ending.endswith(".gz"):
        return gzip.GzipFile(fileobj=file)
    if ending.endswith(".zst"):
        packed: Packed = pa.CompressedInputStream(pa.PythonFile(file, "rb"), "zstd")
        return packed
    return None


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file; those that are packed in it where its name ends in `.gz` or `.zst`. Raises OSError."""
    with path.open("rb") as file:
        packed = unpacker(file, path.name)
        if packed is None:
            yield file
            return
        with io.BufferedReader(Unpacked(packed, path.stat().st_size), 1024 * 1024) as unpacked:
            yield cast(BinaryIO, unpacked)


BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def byte_order_mark(head: bytes) -> tuple[int, str | None]:
    """Length of the byte order mark and the encoding it stands for.

    >>> byte_order_mark(b"\\xef\\xbb\\xbfid")
    (3, 'utf-8')
    """
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return len(mark), encoding
    return 0, None
