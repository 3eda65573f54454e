"""Whether a peer gave the records and problems that we give: a comparison of something else would be none."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from peers.job import PROBLEM, RECORD

Content = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]


def disagreement(ours: Path, peer: Path) -> str | None:
    """The first record or problem in which a peer differs from `omicz-meta harmonise`; None when there is none."""
    mine = _content(ours / "records" / "biosample.parquet", ours / "staged" / "problems.parquet")
    theirs = _content(*(next(peer.glob(f"{name}.*")) for name in ("records", "problems")))
    for left, right in zip(mine, theirs, strict=True):
        if len(left) != len(right):
            return f"{len(left)} and {len(right)} rows"
        for one, other in zip(left, right, strict=True):
            if one != other:
                return f"{one} and {other}"
    return None


def _content(records: Path, problems: Path) -> Content:
    told = sorted(tuple(_text(row[name]) for name in PROBLEM) for row in _rows(problems) if row["row"])
    return [tuple(_text(row[name]) for name in RECORD) for row in _rows(records)], told


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    else:
        yield from pq.read_table(path).to_pylist()


def _text(value: Any) -> str:
    """A value as text, however a file has it: lists by bars, an age by its duration, numbers by their worth."""
    if isinstance(value, dict):
        value = value["duration"]
    if isinstance(value, list):
        value = "|".join(str(one) for one in value if one is not None)
    text = "" if value is None or (isinstance(value, float) and isnan(value)) else str(value)
    try:
        return repr(float(text))
    except ValueError:
        return text
