"""Whether a folder is what a run would write now: same inputs, files as they were written, a verdict that holds."""

from __future__ import annotations

from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.inputs import Inputs
from omicz_meta.pipeline.output import RUN_FILE
from omicz_meta.reports import report_from_json
from omicz_meta.result import Report

EXPIRING = frozenset({"V014"})
"""Findings that a later day may settle: what lay in the future then."""


def unchanged(out: Path, inputs: Inputs, day: str) -> tuple[Finished, Report] | None:
    """The run that stands in `out` and its report, if a run of these inputs on this `day` would say the same."""
    if not (out / RUN_FILE).is_file():
        return None
    try:
        run = finished(out)
        if (run.content.get("inputs") or {}).get("sha256") != inputs.sha256 or not _intact(run):
            return None
        report = report_from_json((out / "report.json").read_text(encoding="utf-8"))
        return (run, report) if holds(report, run.content["timings"]["judged_on"], day) else None
    except (UsageError, OSError, KeyError, TypeError, AttributeError):
        # a folder that is damaged in any way is written anew, as if nothing were there
        return None


def holds(report: Report, judged_on: str, day: str) -> bool:
    """Whether a verdict of one day is that of another: of the same year, later, with nothing that lay in the future.

    Ages and the years that a dataset covers are counted to the day of the verdict, so it is renewed once a year.

    >>> holds(Report("s"), "2026-11-16", "2026-12-31"), holds(Report("s"), "2026-11-16", "2027-01-01")
    (True, False)
    """
    if judged_on == day:
        return True
    expiring = any(finding.code in EXPIRING for finding in report.findings)
    return judged_on < day and judged_on[:4] == day[:4] and not expiring


def _intact(run: Finished) -> bool:
    """Whether every file that run.json lists has the bytes that were written."""
    listed = run.content["outputs"].items()
    files = ((run.folder / path, entry) for path, entry in listed)
    return all(
        path.is_file() and path.stat().st_size == entry["bytes"] and file_sha256(path) == entry["sha256"]
        for path, entry in files
    )
