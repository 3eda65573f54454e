"""The files of a source of FHIR: one file, all files in a folder and the folders in it, the members of archives."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from omicz_meta.problem import Problem
from omicz_meta.sources.limits import Limits, beyond
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.request import COMPRESSED, Request, inside
from omicz_meta.sources.stream import Packed, Unpacked, open_bytes, unpacker

ENDINGS = (".json", ".ndjson", ".jsonl", ".xml")
ARCHIVE = ".zip"
MOST_MEMBERS = 100_000
"""Files in one archive."""

_BUFFER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file that may hold resources; `inner` is its name in the archive at `path`. `shown` is its name for people."""

    path: Path
    shown: str
    limits: Limits
    inner: str | None = None

    @property
    def ending(self) -> str:
        """The ending that tells how it is written; that of compression comes off first."""
        return PurePosixPath(_plain(self.inner or self.path.name)).suffix

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes, unpacked. Raises OSError, also while they are read."""
        if self.inner is None:
            with open_bytes(self.path) as stream:
                yield stream
            return
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.inner) as packed:
                size = archive.getinfo(self.inner).compress_size
                plain = unpacker(cast(BinaryIO, packed), self.inner) or cast(Packed, packed)
                unpacked = Unpacked(plain, size, self.limits.unpacked_ratio)
                yield cast(BinaryIO, io.BufferedReader(unpacked, _BUFFER))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
            raise OSError(0, "the archive is damaged or encrypted") from fault


def _plain(name: str) -> str:
    lower = name.lower()
    return next((lower.removesuffix(ending) for ending in COMPRESSED if lower.endswith(ending)), lower)


def find_members(request: Request, limits: Limits) -> tuple[list[Member], list[Problem]]:
    """The files in order of their names, and what cannot be read of the folder or an archive in it. Raises OSError."""
    found, problems = list[Member](), list[Problem]()
    for path in sorted(_walked(request.path)) if request.path.is_dir() else [request.path]:
        place = TablePlace(request.source, request.shown(path))
        if not inside(path, request.root):
            problems.append(Problem("R017", place.at()))
        elif path.name.lower().endswith(ARCHIVE):
            members, fault = _archived(path, place, limits)
            found += members
            problems += [fault] if fault else []
        elif path == request.path or PurePosixPath(_plain(path.name)).suffix in ENDINGS:
            found.append(Member(path, place.file, limits))
    return found, problems


def _walked(folder: Path) -> Iterator[Path]:
    """Files in a folder and below; links are followed only to files, and what is hidden is left out."""
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name == "__MACOSX":
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walked(path)
        elif path.is_file():
            yield path


def _archived(path: Path, place: TablePlace, limits: Limits) -> tuple[list[Member], Problem | None]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError):
        return [], Problem("R014", place.at(), detail=(("reason", "the archive is damaged or cut off"),))
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEMBERS or size > max(limits.unpacked_bytes, path.stat().st_size):
        return [], beyond(place.at(), limits, "unpacked_mib", size)
    if any(entry.flag_bits & 1 for entry in entries):
        return [], Problem("R014", place.at(), detail=(("reason", "the archive is encrypted"),))
    names = sorted(entry.filename for entry in entries if _is_wanted(entry))
    return [Member(path, f"{place.file}!{name}", limits, name) for name in names], None


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry of an archive may hold resources; nothing is written, so that its path can do no harm."""
    name = PurePosixPath(entry.filename)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (entry.is_dir() or hidden or is_link) and PurePosixPath(_plain(name.name)).suffix in ENDINGS
