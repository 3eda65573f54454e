"""Puts findings together: by place for reading, by repair for ranking."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from omicz_meta.problem import SEVERITIES
from omicz_meta.result import Finding, Report


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code at one place (column, slot or file), the most frequent value first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for the group."""
        return self.findings[0]

    @property
    def count(self) -> int:
        """Occurrences of all values together."""
        return sum(finding.count for finding in self.findings)

    @property
    def whole(self) -> Finding:
        """The group as one finding, with the count and the rows of all its values."""
        rows = tuple(sorted({row for finding in self.findings for row in finding.rows}))
        lines = tuple(sorted({line for finding in self.findings for line in finding.lines}))
        return replace(self.first, count=self.count, rows=rows, lines=lines)

    @property
    def values(self) -> tuple[Finding, ...]:
        """The findings that show a value."""
        return tuple(finding for finding in self.findings if finding.value is not None)


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing to do and what it settles: a ready line to copy, or a value or place to correct."""

    findings: tuple[Finding, ...]
    settles: int

    @property
    def finding(self) -> Finding:
        """The finding that stands for all that are settled."""
        return self.findings[0]

    @property
    def errors(self) -> int:
        """Occurrences of severity error among them."""
        return sum(finding.count for finding in self.findings if finding.severity == "error")

    @property
    def line(self) -> str | None:
        """The ready line to copy, if there is one."""
        return self.finding.repair


def repairs(report: Report) -> tuple[Repair, ...]:
    """What can be done about errors and warnings, what settles most first.

    Findings that share a ready line are one repair; otherwise each code, place and value is one. Values that are too
    many to be told apart (`further` in the detail) are no single repair, so none settles them.

    >>> from omicz_meta.result import Finding, Report
    >>> dates = (Finding("V003", "error", 5, column="Datum"), Finding("V001", "error", 9, slot="sex"))
    >>> [(repair.finding.code, repair.settles) for repair in repairs(Report("s", findings=dates))]
    [('V001', 9), ('V003', 5)]
    """
    return ranked(report.findings)


def ranked(findings: Iterable[Finding]) -> tuple[Repair, ...]:
    """As `repairs`, of findings that are not yet in a report."""
    wanting = [
        finding for finding in findings if finding.severity != "info" and "further" not in finding.detail
    ]
    found = [
        Repair(tuple(same), sum(finding.count for finding in same)) for same in _together(wanting, _repair_of)
    ]
    return tuple(sorted(found, key=lambda repair: (-repair.settles, *_rank(repair.finding))))


@dataclass(frozen=True)
class Overview:
    """A report with its repairs and groups, put together once however often they are asked for."""

    report: Report

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """See `repairs`."""
        return ranked(self.report.findings)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """See `groups`."""
        return _grouped(self.report.findings, self.repairs)


def groups(report: Report) -> tuple[Group, ...]:
    """All findings by code and place: what one repair settles most first, what needs no repair last."""
    return Overview(report).groups


def _grouped(findings: Iterable[Finding], known: Iterable[Repair]) -> tuple[Group, ...]:
    settles = {_repair_of(repair.finding): repair.settles for repair in known}

    def rank(group: Group) -> tuple[bool, int, int, int, str, str]:
        best = max((settles.get(_repair_of(finding), 0) for finding in group.findings), default=0)
        return (group.first.severity == "info", -best, -group.count, *_rank(group.first))

    found = (Group(tuple(sorted(same, key=_by_count))) for same in _together(findings, _place_of))
    return tuple(sorted(found, key=rank))


def _together(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> list[list[Finding]]:
    found: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        found.setdefault(key(finding), []).append(finding)
    return list(found.values())


def _place_of(finding: Finding) -> Hashable:
    line = finding.lines[:1] if finding.code.startswith("M") else ()
    names = (finding.source, finding.file, finding.column, finding.record_class, finding.slot)
    return (finding.code, *names, *line)


def _repair_of(finding: Finding) -> Hashable:
    # one person may lack records of several classes, and each is another repair
    missing = finding.detail.get("missing")
    return (_place_of(finding), finding.repair or finding.value, finding.repair is None, missing)


def _by_count(finding: Finding) -> tuple[int, str]:
    return (-finding.count, finding.value or "")


def _rank(finding: Finding) -> tuple[int, str, str]:
    names = (finding.file, finding.source, finding.column, finding.record_class, finding.slot, finding.value)
    return (SEVERITIES.index(finding.severity), finding.code, "\0".join(name or "" for name in names))
