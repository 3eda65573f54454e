"""Writes descriptions to files: one dataset in three syntaxes, or many as one catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.earlier_releases import CURRENT, Release
from omicz_meta.catalogue.healthdcat import SERVICES, service_iris
from omicz_meta.catalogue.jsonld import jsonld
from omicz_meta.catalogue.namespaces import DCAT, DCATAP, DCT, EHDS, ELI, EU_AUTHORITY, FOAF, PROV, RDF, XSD
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.profile import Profile, refusals
from omicz_meta.catalogue.profiles import profile_named
from omicz_meta.catalogue.rdf import Iri, Literal, Triple, clean_text, is_iri
from omicz_meta.catalogue.rdfxml import rdfxml
from omicz_meta.catalogue.series import SERIES
from omicz_meta.catalogue.turtle import heads, turtle
from omicz_meta.catalogue.turtle_writer import TurtleWriter
from omicz_meta.errors import EnvironmentFault, UsageError

Serialise = Callable[..., Iterator[str]]
"""Triples, and prefixes where they are not those of descriptions, to pieces of a document."""

SYNTAXES: Mapping[str, Serialise] = MappingProxyType(
    {".ttl": turtle, ".jsonld": jsonld, ".rdf": rdfxml, ".nt": ntriples}
)
_MOST_TOLD = 20_000
"""So many blocks of a catalogue are remembered, to be written once."""
_TITLE = {"cs": "Katalog datových sad", "en": "Catalogue of datasets"}
_ABOUT = {
    "cs": "Popisy zdravotních datových sad podle HealthDCAT-AP.",
    "en": "Descriptions of health datasets according to HealthDCAT-AP.",
}


def write_description(
    description: Description,
    folder: Path,
    profile: str = "healthdcat-ap",
    name: str = "dataset",
    release: Release = CURRENT,
) -> tuple[Path, ...]:
    """Write `dataset.ttl`, `dataset.jsonld` and `dataset.rdf` into a folder and return the files.

    The three say the same, byte for byte the same on every run; a profile that is no RDF has other endings. `release`
    is that of HealthDCAT-AP. Raises UsageError for a description that the profile refuses (see `refusals`),
    EnvironmentFault when the disk refuses.
    """
    chosen = profile_named(profile, release)
    _accepted(chosen, description)
    triples = list(chosen.triples(description)) if chosen.is_rdf else []
    files = {
        folder / f"{name}{suffix}": chosen.documents[suffix](description)
        if suffix in chosen.documents
        else SYNTAXES[suffix](triples)
        for suffix in chosen.suffixes
    }
    for file, pieces in files.items():
        _write(file, pieces)
    return tuple(files)


@dataclass(frozen=True, slots=True)
class Record:
    """When a dataset was listed in a catalogue, when its entry changed last, and the document that it was taken from.

    The times are xsd:dateTime; `name` ends the address of the record (dcat:CatalogRecord).
    """

    name: str
    dataset: Iri
    issued: str
    modified: str
    source: str = ""

    def triples(self, catalogue: Iri) -> Iterator[Triple]:
        """Yield the record and that the catalogue has it."""
        iri = Iri(f"{catalogue.value}/record/{self.name}")
        yield Triple(catalogue, DCAT("record"), iri)
        yield Triple(iri, RDF("type"), DCAT("CatalogRecord"))
        yield Triple(iri, FOAF("primaryTopic"), self.dataset)
        for name, time in (("issued", self.issued), ("modified", self.modified)):
            yield Triple(iri, DCT(name), Literal(time, XSD("dateTime").value))
        if is_iri(self.source):
            yield Triple(iri, PROV("wasDerivedFrom"), Iri(self.source))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Several descriptions under one dcat:Catalog. Title and description by language; `base_iri` of the catalogue.

    `publisher` is a description that says who publishes it, else its first dataset does; `records` say where its
    datasets come from.

    >>> from omicz_meta.catalogue.description import Entity
    >>> from omicz_meta.schema.model import load_schema
    >>> dataset = Description(Entity("Dataset", {"id": ("a",)}), load_schema(), "https://example.org/")
    >>> Catalogue([dataset]).iri.value
    'https://example.org/catalogue'
    """

    descriptions: Sequence[Description]
    title: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(_TITLE))
    description: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(_ABOUT))
    base_iri: str | None = None
    publisher: Description | None = None
    records: Sequence[Record] = ()

    @property
    def iri(self) -> Iri:
        """The catalogue's IRI, beside those of its datasets; UsageError where there is nothing to derive it from."""
        first = next((dataset.base_iri for dataset in self._speaking), None)
        base = self.base_iri or first
        if base is None:
            raise UsageError("A catalogue without descriptions needs a base_iri.")
        return Iri(f"{base.removesuffix('/')}/catalogue" if base.startswith("http") else f"{base}catalogue")

    def triples(self, profile: str = "healthdcat-ap", release: Release = CURRENT) -> Iterator[Triple]:
        """Yield the catalogue and all its datasets; `release` is that of HealthDCAT-AP."""
        chosen = profile_named(profile, release)
        if not chosen.is_rdf:
            raise UsageError(f"{profile} is no RDF: its catalogues are not written as one file.")
        yield from self._about(chosen)
        yield from self._publishing(chosen) if self.publisher else ()
        for dataset in self.descriptions:
            _accepted(chosen, dataset)
            yield from self._links(dataset, chosen)
            yield from chosen.triples(dataset)
        for record in self.records:
            yield from record.triples(self.iri)

    def write(self, file: Path | str, profile: str = "healthdcat-ap", release: Release = CURRENT) -> Path:
        """Write the catalogue; the ending of the name (.ttl .jsonld .rdf .nt) says the syntax.

        `release` is that of HealthDCAT-AP: "5", "6" or "7" for readers that lag behind.
        """
        path, chosen = Path(file), profile_named(profile, release)
        if path.suffix not in SYNTAXES:
            raise UsageError(f"{path.name}: a catalogue ends in one of {', '.join(SYNTAXES)}.")
        if path.suffix == ".ttl" and chosen.is_table:
            _write(path, self._turtle(chosen))
        else:
            _write(path, SYNTAXES[path.suffix](self.triples(profile, release)))
        return path

    def _turtle(self, profile: Profile) -> Iterator[str]:
        """The catalogue as Turtle, one dataset after the other in their order, so that memory does not grow with them.

        Nodes that several datasets speak of, such as codes, are told with the first of them.
        """
        writer, declared, told = TurtleWriter(profile), set[str](), set[str]()
        about = chain(self._about(profile), self._publishing(profile) if self.publisher else ())
        parts = chain(
            (writer.told(about),),
            map(partial(self._linked, writer), self.descriptions),
            (writer.told(record.triples(self.iri)) for record in self.records),
        )
        for used, blocks in parts:
            yield from heads(used - declared, writer.prefixes)
            declared |= used
            new = [text for _, text in sorted(blocks.items()) if text not in told]
            if len(told) > _MOST_TOLD:
                told.clear()
            told.update(new)
            yield from new

    def _links(self, dataset: Description, profile: Profile) -> Iterator[Triple]:
        yield Triple(self.iri, DCAT("dataset"), dataset.iri)
        if SERVICES in profile.further:
            yield from (Triple(self.iri, DCAT("service"), iri) for iri, _ in service_iris(dataset))
        if profile.place(SERIES):
            named = (one.iri for one in dataset.dataset.entities(SERIES) if one.iri)
            # DCAT 3: a series is a resource of the catalogue; under dcat:dataset it would have to be a dataset
            yield from (Triple(self.iri, DCAT("resource"), Iri(iri)) for iri in named)

    def _linked(self, writer: TurtleWriter, dataset: Description) -> tuple[set[str], dict[str, str]]:
        """The blocks of a dataset, after the one by which the catalogue names it."""
        _accepted(writer.profile, dataset)
        used, blocks = writer.blocks(dataset)
        link = writer.told(self._links(dataset, writer.profile))
        return used | link[0], {**blocks, "": link[1][self.iri.value]}

    def write_each(self, folder: Path, suffixes: Iterable[str]) -> None:
        """Write `catalogue` with each of the endings into a folder."""
        for suffix in suffixes:
            self.write(folder / f"catalogue{suffix}")

    def about(self) -> Iterator[Triple]:
        """Yield what the catalogue says about itself, with its publisher, without its datasets."""
        profile = profile_named("healthdcat-ap")
        yield from self._about(profile)
        yield from self._publishing(profile)

    def _about(self, profile: Profile) -> Iterator[Triple]:
        yield Triple(self.iri, RDF("type"), DCAT("Catalog"))
        for property_iri, texts in ((DCT("title"), self.title), (DCT("description"), self.description)):
            for language, words in texts.items():
                yield Triple(self.iri, property_iri, Literal(clean_text(words), language=language))
        yield Triple(self.iri, DCATAP("applicableLegislation"), Iri(EHDS))
        yield Triple(Iri(EHDS), RDF("type"), ELI("LegalResource"))
        yield Triple(self.iri, DCAT("themeTaxonomy"), Iri(EU_AUTHORITY + "data-theme"))
        for code in ("CES", "ENG"):
            spoken = Iri(f"{EU_AUTHORITY}language/{code}")
            yield Triple(self.iri, DCT("language"), spoken)
            yield Triple(spoken, RDF("type"), DCT("LinguisticSystem"))
        yield from self._shared(profile)

    def _shared(self, profile: Profile) -> Iterator[Triple]:
        """A catalogue has exactly one publisher: its own, or that of its first dataset. Some want a contact as well."""
        for dataset in self._speaking:
            for triple in profile.triples(dataset):
                if triple.subject == dataset.iri and triple.predicate in profile.shared:
                    yield Triple(self.iri, triple.predicate, triple.term)

    def _publishing(self, profile: Profile) -> Iterator[Triple]:
        nodes = {triple.term.value for triple in self._shared(profile)}
        for dataset in self._speaking:
            yield from reached(nodes, profile.triples(dataset))

    @property
    def _speaking(self) -> tuple[Description, ...]:
        return (self.publisher,) if self.publisher else tuple(islice(self.descriptions, 1))


def reached(nodes: Iterable[str], triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what is said about some nodes and about all that these lead to."""
    about: dict[str, list[Triple]] = {}
    for triple in triples:
        about.setdefault(triple.subject.value, []).append(triple)
    waiting = list(nodes)
    while waiting:
        for triple in about.pop(waiting.pop(), ()):
            yield triple
            waiting.append(triple.term.value)


def _accepted(profile: Profile, description: Description) -> None:
    found = refusals(profile, description)
    if found:
        paths = ", ".join(problem.path for problem in found)
        raise UsageError(f"{description.id} cannot be published as {profile.name}; look at: {paths}.")


def _write(file: Path, pieces: Iterator[str]) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="\n") as target:
            target.writelines(pieces)
    except OSError as fault:
        raise EnvironmentFault(f"{file.name} cannot be written: {fault.strerror}") from fault
