"""Checks descriptions, whoever wrote them: our own rules always, the official shapes where they are at hand."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.from_rdf import Published, published
from omicz_meta.catalogue.gdi import GDI_PROFILE
from omicz_meta.catalogue.graph import part, read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.mqa import Metric, mqa
from omicz_meta.catalogue.namespaces import HEALTHDCAT_AP_RELEASE
from omicz_meta.catalogue.official import Standards
from omicz_meta.catalogue.regulation import Element, regulation
from omicz_meta.catalogue.release import PUBLISHED_RULES, demands
from omicz_meta.catalogue.rules import check_description
from omicz_meta.catalogue.shacl import Tier, Violation, check_shapes
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema

if TYPE_CHECKING:
    from rdflib import Graph

_SEVERITIES: Mapping[str, str] = {"Violation": "C010", "Warning": "C011", "Info": "C011"}
_WRITTEN_BY_PEOPLE = "dataset.yaml"


@dataclass(frozen=True, slots=True)
class Terms:
    """What descriptions are held to: the model, the day, the tier (else their own), and the official shapes."""

    schema: Schema
    today: datetime.date
    tier: Tier | None = None
    standards: Standards | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on one description: problems, the elements of the regulation, the metrics of the portal.

    `official` says whether the official shapes find no violation, None where they were not run; `lacking` what each
    network would still ask for.
    """

    file: str
    iri: str
    problems: tuple[Problem, ...]
    elements: tuple[Element, ...] = ()
    metrics: tuple[Metric, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    official: bool | None = None

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return not any(problem.severity == "error" for problem in self.problems)


def check_document(data: bytes, suffix: str, file: str, terms: Terms) -> tuple[Checked, ...]:
    """Check every dataset of an RDF document. Raises UsageError where it cannot be read.

    >>> from omicz_meta.schema.model import load_schema
    >>> terms = Terms(load_schema(), datetime.date(2026, 11, 22))
    >>> [problem.code for one in check_document(b"", ".ttl", "a.ttl", terms) for problem in one.problems]
    ['C012']
    """
    graph = read_graph(data, suffix)
    found = statements(graph)
    described = published(found, file, terms.schema)
    if not described:
        return (Checked(file, "", (Problem("C012", Place(file=file)),)),)
    alone = len(described) == 1
    return tuple(
        _checked(one, graph if alone else part(graph, found, one.description.iri.value), file, terms)
        for one in described
    )


def check_written(
    dataset: Mapping[str, Any], node: Mapping[str, Any] | None, file: str, terms: Terms
) -> Checked:
    """Check what people wrote as dataset.yaml, without the statistics that a run adds."""
    description, problems = assemble(dataset, node, Computed(), terms.schema)
    written = tuple(problem for problem in problems if _path(problem) not in COMPUTED_SLOTS)
    document = read_graph("".join(turtle(healthdcat(description))).encode())
    return _verdict(description, document, written, file, terms)


def _checked(one: Published, document: Graph, file: str, terms: Terms) -> Checked:
    return _verdict(one.description, document, told(one), file, terms)


def told(one: Published) -> tuple[Problem, ...]:
    """What our own rules say about a description of others: what cannot be read, what is missing, what is not read."""
    misread = {_path(problem) for problem in one.problems}
    return (
        *(_admitted(problem) for problem in one.problems),
        # what cannot be read is not missing
        *(p for p in check_description(one.description, PUBLISHED_RULES) if _path(p) not in misread),
        *_beyond(one.unread),
    )


def _verdict(
    description: Description, document: Graph, told: Iterable[Problem], file: str, terms: Terms
) -> Checked:
    official = tuple(_official(document, terms))
    run = terms.standards is not None and not any(one.code == "C014" for one in official)
    valid = not any(one.severity == "error" for one in official) if run else None
    problems = (*told, *_stale(description, terms.today), *official)
    placed = tuple(dict.fromkeys(_in_file(problem, file) for problem in problems))
    lacking = {
        name: tuple(slot for slot in slots if not description.dataset.filled(slot))
        for name, slots in _readiness().items()
    }
    return Checked(
        file, description.iri.value, placed, regulation(description), mqa(description, valid), lacking, valid
    )


def _admitted(problem: Problem) -> Problem:
    """A value set that the profile leaves open is closed for us alone: told, and no fault."""
    closed = problem.code in ("C003", "C007") and problem.place.slot in demands()["open"]
    return replace(problem, code="C008", candidates=()) if closed else problem


def _path(problem: Problem) -> str:
    return dict(problem.detail).get("path", "")


def _beyond(unread: tuple[str, ...]) -> Iterator[Problem]:
    if unread:
        yield Problem("C009", Place(record_class="Dataset"), detail=(("properties", ", ".join(unread)),))


def _stale(description: Description, today: datetime.date) -> Iterator[Problem]:
    """EHDS, Article 60: descriptions are checked at least once a year."""
    days = (description.dataset.first(slot) for slot in ("review_date", "modification_date"))
    latest = max((str(day) for day in days if day), default="")
    if latest and latest < today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat():
        place = Place(file=_WRITTEN_BY_PEOPLE, slot="review_date", record_class="Dataset")
        yield Problem("C013", place, detail=(("path", "review_date"), ("reviewed", latest)))


def _official(document: Graph, terms: Terms) -> Iterator[Problem]:
    if terms.standards is None:
        return
    try:
        results = check_shapes(document, terms.tier, terms.standards)
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


def _in_file(problem: Problem, file: str) -> Problem:
    return replace(problem, place=replace(problem.place, file=file))


def _readiness(release: str = HEALTHDCAT_AP_RELEASE) -> Mapping[str, tuple[str, ...]]:
    path = schemas_folder() / "catalogue" / f"healthdcat-ap-r{release}.toml"
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["readiness"]
    portal = tuple(slot for slot in GDI_PROFILE.needs if "." not in slot)
    return {"GDI": portal, **{name: tuple(slots) for name, slots in listed.items()}}
