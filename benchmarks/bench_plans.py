"""What a kept plan saves: reading and compiling a mapping against taking over what an earlier run compiled.

    python benchmarks/bench_plans.py [--pairs 9]

CPU milliseconds inside one process, medians of alternating pairs, digests and seals counted; the shipped example, and
mappings with many rules over one table of many columns.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure import median

from omicz_meta.mapping import OwnFunctions
from omicz_meta.pipeline.compiled import compiler_of
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source
from omicz_meta.submission import Submission

KEY = bytes(range(32))
RULE = """\
  - name: Biosample
    populated_from: vzorky
    slot_derivations:
      id: {{populated_from: id{n}}}
      individual: {{populated_from: os{n}}}
      sample_type: {{populated_from: typ{n}, value_mappings: {{krev: blood, DNA: dna}}}}
      collection_date: {{expr: "partial_date({{kdy{n}}}, 'd.m.yyyy')"}}
      storage_conditions: {{populated_from: kod{n}}}
"""
COLUMNS = ("id", "os", "typ", "kdy", "kod")
Columns = Mapping[str, tuple[str, ...]]


def wide(folder: Path, rules: int) -> Path:
    """A submission of one table whose mapping has so many rules of five slots."""
    (folder / "mapping").mkdir(parents=True)
    (folder / "data").mkdir()
    text = "".join(RULE.format(n=n) for n in range(rules))
    (folder / "mapping" / "m.transform.yaml").write_text(
        f"id: https://example.org/m\nclass_derivations:\n{text}", encoding="utf-8"
    )
    header = ";".join(f"{name}{n}" for n in range(rules) for name in COLUMNS)
    (folder / "data" / "vzorky.csv").write_text(f"{header}\n", encoding="utf-8")
    (folder / "submission.yaml").write_text(
        "id: many-rules\nsources:\n  - {name: vzorky, kind: csv, path: data/vzorky.csv}\nmapping: mapping/\n",
        encoding="utf-8",
    )
    return folder


def columns_of(submission: Submission) -> Columns:
    """The tables with their columns; reading them is no part of what is measured."""
    sources = (
        open_source(one.path, kind=one.kind, name=one.name, root=submission.root)
        for one in submission.sources
    )
    return {table.name: table.columns for source in sources for table in source.tables}


def compiled(submission: Submission, columns: Columns, key: bytes | None) -> float:
    """CPU milliseconds from the files of a mapping to a plan."""
    schema, started = load_schema(), time.process_time()
    compiler = compiler_of(submission, OwnFunctions(), key, schema_sha256="national")
    mapping = compiler.mapping(schema)
    plan, faults = compiler.plan(mapping, schema, columns, use_cases=submission.use_cases, functions={})
    spent = time.process_time() - started
    if plan is None:
        raise SystemExit(f"The mapping has faults: {[fault.code for fault in faults][:5]}")
    return spent * 1000


def compared(root: Path, pairs: int) -> tuple[float, float]:
    """Medians: anew, and taken over."""
    submission = checked_submission(root)
    columns = columns_of(submission)
    compiled(submission, columns, KEY)
    both = [(compiled(submission, columns, None), compiled(submission, columns, KEY)) for _ in range(pairs)]
    return median([anew for anew, _ in both]), median([kept for _, kept in both])


def main() -> None:
    """Print one line for each mapping."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    pairs = parser.parse_args().pairs
    print(f"{'':<24}{'anew ms':>10}{'kept ms':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory(prefix="omicz-bench-") as name:
        os.environ["OMICZ_CACHE"] = f"{name}/plans"
        made: dict[str, Callable[[], Path]] = {
            "csv-demo": lambda: mappings_folder() / "csv-demo" / "example",
            "50 rules, 250 slots": lambda: wide(Path(name) / "50", 50),
            "400 rules, 2,000 slots": lambda: wide(Path(name) / "400", 400),
        }
        for title, root in made.items():
            anew, kept = compared(root(), pairs)
            print(f"{title:<24}{anew:>10.1f}{kept:>10.1f}{anew / kept:>8.1f}")


if __name__ == "__main__":
    main()
