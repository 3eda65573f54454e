"""Judges records, harmonised or read from a file of their own, and says what was found."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.session import KernelFault
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.harmonising import Harmonised, judged
from omicz_meta.pipeline.prepare import check_unchanged
from omicz_meta.pipeline.records_input import records_to_judge
from omicz_meta.pipeline.report import judged_figures
from omicz_meta.result import Report
from omicz_meta.schema.own import NATIONAL
from omicz_meta.validation.judge import Judgement
from omicz_meta.validation.rule import AnyRule
from omicz_meta.validation.rules import RULES


@dataclass(frozen=True, slots=True)
class Assessed:
    """A report, and the harmonised records it is about."""

    report: Report
    harmonised: Harmonised


def validate(
    harmonised: Harmonised | str | Path,
    *,
    record_class: str | None = None,
    use_cases: Sequence[str] | None = None,
    rules: Sequence[AnyRule] = RULES,
    today: datetime.date | None = None,
    schema: str | Path = NATIONAL,
) -> Report:
    """Judge records by the schema, the use cases and the rules; `rules=(*RULES, mine)` adds your own.

    A path names a file of records of `record_class`: columns or keys named as its slots, by a `schema` that extends
    the national model. What is wrong is in the findings of the report and never raised. Raises UsageError for an
    unknown use case or class, InputError for a file that cannot be read or changed while it was.
    """
    return assess(
        harmonised, record_class=record_class, use_cases=use_cases, rules=rules, today=today, schema=schema
    ).report


def assess(
    harmonised: Harmonised | str | Path,
    *,
    record_class: str | None = None,
    use_cases: Sequence[str] | None = None,
    rules: Sequence[AnyRule] = RULES,
    today: datetime.date | None = None,
    schema: str | Path = NATIONAL,
) -> Assessed:
    """As `validate`, with the records that were judged: what a marked workbook is made from."""
    day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    if not isinstance(harmonised, Harmonised):
        judgement = Judgement(rules, tuple(use_cases or ()), day, alone=True)
        harmonised = records_to_judge(harmonised, record_class, judgement, schema)
    cases = harmonised.prepared.use_cases if use_cases is None else tuple(use_cases)
    unknown = [case for case in cases if case not in harmonised.prepared.schema.use_cases]
    if unknown:
        raise UsageError(
            f"Unknown use case {unknown[0]!r}; known: {', '.join(harmonised.prepared.schema.use_cases)}."
        )
    try:
        with judged(harmonised, rules, cases, day) as verdicts:
            report = judged_figures(harmonised, verdicts, cases, day).report()
    except KernelFault:
        # a file that is another one by now is told as that, not as what is wrong with it
        _told_if_changed(harmonised)
        raise
    _told_if_changed(harmonised)
    return Assessed(report, harmonised)


def _told_if_changed(harmonised: Harmonised) -> None:
    if harmonised.in_place:
        check_unchanged(harmonised.prepared)
