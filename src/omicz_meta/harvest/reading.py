"""Reads documents of others where they can do no harm: large ones in a process that is ended when it takes too long.

A parser may need minutes for a text that was made for it, and nothing stops it from inside.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.harvest.faults import Unreachable
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.page import Page, as_json, from_json, read_page, said_json, with_said

SMALL = 256 << 10
"""Bytes that no parser takes long for; they are read here."""
_MEMORY = 4 << 30
_ONE_AT_A_TIME = threading.Lock()
"""rdflib keeps settings for the whole process."""


class PageReader:
    """Reads the documents of one node; its process is started by the first large one, and again after one was ended."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[str] | None = None

    def read(self, file: Path, suffix: str, address: str) -> Page:
        """Read a document. Raises Unreachable (C063) with the reason where it cannot be read, or not in time."""
        if file.stat().st_size <= SMALL:
            try:
                with _ONE_AT_A_TIME:
                    return read_page(file.read_bytes(), suffix, address, self._limits)
            except UsageError as fault:
                raise _unread(str(fault)) from fault
        return self._elsewhere(file, suffix, address)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _elsewhere(self, file: Path, suffix: str, address: str) -> Page:
        process = self._process = self._process or _started()
        timer = threading.Timer(self._limits.reading_seconds, process.kill)
        timer.start()
        try:
            told = json.dumps([str(file), suffix, address, self._limits.text, self._limits.statements])
            line = _asked(process, told)
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self.close()
            seconds = f"{self._limits.reading_seconds:.0f}"
            raise Unreachable(
                (
                    f"dokument se nepodařilo přečíst do {seconds} s nebo do {_MEMORY >> 30} GB paměti",
                    f"the document could not be read in {seconds} s or in {_MEMORY >> 30} GB of memory",
                ),
                "C063",
            )
        answer = json.loads(line)
        if "fault" in answer:
            raise _unread(answer["fault"])
        return with_said(from_json(answer["page"]), answer["said"])


def _asked(process: subprocess.Popen[str], told: str) -> str:
    if process.stdin is None or process.stdout is None:
        return ""
    try:
        process.stdin.write(told + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except OSError:
        return ""


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "omicz_meta.harvest.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


def _unread(reason: str) -> Unreachable:
    shown = reason.rstrip(".")
    return Unreachable((f"dokument nelze přečíst jako RDF ({shown})", f"not read as RDF ({shown})"), "C063")


def serve() -> None:
    """Answer one line with one line until the input ends, in bounded memory."""
    _bounded()
    for line in sys.stdin:
        file, suffix, address, text, most = json.loads(line)
        limits = Limits(text=text, statements=most)
        try:
            page = read_page(Path(file).read_bytes(), suffix, address, limits)
            answer = {"page": as_json(page), "said": said_json(page)}
        except UsageError as fault:
            answer = {"fault": str(fault)}
        except (MemoryError, RecursionError, OSError) as fault:
            answer = {"fault": type(fault).__name__}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _bounded() -> None:
    try:
        import resource  # noqa: PLC0415  # not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    serve()
