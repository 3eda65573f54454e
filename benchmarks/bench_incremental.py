"""The nightly run: `run --incremental` where one table of six changed, against a full run of the same files.

    python benchmarks/bench_incremental.py [--rows 200000] [--pairs 5]

Pairs alternate (full, incremental, full, ...), figures are medians of whole processes, ratios are taken within the
run. Each pair changes a table anew; both outputs must be the same files, but for what is kept for the next night.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure import HEADER, Figures, median, once, row
from register import TABLES, register, table

WORK = Path(__file__).resolve().parent / "work" / "nightly"
ENVIRONMENT = {
    "OMICZ_PSEUDONYM_KEY": "ab" * 32,
    "OMICZ_AUDIT_LOG": str(WORK / "audit.jsonl"),
    "OMICZ_CACHE": str(WORK / "plans"),
}


@dataclass(frozen=True, slots=True)
class Night:
    """What changed: a table, and which share of its rows."""

    title: str
    table: str
    share: float


NIGHTS = (
    Night("a table nobody joins, every row", "vzorky_brno", 1.0),
    Night("a table nobody joins, 1 % of its rows", "vzorky_brno", 0.01),
    Night("a table that another joins, 1 % of its rows", "pacienti", 0.01),
)


def ran(out: Path, *options: str) -> Figures:
    """A run of the register into a folder, as a timer starts it."""
    command = [sys.executable, "-m", "omicz_meta", "run", str(WORK / "s"), "-o", str(out), *options]
    figures = once(command, ENVIRONMENT)
    if figures.code not in (0, 1):
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def written(out: Path) -> dict[str, str]:
    """Every file of an output with its hash, but for what is kept for the next night."""
    outputs = json.loads((out / "run.json").read_text(encoding="utf-8"))["outputs"]
    return {name: entry["sha256"] for name, entry in outputs.items() if not name.startswith("cache/")}


def pair(night: Night, number: int, rows: int) -> tuple[Figures, Figures]:
    """The files of one night by a full run into an empty place, and by one that goes on from the night before."""
    lines = table(night.table, rows, number, night.share)
    (WORK / "s" / "data" / f"{night.table}.csv").write_text("".join(lines), encoding="utf-8")
    shutil.rmtree(WORK / "full", ignore_errors=True)
    both = ran(WORK / "full"), ran(WORK / "out", "--incremental")
    if written(WORK / "full") != written(WORK / "out"):
        raise SystemExit(f"{night.title}: the two runs gave different files")
    return both


def main() -> None:
    """Print a table of medians for each kind of night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of each of the six tables")
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    register(WORK / "s", given.rows)
    every, number = given.rows * len(TABLES), 0
    print(f"{HEADER}\n{row('the first night, --incremental', [ran(WORK / 'out', '--incremental')], every)}")
    for night in NIGHTS:
        pairs = []
        for _ in range(given.pairs):
            number += 1
            pairs.append(pair(night, number, given.rows))
        full, less = [one for one, _ in pairs], [other for _, other in pairs]
        print(f"{night.title}\n{row('  full', full, every)}\n{row('  incremental', less, every)}")
        clock = median([other.wall / one.wall for one, other in pairs])
        cpu = median([other.cpu / one.cpu for one, other in pairs])
        print(f"  incremental over full: {clock:.2f} by the clock, {cpu:.2f} by CPU")
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
