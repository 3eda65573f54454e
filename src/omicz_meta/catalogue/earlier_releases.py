"""HealthDCAT-AP as older releases wrote it: Release 8 taken back step by step, for readers that lag behind.

Names and forms are those of the release; what it did not have yet stays as it is, because readers pass over it, so that
`migrate` finds Release 8 again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from omicz_meta.catalogue.codelists import code_lists
from omicz_meta.catalogue.description import key_of
from omicz_meta.catalogue.forms import child
from omicz_meta.catalogue.namespaces import DCT, HEALTHDCATAP, PREFIXES, RDF, SKOS, VCARD, XSD
from omicz_meta.catalogue.rdf import Iri, Term, Triple, is_iri
from omicz_meta.catalogue.rdf import Literal as Text
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import load_schema
from omicz_meta.tomlfile import read_tables

Release = Literal["5", "6", "7", "8"]
RELEASES: tuple[Release, ...] = get_args(Release)
CURRENT: Release = "8"


@dataclass(frozen=True, slots=True)
class Step:
    """What a release called otherwise than the next: properties, those of publishers and contacts, types, a host."""

    properties: Mapping[Iri, Iri] = field(default_factory=dict)
    publisher: Mapping[Iri, Iri] = field(default_factory=dict)
    contact: Mapping[Iri, Iri] = field(default_factory=dict)
    types: Mapping[Iri, Iri] = field(default_factory=dict)
    host: tuple[str, str] = ("", "")


def lowered(triples: Iterable[Triple], release: Release) -> Iterator[Triple]:
    """The triples of a description in Release 8 as an older release has them.

    >>> from omicz_meta.catalogue.namespaces import CSVW
    >>> column = Triple(Iri("https://e.org/a#c"), CSVW("title"), Text("Age", language="en"))
    >>> [one.predicate.value for one in lowered([column], "7")]
    ['http://www.w3.org/ns/csvw#titles']
    """
    known = list(triples)
    for older in reversed(RELEASES[RELEASES.index(release) : -1]):
        known = list(_taken_back(known, step(older)))
        known = [one for triple in known for one in EXTRA.get(older, _same)(triple)]
    yield from known


@cache
def step(release: Release) -> Step:
    """The table of a release."""
    table = read_tables(_Table, schemas_folder() / "catalogue" / "releases.toml")[release]
    return Step(
        _terms(table.properties),
        _terms(table.publisher),
        _terms(table.contact),
        _terms(table.types),
        (table.from_, table.to),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of a release as it stands in the file: names as CURIEs, a host and what it was."""

    properties: Mapping[str, str] = field(default_factory=dict)
    publisher: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    from_: str = ""
    to: str = ""


def _terms(table: Mapping[str, str]) -> dict[Iri, Iri]:
    return {_term(new): _term(old) for new, old in table.items()}


def _term(curie: str) -> Iri:
    prefix, _, name = curie.partition(":")
    return Iri(PREFIXES[prefix] + name)


def _taken_back(triples: list[Triple], names: Step) -> Iterator[Triple]:
    publishers = {one.term for one in triples if one.predicate == DCT("publisher")}
    contacts = {one.subject for one in triples if one.term in names.types}
    for triple in triples:
        subject, predicate, term = triple.subject, triple.predicate, triple.term
        if subject in publishers:
            predicate = names.publisher.get(predicate, predicate)
        if subject in contacts:
            predicate = names.contact.get(predicate, predicate)
        if predicate == RDF("type") and isinstance(term, Iri):
            term = names.types.get(term, term)
        object_: Term = _hosted(term, names.host) if isinstance(term, Iri) else term
        yield Triple(_hosted(subject, names.host), names.properties.get(predicate, predicate), object_)


def _hosted(iri: Iri, host: tuple[str, str]) -> Iri:
    new, old = host
    return Iri(old + iri.value.removeprefix(new)) if new and iri.value.startswith(new) else iri


def _same(triple: Triple) -> Iterator[Triple]:
    yield triple


def _in_release_5(triple: Triple) -> Iterator[Triple]:
    """Mailboxes and telephones are addresses, identifiers too by their datatype; a code is a concept in its scheme."""
    term = triple.term
    if isinstance(term, Iri):
        yield triple
    elif triple.predicate == VCARD("hasEmail"):
        yield Triple(triple.subject, triple.predicate, Iri(f"mailto:{term.value}"))
    elif triple.predicate == VCARD("hasTelephone"):
        number = "tel:" + "".join(sign for sign in term.value if sign in "+0123456789")
        yield from (Triple(triple.subject, triple.predicate, Iri(one)) for one in (number,) if is_iri(one))
    elif triple.predicate == DCT("identifier"):
        yield Triple(triple.subject, triple.predicate, Text(term.value, XSD("anyURI").value))
    elif triple.predicate == HEALTHDCATAP("hasCodeValues"):
        yield from _concept(triple.subject, term.value)
    else:
        yield triple


def _concept(dataset: Iri, code: str) -> Iterator[Triple]:
    prefix, _, local = code.partition(":")
    start = {**load_schema().prefixes, **code_lists().prefixes}.get(prefix, "")
    found = start + local
    own = Iri(found) if start and is_iri(found) else child(dataset, "code", key_of(code))
    scheme = Iri(start) if is_iri(start) else child(dataset, "codes")
    yield Triple(dataset, HEALTHDCATAP("hasCodeValues"), own)
    yield Triple(own, RDF("type"), SKOS("Concept"))
    yield Triple(own, DCT("identifier"), Text(own.value, XSD("anyURI").value))
    yield Triple(own, SKOS("prefLabel"), Text(code))
    yield Triple(own, SKOS("inScheme"), scheme)


EXTRA: Mapping[str, Callable[[Triple], Iterator[Triple]]] = MappingProxyType({"5": _in_release_5})
"""What changed its form and not its name alone, by release."""
