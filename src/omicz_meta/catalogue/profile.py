"""What a profile is: which slots it takes, how they are written, what it cannot do without, and whom it is for.

A profile that is RDF is a table of rows; one that is a document of its own says for each slot where it stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.forms import Form, Row, render
from omicz_meta.catalogue.namespaces import DCAT, DCT, RDF
from omicz_meta.catalogue.rdf import Iri, Term, Triple
from omicz_meta.place import Place
from omicz_meta.problem import Problem

Emit = Callable[[Description], Iterator[Triple]]
Document = Callable[[Description], Iterator[str]]
Terms = Mapping[tuple[str, str], list[Term]]
WRITTEN = (".ttl", ".jsonld", ".rdf")
"""The syntaxes in which one description is written, where the profile is RDF."""
CORE_NEEDS = (
    *("identifier", "title", "description", "access_rights", "applicable_legislation", "themes"),
    *(f"{agent}{slot}" for agent in ("publisher", "creators") for slot in ("", ".agent_name")),
)
"""What both the genomic and the Dutch network cannot do without."""
_NOTHING: Mapping[str, Emit] = MappingProxyType({})
_NO_DOCUMENT: Mapping[str, Document] = MappingProxyType({})
_NO_PLACES: Mapping[str, str] = MappingProxyType({})


def _nothing(_: Description) -> Iterator[str]:
    yield from ()


def _as_they_are(triples: Iterator[Triple]) -> Iterator[Triple]:
    return triples


def _unchanged(description: Description) -> Description:
    return description


@dataclass(frozen=True, slots=True)
class Profile:
    """One way in which descriptions are published.

    `rows` is the table of a profile that is RDF, `further` what code writes beside it by slot, `around` what code
    writes about the whole, `besides` the properties that only code writes. `documents` are other documents by ending,
    `places` says where the slots stand in them. `needs` are paths of slots without which the profile is not valid,
    `lacking` finds what else it cannot do without, `prepare` is what has to be done to a description before, `finish`
    what to its triples at the end, and `public_only` refuses all data that are not public. `shared` is what a catalogue
    has in common with its datasets.
    """

    name: str
    title: str
    rows: tuple[Row, ...] = ()
    kind: Iri = field(default_factory=lambda: DCAT("Dataset"))
    further: Mapping[str, Emit] = field(default_factory=lambda: _NOTHING)
    around: Emit | None = None
    besides: tuple[str, ...] = ()
    shared: tuple[Iri, ...] = field(default_factory=lambda: (DCT("publisher"),))
    needs: tuple[str, ...] = ()
    lacking: Callable[[Description], Iterator[str]] = _nothing
    prepare: Callable[[Description], Description] = _unchanged
    finish: Callable[[Iterator[Triple]], Iterator[Triple]] = _as_they_are
    public_only: bool = False
    documents: Mapping[str, Document] = field(default_factory=lambda: _NO_DOCUMENT)
    places: Mapping[str, str] = field(default_factory=lambda: _NO_PLACES)

    @property
    def is_rdf(self) -> bool:
        """Whether it is written as triples, and can be read back."""
        return bool(self.rows)

    @property
    def is_table(self) -> bool:
        """Whether each slot gives its triples by itself: nothing is written around them, and nothing changed after."""
        return self.is_rdf and self.around is None and self.finish is _as_they_are

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the files of one description."""
        return (
            *(suffix for suffix in WRITTEN if self.is_rdf and suffix not in self.documents),
            *self.documents,
        )

    def triples(self, description: Description) -> Iterator[Triple]:
        """Yield the triples of a description, in no particular order and some of them twice; serialisers sort."""
        yield from self.finish(self._written(self.prepare(description)))

    def _written(self, prepared: Description) -> Iterator[Triple]:
        yield Triple(prepared.iri, RDF("type"), self.kind)
        yield from render(prepared.dataset, prepared.iri, self.rows)
        for emit in self.further.values():
            yield from emit(prepared)
        if self.around is not None:
            yield from self.around(prepared)

    def place(self, slot: str) -> str | None:
        """Where a slot of a dataset stands in this profile; None where it has no place."""
        properties = [row.property.value for row in self.rows if row.slot == slot]
        return next(iter(properties), None) or self.places.get(slot)


def refusals(profile: Profile, description: Description) -> tuple[Problem, ...]:
    """Why a description cannot be published in a profile: data that are not public (C031), what it lacks (C030)."""
    if profile.public_only and description.access != "PUBLIC":
        return (_refusal("C031", profile, "access_rights"),)
    absent = _absent(profile, description) if profile.is_rdf else _unfilled(profile, description)
    paths = dict.fromkeys((*absent, *profile.lacking(description)))
    return tuple(_refusal("C030", profile, path) for path in paths)


def only(rows: Iterable[Row], slots: str) -> tuple[Row, ...]:
    """The rows of some slots, named with blanks between.

    >>> from omicz_meta.catalogue.healthdcat import AGENT
    >>> [row.slot for row in only(AGENT.rows, "homepage agent_name")]
    ['agent_name', 'homepage']
    """
    wanted = slots.split()
    return tuple(row for row in rows if row.slot in wanted)


def instead(rows: Iterable[Row], *others: Row) -> tuple[Row, ...]:
    """The rows with others in place of those of the same slots; those of new slots at the end.

    >>> from omicz_meta.catalogue.forms import WORDS
    >>> from omicz_meta.catalogue.healthdcat import CONTACT_OF_AGENT
    >>> from omicz_meta.catalogue.namespaces import RDFS
    >>> len(instead(CONTACT_OF_AGENT, Row("email", RDFS("label"), WORDS))) == len(CONTACT_OF_AGENT)
    True
    """
    slots = {row.slot for row in others}
    return (*(row for row in rows if row.slot not in slots), *others)


def _refusal(code: str, profile: Profile, path: str) -> Problem:
    place = Place(record_class="Dataset", slot=path.partition(".")[0])
    return Problem(code, place, detail=(("profile", profile.name), ("path", path)))


def _absent(profile: Profile, description: Description) -> Iterator[str]:
    """Needs that the triples do not meet: what could not be written is as good as not there."""
    if not profile.needs:
        return
    terms: dict[tuple[str, str], list[Term]] = {}
    for triple in profile.triples(description):
        terms.setdefault((triple.subject.value, triple.predicate.value), []).append(triple.term)
    for path in profile.needs:
        *steps, last = path.split(".")
        subjects, rows = [description.iri.value], profile.rows
        for step in steps:
            row = _row(rows, step)
            subjects = [term.value for one in subjects for term in terms.get((one, row.property.value), ())]
            rows = rows_of(row.form)
        wanted = _row(rows, last).property.value
        if any((subject, wanted) not in terms for subject in subjects):
            yield path


def rows_of(form: Form) -> tuple[Row, ...]:
    """The table of the nodes that a form writes; none for a form that writes no nodes."""
    return getattr(form, "rows", ())


def _row(rows: Iterable[Row], slot: str) -> Row:
    return next(row for row in rows if row.slot == slot)


def _unfilled(profile: Profile, description: Description) -> Iterator[str]:
    prepared = profile.prepare(description).dataset
    return (path for path in profile.needs if not _holds(prepared, path.split(".")))


def _holds(entity: Entity, steps: list[str]) -> bool:
    if len(steps) == 1:
        return entity.filled(steps[0])
    return all(_holds(inner, steps[1:]) for inner in entity.entities(steps[0]))
