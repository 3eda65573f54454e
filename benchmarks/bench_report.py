"""The HTML report of a submission with a million problems: seconds of processor time and bytes.

Twice: a million rows with the same few hundred faults, and a million faults of which no two are alike.

    python benchmarks/bench_report.py [--problems 1000000]
"""

from __future__ import annotations

import argparse
import random
import time

from omicz_meta.reports import render_html, render_text
from omicz_meta.result import Completeness, Finding, Ledger, Report, SourceLedger

CODES = (("T001", "error"), ("T003", "error"), ("V003", "error"), ("V001", "error"), ("V002", "warning"))


def report(problems: int, kinds: int) -> Report:
    """A report with so many problems of so many kinds; the first kinds are the most frequent."""
    draw = random.Random(0)
    each = problems // kinds
    findings = tuple(_finding(at, each, draw) for at in range(kinds))
    source = SourceLedger(problems, problems, 0, 0)
    full = tuple(Completeness("Diagnosis", f"slot{at}", "M", problems, problems // 2, 0) for at in range(20))
    return Report("million", findings=findings, ledger=Ledger({"dg": source}), completeness=full, persons=problems)


def _finding(at: int, count: int, draw: random.Random) -> Finding:
    code, severity = CODES[at % len(CODES)]
    rows = tuple(sorted(draw.sample(range(1, 10_000_000), min(count, 10))))
    return Finding(
        code,
        "error" if severity == "error" else "warning",
        count,
        source="dg",
        file="data/dg.csv",
        column=f"c{at % 40}",
        record_class="Diagnosis",
        slot=f"slot{at % 20}",
        value=f"value {at}",
        rows=rows,
        lines=tuple(row + 1 for row in rows),
        repair=f"slot: value_mappings: {{\"value {at}\": ...}}" if code == "T001" else None,
    )


def main() -> None:
    """Print what each kind of report costs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--problems", type=int, default=1_000_000)
    problems = arguments.parse_args().problems
    for kinds in (300, problems):
        made = report(problems, kinds)
        for name, render in (("html", render_html), ("text", render_text)):
            begun = time.process_time()
            size = len(render(made).encode())
            seconds = time.process_time() - begun
            print(f"{name}: {problems:,} problems of {kinds:,} kinds: {seconds:.1f} s CPU, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
