"""The other place of a contradiction: where a record of the same id says something else (X001)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from omicz_meta.engine.staging import StagedClass
from omicz_meta.result import Finding

CONTRADICTION = "X001"
MOST = 100
"""So many contradictions, the most frequent, are told with both places; each costs a look into the lineage."""

_PLACE = ("source", "file", "row")
_GROUP = ("source", "file", "column", "record_class", "slot", "value")


def with_other_places(
    findings: tuple[Finding, ...], problems: Path, classes: Mapping[str, StagedClass]
) -> tuple[Finding, ...]:
    """The findings, those of X001 with the first other place that the record of their first row comes from."""
    asked = [one for one in findings if one.code == CONTRADICTION and one.rows][:MOST]
    if not asked:
        return findings
    rows = sorted({one.rows[0] for one in asked})
    told = pq.read_table(problems, filters=[("code", "=", CONTRADICTION), ("row", "in", rows)]).to_pylist()
    others = {id(one): _with_other(one, told, classes) for one in asked}
    return tuple(others.get(id(one), one) for one in findings)


def _with_other(finding: Finding, told: list[dict[str, Any]], classes: Mapping[str, StagedClass]) -> Finding:
    mine = (row for row in told if all(row[name] == getattr(finding, name) for name in _GROUP))
    first = next((row for row in mine if row["row"] == finding.rows[0]), None)
    staged = classes.get(finding.record_class or "")
    if first is None or staged is None:
        return finding
    lineage = pq.read_table(staged.lineage, filters=[("record_id", "=", first["record_id"])]).to_pylist()
    here = tuple(first[name] for name in _PLACE)
    other = next((row for row in lineage if tuple(row[name] for name in _PLACE) != here), None)
    if other is None:
        return finding
    return replace(finding, detail={**finding.detail, "other_place": _shown(other)})


def _shown(row: Mapping[str, Any]) -> str:
    number = row["row"] if row["line"] is None else row["line"]
    return f"{row['file'] or row['source']}:{number}"
