"""What a node offers: each of its datasets as a description that was checked, read from the documents it served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from omicz_meta.catalogue.building import Candidate
from omicz_meta.catalogue.check import Checked, told
from omicz_meta.catalogue.description import Text
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.statements import indexed
from omicz_meta.harvest.library import page_of
from omicz_meta.harvest.page import Cut, Page
from omicz_meta.harvest.reading import PageReader
from omicz_meta.harvest.state import Entry, NodeState
from omicz_meta.pipeline.checking import masked
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Offer:
    """A dataset of a node: where it was described, since when it is known, and what a check says about it."""

    node: str
    iri: str
    address: str
    entry: Entry
    candidate: Candidate

    @property
    def identifiers(self) -> frozenset[str]:
        """The identifiers that it has (dct:identifier)."""
        described = self.candidate.description
        return (
            frozenset(str(value) for value in described.dataset.all("identifier"))
            if described
            else frozenset()
        )

    @property
    def titles(self) -> frozenset[str]:
        """Its titles, in whatever language."""
        described = self.candidate.description
        texts = described.dataset.all("title") if described else ()
        return frozenset(text.value.casefold() for text in texts if isinstance(text, Text))


def offers(state: NodeState, folder: Path, reader: PageReader, schema: Schema) -> Iterator[Offer]:
    """All datasets of a node, document by document, so that one document at a time is in memory."""
    pages: dict[str, Page] = {}
    for iri, entry in sorted(state.datasets.items(), key=lambda one: (one[1].documents, one[0])):
        pages = {address: pages[address] for address in entry.documents if address in pages}
        for address in entry.documents:
            if address not in pages:
                pages[address] = page_of(state.documents[address], folder, reader, whole=True)
        cuts = tuple(_cuts(iri, entry, pages))
        at = state.documents[entry.documents[0]].at
        yield Offer(state.name, iri, at, entry, _candidate(state.name, iri, cuts, schema))


def _cuts(iri: str, entry: Entry, pages: Mapping[str, Page]) -> Iterator[Cut]:
    """What documents say about a dataset: in a stream as of the activity that counts, else in the first of them."""
    first = pages[entry.documents[0]]
    come_along = [
        one.cut
        for one in first.activities
        if one.cut and one.dataset == iri and one.published == entry.published
    ]
    described = [cut for cut in first.described if cut.iri == iri]
    yield from (come_along or described)[-1:]
    for address in entry.documents[1:]:
        yield from pages[address].pieces


def _candidate(node: str, iri: str, cuts: tuple[Cut, ...], schema: Schema) -> Candidate:
    if any(cut.refused for cut in cuts) or not cuts:
        return _left_out(node, iri, "C069" if cuts else "C012")
    found = indexed(said for cut in cuts for said in cut.said)
    one = next((one for one in published(found, node, schema) if one.description.dataset.iri == iri), None)
    if one is None:
        return _left_out(node, iri, "C012")
    problems = tuple(replace(fault, place=replace(fault.place, file=node)) for fault in told(one))
    return Candidate(masked(Checked(node, iri, problems)), one.description)


def _left_out(node: str, iri: str, code: str) -> Candidate:
    return Candidate(Checked(node, iri, (Problem(code, Place(file=node, record_class="Dataset")),)))
