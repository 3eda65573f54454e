"""What somebody hands over to become a pack: a file, packed or not, or a folder or an archive of files.

Nothing is unpacked to the disk, and nothing unpacks to more than a bound that follows from its size.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from omicz_meta.errors import UsageError
from omicz_meta.filehash import file_sha256

MIB = 1024 * 1024
ALWAYS, RATIO, MOST = 64 * MIB, 200, 4096 * MIB
"""A file may unpack to 64 MiB, or to 200 times its size where that is more, but never to more than 4 GiB."""
MEMBERS = 10_000
HEAD = 65_536
_MAGIC = ((b"\x1f\x8b", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"), (b"\xfd7zXZ\x00", ".xz"))
_ZIP = b"PK\x03\x04"
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


class _Bounded(io.RawIOBase):
    """A stream that ends in a sentence where it would give too much, or is damaged."""

    def __init__(self, inner: IO[bytes], name: str, most: int) -> None:
        self._inner, self._name, self._left = inner, name, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            found = self._inner.read(len(buffer))
        except _DAMAGE as fault:
            raise UsageError(f"{self._name} is damaged or was cut short; get the file again.") from fault
        self._left -= len(found)
        if self._left < 0:
            raise UsageError(
                f"{self._name} unpacks to more than is allowed for its size; unpack it yourself if you trust it."
            )
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._inner.close()
        super().close()


@dataclass(frozen=True)
class Given:
    """One file: its name without the ending of a packer, and its unpacked bytes, read when they are asked for.

    Whatever reads them raises UsageError, in one sentence, for a file that is damaged or unpacks to too much.
    """

    name: str
    opener: Callable[[], IO[bytes]]

    def open(self) -> IO[bytes]:
        """The unpacked bytes as a stream."""
        return self.opener()

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        if "data" in self.__dict__:
            return self.data[:HEAD]
        with closing(self.open()) as stream:
            return stream.read(HEAD)

    @cached_property
    def data(self) -> bytes:
        """All bytes."""
        with closing(self.open()) as stream:
            return stream.read()

    @cached_property
    def text(self) -> str:
        """The text: UTF-8, or windows-1250 where it is not that."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("cp1250", errors="replace")

    @cached_property
    def json(self) -> Any:
        """What the text says as JSON; None when it is not JSON."""
        if not self.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True)
class Delivery:
    """All that was handed over: the files, what they are called together, and the SHA-256 of it as it came."""

    name: str
    files: tuple[Given, ...]
    sha256: str


def delivery(path: Path) -> Delivery:
    """Look at a file, a folder or a ZIP archive. Raises UsageError for what cannot be read or is not there."""
    if not path.exists():
        raise UsageError(f"There is no file {path.name}.")
    if path.is_dir():
        paths = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        digests = [(one.relative_to(path).as_posix(), file_sha256(one)) for one in _counted(paths, path.name)]
        whole = hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in digests).encode())
        files = tuple(_given(path / name, name) for name, _ in digests)
        return Delivery(path.name, files, whole.hexdigest())
    with path.open("rb") as stream:
        zipped = stream.read(4) == _ZIP
    return Delivery(path.name, _members(path) if zipped else (_given(path, path.name),), file_sha256(path))


def _given(path: Path, name: str) -> Given:
    with path.open("rb") as stream:
        magic = stream.read(8)
    packing = next((ending for sign, ending in _MAGIC if magic.startswith(sign)), "")
    plain = name.removesuffix(packing)
    return Given(plain, partial(_unpacked, path, packing))


def _unpacked(path: Path, packing: str) -> IO[bytes]:
    size = path.stat().st_size
    return _bounded(_stream(path, packing), path.name, size, packed=bool(packing))


def _bounded(stream: IO[bytes], name: str, size: int, *, packed: bool) -> IO[bytes]:
    most = min(MOST, max(ALWAYS, RATIO * size)) if packed else MOST
    return io.BufferedReader(_Bounded(stream, name, most), MIB)


def _stream(path: Path, packing: str) -> IO[bytes]:
    if packing == ".gz":
        return cast("IO[bytes]", gzip.open(path))
    if packing == ".xz":
        return lzma.open(path)
    if packing == ".zst":
        stream: IO[bytes] = pa.input_stream(path, compression="zstd")
        return stream
    return path.open("rb")


def _members(path: Path) -> tuple[Given, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
    except _DAMAGE as fault:
        raise UsageError(f"{path.name} is damaged or was cut short; get the file again.") from fault
    return tuple(Given(one.filename, partial(_member, path, one)) for one in _counted(listed, path.name))


def _member(path: Path, one: zipfile.ZipInfo) -> IO[bytes]:
    try:
        stream = zipfile.ZipFile(path).open(one)  # noqa: SIM115 - whoever reads the member closes it
    except (*_DAMAGE, RuntimeError, NotImplementedError) as fault:
        raise UsageError(
            f"{path.name} cannot be unpacked; unpack it yourself and give the folder."
        ) from fault
    return _bounded(stream, path.name, one.compress_size, packed=True)


def _counted(files: list[Any], name: str) -> list[Any]:
    if len(files) > MEMBERS:
        raise UsageError(f"{name} holds more than {MEMBERS} files; give the one file that is meant.")
    return files


def lines(given: Given) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, without their ends."""
    # str.splitlines would also end a line at signs that stand inside texts, such as U+2028
    for number, line in enumerate(given.text.split("\n"), 1):
        yield number, line.removesuffix("\r")
