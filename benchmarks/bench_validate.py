"""Records judged a second: `omicz-meta validate` on JSON lines and Parquet, against LinkML's validator, in one run.

    python benchmarks/bench_validate.py [--pairs 5] [--lines 300000] [--rows 1000000] [--sample 3000] [--one]

Ours are whole processes, from the start of Python to the written report: reading, judging, looking for identifiers,
counting how full columns are. LinkML's validator is timed in its loop alone, on the first records of the same file.
The table is Markdown.
Pairs alternate; figures are medians; ratios are taken within the run. With `--one`, one record: `omicz-meta
validate` against `linkml-validate`, both whole processes. jsonschema-rs is measured where it is installed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure import Figures, median, once

from records import MAKERS, write_lines, write_parquet

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = HERE / "work"
Rates = tuple[float, float]
"""Records a second, and records a CPU second."""

Files = dict[str, tuple[Path, int]]
"""Files of a class with their numbers of records, by what they hold."""

LINES, ROWS = "lines of JSON", "rows of Parquet"
LINKML, RUST = "linkml.validator, one thread", "jsonschema-rs with orjson, one thread"
HEADER = ("class", "", "records/s", "records/CPU s", "times linkml", "by CPU", "peak MiB")


def ours(path: Path, name: str) -> Figures:
    """The command as people call it; its exit code 1 says that faults were found."""
    report = str(WORK / "report.json")
    words = ["validate", str(path), "--class", name, "--format", "json", "-o", report]
    figures = once([sys.executable, "-m", "omicz_meta", *words])
    if figures.code not in (0, 1):
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def peer(which: str, path: Path, name: str, count: int) -> Rates | None:
    """Rates of another validator in its loop; None where it is not installed."""
    command = [sys.executable, str(HERE / "peer_validators.py"), which, str(path), name, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    wall, cpu, _ = done.stdout.split()[-3:]
    return float(wall), float(cpu)


def rates(figures: Figures, count: int) -> Rates:
    """What a process did with so many records."""
    return count / figures.wall, count / figures.cpu


@dataclass
class Runs:
    """What was measured of one way to judge: rates of every run, and the highest peak in MiB."""

    rates: list[Rates] = field(default_factory=list)
    peak: float = 0.0

    def middle(self, n: int) -> float:
        """Median rate, by the clock (0) or by CPU seconds (1)."""
        return median([rate[n] for rate in self.rates])


def compare(name: str, files: Files, sample: int, pairs: int) -> None:
    """Print one line for every way to judge records of a class."""
    runs = defaultdict[str, Runs](Runs)
    for number in range(pairs):
        for title, (path, count) in files.items():
            figures, mine = ours(path, name), runs[f"`omicz-meta validate`, {count:,} {title}"]
            mine.rates.append(rates(figures, count))
            mine.peak = max(mine.peak, figures.peak)
        _peers(runs, files[LINES][0], name, sample, others=not number)
    yardstick = runs.get(LINKML)
    for title, found in runs.items():
        wall, cpu = found.middle(0), found.middle(1)
        times = (f"{found.middle(n) / yardstick.middle(n):.0f}" if yardstick else "" for n in (0, 1))
        peak = f"{found.peak:.0f}" if found.peak else ""
        print(
            "| " + " | ".join([name, title, f"{wall:,.0f}", f"{cpu:,.0f}", *times, peak]) + " |", flush=True
        )


def _peers(runs: dict[str, Runs], lines: Path, name: str, sample: int, *, others: bool) -> None:
    """LinkML's validator in every pair, the others in the first."""
    wanted = {LINKML: "linkml", **({RUST: "jsonschema-rs"} if others else {})}
    for title, which in wanted.items():
        measured = peer(which, lines, name, sample)
        if measured is not None:
            runs[title].rates.append(measured)


def one_record(pairs: int) -> None:
    """Print whole processes on one record."""
    path = WORK / "one.json"
    person = {"subject_id": "p1", "birth_date": "1987", "administrative_gender": "female"}
    path.write_text(json.dumps(person), encoding="utf-8")
    schema = str(ROOT / "schemas" / "omicz.yaml")
    theirs = [
        str(Path(sys.executable).with_name("linkml-validate")),
        "-s",
        schema,
        "-C",
        "Individual",
        str(path),
    ]
    ratios, walls = [], []
    for _ in range(pairs):
        mine, other = ours(path, "Individual"), once(theirs)
        ratios.append((mine.wall / other.wall, mine.cpu / other.cpu))
        walls.append((mine.wall, other.wall))
    for n, title in ((0, "wall"), (1, "CPU")):
        print(f"one record, {title}: {median([pair[n] for pair in ratios]):.2f} of linkml-validate")
    print("wall s: " + ", ".join(f"{median([pair[n] for pair in walls]):.2f}" for n in (0, 1)))


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=3_000)
    parser.add_argument("--classes", nargs="*", default=list(MAKERS))
    parser.add_argument("--one", action="store_true")
    given = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    if given.one:
        one_record(given.pairs)
        return
    print("| " + " | ".join(HEADER) + " |\n" + "|---" * len(HEADER) + "|")
    for name in given.classes:
        lines = write_lines(WORK / f"{name}-{given.lines}.ndjson", name, given.lines)
        parquet = write_parquet(WORK / f"{name}-{given.rows}.parquet", name, given.rows)
        files = {LINES: (lines, given.lines), ROWS: (parquet, given.rows)}
        compare(name, files, given.sample, given.pairs)


if __name__ == "__main__":
    main()
