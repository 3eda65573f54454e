"""Writes many descriptions as Turtle, one after the other: what several of them say alike is put into words once.

What a slot gives depends on its values and on the dataset's IRI. So it is written for a dataset that is called by a
sign made up for this writer, kept by its values, and the sign is replaced at the end. The text is that of `turtle`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from omicz_meta.catalogue.description import Code, Description, Entity, Item
from omicz_meta.catalogue.forms import Row, render
from omicz_meta.catalogue.namespaces import PREFIXES, RDF
from omicz_meta.catalogue.profile import Emit, Profile
from omicz_meta.catalogue.rdf import Rank, Triple
from omicz_meta.catalogue.turtle import Names, Stated, block, heads, stated
from omicz_meta.schema.model import Schema

_MOST_PIECES = 256
"""So many different contents of a slot are kept; where there are more, they are hardly met again."""
Values = tuple[Item | Entity, ...]


class _NotAlike(Exception):
    """What a slot gives cannot be kept: it depends on more than its values."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one slot gives: statements about the dataset, blocks of its own nodes, statements about other nodes."""

    about: Stated
    own: Mapping[str, str]
    others: Mapping[str, tuple[Stated, str]]
    prefixes: frozenset[str]


@dataclass(slots=True)
class TurtleWriter:
    """Writes descriptions in one profile: one that is a table, see `Profile.is_table`.

    >>> from omicz_meta.catalogue.profiles import HEALTHDCAT_AP
    >>> from omicz_meta.schema.model import load_schema
    >>> dataset = Description(Entity("Dataset", {"id": ("a",)}), load_schema(), "https://example.org/")
    >>> print(TurtleWriter(HEALTHDCAT_AP).document(dataset), end="")
    @prefix dcat: <http://www.w3.org/ns/dcat#> .
    <BLANKLINE>
    <https://example.org/dataset/a>
        a dcat:Dataset .
    """

    profile: Profile
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    _names: Names = field(init=False)
    _sign: str = field(init=False)
    _pieces: dict[str, dict[object, Piece]] = field(init=False, default_factory=dict)
    _schema: Schema | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._names = Names({namespace: prefix for prefix, namespace in self.prefixes.items()})
        self._sign = f"urn:omicz:{secrets.token_hex(16)}"

    def document(self, description: Description) -> str:
        """The whole document of a description."""
        used, blocks = self.blocks(description)
        return "".join((*heads(used, self.prefixes), *(blocks[iri] for iri in sorted(blocks))))

    def blocks(self, description: Description) -> tuple[set[str], dict[str, str]]:
        """The prefixes that a description takes, and the block of each node that it speaks of, by IRI."""
        prepared = self.profile.prepare(description)
        if self._schema is not prepared.schema:
            self._pieces, self._schema = {}, prepared.schema
        base, used = prepared.iri.value, set[str]()
        about: dict[str, Mapping[Rank, str]] = {}
        own: dict[str, str] = {}
        others: dict[str, tuple[Stated, str]] = {}
        for piece in self._told(prepared):
            used |= piece.prefixes
            about = (
                _joined(about, piece.about) if about.keys() & piece.about.keys() else {**about, **piece.about}
            )
            own.update(piece.own)
            for iri, told in piece.others.items():
                known = others.setdefault(iri, told)
                if known is not told and known != told:
                    others[iri] = (_joined(known[0], told[0]), "")
        self._names.used = {}
        found = {base + iri: text.replace(self._sign, base) for iri, text in own.items()}
        found |= {iri: text or block(iri, said, self._names) for iri, (said, text) in others.items()}
        named = {name: self._called(terms, base) for name, terms in about.items()}
        found[base] = block(base, named, self._names)
        return used | self._names.used.keys(), found

    def told(self, triples: Iterable[Triple]) -> tuple[set[str], dict[str, str]]:
        """The prefixes and blocks of statements that belong to no dataset."""
        self._names.used = {}
        found = stated(triples, self._names)
        blocks = {iri: block(iri, said, self._names) for iri, said in found.items()}
        return set(self._names.used), blocks

    def _called(self, terms: Mapping[Rank, str], base: str) -> Mapping[Rank, str]:
        """Objects by the real name of the dataset, which decides how they sort."""
        if not any(key[2].startswith(self._sign) for key in terms):
            return terms
        sign = self._sign
        return {
            (first, second, last.replace(sign, base)): text.replace(sign, base)
            for (first, second, last), text in terms.items()
        }

    def _told(self, description: Description) -> Iterator[Piece]:
        dataset = description.dataset
        yield self._piece("", (), partial(_typed, self.profile), description)
        for number, row in enumerate(self.profile.rows):
            if values := dataset.slots.get(row.slot):
                yield self._piece(f"{number}", values, partial(_of_row, row), description)
        for slot, emit in self.profile.further.items():
            if values := dataset.slots.get(slot):
                yield self._piece(slot, values, emit, description)

    def _piece(self, slot: str, values: Values, emit: Emit, description: Description) -> Piece:
        try:
            key = (description.base_iri, *[_key(value) for value in values])
            kept = self._pieces.setdefault(slot, {})
            found = kept.get(key)
            if found is None:
                if len(kept) >= _MOST_PIECES:
                    kept.clear()
                nameless = replace(description, dataset=replace(description.dataset, iri=self._sign))
                found = kept[key] = self._cut(emit(nameless))
        except _NotAlike:
            self._names.used = {}
            said = stated(emit(description), self._names)
            about = said.pop(description.iri.value, {})
            found = Piece(about, {}, self._apart(said), frozenset(self._names.used))
        return found

    def _cut(self, triples: Iterable[Triple]) -> Piece:
        """What is said, by whom it is about. Raises _NotAlike where the dataset's name would decide how nodes sort."""
        self._names.used = {}
        found = stated(triples, self._names)
        about, sign = found.pop(self._sign, {}), self._sign
        mine = [iri for iri in found if iri.startswith(sign)]
        if any(_mixed(terms, sign) for said in found.values() for terms in said.values()):
            raise _NotAlike
        others = (found[iri].values() for iri in found if not iri.startswith(sign))
        if any(key[2].startswith(sign) for said in others for terms in said for key in terms):
            # a node of others points back to the dataset, such as a service that serves it
            raise _NotAlike
        own = {iri.removeprefix(sign): block(iri, found.pop(iri), self._names) for iri in mine}
        return Piece(about, own, self._apart(found), frozenset(self._names.used))

    def _apart(self, found: Mapping[str, Stated]) -> Mapping[str, tuple[Stated, str]]:
        return {iri: (said, block(iri, said, self._names)) for iri, said in found.items()}


def _typed(profile: Profile, description: Description) -> Iterator[Triple]:
    yield Triple(description.iri, RDF("type"), profile.kind)


def _of_row(row: Row, description: Description) -> Iterator[Triple]:
    return render(description.dataset, description.iri, (row,))


def _joined(some: Stated, more: Stated) -> dict[str, Mapping[Rank, str]]:
    return {**some, **{name: {**some.get(name, {}), **terms} for name, terms in more.items()}}


def _mixed(terms: Mapping[Rank, str], sign: str) -> bool:
    """Whether there are nodes of the dataset and others among the objects."""
    return len(terms) > 1 and len({key[2].startswith(sign) for key in terms}) > 1


def _key(value: Item | Entity) -> object:
    """What two values have in common that give the same; a neighbour with an IRI of its own names others after it."""
    if isinstance(value, Entity):
        if value.iri:
            raise _NotAlike
        slots = value.slots.items()
        return (value.kind, tuple([(name, *[_key(one) for one in values]) for name, values in slots]))
    if isinstance(value, Code):
        return (value.name, value.iri, *value.label.items())
    return value if isinstance(value, str) else (type(value), value)
