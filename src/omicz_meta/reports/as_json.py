"""The report as JSON (`report.json`) and back.

The keys, in this order; everything a person reads carries both languages under `cs` and `en`:

    form                "omicz-meta report 1"
    submission, publishable, verdict {tone, cs, en}, persons, persons_complete, use_cases, min_cell
    repairs             [{code, severity, settles, place, line, message}], what settles most first
    findings            [the fields of Finding, then title and message], in the order of the report
    ledger              {sources: {name: {...}}, slots: {Class.slot: {...}}} as in run.json
    completeness, distributions, terms, regulation, fine_print
    outlook             [{findings, errors, rows, persons_complete}] with none, one, two ... of the repairs made
    since               null, or what it is compared with: {submission, before, now, remaining, settled}
    not_asked           [{codes, reason, about, cs, en}], what the report is silent on, and why

Its JSON Schema is `schemas/report.schema.json`. A count below `min_cell` is null. `verdict`, `repairs`, titles and
messages are derived; reading ignores them.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from omicz_meta.errors import UsageError
from omicz_meta.problem import Language, code_text
from omicz_meta.reports.grouping import Overview, Repair
from omicz_meta.reports.message import message
from omicz_meta.reports.unasked import reason
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.reports.where import place
from omicz_meta.result import (
    Completeness,
    Distribution,
    Finding,
    Ledger,
    NotAsked,
    Point,
    Report,
    Since,
    SlotLedger,
    SourceLedger,
    Standing,
    Step,
    TermDecision,
)

FORM = "omicz-meta report 1"
_LANGUAGES: tuple[Language, ...] = ("cs", "en")


def render_json(report: Report) -> str:
    """The report as indented JSON with a stable order of keys, ending in a line break.

    >>> report_from_json(render_json(Report("demo", persons=3))).persons
    3
    """
    return json.dumps(_written(report), ensure_ascii=False, indent=2) + "\n"


def report_from_json(text: str) -> Report:
    """Read what `render_json` wrote; raises UsageError for anything else."""
    try:
        raw = json.loads(text)
        if raw["form"] != FORM:
            raise UsageError(f"This is not a report of the form {FORM!r}.")
        return _read(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise UsageError("This is not a report.json, or it is damaged.") from fault


def _written(report: Report) -> dict[str, Any]:
    overview = Overview(report)
    judged = verdict(report, overview)
    return {
        "form": FORM,
        "submission": report.submission,
        "publishable": report.publishable,
        "verdict": {"tone": judged.tone} | {lang: sentence(judged, lang) for lang in _LANGUAGES},
        "persons": report.persons,
        "persons_complete": report.persons_complete,
        "use_cases": report.use_cases,
        "min_cell": report.min_cell,
        "repairs": [_repair(repair) for repair in overview.repairs],
        "findings": [_finding(finding) for finding in report.findings],
        "ledger": {
            "sources": {name: _plain(part) for name, part in report.ledger.sources.items()},
            "slots": {name: _plain(part) for name, part in report.ledger.slots.items()},
        },
        "completeness": [_plain(part) for part in report.completeness],
        "distributions": [_plain(part) for part in report.distributions],
        "terms": [_plain(part) for part in report.terms],
        "regulation": [{"element": name, "present": present} for name, present in report.regulation],
        "fine_print": dict(report.fine_print),
        "outlook": [_plain(step) for step in report.outlook],
        "since": None if report.since is None else _since(report.since),
        "not_asked": [
            _plain(one) | {lang: reason(one, lang) for lang in _LANGUAGES} for one in report.not_asked
        ],
    }


def _since(since: Since) -> dict[str, Any]:
    return {
        "submission": since.submission,
        "before": _plain(since.before),
        "now": _plain(since.now),
        "remaining": since.remaining,
        "settled": [_finding(finding) for finding in since.settled],
        "trend": [{"called": one.called, "figures": _plain(one.standing)} for one in since.trend],
    }


def _plain(value: Any) -> dict[str, Any]:
    """The fields of a value by their names. What they hold is written as it stands, so it is not copied."""
    return {part.name: getattr(value, part.name) for part in fields(value)}


def _repair(repair: Repair) -> dict[str, Any]:
    finding = repair.finding
    return {
        "code": finding.code,
        "severity": finding.severity,
        "settles": repair.settles,
        "place": {lang: place(finding, lang) for lang in _LANGUAGES},
        "line": repair.line,
        "message": {lang: message(finding, lang) for lang in _LANGUAGES},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    own = _plain(finding) | {"detail": dict(finding.detail)}
    title = {lang: code_text(finding.code).title[lang] for lang in _LANGUAGES}
    return own | {"title": title, "message": {lang: message(finding, lang) for lang in _LANGUAGES}}


def _read(raw: dict[str, Any]) -> Report:
    return Report(
        submission=raw["submission"],
        use_cases=tuple(raw["use_cases"]),
        findings=tuple(_read_finding(part) for part in raw["findings"]),
        ledger=Ledger(
            {name: SourceLedger(**part) for name, part in raw["ledger"]["sources"].items()},
            {name: SlotLedger(**part) for name, part in raw["ledger"]["slots"].items()},
        ),
        completeness=tuple(
            Completeness(**part | {"use_cases": tuple(part["use_cases"])}) for part in raw["completeness"]
        ),
        persons=raw["persons"],
        persons_complete=raw["persons_complete"],
        distributions=tuple(
            Distribution(
                part["name"],
                part["unit"],
                tuple((name, count) for name, count in part["counts"]),
                tuple(part["withheld"]),
            )
            for part in raw["distributions"]
        ),
        terms=tuple(TermDecision(**part) for part in raw["terms"]),
        publishable=raw["publishable"],
        regulation=tuple((part["element"], part["present"]) for part in raw["regulation"]),
        min_cell=raw["min_cell"],
        fine_print=raw["fine_print"],
        outlook=tuple(Step(**step) for step in raw.get("outlook", ())),
        since=_read_since(raw["since"]) if raw.get("since") else None,
        not_asked=tuple(
            NotAsked(tuple(part["codes"]), part["reason"], part["about"]) for part in raw.get("not_asked", ())
        ),
    )


def _read_since(raw: dict[str, Any]) -> Since:
    return Since(
        raw["submission"],
        Standing(**raw["before"]),
        Standing(**raw["now"]),
        raw["remaining"],
        tuple(_read_finding(part) for part in raw["settled"]),
        tuple(Point(part["called"], Standing(**part["figures"])) for part in raw.get("trend", ())),
    )


def _read_finding(raw: dict[str, Any]) -> Finding:
    lists = {name: tuple(raw[name]) for name in ("rows", "lines", "candidates")}
    return Finding(**{part.name: raw[part.name] for part in fields(Finding)} | lists)
