"""RO-Crate 1.2 as a detached crate: the schema.org description, flat, with the descriptor that names the dataset.

Specification: https://www.researchobject.org/ro-crate/specification/1.2/. Beside data the file is to be named
`ro-crate-metadata.json`; the crate's context is named by its address, as the specification demands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from types import MappingProxyType

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.json_form import written
from omicz_meta.catalogue.namespaces import DCT, RDF, SCHEMA
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.rdf import Iri, Term, Triple, ordered
from omicz_meta.catalogue.schema_org import DATASET, SCHEMA_ORG, licences

CONTEXT = "https://w3id.org/ro/crate/1.2/context"
CONFORMS = "https://w3id.org/ro/crate/1.2"
DESCRIPTOR = "ro-crate-metadata.json"


def ro_crate(description: Description) -> dict[str, object]:
    """The document of one dataset as JSON: every node once, references between them."""
    about = {
        "@id": DESCRIPTOR,
        "@type": "CreativeWork",
        "about": {"@id": description.iri.value},
        "conformsTo": {"@id": CONFORMS},
    }
    grouped = groupby(ordered(SCHEMA_ORG.triples(description)), key=lambda triple: triple.subject.value)
    nodes = {subject: _node(subject, list(group)) for subject, group in grouped}
    root = nodes.pop(description.iri.value)
    return {"@context": CONTEXT, "@graph": [about, root, *nodes.values()]}


def _node(subject: str, triples: list[Triple]) -> dict[str, object]:
    node: dict[str, object] = {"@id": subject}
    for predicate, group in groupby(triples, key=lambda triple: triple.predicate):
        terms = [triple.term for triple in group]
        if predicate == RDF("type"):
            values: list[object] = [term.value.removeprefix(SCHEMA.iri) for term in terms]
            node["@type"] = values[0] if len(values) == 1 else values
        else:
            values = [_value(term) for term in terms]
            node[_name(predicate)] = values[0] if len(values) == 1 else values
    return node


def _name(predicate: Iri) -> str:
    """The context of the crate has the names of schema.org and dct:conformsTo without prefixes."""
    return predicate.value.removeprefix(SCHEMA.iri).removeprefix(DCT.iri)


def _value(term: Term) -> object:
    if isinstance(term, Iri):
        return {"@id": term.value}
    return {"@language": term.language, "@value": term.value} if term.language else term.value


def _lacking(description: Description) -> Iterator[str]:
    if not licences(description.dataset):
        yield "distributions.licence"


RO_CRATE = Profile(
    "ro-crate",
    "RO-Crate 1.2",
    needs=("title", "description", "issue_date"),
    lacking=_lacking,
    documents=MappingProxyType({".json": lambda description: written(ro_crate(description))}),
    places=MappingProxyType({row.slot: _name(row.property) for row in DATASET}),
)
