"""Unpacks a submission that was handed in as .zip or .tar.gz, trusting nothing that stands in it."""

from __future__ import annotations

import errno
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from omicz_meta.errors import EnvironmentFault, UsageError

CHUNK = 1024 * 1024
GIB = 1024**3
TAR_ENDINGS = (".tar.gz", ".tgz")
RAISE = "If you trust it, allow more: --unpack-limit GIB."
FREE_OF_RATIO = 10 * CHUNK
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,  # a zip whose list of members says UTF-8 and is not
)
"""What reading an archive raises that is not what it says."""
"""So many bytes may come out of any archive; the ratio is asked only beyond."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold: members, bytes in all, and bytes out for each byte in."""

    members: int = 10_000
    total: int = 50 * GIB
    ratio: int = 200


def up_to(gib: int | None) -> ArchiveLimits:
    """Limits for an archive that somebody trusts to unpack to so many GiB, from however little, in however many files.

    >>> up_to(None) == ArchiveLimits(), up_to(200).total // 1024**3
    (True, 200)
    """
    return ArchiveLimits() if gib is None else ArchiveLimits(members=10**9, total=gib * GIB, ratio=10**9)


@dataclass(frozen=True, slots=True)
class _Member:
    """One regular file in an archive."""

    path: PurePosixPath
    stream: IO[bytes]


@contextmanager
def opened(path: Path, limits: ArchiveLimits | None = None) -> Iterator[Path]:
    """The folder of a submission: `path` itself, or a private temporary folder with the unpacked archive.

    The temporary folder (mode 0700) is removed at the end. Raises UsageError for what is neither folder nor
    archive, for a broken or encrypted archive, for links, for paths that lead out, and beyond the limits.

    >>> with opened(Path("no-such.zip")) as folder:
    ...     pass
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: There is no file or folder no-such.zip.
    """
    if path.is_dir():
        yield path
    elif not path.exists():
        raise UsageError(f"There is no file or folder {path.name}.")
    elif path.name.lower().endswith((".zip", *TAR_ENDINGS)):
        with tempfile.TemporaryDirectory(prefix="omicz-") as folder:
            yield unpacked(path, Path(folder), limits)
    else:
        raise UsageError(f"{path.name} is neither a folder nor a .zip or .tar.gz of one.")


def unpacked(archive: Path, folder: Path, limits: ArchiveLimits | None = None) -> Path:
    """Unpack into a folder; gives it, or the one folder that the archive holds. Raises UsageError as `opened`."""
    _unpack(archive, folder, limits or ArchiveLimits())
    return _top(folder)


def _top(folder: Path) -> Path:
    """The folder itself or, where the archive holds just one folder, that one."""
    entries = [entry for entry in folder.iterdir() if entry.name != "__MACOSX"]
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else folder


def _unpack(archive: Path, folder: Path, limits: ArchiveLimits) -> None:
    members = _zipped(archive) if archive.name.lower().endswith(".zip") else _tarred(archive)
    most = max(archive.stat().st_size * limits.ratio, FREE_OF_RATIO)
    written = 0
    try:
        for number, member in enumerate(members, 1):
            if number > limits.members:
                raise UsageError(f"{archive.name} holds more than {limits.members} files. {RAISE}")
            written = _write(member, folder, written, min(limits.total, most), archive.name)
    except DAMAGED as fault:
        raise UsageError(f"{archive.name} is damaged or not of the kind its name says.") from fault
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise EnvironmentFault(f"The disk is full; {archive.name} could not be unpacked.") from fault
        raise UsageError(f"{archive.name} cannot be unpacked: {fault.strerror or 'damaged'}.") from fault


def _write(member: _Member, folder: Path, written: int, most: int, archive: str) -> int:
    target = folder.joinpath(*member.path.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with member.stream, target.open("xb") as out:
        while chunk := member.stream.read(CHUNK):
            written += len(chunk)
            if written > most:
                raise UsageError(
                    f"{archive} unpacks to more than {most} bytes, beyond what is allowed. {RAISE}"
                )
            out.write(chunk)
    return written


def _safe(name: str, archive: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name:
        raise UsageError(f"{archive} holds a path that leads outside of it.")
    return path


def _zipped(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if entry.flag_bits & 1:
                raise UsageError(f"{path.name} is encrypted; unpack it first.")
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise UsageError(f"{path.name} holds a link; links are not followed.")
            yield _Member(_safe(entry.filename, path.name), archive.open(entry))


def _tarred(path: Path) -> Iterator[_Member]:
    with tarfile.open(path, "r:gz") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            stream = archive.extractfile(entry) if entry.isreg() else None
            if stream is None:
                raise UsageError(f"{path.name} holds a link or a device; these are not followed.")
            yield _Member(_safe(entry.name, path.name), stream)
