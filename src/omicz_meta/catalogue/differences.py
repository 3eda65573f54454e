"""What differs between two states of a catalogue, by dataset and slot: order and names of inner nodes do not count."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from omicz_meta.catalogue.description import Code, Entity, Item, Text
from omicz_meta.catalogue.forms import DEPTH
from omicz_meta.catalogue.from_rdf import Published
from omicz_meta.catalogue.namespaces import PREFIXES, RDF
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.statements import Object, Statements
from omicz_meta.catalogue.turtle import shorten

_TYPE = RDF("type").value
_NAMES = ("title", "agent_name", "full_name", "variable_name", "label", "identifier", "notation")
_KEYS = ("id", "variable_name", "notation", "agent_name", "title", "full_name", "label")
DERIVED = ("id", "table_name")
"""Slots that are read from the names of inner nodes; what they say stands in titles as well."""
Value = Item | Entity


@dataclass(frozen=True, slots=True)
class Change:
    """One slot, by its path from the dataset, with what it lost and what it gained, in words that need no language."""

    path: tuple[str, ...]
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset as a document has it: the description, and all statements of that document."""

    published: Published
    statements: Statements

    @property
    def iri(self) -> str:
        """The dataset's IRI."""
        return self.published.description.iri.value

    @property
    def title(self) -> str:
        """What people call it; else nothing."""
        return _name(self.published.description.dataset)


