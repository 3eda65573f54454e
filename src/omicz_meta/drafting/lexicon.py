"""What the slots of the model are called in people's tables: a curated list beside titles and names of the model."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources

from omicz_meta.drafting.likeness import likeness, words_of
from omicz_meta.schema import ClassDefinition, Schema
from omicz_meta.schema.own import additions

TITLE, OWN_NAME = 0.9, 0.95
"""How much a title or a slot's own name counts beside the curated list: the same title stands in several classes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Names of one slot. An `anchor` is a slot whose presence says that the class is in the table."""

    record_class: str
    slot: str
    anchor: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analyte:
    """A laboratory finding that has columns of its own: LOINC, the unit usual here, and where its values lie."""

    loinc: str
    unit: str
    low: Decimal
    high: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What things are called: names by class (`*`: all about persons) and slot, and laboratory findings."""

    entries: Mapping[tuple[str, str], Entry]
    analytes: tuple[Analyte, ...]

    def names(self, record_class: str, slot: str) -> tuple[str, ...]:
        """The curated names of a slot."""
        entry = self.entries.get((record_class, slot))
        return entry.names if entry else ()

    def anchors(self, record_class: str, slot: str) -> bool:
        """Whether the slot shows that its class is in a table."""
        entry = self.entries.get((record_class, slot))
        return entry is not None and entry.anchor

    def without(self, columns: Iterable[str]) -> Lexicon:
        """The lexicon without names that are just those of some columns: how it does on tables it has never seen."""
        own = {words_of(column) for column in columns}
        kept = {
            key: replace(entry, names=tuple(name for name in entry.names if words_of(name) not in own))
            for key, entry in self.entries.items()
        }
        return replace(self, entries=kept)


@cache
def load_lexicon() -> Lexicon:
    """The curated lists that come with the package.

    >>> load_lexicon().anchors("Individual", "birth_date")
    True
    """
    rows = (
        Entry(row["class"], row["slot"], row["anchor"] == "yes", tuple(row["names"].split("|")))
        for row in _rows("names.tsv")
    )
    findings = (
        Analyte(
            row["loinc"],
            row["unit"],
            Decimal(row["low"]),
            Decimal(row["high"]),
            tuple(row["names"].split("|")),
        )
        for row in _rows("analytes.tsv")
    )
    return Lexicon({(row.record_class, row.slot): row for row in rows}, tuple(findings))


def lexicon_of(schema: Schema) -> Lexicon:
    """The curated lists, for the classes of a schema: what it adds to the national model shows its class.

    Slots that a class of its own has from one of the model are called as they are there.

    >>> from omicz_meta.schema import load_schema
    >>> lexicon_of(load_schema()) == load_lexicon()
    True
    """
    curated = load_lexicon()
    further = {
        (name, slot): Entry(name, slot, slot in own, _called_above(curated, schema.classes[name], slot))
        for name, own in additions(schema).items()
        for slot in schema.classes[name].slots
    }
    return replace(curated, entries={**curated.entries, **further})


def _called_above(curated: Lexicon, body: ClassDefinition, slot: str) -> tuple[str, ...]:
    """What a slot is called in the nearest class above that has names for it."""
    return next((names for above in body.ancestors if (names := curated.names(above, slot))), ())


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("omicz_meta.drafting") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def called(column: str, names: tuple[str, ...]) -> tuple[float, str]:
    """The likeness of the most similar of some names, and that name.

    >>> called("dat_odberu", ("datum odberu", "odber"))[1]
    'datum odberu'
    """
    return max(
        ((likeness(column, name), name) for name in names), key=lambda found: found[0], default=(0.0, "")
    )
