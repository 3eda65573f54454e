"""Folders into which a session spills what does not fit into memory; those of processes that died are swept."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OURS = "omicz-spill-"
_NAME = re.compile(r"omicz-spill-([0-9]{1,9})-(?:([0-9]+)-)?.*")
_QUERY = 0x1000
"""PROCESS_QUERY_LIMITED_INFORMATION of Windows."""


@contextmanager
def spill_folder() -> Iterator[str]:
    """A private folder for the time of the block; it says which process it is of, by which others sweep it.

    >>> with spill_folder() as folder:
    ...     existed = Path(folder).is_dir()
    >>> existed, Path(folder).exists()
    (True, False)
    """
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"omicz-spill-{os.getpid()}-{born(os.getpid())}-") as folder:
        yield folder


def _sweep(place: Path) -> None:
    """Remove the folders of this user's processes that are no more; a session was killed before it could."""
    with os.scandir(place) as entries:
        found = [
            (Path(entry), _NAME.fullmatch(entry.name)) for entry in entries if entry.name.startswith(_OURS)
        ]
    for left, named in found:
        if named and _is_own_folder(left) and not _still_there(int(named[1]), named[2]):
            shutil.rmtree(left, ignore_errors=True)


def _is_own_folder(path: Path) -> bool:
    owner = getattr(os, "getuid", lambda: None)()
    try:
        return not path.is_symlink() and path.is_dir() and owner in (None, path.stat().st_uid)
    except OSError:
        return False


def _still_there(process: int, since: str | None) -> bool:
    """Whether a process runs under this number and is no later one, since numbers are given out again."""
    return alive(process) and (not since or born(process) in ("", since))


def born(process: int) -> str:
    """When a process began, in ticks since the system did; nothing where the system does not tell.

    >>> born(os.getpid()) == born(os.getpid()), born(-1)
    (True, '')
    """
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # the name of the command, in brackets, may hold anything; the beginning is the 20th field after it (proc(5))
    return told.rpartition(")")[2].split()[19]


def alive(process: int) -> bool:
    """Whether a process runs under this number.

    >>> alive(os.getpid())
    True
    """
    if sys.platform == "win32":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(process: int) -> bool:
    """There a signal 0 would be Ctrl-C to the whole group, so the process is looked up instead."""
    system = getattr(ctypes, "windll").kernel32  # noqa: B009 - there only on Windows, so not for the type checker
    handle = system.OpenProcess(_QUERY, False, process)
    if handle:
        system.CloseHandle(handle)
    return bool(handle)
