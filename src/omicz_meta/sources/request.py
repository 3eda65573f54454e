"""What is asked for when a source is opened: where it is, how it is called, how it is declared to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from omicz_meta.engine.table import SourceFile
from omicz_meta.sources.dialect import Dialect
from omicz_meta.submission.choice import Choice


@dataclass(frozen=True, slots=True)
class Request:
    """One source to be opened. `path` is complete; nothing outside `root` may be read.

    `dialects` are declared by name of the table, of the file (its stem) or of the source. `known` are fingerprints
    taken already, by absolute path. `tables` are those wanted of a database; None is all of them.

    >>> asked = Request(Path("s/data/p.csv"), "p", Path("s"), {"p": Dialect(delimiter=";")})
    >>> asked.file, asked.dialect("p.list1", "p").delimiter, asked.dialect("x").delimiter
    ('data/p.csv', ';', None)
    """

    path: Path
    source: str
    root: Path | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    known: Mapping[Path, SourceFile] = field(default_factory=dict)
    tables: Choice | None = None

    @property
    def file(self) -> str:
        """The path as people see it."""
        return shown(self.path, self.root)

    def shown(self, path: Path) -> str:
        """One of its files as people see it: relative to the submission, or to the folder that is read without one."""
        return shown(path, self.root or (self.path if path != self.path else None))

    def dialect(self, *names: str) -> Dialect:
        """What is declared for the first of these names for which anything is; else nothing is known."""
        return next((self.dialects[name] for name in names if name in self.dialects), Dialect())


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


COMPRESSED = (".gz", ".zst")
"""Endings of compressed files, of which each holds one file."""


def suffix_of(path: Path) -> str:
    """The ending that tells the kind of a file; that of compression comes off first.

    >>> suffix_of(Path("a.CSV")), suffix_of(Path("a.ndjson.gz"))
    ('.csv', '.ndjson')
    """
    return Path(_unpacked(path.name.lower())).suffix


def stem_of(path: Path) -> str:
    """The name of a file without its ending.

    >>> stem_of(Path("data/p.csv")), stem_of(Path("p.csv.gz"))
    ('p', 'p')
    """
    return Path(path.stem).stem if path.suffix.lower() in COMPRESSED else path.stem


def _unpacked(name: str) -> str:
    return next((name.removesuffix(ending) for ending in COMPRESSED if name.endswith(ending)), name)
