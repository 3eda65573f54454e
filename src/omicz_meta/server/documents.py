"""The documents of a catalogue, put together from the files of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from omicz_meta.catalogue.catalogue_head import members
from omicz_meta.catalogue.index import Indexed
from omicz_meta.catalogue.joining import JOIN
from omicz_meta.catalogue.namespaces import DCAT, DCT, HYDRA, RDF, SERVED_PREFIXES, XSD
from omicz_meta.catalogue.placing import PLACE, Addresses, ascii_turtle, moved
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.server.limits import Limits
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
    """A walk through pages: the datasets of each page, and what the addresses of pages carry along.

    An address names the order that the walk began with, so that a page of another one is never taken for its next.
    """

    pages: Sequence[Sequence[Indexed]]
    size: int
    order: str
    since: str = ""

    @classmethod
    def of(cls, datasets: Sequence[Indexed], limits: Limits, order: str, since: str = "") -> Walk:
        """Part datasets into pages by their number and their bytes; one page, where there is none."""
        pages: list[list[Indexed]] = [[]]
        filled = 0
        for one in datasets:
            if pages[-1] and (len(pages[-1]) == limits.page_size or filled + one.size > limits.page_bytes):
                pages.append([])
                filled = 0
            pages[-1].append(one)
            filled += one.size
        return cls(pages, limits.page_size, order, since)

    @property
    def datasets(self) -> list[Indexed]:
        """All datasets, in order."""
        return [one for page in self.pages for one in page]

    def address(self, links: str, page: int) -> Iri:
        """The address of a page."""
        walked = f"&walk={self.order}" if page > 1 else ""
        since = f"&modified_since={self.since}" if self.since else ""
        return Iri(f"{links}?page={page}{walked}{since}")


def page(snapshot: Snapshot, walk: Walk, number: int, view: View) -> bytes:
    """One page of the catalogue with the whole descriptions of its datasets. Raises Stale."""
    shown = walk.pages[number - 1]
    around = [*_members(snapshot, shown, view), *_turning(snapshot, walk, number, view)]
    if number == 1 and not walk.since:
        around += _search(_catalogue(snapshot, view), view.links)
    return view.bytes(
        [
            view.placed(snapshot.head(view.suffix)),
            view.written(around),
            *(view.placed(snapshot.dataset(one, view.suffix)) for one in shown),
        ]
    )


def catalogue(snapshot: Snapshot, walk: Walk, view: View) -> bytes:
    """The catalogue with all its members, for readers that do not turn pages; others are led to the first one."""
    if len(walk.pages) == 1:
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
    yield from members(_catalogue(snapshot, view), DCAT("dataset"), datasets)
    # a series is listed where this server answers for it, so that readers of FAIR Data Points find it
    own = dict.fromkeys(iri for one in shown for iri in one.series if iri.startswith(snapshot.index.base))
    series = (Iri(moved(iri, view.addresses)) for iri in own)
    yield from members(_catalogue(snapshot, view), DCAT("resource"), series)


def _turning(snapshot: Snapshot, walk: Walk, number: int, view: View) -> Iterator[Triple]:
    here = walk.address(view.links, number)
    yield from _paged(snapshot, here, walk, view)
    if number > 1:
        yield from _step(here, "previous", walk.address(view.links, number - 1))
    if number < len(walk.pages):
        yield from _step(here, "next", walk.address(view.links, number + 1))


def _paged(snapshot: Snapshot, here: Iri, walk: Walk, view: View) -> Iterator[Triple]:
    """What every page says of all pages, in the words of Hydra today and in those of its first drafts."""
    catalogue_iri = _catalogue(snapshot, view)
    for kind in _VIEWS:
        yield Triple(here, RDF("type"), HYDRA(kind))
    yield Triple(catalogue_iri, RDF("type"), HYDRA("Collection"))
    yield Triple(catalogue_iri, HYDRA("view"), here)
    total = str(sum(map(len, walk.pages)))
    for subject in (catalogue_iri, here):
        yield Triple(subject, HYDRA("totalItems"), Literal(total, XSD("integer").value))
    yield Triple(here, HYDRA("itemsPerPage"), Literal(str(walk.size), XSD("integer").value))
    yield from _step(here, "first", walk.address(view.links, 1))
    yield from _step(here, "last", walk.address(view.links, len(walk.pages)))


def _search(catalogue_iri: Iri, links: str) -> Iterator[Triple]:
    """How to ask for what changed since a time: a template of addresses (RFC 6570) in the words of Hydra."""
    template, variable = Iri(f"{links}#changed"), Iri(f"{links}#modified_since")
    yield Triple(catalogue_iri, HYDRA("search"), template)
    yield Triple(template, RDF("type"), HYDRA("IriTemplate"))
    yield Triple(template, HYDRA("template"), Literal(f"{links}{{?modified_since}}"))
    yield Triple(template, HYDRA("mapping"), variable)
    yield Triple(variable, RDF("type"), HYDRA("IriTemplateMapping"))
    yield Triple(variable, HYDRA("variable"), Literal("modified_since"))
    yield Triple(variable, HYDRA("property"), DCT("modified"))


def _step(here: Iri, name: str, there: Iri) -> Iterator[Triple]:
    yield Triple(here, HYDRA(name), there)
    yield Triple(here, HYDRA(f"{name}Page"), there)
