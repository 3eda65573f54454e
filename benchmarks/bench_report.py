"""The HTML report of a submission with a million problems: processor seconds, bytes, findings.

From problems.parquet to the page: problems are grouped, repairs ranked and looked ahead, the page is written. Twice:
problems of which many are alike, and problems of which no two have the same value.

    python benchmarks/bench_report.py [--problems 1000000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.session import session
from omicz_meta.engine.summary import Summary
from omicz_meta.reports import render_html, render_json
from omicz_meta.reports.grouping import ranked
from omicz_meta.result import Completeness, Finding, Ledger, Report, SourceLedger
from omicz_meta.schema import load_schema

CODES = np.array(["T001", "T003", "V003", "V005", "V004"])
COLUMNS, SLOTS = 40, 20


def write_problems(path: Path, problems: int, values: int) -> None:
    """So many problems in 40 columns, with so many different values."""
    at = np.arange(problems)
    texts = {
        "code": CODES[at % len(CODES)],
        "severity": np.full(problems, "error"),
        "source": np.full(problems, "dg"),
        "file": np.full(problems, "data/dg.csv"),
        "column": np.char.add("c", (at % COLUMNS).astype(str)),
        "slot": np.char.add("slot", (at % SLOTS).astype(str)),
        "record_class": np.full(problems, "Diagnosis"),
        "record_id": np.char.add("d", (at // 3).astype(str)),
        "value": np.char.add("value ", (at % values).astype(str)),
        "rule": np.full(problems, "Diagnosis"),
    }
    numbers = {"row": at // 3 + 1, "line": at // 3 + 2}
    columns = {**texts, **numbers}
    pq.write_table(pa.table({name: pa.array(columns[name]) for name in PROBLEMS.names}).cast(PROBLEMS), path)


def report(folder: Path, problems: int) -> Report:
    """The report on what was written, as `validate` makes it."""
    path = folder / "problems.parquet"
    with session((folder,)) as connection:
        summary = Summary(connection, {}, load_schema())
        groups = summary.findings(path)
        findings = tuple(_finding(group) for group in groups)
        of = {id(finding): group for finding, group in zip(findings, groups, strict=True)}
        best = enumerate(ranked(findings)[:10])
        summary.ahead(path, [(of[id(f)], rank) for rank, repair in best for f in repair.findings])
    source = SourceLedger(problems, problems, 0, 0)
    full = tuple(
        Completeness("Diagnosis", f"slot{at}", "M", problems, problems // 2, 0) for at in range(SLOTS)
    )
    return Report(
        "million", findings=findings, ledger=Ledger({"dg": source}), completeness=full, persons=problems
    )


def _finding(group: dict[str, object]) -> Finding:
    names = ("code", "severity", "count", "source", "file", "column", "record_class", "slot", "value")
    rows = {name: tuple(group[name]) for name in ("rows", "lines")}  # type: ignore[call-overload]
    detail = {"further": str(group["further"])} if group["further"] else {}
    return Finding(**{name: group[name] for name in names}, **rows, detail=detail)  # type: ignore[arg-type]


def main() -> None:
    """Print what each kind of report costs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--problems", type=int, default=1_000_000)
    problems = arguments.parse_args().problems
    with tempfile.TemporaryDirectory() as place:
        for values in (1_000, problems):
            write_problems(Path(place) / "problems.parquet", problems, values)
            begun = time.process_time()
            made = report(Path(place), problems)
            grouped = time.process_time()
            page = len(render_html(made).encode())
            drawn = time.process_time()
            text = len(render_json(made).encode())
            told = f"{problems:,} problems, {values:,} values: {len(made.findings):,} findings"
            cost = f"grouped in {grouped - begun:.1f} CPU s, page in {drawn - grouped:.1f} CPU s"
            print(f"{told}; {cost}; page {page / 1e6:.2f} MB, report.json {text / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
