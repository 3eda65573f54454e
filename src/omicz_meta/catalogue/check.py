"""Checks descriptions, whoever wrote them: our own rules always, the official shapes where they are at hand."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.from_rdf import Published, described, unlinked
from omicz_meta.catalogue.fuji import fuji
from omicz_meta.catalogue.gdi import GDI_PROFILE
from omicz_meta.catalogue.graph import digest_of, part, read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.mqa import Metric, mqa
from omicz_meta.catalogue.official import Standards
from omicz_meta.catalogue.profiles import HEALTHDCAT_AP
from omicz_meta.catalogue.regulation import Element, regulation
from omicz_meta.catalogue.release import PUBLISHED_RULES, demands
from omicz_meta.catalogue.rules import check_description
from omicz_meta.catalogue.shacl import Engine, Tier, Violation, check_shapes
from omicz_meta.catalogue.statements import Statements, statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema

if TYPE_CHECKING:
    from rdflib import Graph

_SEVERITIES: Mapping[str, str] = {"Violation": "C010", "Warning": "C011", "Info": "C011"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What descriptions are held to: the model, the day, the tier (else their own), official shapes, their engine."""

    schema: Schema
    today: datetime.date
    tier: Tier | None = None
    standards: Standards | None = None
    engine: Engine = "pyshacl"


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on one description: problems, elements of the regulation, metrics of the portal and of F-UJI.

    `official` says whether the official shapes find no violation, None where they were not run; `lacking` what each
    network would still ask for; `reviewed` the day of the last review or change, if it says one.
    """

    file: str
    iri: str
    problems: tuple[Problem, ...]
    elements: tuple[Element, ...] = ()
    metrics: tuple[Metric, ...] = ()
    fair: tuple[Metric, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    official: bool | None = None
    reviewed: str = ""

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return not any(problem.severity == "error" for problem in self.problems)


class Memory(Protocol):
    """Verdicts that are kept from one check to the next, by a digest of what they were on."""

    def find(self, key: str) -> tuple[Checked, ...] | None:
        """The verdicts that were kept under a key."""

    def keep(self, key: str, several: tuple[Checked, ...]) -> None:
        """Keep verdicts; they name no file and no day."""


def check_document(
    data: bytes, suffix: str, file: str, terms: Terms, memory: Memory | None = None
) -> tuple[Checked, ...]:
    """Check every dataset of an RDF document. Raises UsageError where it cannot be read.

    With a `memory`, what was judged before is not judged again: neither a document with the same bytes, nor a dataset
    about which another state of the document says the same.

    >>> from omicz_meta.schema.model import load_schema
    >>> terms = Terms(load_schema(), datetime.date(2026, 11, 22))
    >>> [problem.code for one in check_document(b"", ".ttl", "a.ttl", terms) for problem in one.problems]
    ['C012']
    """
    key = hashlib.sha256(suffix.encode() + b"\n" + data).hexdigest()
    found = memory.find(key) if memory else None
    if found is None:
        found = _judged(read_graph(data, suffix), terms, memory)
        if memory:
            memory.keep(key, found)
    return tuple(_aged(_in_file(one, file), terms.today) for one in found)


def _judged(graph: Graph, terms: Terms, memory: Memory | None) -> tuple[Checked, ...]:
    """The verdicts on all datasets of a document, without file and day."""
    found = statements(graph)
    subjects = found.instances(HEALTHDCAT_AP.kind)
    if not subjects:
        return (Checked("", "", (Problem("C012"),)),)
    if len(subjects) == 1:
        first, *others = (_checked(described(subjects[0], found, "", terms.schema), graph, terms),)
    else:
        first, *others = (_one_of_several(subject, found, graph, terms, memory) for subject in subjects)
    return (replace(first, problems=(*first.problems, *beside(found))), *others)


def beside(found: Statements) -> Iterator[Problem]:
    """C070 for descriptions of a document that belong to none of its datasets; told once, with the first of them."""
    if kinds := unlinked(found):
        yield Problem("C070", Place(record_class="Dataset"), detail=(("kinds", ", ".join(kinds)),))


def _one_of_several(
    subject: str, found: Statements, graph: Graph, terms: Terms, memory: Memory | None
) -> Checked:
    document = part(graph, found, subject)
    key = f"{subject} {digest_of(document)}" if memory else ""
    kept = memory.find(key) if memory else None
    if kept:
        return kept[0]
    verdict = _checked(described(subject, found, "", terms.schema), document, terms)
    if memory:
        memory.keep(key, (verdict,))
    return verdict


def check_written(
    dataset: Mapping[str, Any], node: Mapping[str, Any] | None, file: str, terms: Terms
) -> Checked:
    """Check what people wrote as dataset.yaml, without the statistics that a run adds."""
    description, problems = assemble(dataset, node, Computed(), terms.schema)
    written = tuple(problem for problem in problems if problem.path not in COMPUTED_SLOTS)
    document = read_graph("".join(turtle(healthdcat(description))).encode())
    return _aged(_in_file(_verdict(description, document, written, terms), file), terms.today)


def _checked(one: Published, document: Graph, terms: Terms) -> Checked:
    return _verdict(one.description, document, told(one), terms)


def told(one: Published) -> tuple[Problem, ...]:
    """What our own rules say about a description of others: what cannot be read, what is missing, what is not read."""
    misread = {problem.path for problem in one.problems}
    return (
        *(_admitted(problem) for problem in one.problems),
        # what cannot be read is not missing
        *(p for p in check_description(one.description, PUBLISHED_RULES) if p.path not in misread),
        *_beyond(one.unread),
    )


def _verdict(description: Description, document: Graph, told: Iterable[Problem], terms: Terms) -> Checked:
    official = tuple(_official(document, terms))
    run = terms.standards is not None and not any(one.code == "C014" for one in official)
    valid = not any(one.severity == "error" for one in official) if run else None
    days = (description.dataset.first(slot) for slot in ("review_date", "modification_date"))
    lacking = {
        name: tuple(slot for slot in slots if not description.dataset.filled(slot))
        for name, slots in _readiness().items()
    }
    return Checked(
        "",
        description.iri.value,
        tuple(dict.fromkeys((*told, *official))),
        regulation(description),
        mqa(description, valid),
        fuji(description),
        lacking,
        valid,
        max((str(day) for day in days if day), default=""),
    )


def _admitted(problem: Problem) -> Problem:
    """A value set that the profile leaves open is closed for us alone: told, and no fault."""
    closed = problem.code in ("C003", "C007") and problem.place.slot in demands().open
    return replace(problem, code="C008", candidates=()) if closed else problem


def _beyond(unread: tuple[str, ...]) -> Iterator[Problem]:
    if unread:
        yield Problem("C009", Place(record_class="Dataset"), detail=(("properties", ", ".join(unread)),))


def _in_file(one: Checked, file: str) -> Checked:
    placed = tuple([replace(problem, place=replace(problem.place, file=file)) for problem in one.problems])
    return replace(one, file=file, problems=placed)


def _aged(one: Checked, today: datetime.date) -> Checked:
    """The verdict with C013 where it is too old. EHDS, Article 60: descriptions are checked at least once a year."""
    if (
        not one.reviewed
        or one.reviewed >= today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
    ):
        return one
    place = Place(file=one.file, slot="review_date", record_class="Dataset")
    told = Problem("C013", place, detail=(("path", "review_date"), ("reviewed", one.reviewed)))
    return replace(one, problems=(*one.problems, told))


def _official(document: Graph, terms: Terms) -> Iterator[Problem]:
    if terms.standards is None:
        return
    try:
        results = check_shapes(document, terms.tier, terms.standards, engine=terms.engine)
    except UsageError as fault:
        yield Problem("C014", Place(record_class="Dataset"), detail=(("reason", str(fault).rstrip(".")),))
        return
    yield from map(_problem, results)


def _problem(result: Violation) -> Problem:
    slot = result.path.rpartition("/")[2].rpartition("#")[2] or None
    return Problem(
        _SEVERITIES.get(result.severity, "C010"),
        Place(record_class="Dataset", slot=slot),
        value=result.value or None,
        detail=(("reason", result.message), ("path", result.path)),
    )


def _readiness() -> Mapping[str, tuple[str, ...]]:
    portal = tuple(slot for slot in GDI_PROFILE.needs if "." not in slot)
    return {"GDI": portal, **demands().elsewhere}
