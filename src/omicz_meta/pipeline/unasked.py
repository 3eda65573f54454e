"""Rules that were not asked of a submission, and why: where a report is silent, all may be well, or nobody looked.

A rule is not asked where what it compares with is not there: a description, a use case, a pack, an identity, records of
its class. What depends on a value that was not understood is not asked of that record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from omicz_meta.identifiers import BIRTH_NUMBER_SYSTEM
from omicz_meta.pipeline.harmonising import Harmonised
from omicz_meta.result import Finding, NotAsked
from omicz_meta.validation.judge import Judgement
from omicz_meta.validation.rule import Rule, Scene

OF_CODES = ("T020", "T021", "T022", "T023", "T024", "T025")
NO_PACK = "T027"
OF_USE_CASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"X036": ("rare_disease", "population_reference"), "X037": ("rare_disease",)}
)
"""Codes that are asked in these use cases only."""
IN_CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"X033": ("Analysis", "BiosampleRelation"), "X041": ("File",), "X042": ("Diagnosis",)}
)
"""Codes of what is asked of all records of these classes at once."""
_NOBODYS_RECORDS = "catalogue"


def not_asked(
    harmonised: Harmonised, judgement: Judgement, findings: Iterable[Finding], *, is_described: bool
) -> tuple[NotAsked, ...]:
    """What was not asked, most telling first; `is_described` says that there is a description."""
    missing = tuple(_without_records(harmonised, judgement))
    nothing_there = {code for one in missing for code in one.codes}
    parts = (
        *_of_consents(judgement, is_described=is_described),
        *_of_use_cases(judgement, harmonised),
        *_of_packs(findings),
        *_of_identities(harmonised),
        *_of_others(harmonised, judgement),
    )
    asked = (one for one in parts if not nothing_there.issuperset(one.codes))
    return (*asked, *missing, *_not_understood(harmonised))


def _of_consents(judgement: Judgement, *, is_described: bool) -> Iterator[NotAsked]:
    if judgement.offer is None:
        yield NotAsked(("X039",), "no terms of use" if is_described else "no description")


def _of_use_cases(judgement: Judgement, harmonised: Harmonised) -> Iterator[NotAsked]:
    chosen = set(judgement.use_cases)
    minima = {one.use_case for body in harmonised.prepared.schema.classes.values() for one in body.minima}
    for code, cases in {"X003": tuple(sorted(minima)), **OF_USE_CASES}.items():
        if not chosen.intersection(cases):
            yield NotAsked((code,), "use case", ", ".join(cases))


def _of_packs(findings: Iterable[Finding]) -> Iterator[NotAsked]:
    packs = [finding.value for finding in findings if finding.code == NO_PACK]
    if packs:
        yield NotAsked(OF_CODES, "no pack", ", ".join(sorted({name for name in packs if name})))


def _of_identities(harmonised: Harmonised) -> Iterator[NotAsked]:
    identities = harmonised.prepared.plan.identities
    if not identities:
        yield NotAsked(("X007", "X008"), "no identity")
    numbers = [one for one in identities if one.system == BIRTH_NUMBER_SYSTEM]
    if not any(one.sex for one in numbers):
        yield NotAsked(("X022",), "no birth number", "sex")
    if not any(one.birth_date for one in numbers):
        yield NotAsked(("X023",), "no birth number", "birth date")


def _of_others(harmonised: Harmonised, judgement: Judgement) -> Iterator[NotAsked]:
    if judgement.alone:
        yield NotAsked(("X002", "X003") if len(harmonised.classes) < 2 else ("X003",), "alone")


def _without_records(harmonised: Harmonised, judgement: Judgement) -> Iterator[NotAsked]:
    """Codes that speak only of classes without a record, together where the classes are the same."""
    schema = harmonised.prepared.schema
    there = {name for name, part in harmonised.classes.items() if part.rows}
    homes: dict[str, dict[str, None]] = {code: dict.fromkeys(names) for code, names in IN_CLASSES.items()}
    for name, body in schema.classes.items():
        scene = Scene(schema, body, judgement.use_cases, judgement.today, judgement.packs, judgement.offer)
        if body.level != _NOBODYS_RECORDS:
            for rule in judgement.rules:
                for check in rule.checks(scene) if isinstance(rule, Rule) else ():
                    homes.setdefault(check.code, {})[name] = None
    nowhere: dict[tuple[str, ...], list[str]] = {}
    for code, names in homes.items():
        if not there.intersection(names):
            nowhere.setdefault(tuple(names), []).append(code)
    yield from (
        NotAsked(tuple(sorted(codes)), "no records", ", ".join(names)) for names, codes in nowhere.items()
    )


def _not_understood(harmonised: Harmonised) -> Iterator[NotAsked]:
    lost = sum(slot.unmapped + slot.invalid for slot in harmonised.ledger.slots.values())
    if lost:
        yield NotAsked((), "not understood", str(lost))
