"""What came of a submission, for people and programs: findings, ledger, completeness, verdict. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from omicz_meta.errors import DataErrors
from omicz_meta.problem import Severity

FailOn = Literal["never", "error", "warning"]


def exit_code(severities: Iterable[Severity], fail_on: FailOn) -> int:
    """The exit code of a command where these severities were found.

    >>> exit_code(["warning"], "error"), exit_code(["warning"], "warning")
    (0, 1)
    """
    grave = {"never": (), "error": ("error",), "warning": ("error", "warning")}[fail_on]
    return int(any(severity in grave for severity in severities))


Unit = Literal["persons", "records", "values"]
"""What a distribution counts; values are those of slots, of which a record has several."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Problems of one code, place and value, grouped: one thing to repair. `value` has passed the masking gate.

    `rows` and `lines` name the first occurrences (at most ten). `repair` is the ready line to copy, if there is one.
    """

    code: str
    severity: Severity
    count: int
    source: str | None = None
    file: str | None = None
    column: str | None = None
    record_class: str | None = None
    slot: str | None = None
    value: str | None = None
    rows: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """Where the rows of one source went: rows_read = rows_used + rows_quarantined + rows_out_of_scope."""

    rows_read: int
    rows_used: int
    rows_quarantined: int
    rows_out_of_scope: int
    out_of_scope: Mapping[str, int] = field(default_factory=dict)

    @property
    def conserved(self) -> bool:
        """Whether the conservation law holds.

        >>> SourceLedger(10, 7, 2, 1).conserved
        True
        """
        return self.rows_read == self.rows_used + self.rows_quarantined + self.rows_out_of_scope


@dataclass(frozen=True, slots=True)
class SlotLedger:
    """What became of one slot over all candidate records; the six outcomes add up to `evaluated`."""

    evaluated: int = 0
    mapped: int = 0
    passed: int = 0
    computed: int = 0
    unmapped: int = 0
    invalid: int = 0
    absent: int = 0

    @property
    def conserved(self) -> bool:
        """Whether the conservation law holds."""
        outcomes = self.mapped + self.passed + self.computed + self.unmapped + self.invalid + self.absent
        return self.evaluated == outcomes

    def __add__(self, other: SlotLedger) -> SlotLedger:
        return SlotLedger(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Rows per source and outcomes per slot (`Class.slot`). Nothing is lost silently."""

    sources: Mapping[str, SourceLedger] = field(default_factory=dict)
    slots: Mapping[str, SlotLedger] = field(default_factory=dict)

    @property
    def conserved(self) -> bool:
        """Whether the conservation law holds for every source and slot."""
        rows = all(source.conserved for source in self.sources.values())
        return rows and all(slot.conserved for slot in self.slots.values())


@dataclass(frozen=True, slots=True)
class Completeness:
    """How full one slot is: records of the class, filled ones, and those that declare the value absent."""

    record_class: str
    slot: str
    requirement: str
    records: int
    filled: int
    absent: int
    use_cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts of persons, records or values by category; None is below min_cell, shown as a band and never drawn.

    `withheld` names categories whose count (None) is not small, but would give a small one away.
    """

    name: str
    unit: Unit
    counts: tuple[tuple[str, int | None], ...]
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermDecision:
    """One terminology decision: source value to target, by which method, how often, accepted by whom.

    `checked` says where the target was looked up and what was found, `version` which code map decided.
    """

    source_value: str
    target: str | None
    method: str
    count: int
    column: str
    slot: str
    accepted_by: str | None = None
    checked: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How things would stand once the first so many repairs are made; the first step is none made.

    `rows` are rows with an error or warning left: one with two causes counts until both are repaired.
    """

    findings: int
    errors: int
    rows: int
    persons_complete: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of one report that are compared with another's; `wanted` and `filled` count mandatory values.

    Beside those of another report persons are rounded down to a multiple of the smallest count that may leave.
    """

    persons: int
    persons_complete: int
    errors: int
    warnings: int
    rows_read: int
    rows_quarantined: int
    wanted: int
    filled: int


@dataclass(frozen=True, slots=True)
class Point:
    """One of the reports that a trend is made of: what it is called, and its figures.

    `called` is the day on which it was judged, or the submission where the day is not known. Persons are rounded down
    to a multiple of the smallest count that may leave: two reports side by side do not tell of single persons.
    """

    called: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Since:
    """What a report is compared with: an earlier one. `remaining` and `settled` are errors and warnings of then.

    Findings of the report itself are then only those that are new or occur more often (by so many). `trend` are all
    earlier reports at hand and this one, the oldest first; empty where there is only one.
    """

    submission: str
    before: Standing
    now: Standing
    remaining: int
    settled: tuple[Finding, ...]
    trend: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Problem codes whose rules were not asked of a submission, for one reason; `about` is what the reason names.

    Without codes it is about all rules: what depends on so many values was not asked where these stand.
    """

    codes: tuple[str, ...]
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The judgement of a submission. The same words and numbers in every rendering."""

    submission: str
    use_cases: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    completeness: tuple[Completeness, ...] = ()
    persons: int = 0
    persons_complete: int = 0
    distributions: tuple[Distribution, ...] = ()
    terms: tuple[TermDecision, ...] = ()
    publishable: bool = False
    regulation: tuple[tuple[str, bool], ...] = ()
    min_cell: int = 10
    fine_print: Mapping[str, str] = field(default_factory=dict)
    outlook: tuple[Step, ...] = ()
    since: Since | None = None
    not_asked: tuple[NotAsked, ...] = ()

    def total(self, severity: Severity) -> int:
        """Number of occurrences of this severity."""
        return sum(finding.count for finding in self.findings if finding.severity == severity)

    def exit_code(self, fail_on: FailOn = "error") -> int:
        """0 or 1, as the command line returns it.

        >>> Report("s", findings=(Finding("V003", "error", 2),)).exit_code()
        1
        """
        return exit_code((finding.severity for finding in self.findings), fail_on)

    def raise_if_errors(self) -> None:
        """Raise DataErrors when there is a finding of severity error."""
        if errors := self.total("error"):
            raise DataErrors(f"{self.submission}: {errors} errors in data")
