"""The one place where DuckDB is opened: hardened, bounded, without a way to the network or to other folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from omicz_meta.engine.cluster import Cluster
from omicz_meta.engine.python_functions import PythonFunction, bind
from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.engine.spill import spill_folder
from omicz_meta.errors import EnvironmentFault

KernelFault = duckdb.Error
"""What the kernel raises for a file that it cannot read."""

_NO_MEMORY = (
    "There is not enough memory, and no room for what does not fit into it in the folder for temporary files "
    "(TMPDIR names another one). The previous output is as it was."
)
_NO_DISK = (
    "A file could not be read or written while working; is the disk full? The previous output is as it was."
)


LEAST_MIB = 64
"""So much memory at least for each thread or process."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What the kernel may use: memory before it spills to disk (MiB), and threads.

    With more than one of `processes`, rows are worked on in that many processes, each with one thread and its share of
    the memory; with a `cluster`, by Spark.
    """

    memory_mib: int = 256
    threads: int = 2
    processes: int = 1
    cluster: Cluster | None = None

    @property
    def together(self) -> Resources:
        """What a session may use that works for the whole run, while the processes have nothing to do.

        >>> Resources(processes=8).together.threads, Resources().together == Resources()
        (8, True)
        """
        threads = max(self.threads, self.processes)
        return replace(self, threads=threads, memory_mib=max(self.memory_mib, LEAST_MIB * threads))


@contextmanager
def session(
    folders: tuple[Path, ...] = (),
    resources: Resources | None = None,
    functions: Iterable[PythonFunction] = (),
    files: tuple[Path, ...] = (),
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB with access to these folders and files only; spill files vanish with the session.

    `functions` are those a user brought along; the library's own that only Python can compute are always there. Raises
    EnvironmentFault when memory or disk run out inside the block.

    >>> with session() as connection:
    ...     connection.sql("select 1 + 1").fetchall()
    [(2,)]
    """
    limits = resources or Resources()
    with spill_folder() as spill:
        connection = _connect(limits, spill)
        try:
            bind(connection, (*PYTHON_FUNCTIONS.values(), *functions))
            _lock(connection, [f"{folder}/" for folder in (*folders, Path(spill))], list(map(str, files)))
            yield connection
        except duckdb.OutOfMemoryException as fault:
            raise EnvironmentFault(_NO_MEMORY) from fault
        except duckdb.IOException as fault:
            raise EnvironmentFault(_NO_DISK) from fault
        finally:
            connection.close()


ATTACHED = "stored"
"""The name of an attached file's catalog in queries."""
LOG = ".wal"
"""What DuckDB adds to the name of a file for the log of its writes."""


@contextmanager
def attached(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session with a DuckDB file in it to be read, and nothing else: no other file, extension or function.

    The file stands beside an empty database, so that its macros are nobody's functions. One thread works, so that
    rows come in the order in which they are stored. Raises duckdb.Error.
    """
    place = str(path.resolve())
    with spill_folder() as spill:
        connection = _connect(Resources(threads=1), spill)
        try:
            connection.execute("SET allowed_paths = $1", [[place, place + LOG]])
            connection.execute("SET allowed_directories = $1", [[f"{spill}/"]])
            connection.execute("SET enable_external_access = false")
            connection.execute(f"ATTACH $1 AS {ATTACHED} (READ_ONLY, TYPE duckdb)", [place])
            connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()


def _connect(limits: Resources, spill: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": f"{limits.memory_mib}MiB",
            "threads": limits.threads,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def _lock(connection: duckdb.DuckDBPyConnection, folders: list[str], files: list[str]) -> None:
    """Shut every way out but these; the order matters, since each setting forbids the ones before it."""
    connection.execute("SET allowed_directories = $1", [folders])
    connection.execute("SET allowed_paths = $1", [files])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
