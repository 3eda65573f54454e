"""A sign of life on a terminal while something takes long."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds before anything is shown."""


@contextmanager
def progress(what: str, after: float = PATIENCE) -> Iterator[None]:
    """Show `what` on stderr while the block runs, if it takes longer than `after` seconds and stderr is a terminal.

    >>> with progress("reading"):
    ...     1 + 1
    2
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    shown = threading.Thread(target=_show, args=(what, after, done), daemon=True)
    shown.start()
    try:
        yield
    finally:
        done.set()
        shown.join()


def _show(what: str, after: float, done: threading.Event) -> None:
    if done.wait(after):
        return
    from rich.console import Console  # noqa: PLC0415 - only when there is something to show

    with Console(stderr=True).status(f"{what} …"):
        done.wait()
