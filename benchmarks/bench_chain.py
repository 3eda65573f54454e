"""CSV to records and problems in Parquet, against a bare Polars scan-and-write and against linkml-map, in one run.

    python benchmarks/bench_chain.py [--rows 1000000] [--pairs 5] [--memory | --peers]

Pairs alternate (A B A B ...), figures are medians of whole processes, ratios are taken within the run. With
`--memory` the peak at 5,000,000 rows is set against that at 500,000. With `--peers` the same mapping is done by the
csv module, pandas, SQL by hand and linkml-map too, and the rows of a Markdown table say what was asked and reached.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from data import write
from measure import HEADER, Figures, median, once, row
from peers.agree import disagreement

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
PEER_ROWS = 2_000
LOOP_ROWS = 200_000
"""Rows for the row loop, whose time goes with the rows; imports are counted, which is to its disadvantage by 1 %."""

KEY = {"OMICZ_PSEUDONYM_KEY": "ab" * 32}

POLARS = """
import sys, polars as pl
rows = pl.scan_csv(sys.argv[1], separator=";", infer_schema=False)
sinks = [rows.sink_parquet(sys.argv[2] + ".parquet", lazy=True)]
if sys.argv[3] == "both":
    sinks.append(rows.sink_ndjson(sys.argv[2] + ".ndjson", lazy=True))
pl.collect_all(sinks)
"""


def submission(rows: int) -> Path:
    """The benchmark submission with so many rows, and its UTF-8 twin for readers that know nothing else."""
    folder = WORK / f"submission-{rows}"
    data = write(WORK / f"vzorky-{rows}.csv", rows)
    twin = WORK / f"vzorky-{rows}.utf8.csv"
    if not twin.exists():
        with (
            data.open(encoding="cp1250", newline="") as source,
            twin.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "submission", folder)
    (folder / "data").mkdir(exist_ok=True)
    os.link(data, folder / "data" / "vzorky.csv")
    return folder


def ours(rows: int, *, judge: bool = True) -> Figures:
    """The command as a user runs it: reading, mapping, judging, reporting, writing."""
    out = WORK / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "omicz_meta", "run", str(WORK / f"submission-{rows}"), "-o", str(out)]
    if not judge:
        script = str(HERE / "harmonise_only.py")
        command = [sys.executable, script, str(WORK / f"submission-{rows}"), str(out)]
    environment = {**KEY, "OMICZ_AUDIT_LOG": str(WORK / "audit.jsonl")}
    figures = once(command, environment)
    if figures.code not in (0, 1):
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def polars(rows: int, sinks: str) -> Figures:
    """A bare scan and write of the same rows in UTF-8: nothing recoded, nothing checked.

    `both` writes Parquet and NDJSON in one pass, the yardstick of the project's targets; `parquet` only Parquet.
    """
    twin, target = WORK / f"vzorky-{rows}.utf8.csv", WORK / "polars"
    figures = once([sys.executable, "-c", POLARS, str(twin), str(target), sinks])
    if figures.code:
        raise SystemExit(f"Polars ended with {figures.code}")
    return figures


def linkml_map(rows: int) -> float:
    """Rows per second of linkml-map's transformer on the same mapping, imports and file reading left out."""
    import subprocess

    command = [
        sys.executable,
        str(HERE / "peer_linkml_map.py"),
        str(WORK / f"vzorky-{rows}.utf8.csv"),
        str(PEER_ROWS),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1] if done.stderr else "linkml-map failed", file=sys.stderr)
        return float("nan")
    return float(done.stdout.strip().splitlines()[-1])


