"""Opens a file, or a folder of files of one kind, as the tables that stand in them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import Seen, SourceFile, Table
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.request import Request, inside, shown, stem_of
from omicz_meta.sources.source import Source


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be read, its place as shown to people, and what was asked for."""

    path: Path
    place: TablePlace
    request: Request

    def dialect(self, table: str = "", part: str = "") -> Dialect:
        """What is declared for a table of the file or its part, for the file (its stem), or for the source."""
        names = (table, part, stem_of(self.path), self.place.source)
        return self.request.dialect(*(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Part:
    """A table found in a file: what it is called there (a sheet, a key; empty where the file is one table).

    `open` reads it under the name it has in mappings; one that is `named` keeps its own behind the source's, even where
    it is the only one.
    """

    name: str
    open: Callable[[str], Table]
    named: bool = False


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: the endings by which it is found in a folder, its name in messages, how it is read.

    `parts` gives the tables of a file, with what is to be said of it beside them, or why it cannot be read as a whole.
    """

    suffixes: tuple[str, ...]
    called: str
    parts: Callable[[Found], tuple[Part | Problem, ...] | Problem]


def open_files(request: Request, kind: FileKind) -> Source:
    """Open the file, or all files of this kind in the folder, that a request names. Never raises for bad files."""
    if not inside(request.path, request.root):
        return _nothing(request, Problem("R017", Place(source=request.source, file=request.file)))
    try:
        paths = _paths(request.path, kind.suffixes)
    except OSError as error:
        return _nothing(request, _missing(request, error.strerror or "unreadable"))
    if not paths:
        return _nothing(request, _missing(request, f"no {kind.called} file in it"))
    return _opened(request, kind, paths)


def _paths(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.name.lower().endswith(suffixes))


def _nothing(request: Request, problem: Problem) -> Source:
    return Source(request.source, (), problems=(problem,))


def _missing(request: Request, reason: str) -> Problem:
    return Problem("R014", Place(source=request.source, file=request.file), detail=(("reason", reason),))


def _opened(request: Request, kind: FileKind, paths: list[Path]) -> Source:
    read, problems, parts = list[SourceFile](), list[Problem](), list[tuple[Path, Part]]()
    for path in paths:
        file = request.shown(path)
        if not inside(path, request.root):
            problems.append(Problem("R017", Place(source=request.source, file=file)))
            continue
        place = TablePlace(request.source, file)
        try:
            read.append(request.known.get(path.absolute()) or fingerprint(path, file))
            found = kind.parts(Found(path, place, request))
        except OSError as error:
            found = Problem("R014", place.at(), detail=(("reason", error.strerror or "unreadable"),))
        for part in (found,) if isinstance(found, Problem) else found:
            if isinstance(part, Problem):
                problems.append(part)
            else:
                parts.append((path, part))
    names = _table_names(request.source, paths, parts)
    tables = tuple(part.open(name) for name, (_, part) in zip(names, parts, strict=True))
    return _readable(Source(request.source, tables, tuple(read), tuple(problems)))


def _readable(source: Source) -> Source:
    """The source without tables that turned out not to be there to read: their problem is the source's."""
    gone = [table for table in source.tables if any(found.code == "R014" for found in table.problems)]
    told = [found for table in gone for found in table.problems if found.code == "R014"]
    files = {table.file for table in gone}
    return Source(
        source.name,
        tuple(table for table in source.tables if table not in gone),
        tuple(file for file in source.files if file.path not in files),
        (*source.problems, *told),
    )


def _table_names(source: str, paths: list[Path], parts: list[tuple[Path, Part]]) -> list[str]:
    """`source`; `source.stem` for several files, `source.part` for several tables of one; both where both are many.

    Files with one stem keep their endings.
    """
    stems = [stem_of(path) for path in paths]
    names = []
    for path, part in parts:
        stem = stem_of(path) if stems.count(stem_of(path)) == 1 else path.name
        several = part.named or sum(other == path for other, _ in parts) > 1
        names.append(
            ".".join((source, *((stem,) if len(paths) > 1 else ()), *((part.name,) if several else ())))
        )
    return names


def fingerprints(path: Path, root: Path) -> dict[Path, SourceFile]:
    """The fingerprint of a file, or of each file in a folder, in the order of their names.

    What lies outside `root` or cannot be read is left out; opening the source says what is wrong with it.

    >>> import tempfile
    >>> root = Path(tempfile.mkdtemp())
    >>> for name in ("b.csv", "a.csv"):
    ...     _ = (root / name).write_text(name)
    >>> [file.path for file in fingerprints(root, root).values()]
    ['a.csv', 'b.csv']
    """
    found: dict[Path, SourceFile] = {}
    with suppress(OSError):
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if inside(file, root):
                with suppress(OSError):
                    found[file] = fingerprint(file, shown(file, root))
    return found


def fingerprint(path: Path, file: str) -> SourceFile:
    """SHA-256 and size of a file, read as a stream; raises OSError, also for what is no file (a folder, a pipe)."""
    before = path.stat()
    if not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "Not a regular file")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return SourceFile(file, digest.hexdigest(), stream.tell(), Seen(path.absolute(), _stamp(before)))


def untouched(files: tuple[SourceFile, ...]) -> dict[Path, SourceFile]:
    """The files to which, as the file system tells, nothing happened since their fingerprints were taken, by path."""
    return {file.seen.location: file for file in files if file.seen and _is_untouched(file.seen)}


def _is_untouched(seen: Seen) -> bool:
    try:
        return _stamp(seen.location.stat()) == seen.stamp
    except OSError:
        return False


def has_changed(file: SourceFile) -> bool:
    """Whether a file is no longer what it was when its fingerprint was taken.

    Its bytes are read again only where the file system says that something happened to it.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "p.csv"
    >>> _ = path.write_text("a;b")
    >>> first = fingerprint(path, path.name)
    >>> path.touch()
    >>> unchanged = has_changed(first)
    >>> _ = path.write_text("a;b;c")
    >>> unchanged, has_changed(first)
    (False, True)
    """
    if file.seen is None:
        return False
    try:
        if _stamp(file.seen.location.stat()) == file.seen.stamp:
            return False
        return fingerprint(file.seen.location, file.path).sha256 != file.sha256
    except OSError:
        return True


def _stamp(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