@dataclass(frozen=True, slots=True)
class Differing:
    """A dataset that both states have: changed slots, and properties said otherwise that no slot holds."""

    iri: str
    title: str
    changes: tuple[Change, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """Datasets that came, went and changed; IRI and title."""

    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    changed: tuple[Differing, ...] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def differences(old: Mapping[str, Found], new: Mapping[str, Found]) -> Differences:
    """Compare two states, datasets by their IRIs.

    >>> bool(differences({}, {}))
    False
    """
    both = (_differing(old[iri], new[iri]) for iri in sorted(old.keys() & new.keys()))
    return Differences(
        tuple((iri, new[iri].title) for iri in sorted(new.keys() - old.keys())),
        tuple((iri, old[iri].title) for iri in sorted(old.keys() - new.keys())),
        tuple(one for one in both if one.changes or one.beyond),
    )


def _differing(old: Found, new: Found) -> Differing:
    said = _fingerprint(old) ^ _fingerprint(new)
    if not said:
        return Differing(new.iri, new.title)
    before, after = (one.published.description.dataset for one in (old, new))
    changes = (*_changes(before, after, ()), *_misread(old.published, new.published))
    unread = {*old.published.unread, *new.published.unread}
    names = {shorten(name, PREFIXES) or name for _, name, _ in said if name != _TYPE or not changes}
    # where slots have changed, their statements differ too; what no slot holds is told beside
    return Differing(new.iri, new.title, changes, tuple(sorted(names & unread if changes else names)))


def _changes(old: Entity, new: Entity, path: tuple[str, ...]) -> Iterator[Change]:
    for slot in sorted({*old.slots, *new.slots}):
        if slot not in DERIVED:
            yield from _slot(old.all(slot), new.all(slot), (*path, slot))


def _slot(old: tuple[Value, ...], new: tuple[Value, ...], path: tuple[str, ...]) -> Iterator[Change]:
    gone, came = _apart(old, new), _apart(new, old)
    paired = list(_paired(gone, came))
    for before, after in paired:
        yield from _changes(before, after, path)
    lost = [one for one in gone if not any(one is before for before, _ in paired)]
    won = [one for one in came if not any(one is after for _, after in paired)]
    if lost or won:
        yield Change(path, tuple(sorted(map(shown, lost))), tuple(sorted(map(shown, won))))


def _apart(some: Iterable[Value], others: Iterable[Value]) -> list[Value]:
    """Those values that the others do not have, as often as they lack them."""
    left = Counter(map(canonical, others))
    apart = []
    for value in some:
        key = canonical(value)
        if left[key]:
            left[key] -= 1
        else:
            apart.append(value)
    return apart


def _paired(gone: Iterable[Value], came: Iterable[Value]) -> Iterator[tuple[Entity, Entity]]:
    """Entities that are the same one, changed: of one name, of one key, or the only ones."""
    before = [one for one in gone if isinstance(one, Entity)]
    after = [one for one in came if isinstance(one, Entity)]
    for old in tuple(before):
        match = next((new for new in after if _same(old, new)), None)
        if match is not None:
            before = [one for one in before if one is not old]
            after = [one for one in after if one is not match]
            yield old, match
    if len(before) == len(after) == 1:
        yield before[0], after[0]


def _same(old: Entity, new: Entity) -> bool:
    if old.iri and old.iri == new.iri:
        return True
    key = next((slot for slot in _KEYS if old.filled(slot) and new.filled(slot)), None)
    return key is not None and set(map(canonical, old.all(key))) == set(map(canonical, new.all(key)))


def canonical(value: Value) -> str:
    """A value as text that two readings have in common: inner nodes by what is said about them."""
    if not isinstance(value, Entity):
        return f"{type(value).__name__} {shown(value)}"
    slots = sorted((name, sorted(map(canonical, values))) for name, values in value.slots.items())
    return repr([value.kind, [pair for pair in slots if pair[0] not in DERIVED]])


def shown(value: Value) -> str:
    """A value for people.

    >>> shown(Text("Věk", "cs")), shown(False)
    ('Věk (cs)', 'false')
    """
    if isinstance(value, Entity):
        return _name(value) or value.iri or value.kind
    if isinstance(value, Text):
        return f"{value.value} ({value.language})"
    if isinstance(value, Code):
        return value.name
    if isinstance(value, Iri):
        return value.value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(entity: Entity) -> str:
    """What an entity is called, English before other languages."""
    for slot in _NAMES:
        texts = [item for item in entity.all(slot) if not isinstance(item, Entity)]
        english = [one.value for one in texts if isinstance(one, Text) and one.language == "en"]
        if texts:
            return (english or [one.value if isinstance(one, Text) else shown(one) for one in texts])[0]
    return ""


def _misread(old: Published, new: Published) -> Iterator[Change]:
    """Values that no slot takes, by the slot that they stand under."""
    before, after = _told(old), _told(new)
    for path in sorted({path for path, _ in before ^ after}):
        gone = (value for where, value in before - after if where == path)
        came = (value for where, value in after - before if where == path)
        yield Change(tuple(path.split(".")), tuple(sorted(gone)), tuple(sorted(came)))


def _told(one: Published) -> set[tuple[str, str]]:
    faults = ((problem.path, problem.value) for problem in one.problems)
    return {(path, value) for path, value in faults if path and value}


def _fingerprint(one: Found) -> set[tuple[str, str, str]]:
    """The statements about a dataset and what it leads to; inner nodes by what is said about them, not by name."""
    found, reached = one.statements, tuple(one.statements.reached(one.iri))
    terms = [term for node in reached for terms in found.about(node).values() for term in terms]
    inner = {term.text for term in terms if term.kind == "blank" or term.text.startswith(f"{one.iri}#")}
    colours = dict.fromkeys(inner, "_")
    for _ in range(DEPTH):
        colours = {node: _colour(found.about(node), colours) for node in inner}
    return {
        (colours.get(node, node), name, _seen(term, colours))
        for node in reached
        for name, terms in found.about(node).items()
        for term in terms
    }


def _colour(about: Mapping[str, tuple[Object, ...]], colours: Mapping[str, str]) -> str:
    said = sorted((name, sorted(_seen(term, colours) for term in terms)) for name, terms in about.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _seen(term: Object, colours: Mapping[str, str]) -> str:
    inner = colours.get(term.text) if term.kind != "literal" else None
    return inner or repr(tuple(term))