def compare(rows: int, pairs: int) -> None:
    """Print the table and the ratios."""
    submission(rows)
    peers = {
        "both": "bare Polars scan to Parquet and NDJSON, UTF-8",
        "parquet": "bare Polars scan to Parquet, UTF-8",
    }
    mine = {True: "omicz-meta run (whole command)", False: "omicz-meta harmonise (records + problems)"}
    ours(rows)
    runs: dict[str | bool, list[Figures]] = {name: [] for name in (*mine, *peers)}
    for _ in range(pairs):
        for judge in mine:
            runs[judge].append(ours(rows, judge=judge))
            for sinks in peers:
                if len(runs[sinks]) < len(runs[judge]):
                    runs[sinks].append(polars(rows, sinks))
    peer = linkml_map(rows)
    print(f"{rows:,} rows x 20 columns, windows-1250, medians of {pairs}\n{HEADER}")
    for name, words in (*mine.items(), *peers.items()):
        print(row(words, runs[name], rows))
    print(f"{'linkml-map, transformer only':<48}{peer:>12,.0f}")
    for judge, words in mine.items():
        speed = rows / median([run.wall for run in runs[judge]])
        print(f"{words}: {speed / peer:,.0f}x linkml-map")
        for sinks, name in peers.items():
            print(
                f"    {_ratio(runs[sinks], runs[judge], 'wall'):.2f}x by wall, "
                f"{_ratio(runs[sinks], runs[judge], 'cpu'):.2f}x by CPU of {name}"
            )


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else who does the job: how to run it, what is asked of us beside it, and what it does less."""

    name: str
    run: Callable[[int], Figures]
    rows: int
    floor: float
    goal: float
    less: str
    records: Path | None = None


def _script(name: str, *, twin: bool = False) -> Callable[[int], Figures]:
    def run(rows: int) -> Figures:
        given = [str(WORK / f"vzorky-{rows}.utf8.csv")] if twin else []
        paths = [*given, str(WORK / f"submission-{rows}"), str(WORK / name)]
        figures = once([sys.executable, str(HERE / "peers" / f"{name}.py"), *paths], KEY)
        if figures.code:
            raise SystemExit(f"{name} ended with {figures.code}")
        return figures

    return run


def _peers(rows: int) -> tuple[Peer, ...]:
    loop = min(rows, LOOP_ROWS)
    bare = "same rows in UTF-8; nothing recoded, checked or hashed"
    trusting = "every line trusted; no identifiers sought, no lineage, no ledger, no hashes"
    return (
        Peer("bare Polars, Parquet and NDJSON", lambda n: polars(n, "both"), rows, 0.40, 0.65, bare),
        Peer(
            "csv-module row loop", _script("csv_loop"), loop, 8, 14, f"{trusting}; CSV out", WORK / "csv_loop"
        ),
        Peer(
            "pandas",
            _script("with_pandas"),
            rows,
            3,
            5,
            f"{trusting}; binary floating point; all rows in memory",
            WORK / "with_pandas",
        ),
        Peer(
            "SQL by hand, DuckDB",
            _script("with_sql", twin=True),
            rows,
            0.8,
            0.8,
            f"same rows in UTF-8; {trusting}; memory without limit",
            WORK / "with_sql",
        ),
    )


def beside_peers(rows: int, pairs: int) -> None:
    """Print a Markdown table of us beside every peer: what was asked, what was reached, what the peer does less."""
    for count in {rows, min(rows, LOOP_ROWS), PEER_ROWS}:
        submission(count)
    _agree()
    peers = _peers(rows)
    mine: list[Figures] = []
    whole: list[Figures] = []
    theirs: dict[str, list[Figures]] = {peer.name: [] for peer in peers}
    for _ in range(pairs):
        mine.append(ours(rows, judge=False))
        whole.append(ours(rows))
        for peer in peers:
            theirs[peer.name].append(peer.run(peer.rows))
    print(
        f"{rows:,} rows x 20 columns, medians of {pairs}; how many times as fast as the peer, by wall clock\n"
    )
    print(
        "| | wall s | CPU s | MiB | records and problems | by CPU | whole command | floor | goal | does less |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, runs in (("`omicz-meta`, records and problems", mine), ("`omicz-meta run`", whole)):
        print(f"| {name} | {_three(runs, 1)} | | | | | | |")
    for peer in peers:
        runs, share = theirs[peer.name], rows / peer.rows
        wall, cpu, all_of_it = (
            share * _ratio(runs, own, figure)
            for own, figure in ((mine, "wall"), (mine, "cpu"), (whole, "wall"))
        )
        print(
            f"| {peer.name} | {_three(runs, share)} | {wall:.2f} | {cpu:.2f} | {all_of_it:.2f} "
            f"| {peer.floor:g} | {peer.goal:g} | {peer.less} |"
        )
    alone = linkml_map(rows)
    times, entire = (rows / median([run.wall for run in runs]) / alone for runs in (mine, whole))
    print(
        f"| linkml-map, its transformer in a loop | {rows / alone:,.0f} | | | {times:,.0f} | | {entire:,.0f} "
        "| 150 | 300 | nothing read or written, dates and numbers left as text, no pseudonyms |"
    )
    memory = _ratio(theirs["pandas"], mine, "peak")
    print(f"\nPeak memory beside pandas: 1/{memory:.1f} (floor 1/8).")


def _agree() -> None:
    """Stop unless the peers give our records and problems."""
    ours(PEER_ROWS, judge=False)
    for peer in _peers(PEER_ROWS):
        if peer.records is not None:
            shutil.rmtree(peer.records, ignore_errors=True)
            peer.run(PEER_ROWS)
            if found := disagreement(WORK / "out", peer.records):
                raise SystemExit(f"{peer.name} does another job: {found}")


def _three(runs: list[Figures], share: float) -> str:
    wall, cpu, peak = (median([getattr(run, name) for run in runs]) for name in ("wall", "cpu", "peak"))
    return f"{share * wall:.2f} | {share * cpu:.2f} | {peak:.0f}"


def _ratio(peer: list[Figures], own: list[Figures], figure: str) -> float:
    """Median over the pairs of how much faster the peer was."""
    return median([getattr(p, figure) / getattr(o, figure) for o, p in zip(own, peer, strict=True)])


def memory() -> None:
    """Print peak memory at 5,000,000 rows over that at 500,000."""
    peaks = {}
    for rows in (500_000, 5_000_000):
        submission(rows)
        peaks[rows] = ours(rows).peak
        print(f"{rows:>10,} rows: peak {peaks[rows]:.0f} MiB")
    print(f"ratio {peaks[5_000_000] / peaks[500_000]:.2f}")


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    if given.memory:
        memory()
    elif given.peers:
        beside_peers(given.rows, given.pairs)
    else:
        compare(given.rows, given.pairs)


if __name__ == "__main__":
    main()
