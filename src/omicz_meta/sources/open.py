"""Opens what a submission names as a source: a file, a folder of tables, or frames in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from omicz_meta.engine.table import SourceFile, Table
from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.csv import open_csv
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.frames import open_frames
from omicz_meta.sources.source import Source

TABLE_SUFFIXES = (".csv", ".tsv")
KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xls": "excel",
    ".json": "json",
    ".ndjson": "json",
    ".xml": "xml",
    ".parquet": "parquet",
}


def open_source(
    path_or_frames: str | Path | Mapping[str, object],
    *,
    kind: str | None = None,
    name: str | None = None,
    root: Path | None = None,
    dialects: Mapping[str, Dialect] | None = None,
) -> Source:
    """Open a source. A relative path counts from `root`; nothing outside `root` is read (R017).

    `kind` is told by the file's ending when it is None. `name` is the file stem by default. `dialects` are the
    declared dialects by name of the table, of the file (its stem) or of the source. Frames are a mapping of table
    names to pandas, Arrow or Polars frames; they go by these names.

    Raises UsageError for a kind that cannot be read yet.

    >>> import pyarrow as pa
    >>> source = open_source({"pacienti": pa.table({"id": [1, 2]})})
    >>> source.name, [table.name for table in source.tables]
    ('frames', ['pacienti'])
    """
    if isinstance(path_or_frames, Mapping):
        return Source(name or "frames", open_frames(path_or_frames, source=name))
    path = Path(path_or_frames) if root is None else root / path_or_frames
    source = name or Path(path_or_frames).stem
    kind = kind or KINDS.get(path.suffix.lower(), "csv")
    if kind != "csv":
        raise UsageError(f"Source {source}: not yet supported: {kind}")
    if not inside(path, root):
        return Source(source, (), problems=(Problem("R017", Place(source=source, file=shown(path, root))),))
    try:
        files = _files(path)
    except OSError as error:
        return Source(
            source, (), problems=(_missing(source, shown(path, root), error.strerror or "unreadable"),)
        )
    if not files:
        return Source(source, (), problems=(_missing(source, shown(path, root), "no CSV or TSV file in it"),))
    return _opened(source, files, root, dialects or {})


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in TABLE_SUFFIXES)


def _missing(source: str, file: str, reason: str) -> Problem:
    return Problem("R014", Place(source=source, file=file), detail=(("reason", reason),))


def _opened(source: str, files: list[Path], root: Path | None, dialects: Mapping[str, Dialect]) -> Source:
    tables, read, problems = list[Table](), list[SourceFile](), list[Problem]()
    names = _table_names(source, files)
    for file, table in zip(files, names, strict=True):
        known = shown(file, root)
        if not inside(file, root):
            problems.append(Problem("R017", Place(source=source, file=known)))
            continue
        declared = (dialects[key] for key in (table, file.stem, source) if key in dialects)
        opened = open_csv(file, name=table, source=source, file=known, dialect=next(declared, Dialect()))
        if unreadable := [problem for problem in opened.problems if problem.code == "R014"]:
            problems.extend(unreadable)
            continue
        tables.append(opened)
        read.append(fingerprint(file, known))
    return Source(source, tuple(tables), tuple(read), tuple(problems))


def _table_names(source: str, files: list[Path]) -> list[str]:
    """`source`, or `source.stem` for several; files with one stem keep their endings."""
    if len(files) == 1:
        return [source]
    stems = [file.stem for file in files]
    return [f"{source}.{file.stem if stems.count(file.stem) == 1 else file.name}" for file in files]


def inside(path: Path, root: Path | None) -> bool:
    """Whether the file lies in `root`, with every symbolic link and `..` followed.

    >>> inside(Path("/a/b/../../c.csv"), Path("/a"))
    False
    """
    return root is None or path.resolve().is_relative_to(root.resolve())


def shown(path: Path, root: Path | None) -> str:
    """The path as people see it: relative to `root`; only the name where there is none or it lies elsewhere."""
    if root is None:
        return path.name
    try:
        return path.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return path.name


def fingerprint(path: Path, file: str) -> SourceFile:
    """SHA-256 and size of a file, read as a stream; raises OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return SourceFile(file, digest.hexdigest(), stream.tell())
