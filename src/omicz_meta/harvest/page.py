"""One document of a node, read: which datasets it describes and lists, and where the catalogue goes on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from omicz_meta.catalogue.graph import read_graphs
from omicz_meta.catalogue.namespaces import AS, DCAT, DCT, HYDRA, LDES, LDP, RDF, TREE
from omicz_meta.catalogue.rdf import is_iri
from omicz_meta.catalogue.statements import Object, Said, Statements, indexed, statements
from omicz_meta.harvest.addresses import joined, without_fragment
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.words import (
    ACTIVITIES,
    EARLIER,
    FAIR_DATA_POINT,
    METADATA_CATALOG,
    NEXT,
)

VERSION = "5"
"""Of the form below: what was read in another one is read again."""
Kind = Literal["feed", "fdp", "hydra", "dcat", ""]
_APART = tuple(DCAT(name) for name in ("Dataset", "Catalog", "CatalogRecord"))
"""What stands for itself in a catalogue: a description does not go on into another one."""
_DEEPEST = 100
_LONGEST_NUMBER = 10
_ONE_VARIABLE = re.compile(r"([^{}?#]+)\{\?([A-Za-z_]+)\}")
"""A template of addresses (RFC 6570) with nothing but one variable of the query."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a document says about one node and what belongs to it; `refused` says why it is not taken.

    `sha256` is a digest of what is said: the order of statements and the names of blank nodes do not count. `size` is
    the number of statements; these themselves are left out where nobody needs them.
    """

    iri: str
    sha256: str
    size: int
    refused: str = ""
    said: tuple[Said, ...] = ()


def cut_of(iri: str, said: Iterable[Said], refused: str = "") -> Cut:
    """A cut from statements."""
    kept = tuple(sorted(said))
    digest = hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()
    return Cut(iri, digest, len(kept), refused, kept)


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from a page of a stream to another one. `before` bounds its members, where all of them are earlier."""

    node: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """A member of a stream: what became of which dataset and when, and its description where it comes along."""

    iri: str
    kind: str
    dataset: str
    published: str
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A document: datasets that it describes or lists, and where the catalogue goes on.

    `pieces` are distributions that stand alone, `wanted` those that are described elsewhere, `nameless` counts datasets
    without an address. `changed` is how addresses begin that lead to what changed since a time, `total` the number of
    datasets in all.
    """

    kind: Kind = ""
    described: tuple[Cut, ...] = ()
    listed: tuple[str, ...] = ()
    pieces: tuple[Cut, ...] = ()
    wanted: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    catalogues: tuple[str, ...] = ()
    contained: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    activities: tuple[Activity, ...] = ()
    nameless: int = 0
    changed: str = ""
    total: int = 0

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """All cuts of the page, in the order in which their statements are kept."""
        return (*self.described, *self.pieces, *(one.cut for one in self.activities if one.cut))


def read_page(data: bytes, suffix: str, address: str, limits: Limits) -> Page:
    """Read a document that was fetched from an address. Raises UsageError where it is no RDF that may be read.

    >>> page = read_page(b'<#c> <http://www.w3.org/ns/dcat#dataset> <d> .', ".ttl", "https://e.org/c.ttl", Limits())
    >>> page.kind, page.listed
    ('dcat', ('https://e.org/d',))
    """
    named = {name: statements(graph) for name, graph in read_graphs(data, suffix, address).items()}
    found = (
        indexed(said for graph in named.values() for said in graph.each())
        if len(named) > 1
        else next(iter(named.values()))
    )
    cutter = _Cutter(found, limits)
    datasets = found.instances(DCAT("Dataset"))
    told = [iri for iri in datasets if found.objects(iri, DCT("title"))]
    described = tuple(cutter.cut(iri) for iri in told if is_iri(iri))
    within = {said[0] for cut in described for said in cut.said}
    page = Page(
        described=described,
        listed=_addresses(found, (DCAT("dataset"),), beside=told),
        pieces=tuple(
            cutter.cut(iri)
            for iri in found.instances(DCAT("Distribution"))
            if iri not in within and is_iri(iri)
        ),
        wanted=_wanted(described, found),
        following=_following(found, address),
        catalogues=_addresses(found, (*METADATA_CATALOG, DCAT("catalog"))),
        contained=_addresses(found, (LDP("contains"),), beside=told),
        relations=tuple(_relations(found, address)),
        activities=tuple(_activities(found, named, cutter, limits)),
        nameless=sum(not is_iri(iri) for iri in datasets),
        changed=_changed(found),
        total=_total(found),
    )
    return replace(page, kind=_kind(page, found))


def _kind(page: Page, found: Statements) -> Kind:
    """What the document is of: a stream of changes, a FAIR Data Point, a paged catalogue, or a plain one."""
    if page.activities or (page.relations and not page.described):
        return "feed"
    pages = bool(page.following) or _any(found, (HYDRA("view"), HYDRA("first"), HYDRA("firstPage")))
    whole = any(found.objects(cut.iri, DCT("description")) for cut in page.described)
    points = any(found.instances(kind) for kind in FAIR_DATA_POINT) or _any(found, METADATA_CATALOG)
    # a point that also pages whole descriptions is asked page by page, and not dataset by dataset
    if points and not (pages and whole):
        return "fdp"
    if pages:
        return "hydra"
    catalogues = found.instances(DCAT("Catalog"))
    return "dcat" if catalogues or page.described or page.listed or page.contained else ""


def _any(found: Statements, properties: Iterable[Any]) -> bool:
    return any(found.objects(node, one) for node in found.by_subject for one in properties)


def _addresses(found: Statements, properties: Iterable[Any], beside: Iterable[str] = ()) -> tuple[str, ...]:
    terms = (term for node in found.by_subject for one in properties for term in found.objects(node, one))
    return tuple(sorted({term.text for term in terms if term.is_iri} - set(beside)))


def _wanted(described: Iterable[Cut], found: Statements) -> tuple[str, ...]:
    """Distributions of datasets that are named and not described: some nodes give each an address of its own."""
    named = {
        term.text
        for cut in described
        for term in found.objects(cut.iri, DCAT("distribution"))
        if term.is_iri
        if not found.objects(term.text, DCAT("accessURL"))
    }
    return tuple(sorted(named))


def _following(found: Statements, address: str) -> tuple[str, ...]:
    """The next page, which older catalogues write as a text; of several, that of this page."""
    ahead = {
        (node, joined(address, term.text))
        for node in found.by_subject
        for name in NEXT
        for term in found.objects(node, name)
        if term.kind != "blank"
    }
    own = {to for node, to in ahead if without_fragment(node) == without_fragment(address)}
    return tuple(sorted(own or {to for _, to in ahead}))


def _changed(found: Statements) -> str:
    """What addresses of a search by dct:modified begin with (hydra:search); empty where there is none, or several."""
    ways = {
        f"{fit[1]}?{fit[2]}="
        for node in found.by_subject
        for variable in found.objects(node, HYDRA("mapping"))
        if any(term.text == DCT("modified").value for term in found.objects(variable.text, HYDRA("property")))
        for term in found.objects(node, HYDRA("template"))
        if (fit := _ONE_VARIABLE.fullmatch(term.text))
    }
    return ways.pop() if len(ways) == 1 else ""


def _total(found: Statements) -> int:
    """How many datasets there are in all; 0 where that is not said, or said differently."""
    told = {term.text for node in found.by_subject for term in found.objects(node, HYDRA("totalItems"))}
    one = told.pop() if len(told) == 1 else ""
    return int(one) if one.isascii() and one.isdigit() and len(one) < _LONGEST_NUMBER else 0


def _relations(found: Statements, address: str) -> Iterator[Relation]:
    for node in found.by_subject:
        for term in found.objects(node, TREE("view")):
            if without_fragment(term.text) != without_fragment(address):
                yield Relation(term.text)
    for node in sorted(
        {term.text for of in found.by_subject for term in found.objects(of, TREE("relation"))}
    ):
        kinds = {term.text for term in found.objects(node, RDF("type"))}
        earlier = any(kind.value in kinds for kind in EARLIER)
        value = next((term.text for term in found.objects(node, TREE("value"))), "") if earlier else ""
        yield from (Relation(term.text, value) for term in found.objects(node, TREE("node")) if term.is_iri)


def _activities(
    found: Statements, named: Mapping[str, Statements], cutter: _Cutter, limits: Limits
) -> Iterator[Activity]:
    members = {term.text for of in found.by_subject for term in found.objects(of, TREE("member"))}
    for iri in found.by_subject:
        types = [term.text for term in found.objects(iri, RDF("type")) if term.text in ACTIVITIES]
        published = next((term.text for term in found.objects(iri, AS("published"))), "")
        own = _Cutter(named[iri], limits) if types and iri in named else cutter
        for term in found.objects(iri, AS("object")) if types else ():
            cut = own.cut(term.text) if is_iri(term.text) else None
            yield Activity(iri, ACTIVITIES[types[0]], term.text, published, _whole(cut))
        if iri in members and not types:
            yield from _version(iri, found, cutter)


def _whole(cut: Cut | None) -> Cut | None:
    """The description that comes with an activity, in the graph of its name or in the document, if it is one."""
    if cut is None or cut.refused:
        return cut
    about = [(name, term.text) for subject, name, term in cut.said if subject == cut.iri]
    titled = any(name == DCT("title").value for name, _ in about)
    return cut if titled and (RDF("type").value, DCAT("Dataset").value) in about else None


def _version(iri: str, found: Statements, cutter: _Cutter) -> Iterator[Activity]:
    """A member that is the state of a dataset at some time (dct:isVersionOf), or the dataset itself."""
    stream = next(iter(found.instances(LDES("EventStream"))), "")
    paths = [term.text for term in found.objects(stream, LDES("timestampPath"))] or [DCT("modified").value]
    when = next((term.text for path in paths for term in found.about(iri).get(path, ())), "")
    of = next((term.text for term in found.objects(iri, DCT("isVersionOf"))), iri)
    if DCAT("Dataset").value in {term.text for term in found.objects(iri, RDF("type"))} and is_iri(of):
        cut = cutter.cut(iri)
        renamed = ((of if one[0] == iri else one[0], *one[1:]) for one in cut.said)
        yield Activity(iri, "Update", of, when, cut_of(of, renamed, cut.refused))


class _Cutter:
    """Cuts what belongs to one node out of a document; what stands for itself there is looked up once."""

    def __init__(self, found: Statements, limits: Limits) -> None:
        self._found, self._limits = found, limits
        self._apart = {node for kind in _APART for node in found.instances(kind)}
        self._names: dict[str, str] = {}

    def cut(self, iri: str) -> Cut:
        """All that is said about a node and what belongs to it, blank nodes named after what they say."""
        said = sorted({one for node in self._belonging(iri) for one in self._about(node)})
        if len(said) > self._limits.statements or any(len(one[2].text) > self._limits.text for one in said):
            return cut_of(iri, (), "size")
        return cut_of(iri, said)

    def _belonging(self, iri: str) -> Iterator[str]:
        seen, waiting = {iri}, [iri]
        while waiting:
            node = waiting.pop()
            yield node
            terms = (term for terms in self._found.about(node).values() for term in terms)
            ahead = {term.text for term in terms if term.kind != "literal"} & self._found.by_subject.keys()
            waiting += sorted(ahead - seen - self._apart)
            seen |= ahead

    def _about(self, node: str) -> Iterator[Said]:
        subject = node if is_iri(node) else self._name(node)
        for name, terms in self._found.about(node).items():
            for term in terms:
                text = self._name(term.text) if term.kind == "blank" else term.text
                yield subject, name, term._replace(text=text)

    def _name(self, blank: str, depth: int = 0) -> str:
        """A name for a blank node that two readings of the same text agree on."""
        if blank in self._names or depth > _DEEPEST:
            return self._names.get(blank, "deep")
        self._names[blank] = "circle"
        about = sorted(
            (
                name,
                term.kind,
                self._name(term.text, depth + 1) if term.kind == "blank" else term.text,
                *term[2:],
            )
            for name, terms in self._found.about(blank).items()
            for term in terms
        )
        digest = hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()
        self._names[blank] = f"b{digest[:16]}"
        return self._names[blank]


def as_json(page: Page) -> str:
    """The page as one text without the statements of its cuts, by which it is kept beside its document."""
    light = replace(
        page,
        described=tuple(replace(cut, said=()) for cut in page.described),
        pieces=tuple(replace(cut, said=()) for cut in page.pieces),
        activities=tuple(
            replace(one, cut=replace(one.cut, said=())) if one.cut else one for one in page.activities
        ),
    )
    return json.dumps(asdict(light), ensure_ascii=False)


def said_json(page: Page) -> str:
    """The statements of its cuts, a line each."""
    return "".join(json.dumps(cut.said, ensure_ascii=False) + "\n" for cut in page.cuts)


def from_json(text: str) -> Page:
    """The page of a text that `as_json` made."""
    raw = json.loads(text)
    lists = {name: tuple(raw[name]) for name in ("listed", "wanted", "following", "catalogues", "contained")}
    return Page(
        raw["kind"],
        described=tuple(_cut(one) for one in raw["described"]),
        pieces=tuple(_cut(one) for one in raw["pieces"]),
        relations=tuple(Relation(**one) for one in raw["relations"]),
        activities=tuple(
            Activity(**{**one, "cut": _cut(one["cut"]) if one["cut"] else None}) for one in raw["activities"]
        ),
        nameless=raw["nameless"],
        changed=raw["changed"],
        total=raw["total"],
        **lists,
    )


def with_said(page: Page, text: str) -> Page:
    """The page with the statements that `said_json` wrote down. Raises ValueError where they are of another one."""
    lines = iter(text.splitlines())
    cuts = {id(cut): replace(cut, said=_statements(line)) for cut, line in zip(page.cuts, lines, strict=True)}
    return replace(
        page,
        described=tuple(cuts[id(cut)] for cut in page.described),
        pieces=tuple(cuts[id(cut)] for cut in page.pieces),
        activities=tuple(replace(one, cut=cuts[id(one.cut)]) if one.cut else one for one in page.activities),
    )


def _statements(line: str) -> tuple[Said, ...]:
    return tuple((subject, name, Object(*term)) for subject, name, term in json.loads(line))


def _cut(raw: Mapping[str, Any]) -> Cut:
    return Cut(raw["iri"], raw["sha256"], raw["size"], raw["refused"])
