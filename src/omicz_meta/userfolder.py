"""Where a user's own files of this package are, and how several processes take turns at one of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Literal

Use = Literal["cache", "data", "state"]

_XDG = MappingProxyType(
    {
        "cache": ("XDG_CACHE_HOME", ".cache"),
        "data": ("XDG_DATA_HOME", ".local/share"),
        "state": ("XDG_STATE_HOME", ".local/state"),
    }
)
"""Variable and default of each folder (XDG Base Directory Specification 0.8)."""


def user_folder(use: Use) -> Path:
    """The folder `omicz-meta` among the user's folders; it need not exist. Raises RuntimeError without a home.

    >>> user_folder("data").name
    'omicz-meta'
    """
    variable, default = _XDG[use]
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else variable)
    if not named and sys.platform == "darwin" and use == "data":
        default = "Library/Application Support"
    return (Path(named) if named else Path.home() / default) / "omicz-meta"


@contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """Hold an open file alone; other processes that ask for it wait. It is let go when the file is closed."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on this system only

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - exists on this system only

        fcntl.flock(file, fcntl.LOCK_EX)
        yield
