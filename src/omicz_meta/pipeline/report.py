"""Builds the report from a judged set of records: findings, completeness, people, terms, verdict on publication."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omicz_meta.catalogue.computed import Computed
from omicz_meta.engine.summary import Summary
from omicz_meta.pipeline.figures import Figures
from omicz_meta.pipeline.findings import Knowledge
from omicz_meta.pipeline.gate import engine_gate
from omicz_meta.pipeline.harmonising import Harmonised, Verdicts
from omicz_meta.pipeline.merged_findings import UNKNOWN_SYSTEM, merged
from omicz_meta.pipeline.nearest_terms import near_terms
from omicz_meta.pipeline.other_places import with_other_places
from omicz_meta.pipeline.published import NOTHING, Published
from omicz_meta.pipeline.terms import Deciding, decisions
from omicz_meta.pipeline.unasked import not_asked
from omicz_meta.pipeline.vocabularies import Used, named_versions
from omicz_meta.privacy.gate import Gate, mask_path
from omicz_meta.privacy.policy import Policy
from omicz_meta.problem import Problem
from omicz_meta.reports.grouping import ranked
from omicz_meta.result import Completeness, Finding, Report, Step

Group = Mapping[str, Any]
"""Problems of one code, place and value, with their counts."""

MOST_STEPS = 10
"""So many repairs are looked ahead."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a report tells of the description: findings about it, and the elements of the regulation."""

    findings: tuple[Finding, ...] = ()
    regulation: tuple[tuple[str, bool], ...] = ()


OBSOLETE = "T021"
"""Findings about codes that became others, which are looked up together."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Judged records, with the statistics that a description may use and a report tells: for while they are there."""

    harmonised: Harmonised
    verdicts: Verdicts
    figures: Figures
    completeness: tuple[Completeness, ...]
    today: str

    def computed(self) -> Computed:
        """What a description says that nobody wrote."""
        return self.figures.computed(self.completeness, self.harmonised.ledger, self.today)

    def report(self, described: Described | None = None) -> Report:
        """Everything people are told about a submission, as one value."""
        told, prepared = described or Described(), self.harmonised.prepared
        groups = self.verdicts.summary.findings(self.verdicts.problems)
        own = self._findings(groups)
        findings = (*merged(own, self.harmonised.noted), *told.findings)
        outlook = self._outlook(_by_name(own, groups), findings)
        show = engine_gate(Gate(prepared.min_cell), prepared.mapping)
        by = Deciding(prepared.mapping.codes, prepared.functions.by_name, prepared.packs, show)
        terms = decisions(prepared.plan, self.harmonised.values, by)
        return Report(
            submission=prepared.name,
            use_cases=self.figures.use_cases,
            findings=findings,
            ledger=self.harmonised.ledger,
            completeness=self.completeness,
            persons=self.verdicts.summary.people(),
            persons_complete=outlook[0].persons_complete,
            distributions=tuple(self.figures.distributions(self.today)),
            terms=terms,
            publishable=not any(finding.severity == "error" for finding in findings),
            regulation=told.regulation,
            min_cell=prepared.min_cell,
            fine_print=dict(self._fine_print()),
            outlook=outlook,
            not_asked=not_asked(
                self.harmonised, self.verdicts.judgement, findings, is_described=bool(told.regulation)
            ),
        )

    def _fine_print(self) -> Iterator[tuple[str, str]]:
        yield from _fine_print(self.harmonised)
        yield from pack_versions(self.verdicts.packs).items()
        yield from _anonymity(self.verdicts.summary, self.harmonised.prepared.min_cell)

    def _findings(self, groups: Sequence[Group]) -> tuple[Finding, ...]:
        prepared, noted = self.harmonised.prepared, self.harmonised.noted
        obsolete = [group["value"] for group in groups if group["code"] == OBSOLETE and group["value"]]
        after = prepared.packs.all_successors(obsolete)
        with near_terms(prepared.packs.packs) as near:
            known = Knowledge(prepared.plan, prepared.schema, prepared.mapping, noted, near, after)
            found = tuple(known.finding(group) for group in groups)
        # records that were merged are never left in the file that they came in
        return with_other_places(found, self.verdicts.problems, self.harmonised.copied)

    def _outlook(
        self, groups: Mapping[Hashable, Sequence[Group]], findings: tuple[Finding, ...]
    ) -> tuple[Step, ...]:
        """The steps of the best repairs; rows and persons are looked up, findings and errors are in the repairs."""
        steps = ranked(findings)
        ranks = [
            (group, rank)
            for rank, repair in enumerate(steps[:MOST_STEPS])
            for finding in repair.findings
            for group in groups.get(_name(finding), ())
        ]
        summary = self.verdicts.summary
        ahead = summary.ahead(self.verdicts.problems, ranks)
        people = summary.people()
        return tuple(
            Step(
                findings=sum(repair.settles for repair in steps[made:]),
                errors=sum(repair.errors for repair in steps[made:]),
                rows=sum(ahead.rows[made:]),
                persons_complete=people - sum(ahead.persons[made:]),
            )
            for made in range(len(steps[:MOST_STEPS]) + 1)
        )


def _by_name(findings: Sequence[Finding], groups: Sequence[Group]) -> dict[Hashable, list[Group]]:
    """The groups of problems behind each finding, also where several will be told as one."""
    found: dict[Hashable, list[Group]] = {}
    for finding, group in zip(findings, groups, strict=True):
        found.setdefault(_name(finding), []).append(group)
    return found


def _name(finding: Finding) -> Hashable:
    if finding.code == UNKNOWN_SYSTEM and finding.value is not None:
        return finding.source, finding.value
    return id(finding)


def judged_figures(
    harmonised: Harmonised,
    verdicts: Verdicts,
    use_cases: tuple[str, ...],
    today: str,
    earlier: Published = NOTHING,
) -> Judged:
    """What is asked of judged records: figures first, then the report."""
    prepared = harmonised.prepared
    policy = Policy(prepared.min_cell)
    named = named_versions(verdicts.packs)
    figures = Figures(
        verdicts.summary, prepared.schema, use_cases, policy, prepared.standards, named, earlier
    )
    return Judged(harmonised, verdicts, figures, figures.completeness(), today)


def _fine_print(harmonised: Harmonised) -> Iterator[tuple[str, str]]:
    prepared = harmonised.prepared
    yield "schema", f"{prepared.schema.name} {prepared.schema.version}"
    yield from versions().items()
    yield "pseudonym key", prepared.key_id or "random"
    yield "min_cell", str(prepared.min_cell)
    if prepared.shift_days:
        yield "dates moved back, by person", f"1 to {prepared.shift_days} days"
    yield from ((f"sha256 {file.path}", file.sha256) for _, file in prepared.files)


def _anonymity(summary: Summary, min_cell: int) -> Iterator[tuple[str, str]]:
    """How many persons are alike in what a neighbour may know; figures only, never who."""
    alike = summary.alike()
    if alike:
        few = sum(size for size in alike if size < min_cell)
        share = 100 * few // sum(alike)
        yield (
            "k-anonymity (birth year, sex, region, diagnoses)",
            f"k = {alike[0]}; {share} % below {min_cell}",
        )


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
        file=mask_path(place.file) if place.file else place.file,
        column=place.column,
        record_class=place.record_class,
        slot=place.slot,
        value=problem.value,
        rows=() if place.row is None else (place.row,),
        lines=() if place.line is None else (place.line,),
        candidates=problem.candidates,
        detail=dict(problem.detail),
    )
