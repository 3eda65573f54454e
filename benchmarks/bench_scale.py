"""The same kernel on one core, on several, and on Spark; a long run; a nightly delta.

    python benchmarks/bench_scale.py engines [--rows 1000000] [--pairs 3] [--jobs 2]
    python benchmarks/bench_scale.py nightly [--rows 1000000] [--pairs 3]
    python benchmarks/bench_scale.py long --rows 100000000 [--jobs 2]

`engines` runs the whole command by turns on one core, with threads, with processes and with Spark (where pyspark and
Java are there), and demands equal files. What Spark needs to start is taken from a run over 1,000 rows. `nightly` adds
1 % of rows at the end of a file, and sets `--incremental` against a full run. `long` writes its export in pieces and
runs with `--incremental`, noting the memory of every process; after a kill the same command goes on from there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from long_export import export
from measure import median

HERE = Path(__file__).resolve().parent
WORK = HERE / "work" / "scale"
EVERY = 0.2
"""Seconds between two looks at memory; a long run is looked at less often."""
LITTLE = 1_000
ENVIRONMENT = {
    "OMICZ_PSEUDONYM_KEY": "ab" * 32,
    "OMICZ_AUDIT_LOG": str(WORK / "audit.jsonl"),
    "OMICZ_CACHE": str(WORK / "plans"),
}


@dataclass(slots=True)
class Watched:
    """A command and all processes below it: seconds by clock and processor, MiB of each kind of process."""

    number: int = 0
    wall: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)
    first: float = 0.0
    worker: float = 0.0
    curve: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Of all processors."""
        return sum(self.cpu.values())

    @property
    def own(self) -> float:
        """Of the process that was started, which reads, hands out, writes down and judges."""
        return self.cpu.get(self.number, 0.0)


def watched(command: Sequence[str], every: float = EVERY, curve: Path | None = None) -> Watched:
    """Run a command to its end and look at it and what it starts; what it says is thrown away."""
    seen, started = Watched(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT}
    )
    seen.number, mine = process.pid, {process.pid}
    while process.poll() is None:
        look(process.pid, mine, seen, time.perf_counter() - started)
        if curve:
            with curve.open("a", encoding="utf-8") as file:
                file.write("\t".join(f"{figure:.1f}" for figure in seen.curve[-1]) + "\n")
        time.sleep(every)
    seen.wall = time.perf_counter() - started
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seen


