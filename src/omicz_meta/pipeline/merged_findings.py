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


def merged(findings: Iterable[Finding], noted: Iterable[Problem]) -> tuple[Finding, ...]:
    """The findings, with M016 as one for each table and T013 as one for each system, where the first of them stood.

    >>> found = [Finding("T013", "error", 2, "s", column=name, value="urn:x") for name in ("codings", "sites")]
    >>> [(one.count, one.column) for one in merged(found, ())]
    [(4, None)]
    """
    given = tuple(findings)
    systems: dict[Hashable, list[Finding]] = {}
    for one in given:
        if one.code == UNKNOWN_SYSTEM:
            systems.setdefault(_same(one), []).append(one)
    noted, told, found = tuple(noted), set[Hashable](), []
    for one in given:
        if one.code not in (UNREAD, UNKNOWN_SYSTEM):
            found.append(one)
        elif (name := _same(one)) not in told:
            told.add(name)
            found += _by_table(noted, one.severity) if one.code == UNREAD else [_one(systems[name])]
    return tuple(found)


def _same(one: Finding) -> Hashable:
    """What findings have in common that are told as one; a system that is told without its name stays by itself."""
    return one.code if one.code == UNREAD else (one.source, one.value or id(one))


def _one(parts: list[Finding]) -> Finding:
    if len(parts) == 1:
        return parts[0]

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
