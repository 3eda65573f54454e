"""Reads a description that somebody published: RDF to plain data, and plain data as if a person had written it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.description import UNPLACED, Description, Entity
from omicz_meta.catalogue.forms import DEPTH, NO_LANGUAGE, OWN_IRI, Row, read_rows
from omicz_meta.catalogue.healthdcat import read_services
from omicz_meta.catalogue.namespaces import DCAT, PREFIXES, RDF
from omicz_meta.catalogue.profile import Profile, rows_of
from omicz_meta.catalogue.profiles import HEALTHDCAT_AP
from omicz_meta.catalogue.quality import read_quality
from omicz_meta.catalogue.rdf import Iri, is_iri
from omicz_meta.catalogue.reading import Reader, Spot, read_entity
from omicz_meta.catalogue.series import KIND, SERIES
from omicz_meta.catalogue.statements import Statements
from omicz_meta.catalogue.variables import GROUPED, read_variables
from omicz_meta.problem import Problem
from omicz_meta.schema.model import ClassDefinition, Kind, Schema

_DATASETS = "dataset/"


@dataclass(frozen=True, slots=True)
class Published:
    """A description as it was found, what of it cannot be read, and properties that the profile does not have."""

    description: Description
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()


def published(
    found: Statements, file: str, schema: Schema, profile: Profile = HEALTHDCAT_AP
) -> tuple[Published, ...]:
    """Every dataset that a document describes, in the order of their IRIs, read by the table of a profile.

    `file` names the document in problems. What is not in a code list, or stands in another form, is left out and told.

    >>> from omicz_meta.catalogue.graph import read_graph
    >>> from omicz_meta.catalogue.statements import statements
    >>> from omicz_meta.schema.model import load_schema
    >>> data = b'PREFIX : <http://www.w3.org/ns/dcat#> <https://e.org/dataset/a> a :Dataset ; :keyword "A"@en .'
    >>> one, = published(statements(read_graph(data)), "a.ttl", load_schema())
    >>> one.description.iri.value, one.description.dataset.languages("keywords")
    ('https://e.org/dataset/a', frozenset({'en'}))
    """
    return tuple(
        described(subject, found, file, schema, profile) for subject in found.instances(profile.kind)
    )


def described(
    subject: str, found: Statements, file: str, schema: Schema, profile: Profile = HEALTHDCAT_AP
) -> Published:
    """One dataset of a document, read by the table of a profile."""
    reader = Reader(described_by(schema))
    plain = read_rows(subject, profile.rows, found)
    plain |= {
        name: values
        for name, values in (
            ("variables", read_variables(subject, found)),
            ("quality_label", read_quality(subject, found)),
        )
        if values and name in profile.further
    }
    series = plain.pop(SERIES, [])
    fitted = _fitted(plain, reader.definition("Dataset"), reader.schema)
    base, key = _placed(subject)
    dataset, problems = read_entity(
        reader, "Dataset", {**fitted, "id": key, OWN_IRI: subject}, Spot(file, "Dataset")
    )
    services = read_services(subject, found) if healthdcat.SERVICES in profile.further else []
    for slot, kind, values in ((healthdcat.SERVICES, "DataService", services), (SERIES, KIND, series)):
        dataset, more = _with(dataset, slot, kind, values, reader, file)
        problems = (*problems, *more)
    unread = tuple(sorted(set(_unread(subject, profile.rows, found, (*GROUPED, *profile.besides)))))
    return Published(Description(dataset, reader.schema, base), problems, unread)


def _with(
    dataset: Entity, slot: str, kind: str, values: list[Any], reader: Reader, file: str
) -> tuple[Entity, tuple[Problem, ...]]:
    """The dataset with what stands beside it and is no slot of the model; an address alone is kept as one."""
    definition, spot = reader.definition(kind), Spot(file, "Dataset").inside(slot, kind)
    found: list[Entity | Iri] = []
    problems: list[Problem] = []
    for value in values:
        if isinstance(value, Mapping):
            one, faults = read_entity(reader, kind, _fitted(value, definition, reader.schema), spot)
            found.append(one)
            problems.extend(faults)
        elif is_iri(value):
            found.append(Iri(value))
        else:
            problems.append(Spot(file, "Dataset").problem("C007", slot, value))
    slots = {**dataset.slots, slot: tuple(found)} if found else dataset.slots
    return replace(dataset, slots=slots), tuple(problems)


_READ_ELSEWHERE = frozenset({DCAT("Catalog").value, DCAT("CatalogRecord").value})


def unlinked(found: Statements) -> tuple[str, ...]:
    """The kinds of DCAT, as CURIEs, of which a document describes what no dataset leads to; catalogues apart.

    >>> from omicz_meta.catalogue.graph import read_graph
    >>> from omicz_meta.catalogue.statements import statements
    >>> data = b"PREFIX : <http://www.w3.org/ns/dcat#> <https://e.org/s> a :DatasetSeries ."
    >>> unlinked(statements(read_graph(data)))
    ('dcat:DatasetSeries',)
    """
    reached = {node for dataset in found.instances(DCAT("Dataset")) for node in found.reached(dataset)}
    rest = found.by_subject.keys() - reached
    kinds = {term.text for node in rest for term in found.objects(node, RDF("type"))} - _READ_ELSEWHERE
    return tuple(sorted(_curie(kind) for kind in kinds if kind.startswith(DCAT.iri)))


def _placed(subject: str) -> tuple[str, str]:
    """The base of a dataset's IRI and its key, as far as it is made as ours are."""
    start, mark, key = subject.rpartition(_DATASETS)
    return (start, key) if mark and key and "/" not in key else (UNPLACED, subject.rpartition("/")[2])


def _fitted(plain: Mapping[str, Any], definition: ClassDefinition, schema: Schema) -> dict[str, Any]:
    """Texts as the slots have them: with a language where it wants one, without where it does not."""
    return {
        name: [_fit(value, definition, name, schema) for value in values]
        if isinstance(values, list) and name in definition.slots
        else values
        for name, values in plain.items()
    }


def _fit(value: object, definition: ClassDefinition, name: str, schema: Schema) -> object:
    slot = definition.slots[name]
    if slot.kind is Kind.OBJECT and slot.target == "LangString":
        return {NO_LANGUAGE: value} if isinstance(value, str) else value
    if not isinstance(value, Mapping):
        return value
    if slot.kind in (Kind.OBJECT, Kind.REFERENCE):
        return _fitted(value, schema.classes.get(slot.target) or schema.objects[slot.target], schema)
    return next(iter(value.values()), None)


def _unread(
    subject: str, rows: Iterable[Row], found: Statements, besides: tuple[str, ...] = (), depth: int = 0
) -> Iterator[str]:
    """Properties of the dataset and its neighbours that no row has, as CURIEs."""
    table: dict[str, list[Row]] = {}
    for row in rows:
        table.setdefault(row.property.value, []).append(row)
    known = {RDF("type").value, *besides}
    for name, terms in found.about(subject).items():
        if name not in table and name not in known:
            yield _curie(name)
        inner = [row for one in table.get(name, ()) for row in rows_of(one.form)]
        for term in terms if inner and depth < DEPTH else ():
            yield from _unread(term.text, inner, found, (), depth + 1)


def _curie(iri: str) -> str:
    start = next((prefix for prefix, base in PREFIXES.items() if iri.startswith(base)), None)
    return f"{start}:{iri.removeprefix(PREFIXES[start])}" if start else iri