def look(first: int, mine: set[int], seen: Watched, at: float) -> None:
    """Take in the state of a process and of all below it."""
    parents: dict[int, int] = {}
    figures: dict[int, tuple[float, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            number = int(entry.name)
            parents[number] = int(told[1])
            figures[number] = (int(told[11]) + int(told[12])) / 100, int(told[21]) * 4096 / 2**20
    while more := {one for one, parent in parents.items() if parent in mine} - mine:
        mine |= more
    there = {one: figures[one] for one in mine if one in figures}
    seen.cpu |= {one: cpu for one, (cpu, _) in there.items()}
    seen.first = max(seen.first, there.get(first, (0.0, 0.0))[1])
    workers = [mib for one, (_, mib) in there.items() if one != first]
    seen.worker = max(seen.worker, *workers) if workers else seen.worker
    seen.curve.append((at, there.get(first, (0.0, 0.0))[1], sum(workers)))


def submission(rows: int, name: str) -> Path:
    """The benchmark's submission over an export of its own."""
    folder = WORK / name
    if not folder.exists():
        shutil.copytree(HERE / "submission", folder)
    export(folder / "data" / "vzorky.csv", rows)
    return folder


def run(folder: Path, out: Path, *options: str, pinned: bool = False, **watching: object) -> Watched:
    """The command as its user runs it."""
    command = [sys.executable, "-m", "omicz_meta", "run", str(folder), "-o", str(out), *options]
    before = ["taskset", "-c", "0"] if pinned else []
    return watched([*before, *command], **watching)  # type: ignore[arg-type]


def written(out: Path) -> Mapping[str, object]:
    """Every file of an output with its hash, but for what is kept for the next night."""
    outputs = json.loads((out / "run.json").read_text(encoding="utf-8"))["outputs"]
    return {name: entry["sha256"] for name, entry in outputs.items() if not name.startswith("cache/")}


def engines(rows: int, pairs: int, jobs: int) -> None:
    """Print a table of one core, threads, processes and Spark."""
    folder, little = submission(rows, f"rows-{rows}"), submission(LITTLE, f"rows-{LITTLE}")
    kinds: dict[str, tuple[tuple[str, ...], bool]] = {
        "one core, --jobs 1": ((), True),
        "--jobs 1 (threads)": ((), False),
        f"--jobs {jobs}": (("--jobs", str(jobs)), False),
    }
    if find_spec("pyspark") and shutil.which("java"):
        kinds[f"Spark local[{jobs}]"] = (("--engine", "spark", "--master", f"local[{jobs}]"), False)
    else:
        print("Spark is left out: pyspark or Java is not there")
    found: dict[str, list[tuple[Watched, Watched]]] = {name: [] for name in kinds}
    first: Mapping[str, object] | None = None
    for _ in range(pairs):
        for name, (options, pinned) in kinds.items():
            start = run(little, WORK / "little", "--force", *options, pinned=pinned)
            found[name].append((run(folder, WORK / "out", "--force", *options, pinned=pinned), start))
            first = first or written(WORK / "out")
            if written(WORK / "out") != first:
                raise SystemExit(f"{name}: other files")
    print(f"{rows:,} rows, medians of {pairs}; files are equal\n")
    print(
        "| | wall s | CPU s | after start-up: rows/s | rows per CPU s | CPU s of the run itself | MiB | of a worker |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, both in found.items():
        wall = median([one.wall for one, _ in both])
        cpu = median([one.seconds for one, _ in both])
        rate = median([(rows - LITTLE) / (one.wall - less.wall) for one, less in both])
        per_core = median([(rows - LITTLE) / (one.seconds - less.seconds) for one, less in both])
        own = median([one.own - less.own for one, less in both])
        peaks = (
            f"{median([one.first for one, _ in both]):.0f} | {median([one.worker for one, _ in both]):.0f}"
        )
        print(f"| {name} | {wall:.1f} | {cpu:.1f} | {rate:,.0f} | {per_core:,.0f} | {own:.1f} | {peaks} |")


def nightly(rows: int, pairs: int) -> None:
    """Print what a night costs on which 1 % of rows were added, against a full run of the same files."""
    folder = submission(rows, "nightly")
    run(folder, WORK / "nights", "--incremental", "--force")
    shares, more = (
        [],
        int(json.loads((WORK / "nights" / "run.json").read_text())["sources"]["vzorky"]["rows_read"]),
    )
    print("| night | rows | full s | incremental s | of it, by clock | by CPU | stretches taken over |")
    print("|---|---|---|---|---|---|---|")
    for night in range(1, pairs + 1):
        more += max(10_000, rows // 100)
        export(folder / "data" / "vzorky.csv", more)
        less = run(folder, WORK / "nights", "--incremental")
        full = run(folder, WORK / "full", "--force")
        if written(WORK / "nights") != written(WORK / "full"):
            raise SystemExit("the two runs gave different files")
        taken = json.loads((WORK / "nights" / "run.json").read_text())["timings"]["taken_over_stretches"]
        shares.append((less.wall / full.wall, less.seconds / full.seconds))
        print(
            f"| {night} | {more:,} | {full.wall:.1f} | {less.wall:.1f} | {shares[-1][0]:.2f} | {shares[-1][1]:.2f} "
            f"| {taken} |"
        )


def long(rows: int, jobs: int) -> None:
    """Run over a long export, and print its rate and what memory did while it ran."""
    folder, curve = submission(rows, f"long-{rows}"), WORK / f"long-{rows}.tsv"
    print(f"{rows:,} rows are written; the run begins. Memory over time: {curve}", flush=True)
    seen = run(
        folder, WORK / f"long-{rows}-out", "--incremental", "--jobs", str(jobs), every=2.0, curve=curve
    )
    timings = json.loads((WORK / f"long-{rows}-out" / "run.json").read_text())["timings"]
    print(f"{rows / seen.wall:,.0f} rows/s, {seen.wall:,.0f} s by clock, {seen.seconds:,.0f} s of processors")
    print(f"peak MiB: {seen.first:.0f} of the run, {seen.worker:.0f} of a worker")
    for tenth in range(1, 11):
        at = seen.curve[len(seen.curve) * tenth // 10 - 1]
        print(f"{tenth * 10:>4} %  {at[0]:>8,.0f} s  {at[1]:>6,.0f} MiB  {at[2]:>6,.0f} MiB of all workers")
    print(
        f"taken over from a run that was cut off: {timings['taken_over_stretches'] or timings['taken_over']}"
    )


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["engines", "nightly", "long"])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    what = given.what or ("long" if given.rows > 5_000_000 else "engines")
    if what == "long":
        long(given.rows, given.jobs)
    elif what == "nightly":
        nightly(given.rows, given.pairs)
    else:
        engines(given.rows, given.pairs, given.jobs)


if __name__ == "__main__":
    main()
