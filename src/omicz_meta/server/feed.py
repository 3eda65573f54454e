"""The changes of a catalogue as a Linked Data Event Stream (LDES 1.0, TREE): created, updated, deleted.

Pages that are full never change, so readers may keep them for ever; what is new stands on the last one.
"""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.catalogue.changes import Change
from omicz_meta.catalogue.namespaces import AS, LDES, RDF, TREE, XSD
from omicz_meta.catalogue.placing import moved
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.server.documents import View
from omicz_meta.server.snapshot import Snapshot


def pages_of_changes(snapshot: Snapshot, size: int) -> int:
    """How many pages the changes fill."""
    return max(1, -(-len(snapshot.changes) // size))


def changes(snapshot: Snapshot, number: int, size: int, view: View) -> bytes:
    """A page of the changes, oldest first, counted from 1."""
    stream = Iri(f"{view.links}feed")
    here = Iri(f"{stream.value}?page={number}")
    start = (number - 1) * size
    found = (
        *_stream(stream, here, number),
        *(
            triple
            for place, change in enumerate(snapshot.changes[start : start + size], start=start + 1)
            for triple in _member(stream, place, change, view)
        ),
        *_onwards(snapshot, stream, number, size),
    )
    return view.bytes([view.written(found)])


def _stream(stream: Iri, here: Iri, number: int) -> Iterator[Triple]:
    yield Triple(stream, RDF("type"), LDES("EventStream"))
    yield Triple(stream, LDES("timestampPath"), AS("published"))
    yield Triple(stream, LDES("versionOfPath"), AS("object"))
    yield Triple(here, RDF("type"), TREE("Node"))
    if number == 1:
        yield Triple(stream, TREE("view"), here)


def _member(stream: Iri, place: int, change: Change, view: View) -> Iterator[Triple]:
    member = Iri(f"{stream.value}#change-{place}")
    yield Triple(stream, TREE("member"), member)
    yield Triple(member, RDF("type"), AS(change.kind))
    yield Triple(member, AS("object"), Iri(moved(change.dataset, view.addresses)))
    yield Triple(member, AS("published"), Literal(change.at, XSD("dateTime").value))


def _onwards(snapshot: Snapshot, stream: Iri, number: int, size: int) -> Iterator[Triple]:
    """The relation by which readers find the next page: all that stands there is as late or later."""
    if number >= pages_of_changes(snapshot, size):
        return
    here, there = (Iri(f"{stream.value}?page={page}") for page in (number, number + 1))
    relation = Iri(f"{stream.value}#after-page-{number}")
    yield Triple(here, TREE("relation"), relation)
    yield Triple(relation, RDF("type"), TREE("GreaterThanOrEqualToRelation"))
    yield Triple(relation, TREE("node"), there)
    yield Triple(relation, TREE("path"), AS("published"))
    at = snapshot.changes[number * size].at
    yield Triple(relation, TREE("value"), Literal(at, XSD("dateTime").value))
