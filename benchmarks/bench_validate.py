"""Records judged a second: `omicz-meta validate` on JSON lines and Parquet, against LinkML's validator, in one run.

    python benchmarks/bench_validate.py [--pairs 5] [--lines 100000] [--rows 1000000] [--sample 3000] [--one]

Ours are whole processes, from the start of Python to the written report: reading, judging, looking for identifiers,
counting how full columns are. LinkML's validator is timed in its loop alone, on the first records of the same file.
Pairs alternate; figures are medians; ratios are taken within the run. With `--one`, one record: `omicz-meta
validate` against `linkml-validate`, both whole processes. jsonschema-rs is measured where it is installed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure import Figures, median, once

from records import MAKERS, write_lines, write_parquet

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = HERE / "work"
Rates = tuple[float, float]
"""Records a second, and records a CPU second."""


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


def compare(name: str, lines: Path, count: int, parquet: Path, rows: int, sample: int, pairs: int) -> None:
    """Print one line for every way to judge records of a class."""
    runs: dict[str, list[Rates]] = {}
    peaks: dict[str, float] = {}
    for _ in range(pairs):
        for title, path, number in (("JSON lines", lines, count), ("Parquet", parquet, rows)):
            figures = ours(path, name)
            runs.setdefault(f"ours, {title}, {number:,}", []).append(rates(figures, number))
            peaks[f"ours, {title}, {number:,}"] = figures.peak
            linkml = peer("linkml", lines, name, sample)
            if linkml is not None:
                runs.setdefault("linkml.validator", []).append(linkml)
        rust = peer("jsonschema-rs", lines, name, count)
        if rust is not None:
            runs.setdefault("jsonschema-rs with orjson", []).append(rust)
    yardstick = runs.get("linkml.validator", [])
    base = tuple(median([pair[n] for pair in yardstick]) for n in (0, 1)) if yardstick else (1.0, 1.0)
    for title, found in runs.items():
        wall, cpu = (median([pair[n] for pair in found]) for n in (0, 1))
        peak = f"{peaks[title]:>7.0f} MiB" if title in peaks else ""
        times = f"{wall / base[0]:>9.0f}x{cpu / base[1]:>9.0f}x"
        print(f"{name:<12}{title:<34}{wall:>12,.0f}{cpu:>14,.0f}{times}{peak}")


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
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=3_000)
    parser.add_argument("--classes", nargs="*", default=list(MAKERS))
    parser.add_argument("--one", action="store_true")
    given = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    if given.one:
        one_record(given.pairs)
        return
    print(f"{'':<46}{'records/s':>12}{'per CPU s':>14}{'x linkml':>10}{'by CPU':>10}")
    for name in given.classes:
        lines = write_lines(WORK / f"{name}-{given.lines}.ndjson", name, given.lines)
        parquet = write_parquet(WORK / f"{name}-{given.rows}.parquet", name, given.rows)
        compare(name, lines, given.lines, parquet, given.rows, given.sample, given.pairs)


if __name__ == "__main__":
    main()
