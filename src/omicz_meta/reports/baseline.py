"""Compares a report with an earlier one: what is new, what was settled, how the figures moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.reports.as_json import report_from_json
from omicz_meta.reports.outlook_words import PERSONS
from omicz_meta.reports.sameness import Sameness, sameness
from omicz_meta.result import Finding, Report, Since, Standing


def read_baseline(path: Path) -> Report:
    """The report in a `report.json`, or in the output folder of a run. Raises UsageError for anything else."""
    file = path / "report.json" if path.is_dir() else path
    if not file.is_file():
        raise UsageError(f"{path.name} is neither a report.json nor the output folder of a run.")
    try:
        return report_from_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path.name} cannot be read as a report.json.") from fault


def since(now: Report, old: Report) -> Report:
    """The report with only what is new since the old one: findings it did not have, and by how many others grew.

    Persons of both are in steps of the smallest count that may leave now: see `in_steps`.

    >>> before, after = (Report("s", findings=(Finding("V003", "error", n, column="D"),)) for n in (2, 5))
    >>> [(found.code, found.count) for found in since(after, before).findings]
    [('V003', 3)]
    """
    had, has = _counts(old.findings), _counts(now.findings)
    settled = tuple(_fewer(_wanting(old.findings), has))
    remaining = sum(min(count, has.get(same, 0)) for same, count in _counts(_wanting(old.findings)).items())
    before, after = (in_steps(standing(one), now.min_cell) for one in (old, now))
    compared = Since(old.submission, before, after, remaining, settled)
    return replace(now, findings=tuple(_fewer(now.findings, had)), outlook=(), since=compared)


def standing(report: Report) -> Standing:
    """The figures of a report that are compared."""
    wanted = [part for part in report.completeness if part.requirement == "M"]
    sources = report.ledger.sources.values()
    return Standing(
        persons=report.persons,
        persons_complete=report.persons_complete,
        errors=report.total("error"),
        warnings=report.total("warning"),
        rows_read=sum(source.rows_read for source in sources),
        rows_quarantined=sum(source.rows_quarantined for source in sources),
        wanted=sum(part.records for part in wanted),
        filled=sum(part.filled for part in wanted),
    )


def in_steps(figures: Standing, min_cell: int) -> Standing:
    """Figures that stand beside those of another report: persons rounded down to multiples of `min_cell`.

    So a difference tells of nobody alone who comes or goes. Rows and findings are exact: they are what is repaired.

    >>> in_steps(Standing(127, 9, 3, 0, 200, 0, 10, 9), 10).persons
    120
    """
    steps = (getattr(figures, name) // min_cell * min_cell for name in PERSONS)
    return replace(figures, **dict(zip(PERSONS, steps, strict=True)))


def _counts(findings: Iterable[Finding]) -> dict[Sameness, int]:
    counts: dict[Sameness, int] = {}
    for finding in findings:
        counts[sameness(finding)] = counts.get(sameness(finding), 0) + finding.count
    return counts


def _fewer(findings: Iterable[Finding], other: dict[Sameness, int]) -> Iterator[Finding]:
    """Findings by as many occurrences as there are more of them than in the other report."""
    left = dict(other)
    for finding in findings:
        same = sameness(finding)
        known = min(left.get(same, 0), finding.count)
        left[same] = left.get(same, 0) - known
        if finding.count > known:
            yield replace(finding, count=finding.count - known)


def _wanting(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.severity != "info")
