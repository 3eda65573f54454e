"""Commands in processes of their own that need not start from nothing: forked from one that has imported the package.

Two thirds of what a small command costs is importing. With OMICZ_TESTS=all each command is started as people do, once
with each set of options: what else it needs to import is decided by these.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

PRELOADED = (
    "omicz_meta.cli.run",
    "omicz_meta.cli.validate",
    "omicz_meta.cli.describe",
    "omicz_meta.cli.inspect",
    "omicz_meta.cli.mapping",
    "omicz_meta.cli.why",
)
GROUPS = ("catalogue", "mapping", "packs", "schema", "terms")
_STARTED: set[tuple[str, ...]] = set()
"""Commands with their options that this process has started as people do."""


def from_nothing(words: Sequence[str]) -> bool:
    """Whether to start a command as people do: with OMICZ_TESTS=all, each with the same options once.

    >>> kind(("mapping", "draft", "data", "-o", "out"))
    ('mapping', 'draft', '-o')
    """
    new = kind(words) not in _STARTED
    _STARTED.add(kind(words))
    return new and os.environ.get("OMICZ_TESTS") == "all"


def kind(words: Sequence[str]) -> tuple[str, ...]:
    """A command and the names of its options, which decide what is imported."""
    named = words[: 2 if words[:1] and words[0] in GROUPS else 1]
    return (*named, *sorted({word for word in words if word.startswith("-")}))


@dataclass(frozen=True, slots=True)
class Begun:
    """A command that works; what it says goes into two files."""

    process: BaseProcess
    out: Path
    err: Path

    def ended(self) -> tuple[int, str, str]:
        """Wait for its end: exit code, stdout, stderr."""
        self.process.join(240)
        if self.process.exitcode is None:
            self.process.kill()
            raise TimeoutError(self.process.name)
        return self.process.exitcode, *(file.read_bytes().decode("utf-8") for file in (self.out, self.err))


def begun(words: Sequence[str], folder: Path, environment: Mapping[str, str], said: Path) -> Begun:
    """Begin a command. `said` is a folder for what it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    out, err = said / "out", said / "err"
    given = (tuple(words), folder, dict(environment), out, err)
    process = context.Process(target=_command, args=given, name=f"omicz-meta {' '.join(words)}")
    process.start()
    return Begun(process, out, err)


def run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], said: Path
) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    return begun(words, folder, environment, said).ended()


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
