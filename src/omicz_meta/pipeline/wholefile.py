"""Writes a single file complete or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from omicz_meta.errors import EnvironmentFault
from omicz_meta.pipeline.output import disk_message


def write_whole(path: Path, text: str) -> None:
    """Write a text as UTF-8 in place of what is there; until all is on the disk, nothing has changed.

    Raises EnvironmentFault when the disk refuses.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as fault:
        raise EnvironmentFault(disk_message(fault, path.name)) from fault
    finally:
        part.unlink(missing_ok=True)
