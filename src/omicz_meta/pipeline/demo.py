"""Runs the whole chain on the shipped example and says whether it found precisely the faults planted there."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from omicz_meta.pipeline.run import Result, run
from omicz_meta.privacy.keys import make_key_file
from omicz_meta.resources import mappings_folder
from omicz_meta.terms.lexicon import NO_PACKS

KEY_FILE = ".omicz-key"
DAY = datetime.date(2026, 11, 16)
"""The day in dataset.yaml of the example; what lies in the future (V014) is judged by it, whenever the demo runs."""

NOT_PLANTED = frozenset({"V002", "T027"})
"""Recommended values that are missing are no faults, and so are not in the list; nor are packs that nobody needs."""

_COMPARED = ["code", "file", "row", "line", "column", "slot", "record_class"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is compared: a code and a place."""

    code: str
    file: str | None
    row: int | None
    line: int | None
    column: str | None
    slot: str | None
    record_class: str | None

    def __str__(self) -> str:
        slot = ".".join(part for part in (self.record_class, self.slot) if part)
        parts = (
            self.file,
            self.column,
            slot,
            self.row and f"row {self.row}",
            self.line and f"line {self.line}",
        )
        return " · ".join([self.code, *(part for part in parts if part)])


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demo did: the run, its output folder, the key (made now, or there before), and the comparison.

    `missing` were planted and not found, `surplus` found and not planted, each as often as it is listed.
    """

    result: Result
    submission: Path
    out: Path
    key: Path
    key_made: bool
    planted: int
    missing: tuple[Fault, ...]
    surplus: tuple[Fault, ...]

    @property
    def as_planted(self) -> bool:
        """Whether precisely the planted faults were found."""
        return not self.missing and not self.surplus


def demo(out: Path) -> Demonstration:
    """Run the shipped example into `out`; the pseudonym key is a file beside it, made when it is not there.

    Raises UsageError when `out` holds something else, EnvironmentFault when the disk refuses.
    """
    submission = mappings_folder() / "csv-demo" / "example"
    key = out.parent / KEY_FILE
    made = not key.exists()
    if made:
        make_key_file(key)
    # without packs: what is found must not depend on what somebody has installed
    result = run(submission, out, today=DAY, key=f"file:{key.absolute()}", force=True, packs=NO_PACKS)
    planted = planted_faults(submission / "planted.tsv")
    found = found_faults(out / "problems.parquet")
    return Demonstration(
        result=result,
        submission=submission,
        out=out,
        key=key,
        key_made=made,
        planted=planted.total(),
        missing=tuple((planted - found).elements()),
        surplus=tuple((found - planted).elements()),
    )


def planted_faults(path: Path) -> Counter[Fault]:
    """The list of planted faults, with how often each is listed."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return Counter(_fault({name: text or None for name, text in row.items()}) for row in rows)


def found_faults(path: Path) -> Counter[Fault]:
    """The problems of a run, but for those that are not planted."""
    rows = pq.read_table(path, columns=_COMPARED).to_pylist()
    return Counter(_fault(row) for row in rows if row["code"] not in NOT_PLANTED)


def _fault(row: Mapping[str, Any]) -> Fault:
    line, number = (None if row[name] is None else int(row[name]) for name in ("line", "row"))
    return Fault(row["code"], row["file"], number, line, row["column"], row["slot"], row["record_class"])
