"""A folder that this machine and a cluster share: on a disk, or on any file system that Spark reads and writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Folder(Protocol):
    """A shared folder; places in it are relative paths."""

    def uri(self, where: str) -> str:
        """A place as Spark names it."""

    def put(self, path: Path, where: str) -> None:
        """Move a file of this machine to a place."""

    def fetched(self, where: str) -> Iterator[Path]:
        """The files of a folder in it, one after the other, as files of this machine while they are used."""

    def remove(self, where: str) -> None:
        """Remove a folder in it, if it is there."""

    def names(self, where: str) -> frozenset[str]:
        """What stands in a folder in it; nothing where there is none."""

    def take_place(self, new: str, old: str) -> None:
        """Put a folder in the place of another one, which is removed."""


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine."""

    root: Path

    def uri(self, where: str) -> str:
        """A place as Spark names it."""
        return (self.root / where).as_uri()

    def put(self, path: Path, where: str) -> None:
        """Move a file to a place."""
        target = self.root / where
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, target)

    def fetched(self, where: str) -> Iterator[Path]:
        """The files of a folder."""
        yield from sorted(path for path in (self.root / where).iterdir() if path.name[0] not in "._")

    def remove(self, where: str) -> None:
        """Remove a folder."""
        shutil.rmtree(self.root / where, ignore_errors=True)

    def names(self, where: str) -> frozenset[str]:
        """What stands in a folder."""
        folder = self.root / where
        return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()

    def take_place(self, new: str, old: str) -> None:
        """Put a folder in the place of another one."""
        self.remove(old)
        (self.root / new).rename(self.root / old)


@dataclass(frozen=True, slots=True)
class HadoopFolder:
    """A folder of a file system that Spark knows (hdfs, s3a, abfs, gs, ...); files pass through `here`."""

    root: str
    here: Path
    system: Any
    path: Any
    """Hadoop's class of paths."""

    def uri(self, where: str) -> str:
        """A place as Spark names it."""
        return f"{self.root}/{where}" if where else self.root

    def put(self, path: Path, where: str) -> None:
        """Move a file of this machine to a place."""
        self.system.copyFromLocalFile(True, True, self.path(path.as_uri()), self.path(self.uri(where)))

    def fetched(self, where: str) -> Iterator[Path]:
        """The files of a folder, one copied after the other."""
        found = self.system.listStatus(self.path(self.uri(where)))
        for one in sorted((status.getPath() for status in found), key=lambda path: str(path.getName())):
            if str(one.getName())[0] not in "._":
                with TemporaryDirectory(dir=self.here) as copy:
                    target = Path(copy, "file")
                    self.system.copyToLocalFile(False, one, self.path(target.as_uri()), True)
                    yield target

    def remove(self, where: str) -> None:
        """Remove a folder."""
        self.system.delete(self.path(self.uri(where)), True)

    def names(self, where: str) -> frozenset[str]:
        """What stands in a folder."""
        folder = self.path(self.uri(where))
        if not self.system.exists(folder):
            return frozenset()
        return frozenset(str(status.getPath().getName()) for status in self.system.listStatus(folder))

    def take_place(self, new: str, old: str) -> None:
        """Put a folder in the place of another one; how much at once depends on the file system."""
        self.remove(old)
        self.system.rename(self.path(self.uri(new)), self.path(self.uri(old)))


def folder_at(spark: SparkSession, uri: str, here: Path) -> Folder:
    """The folder at a URI, which need not be there yet."""
    parts = urlsplit(uri)
    if parts.scheme in ("", "file"):
        return LocalFolder(Path(unquote(parts.path)))
    # Hadoop's file systems are reached through the Java side of the session
    context: Any = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path
    return HadoopFolder(uri, here, path(uri).getFileSystem(context._jsc.hadoopConfiguration()), path)


@contextmanager
def folder_for_a_time(spark: SparkSession, uri: str, here: Path) -> Iterator[Folder]:
    """The folder at a URI, gone after the block."""
    folder = folder_at(spark, uri, here)
    try:
        yield folder
    finally:
        folder.remove("")
