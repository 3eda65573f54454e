"""Builds the report from a judged set of records: findings, completeness, people, terms, verdict on publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from omicz_meta.catalogue.computed import Computed
from omicz_meta.pipeline.figures import Figures
from omicz_meta.pipeline.findings import Knowledge
from omicz_meta.pipeline.gate import engine_gate
from omicz_meta.pipeline.near import near_terms
from omicz_meta.pipeline.terms import decisions
from omicz_meta.pipeline.together import together
from omicz_meta.pipeline.vocabularies import Used
from omicz_meta.pipeline.work import Harmonised, Verdicts
from omicz_meta.privacy.gate import Gate
from omicz_meta.privacy.policy import Policy
from omicz_meta.problem import Problem
from omicz_meta.result import Finding, Report
from omicz_meta.terms.store import own_store


@dataclass(frozen=True, slots=True)
class Judged:
    """A report, and the statistics a description may use: asked for while the records are there."""

    report: Report
    figures: Figures
    today: str

    def computed(self) -> Computed:
        """What a description says that nobody wrote."""
        return self.figures.computed(self.report.completeness, self.report.ledger, self.today)


def report_of(harmonised: Harmonised, verdicts: Verdicts, use_cases: tuple[str, ...], today: str) -> Judged:
    """Everything people are told about a submission, as one value."""
    prepared = harmonised.prepared
    policy = Policy(prepared.min_cell)
    figures = Figures(verdicts.summary, prepared.schema, use_cases, policy, prepared.standards)
    completeness = figures.completeness()
    with near_terms(own_store()) as near:
        known = Knowledge(
            prepared.plan, prepared.schema, prepared.mapping, harmonised.noted, near, prepared.packs
        )
        found = (known.finding(group) for group in verdicts.summary.findings(verdicts.problems))
        findings = together(found, harmonised.noted)
    persons = verdicts.summary.people()
    show = engine_gate(Gate(prepared.min_cell), prepared.mapping)
    report = Report(
        submission=prepared.name,
        use_cases=use_cases,
        findings=findings,
        ledger=harmonised.ledger,
        completeness=completeness,
        persons=persons,
        persons_complete=persons - verdicts.summary.people_with_errors(verdicts.problems),
        distributions=tuple(figures.distributions(today)),
        terms=decisions(
            prepared.plan, harmonised.values, prepared.mapping.codes, show, prepared.functions.by_name
        ),
        publishable=not any(finding.severity == "error" for finding in findings),
        min_cell=prepared.min_cell,
        fine_print={**dict(_fine_print(harmonised)), **pack_versions(verdicts.packs)},
    )
    return Judged(report, figures, today)


def _fine_print(harmonised: Harmonised) -> Iterator[tuple[str, str]]:
    prepared = harmonised.prepared
    yield "schema", f"{prepared.schema.name} {prepared.schema.version}"
    yield from versions().items()
    yield "pseudonym key", prepared.key_id or "random"
    yield "min_cell", str(prepared.min_cell)
    yield from ((f"sha256 {file.path}", file.sha256) for _, file in prepared.files)


def pack_versions(packs: Iterable[Used]) -> dict[str, str]:
    """Versions of the packs that codes were looked up in."""
    return {f"pack {pack.name}": pack.fingerprint for pack in packs}


def versions() -> Mapping[str, str]:
    """Versions that decide what comes out."""
    from importlib.metadata import version  # noqa: PLC0415 - only needed here

    return {name: version(name) for name in ("omicz-meta", "duckdb", "pyarrow")}


def problem_finding(problem: Problem) -> Finding:
    """A single problem as a finding, for those that are about files and not about rows."""
    place = problem.place
    return Finding(
        code=problem.code,
        severity=problem.severity,
        count=problem.count,
        source=place.source,
        file=place.file,
        column=place.column,
        record_class=place.record_class,
        slot=place.slot,
        value=problem.value,
        rows=() if place.row is None else (place.row,),
        lines=() if place.line is None else (place.line,),
        candidates=problem.candidates,
        detail=dict(problem.detail),
    )
