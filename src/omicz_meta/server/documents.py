"""The documents of a catalogue, put together from the files of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from omicz_meta.catalogue.index import Indexed
from omicz_meta.catalogue.joining import JOIN
from omicz_meta.catalogue.namespaces import DCAT, HYDRA, RDF, SERVED_PREFIXES, XSD
from omicz_meta.catalogue.placing import PLACE, Addresses, ascii_turtle, moved
from omicz_meta.catalogue.point import members
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.server.snapshot import Snapshot

_VIEWS = ("PartialCollectionView", "PagedCollection")


@dataclass(frozen=True, slots=True)
class View:
    """How documents are asked for: syntax by the ending of its files, and addresses.

    `root` is what addresses of datasets begin with, `links` those of pages; `addresses` says what stands in the place
    of published addresses.
    """

    suffix: str
    root: str
    links: str
    addresses: Addresses

    def placed(self, content: bytes) -> str:
        """A document of ours in this view, as text."""
        text = content.decode("utf-8")
        return PLACE[self.suffix](text, self.addresses) if self.addresses else text

    def written(self, triples: Sequence[Triple]) -> str:
        """What is said around descriptions, in this syntax."""
        return "".join(SYNTAXES[self.suffix](triples, SERVED_PREFIXES))

    def bytes(self, documents: Sequence[str]) -> bytes:
        """Several documents of this syntax as one; one is left as it is."""
        joined = documents[0] if len(documents) == 1 else JOIN[self.suffix](documents)
        return (ascii_turtle(joined) if self.suffix == ".ttl" else joined).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through pages: which datasets, how many a page, and what its addresses carry along.

    An address names the order that the walk began with, so that a page of another one is never taken for its next.
    """

    datasets: Sequence[Indexed]
    size: int
    order: str
    since: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are; one, where nothing is found."""
        return max(1, -(-len(self.datasets) // self.size))

    def on(self, page: int) -> Sequence[Indexed]:
        """The datasets of a page, counted from 1."""
        return self.datasets[(page - 1) * self.size : page * self.size]

    def address(self, links: str, page: int) -> Iri:
        """The address of a page."""
        walked = f"&walk={self.order}" if page > 1 else ""
        since = f"&modified_since={self.since}" if self.since else ""
        return Iri(f"{links}?page={page}{walked}{since}")


def page(snapshot: Snapshot, walk: Walk, number: int, view: View) -> bytes:
    """One page of the catalogue with the whole descriptions of its datasets. Raises Stale."""
    shown = walk.on(number)
    around = (*_members(snapshot, shown, view), *_turning(snapshot, walk, number, view))
    return view.bytes(
        [
            view.placed(snapshot.head(view.suffix)),
            view.written(around),
            *(view.placed(snapshot.dataset(one, view.suffix)) for one in shown),
        ]
    )


def catalogue(snapshot: Snapshot, walk: Walk, view: View) -> bytes:
    """The catalogue with all its members, for readers that do not turn pages; others are led to the first one."""
    if walk.pages == 1:
        return page(snapshot, walk, 1, view)
    begin = Iri(f"{view.links}catalogue")
    around = (
        *_members(snapshot, walk.datasets, view),
        *_paged(snapshot, begin, walk, view),
        *_step(begin, "next", walk.address(view.links, 1)),
    )
    return view.bytes([view.placed(snapshot.head(view.suffix)), view.written(around)])


def point(snapshot: Snapshot, view: View) -> bytes:
    """The FAIR Data Point and its catalogue, without datasets. Raises Stale."""
    return view.bytes([view.placed(snapshot.head(view.suffix))])


def dataset(snapshot: Snapshot, one: Indexed, view: View) -> bytes:
    """The description of one dataset. Raises Stale."""
    return view.bytes([view.placed(snapshot.dataset(one, view.suffix))])


def _catalogue(snapshot: Snapshot, view: View) -> Iri:
    return Iri(moved(snapshot.index.catalogue, view.addresses))


def _members(snapshot: Snapshot, shown: Sequence[Indexed], view: View) -> Iterator[Triple]:
    datasets = (Iri(moved(one.iri, view.addresses)) for one in shown)
    return members(_catalogue(snapshot, view), DCAT("dataset"), datasets)


def _turning(snapshot: Snapshot, walk: Walk, number: int, view: View) -> Iterator[Triple]:
    here = walk.address(view.links, number)
    yield from _paged(snapshot, here, walk, view)
    if number > 1:
        yield from _step(here, "previous", walk.address(view.links, number - 1))
    if number < walk.pages:
        yield from _step(here, "next", walk.address(view.links, number + 1))


def _paged(snapshot: Snapshot, here: Iri, walk: Walk, view: View) -> Iterator[Triple]:
    """What every page says of all pages, in the words of Hydra today and in those of its first drafts."""
    catalogue_iri = _catalogue(snapshot, view)
    for kind in _VIEWS:
        yield Triple(here, RDF("type"), HYDRA(kind))
    yield Triple(catalogue_iri, RDF("type"), HYDRA("Collection"))
    yield Triple(catalogue_iri, HYDRA("view"), here)
    for subject in (catalogue_iri, here):
        yield Triple(subject, HYDRA("totalItems"), Literal(str(len(walk.datasets)), XSD("integer").value))
    yield Triple(here, HYDRA("itemsPerPage"), Literal(str(walk.size), XSD("integer").value))
    yield from _step(here, "first", walk.address(view.links, 1))
    yield from _step(here, "last", walk.address(view.links, walk.pages))


def _step(here: Iri, name: str, there: Iri) -> Iterator[Triple]:
    yield Triple(here, HYDRA(name), there)
    yield Triple(here, HYDRA(f"{name}Page"), there)
