"""Commands in processes of their own that need not start from nothing: forked from one that has imported the package.

Two thirds of what a small command costs is importing. With OMICZ_TESTS=all every command is started as people do.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PRELOADED = (
    "omicz_meta.cli.run",
    "omicz_meta.cli.validate",
    "omicz_meta.cli.describe",
    "omicz_meta.cli.inspect",
    "omicz_meta.cli.mapping",
    "omicz_meta.cli.why",
)
STARTED_FROM_NOTHING = os.environ.get("OMICZ_TESTS") == "all"


def run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], said: Path
) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr. `said` is a folder for what it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    out, err = said / "out", said / "err"
    process = context.Process(target=_command, args=(tuple(words), folder, dict(environment), out, err))
    process.start()
    process.join(240)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"omicz-meta {' '.join(words)}")
    return process.exitcode, *(file.read_bytes().decode("utf-8") for file in (out, err))


def _command(
    words: tuple[str, ...], folder: Path, environment: Mapping[str, str], out: Path, err: Path
) -> None:
    # what was imported before the fork stays; looking through it for garbage would copy its memory as well
    gc.freeze()
    for file, number in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["omicz-meta", *words]
    from omicz_meta.cli import main

    main()
