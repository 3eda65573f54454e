"""Findings that are one thing for people, as one: columns of a table that no rule reads, a code system nobody knows.

Every occurrence keeps its row in problems.parquet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from omicz_meta.problem import Problem, Severity
from omicz_meta.result import Finding

UNREAD, UNKNOWN_SYSTEM = "M016", "T013"
FIRST_ROWS = 10


def together(findings: Iterable[Finding], noted: Iterable[Problem]) -> tuple[Finding, ...]:
    """The findings, with those of M016 as one for each table and those of T013 as one for each system.

    >>> found = [Finding("T013", "error", 2, "s", column=name, value="urn:x") for name in ("codings", "sites")]
    >>> [(one.count, one.column) for one in together(found, ())]
    [(4, None)]
    """
    given = tuple(findings)
    severity = {one.code: one.severity for one in given}
    kept = [one for one in given if one.code not in (UNREAD, UNKNOWN_SYSTEM)]
    systems = _by_system(one for one in given if one.code == UNKNOWN_SYSTEM)
    unread = _by_table(noted, severity[UNREAD]) if UNREAD in severity else ()
    return (*kept, *systems, *unread)


def _by_system(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each system of a source; what is told without its name stays as it is."""
    same: dict[Hashable, list[Finding]] = {}
    for number, one in enumerate(findings):
        same.setdefault((one.source, one.value or number), []).append(one)
    for parts in same.values():
        yield parts[0] if len(parts) == 1 else _one(parts)


def _one(parts: list[Finding]) -> Finding:
    def shared(name: str) -> str | None:
        values = {getattr(part, name) for part in parts}
        return values.pop() if len(values) == 1 else None

    return replace(
        parts[0],
        count=sum(part.count for part in parts),
        file=shared("file"),
        column=shared("column"),
        record_class=shared("record_class"),
        slot=shared("slot"),
        rows=tuple(sorted({row for part in parts for row in part.rows}))[:FIRST_ROWS],
        lines=tuple(sorted({line for part in parts for line in part.lines}))[:FIRST_ROWS],
    )


def _by_table(noted: Iterable[Problem], severity: Severity) -> Iterator[Finding]:
    """One finding for each table that has columns nobody reads, with the names of these."""
    tables: dict[Hashable, list[Problem]] = {}
    for problem in noted:
        if problem.code == UNREAD:
            place = problem.place
            tables.setdefault((place.source, place.file, dict(problem.detail).get("table")), []).append(
                problem
            )
    for problems in tables.values():
        place, names = problems[0].place, [str(problem.place.column) for problem in problems]
        alone = names[0] if len(names) == 1 else None
        detail = (
            dict(problems[0].detail) if alone else {**dict(problems[0].detail), "columns": ", ".join(names)}
        )
        yield Finding(UNREAD, severity, len(names), place.source, place.file, column=alone, detail=detail)
