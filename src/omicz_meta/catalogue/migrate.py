"""Migrates documents of older releases to HealthDCAT-AP Release 8, and tells what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from omicz_meta.catalogue.check import Checked, told
from omicz_meta.catalogue.forms import DEPTH, Node, Row
from omicz_meta.catalogue.from_rdf import Published, published
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import DATASET, healthdcat
from omicz_meta.catalogue.namespaces import DCAT, PREFIXES, RDF
from omicz_meta.catalogue.rdf import Triple
from omicz_meta.catalogue.release import PUBLISHED_RULES
from omicz_meta.catalogue.rewriting import renames, rewrite
from omicz_meta.catalogue.rules import check_description
from omicz_meta.catalogue.statements import Object, Statements, statements
from omicz_meta.catalogue.turtle import shorten
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Migrated:
    """A document as Release 8 has it, how often each rule changed something, and by dataset what is left to people."""

    triples: tuple[Triple, ...] = ()
    changed: Mapping[str, int] = field(default_factory=dict)
    left: tuple[Checked, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is left that Release 8 demands."""
        return all(one.valid for one in self.left)


def migrate_document(data: bytes, suffix: str, file: str, schema: Schema) -> Migrated:
    """Rewrite a document, read it and write it as Release 8. Raises UsageError where it cannot be read.

    >>> from omicz_meta.schema.model import load_schema
    >>> old = b'''PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX health: <http://data.europa.eu/r5r/healthdcatap#>
    ... <https://e.org/dataset/a> a dcat:Dataset ; health:numberOfRecords 12 .'''
    >>> dict(migrate_document(old, ".ttl", "a.ttl", load_schema()).changed)
    {'namespace': 1, 'datatype': 1}
    """
    found, changed = rewrite(statements(read_graph(data, suffix)), renames())
    several = published(found, file, schema)
    if not several:
        return Migrated((), changed, (Checked(file, "", (Problem("C012", Place(file=file)),)),))
    left = tuple(
        Checked(
            file,
            one.description.iri.value,
            _placed((*_left(one), *_unfit(subject, DATASET, found)), file),
        )
        for subject, one in zip(found.instances(DCAT("Dataset")), several, strict=True)
    )
    apart = tuple(_apart(found, file))
    triples = tuple(triple for one in several for triple in healthdcat(one.description))
    return Migrated(triples, changed, (*left, *apart))


def _left(one: Published) -> Iterator[Problem]:
    """What a check says; but a value that only the national model does not have is lost when it is written again."""
    found = told(one)
    lost = {problem.path for problem in found if problem.code == "C008"}
    yield from (replace(problem, code="C040") if problem.code == "C008" else problem for problem in found)
    missing = (
        problem for problem in check_description(one.description, PUBLISHED_RULES) if problem.path in lost
    )
    yield from (problem for problem in missing if problem not in found)


def _placed(problems: Iterable[Problem], file: str) -> tuple[Problem, ...]:
    """The problems with the name of the file, each once."""
    whole = (replace(problem, place=replace(problem.place, file=file)) for problem in problems)
    return tuple(dict.fromkeys(whole))


def _unfit(
    subject: str, rows: Iterable[Row], found: Statements, path: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """Values that stand in a form that Release 8 does not have for their property: they are left out."""
    table: dict[str, list[Row]] = {}
    for row in rows:
        table.setdefault(row.property.value, []).append(row)
    for name, several in table.items():
        here = (*path, several[0].slot)
        for term in found.about(subject).get(name, ()):
            if all(row.form.read(term, found, len(path) + 1) is None for row in several):
                yield _left_out(term, here, found)
            inner = [row for one in several if isinstance(one.form, Node) for row in one.form.rows]
            if inner and term.kind != "literal" and len(path) < DEPTH:
                yield from _unfit(term.text, inner, found, here)


def _left_out(term: Object, path: tuple[str, ...], found: Statements) -> Problem:
    texts = [term.text] if term.kind != "blank" else _texts(term.text, found)
    place = Place(slot=path[-1], record_class="Dataset")
    return Problem("C040", place, value="; ".join(texts) or None, detail=(("path", ".".join(path)),))


def _texts(node: str, found: Statements) -> list[str]:
    """What a node without a name says, so that people know which one is meant."""
    terms = (term for terms in found.about(node).values() for term in terms)
    return [term.text for term in terms if term.kind == "literal"]


def _apart(found: Statements, file: str) -> Iterator[Checked]:
    """Nodes that belong to no dataset, such as the catalogue, by their types: Release 8 is written by dataset."""
    reached = {node for dataset in found.instances(DCAT("Dataset")) for node in found.reached(dataset)}
    rest = sorted(set(found.by_subject) - reached)
    kinds = {term.text for node in rest for term in found.objects(node, RDF("type"))}
    if names := sorted(shorten(kind, PREFIXES) or kind for kind in kinds):
        place = Place(file=file, record_class="Dataset")
        yield Checked(file, "", (Problem("C041", place, detail=(("kinds", ", ".join(names)),)),))
