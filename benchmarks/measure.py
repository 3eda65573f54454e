"""Runs commands as whole processes and takes the system's own account of each: wall, CPU seconds, peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """One finished process: seconds and MiB."""

    wall: float
    cpu: float
    peak: float
    code: int


def once(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Figures:
    """Run a command to its end; its output is thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Figures(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def row(name: str, runs: Sequence[Figures], rows: int) -> str:
    """A line of the table: medians, and rows per second."""
    wall, cpu = median([run.wall for run in runs]), median([run.cpu for run in runs])
    peak = median([run.peak for run in runs])
    return f"{name:<48}{rows / wall:>12,.0f}{wall:>9.2f}{cpu:>9.2f}{peak:>9.0f}"


HEADER = f"{'':<48}{'rows/s':>12}{'wall s':>9}{'CPU s':>9}{'MiB':>9}"
