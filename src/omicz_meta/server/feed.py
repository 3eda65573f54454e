"""The changes of a catalogue as a Linked Data Event Stream (LDES 1.0, TREE), in the form of LDES-DCAT-AP feeds.

Of each dataset the last change is told: created or updated, with its whole description, or deleted. So the stream is
as long as the catalogue, and whoever reads it from anywhere on knows how things are. A page goes on after a number in
the record of changes, which never changes, so nothing is missed when the catalogue is built again during a walk. Pages
end at fixed numbers: a dataset that changes leaves its page for the last one, and the others are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omicz_meta.catalogue.changes import Change
from omicz_meta.catalogue.namespaces import AS, LDES, RDF, TREE, XSD
from omicz_meta.catalogue.placing import moved
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.server.documents import View
from omicz_meta.server.snapshot import Snapshot

Numbered = tuple[int, Change]


def changes(snapshot: Snapshot, after: int, size: int, view: View) -> bytes:
    """The changes after a number, oldest first, as many as a page has. Raises Stale."""
    later = [pair for pair in snapshot.latest if pair[0] > after]
    end = _end(later[0][0], size) if later else after
    shown = [pair for pair in later if pair[0] <= end]
    rest = later[len(shown) :]
    stream = Iri(f"{view.root}feed")
    here = _page(view, after)
    around = [
        *_stream(stream, here, after),
        *(triple for pair in shown for triple in _member(stream, pair, view)),
        *(_onwards(stream, here, _page(view, end), end, rest[0][1].at) if rest else ()),
    ]
    return view.bytes([view.written(around), *_descriptions(snapshot, shown, view)])


def _end(number: int, size: int) -> int:
    """Where the page ends that a number is on.

    >>> [_end(number, 100) for number in (1, 100, 101)]
    [100, 100, 200]
    """
    return -(-number // size) * size


def _page(view: View, after: int) -> Iri:
    return Iri(f"{view.links}feed?after={after}")


def _stream(stream: Iri, here: Iri, after: int) -> Iterator[Triple]:
    policy = Iri(f"{stream.value}#retention")
    yield Triple(stream, RDF("type"), LDES("EventStream"))
    yield Triple(stream, LDES("timestampPath"), AS("published"))
    yield Triple(stream, LDES("versionOfPath"), AS("object"))
    yield Triple(stream, LDES("retentionPolicy"), policy)
    yield Triple(policy, RDF("type"), LDES("LatestVersionSubset"))
    yield Triple(policy, LDES("amount"), Literal("1", XSD("integer").value))
    yield Triple(policy, LDES("versionKey"), AS("object"))
    yield Triple(here, RDF("type"), TREE("Node"))
    if after == 0:
        yield Triple(stream, TREE("view"), here)


def _member(stream: Iri, numbered: Numbered, view: View) -> Iterator[Triple]:
    number, change = numbered
    member = Iri(f"{stream.value}#change-{number}")
    yield Triple(stream, TREE("member"), member)
    yield Triple(member, RDF("type"), AS(change.kind))
    yield Triple(member, AS("object"), Iri(moved(change.dataset, view.addresses)))
    yield Triple(member, AS("published"), Literal(change.at, XSD("dateTime").value))


def _descriptions(snapshot: Snapshot, shown: Sequence[Numbered], view: View) -> Iterator[str]:
    for _, change in shown:
        if change.kind != "Delete":
            one = snapshot.by_key[snapshot.keys[change.dataset]]
            yield view.placed(snapshot.dataset(one, view.suffix))


def _onwards(stream: Iri, here: Iri, there: Iri, number: int, at: str) -> Iterator[Triple]:
    """The relation by which readers find the next page: all that stands there is as late or later."""
    relation = Iri(f"{stream.value}#after-{number}")
    yield Triple(here, TREE("relation"), relation)
    yield Triple(relation, RDF("type"), TREE("GreaterThanOrEqualToRelation"))
    yield Triple(relation, TREE("node"), there)
    yield Triple(relation, TREE("path"), AS("published"))
    yield Triple(relation, TREE("value"), Literal(at, XSD("dateTime").value))
