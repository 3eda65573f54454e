"""Suggestions for values without a code, into a file in which a person accepts what is right."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.errors import UsageError
from omicz_meta.mapping.sssom import SUFFIX
from omicz_meta.mapping.systems import shipped_systems
from omicz_meta.pipeline.findings import SHORTEST_SHAPE
from omicz_meta.pipeline.unmapped import Unmapped, unmapped_values
from omicz_meta.pipeline.wholefile import write_whole
from omicz_meta.privacy.gate import Gate
from omicz_meta.privacy.shape import shape
from omicz_meta.schema import Kind, Schema, Slot
from omicz_meta.sources.formula import with_guard
from omicz_meta.terms.finder import LONGEST, Allowed, Finder
from omicz_meta.terms.reach import Reach
from omicz_meta.terms.suggestion import Suggestion
from omicz_meta.terms.suggestionfile import Making, Offer, offers_text

LIMIT = 3
"""So many terms are suggested for a value, where nothing else is asked for."""
GATE = Gate()
CUT, CUT_AT = "…", 80
"""How a value ends that was cut on its way into the problems of a run, and where."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: where to look, how many terms a value, and what limits them.

    `slot` is `Class.slot`; `branches` are parts of code systems to look in instead of those that the slot takes.
    """

    slot: str | None = None
    branches: Sequence[Reach] = ()
    languages: tuple[str, ...] = ()
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of the values: their number, how many have suggestions (exact ones among them), rows in the file.

    The rest has none: nothing was near, the gate does not let the value into a file, or it is too long for a name.
    """

    values: int
    suggested: int
    exact: int
    rows: int
    nothing_near: int
    masked: int
    too_long: int


def suggest_file(
    path: Path, out: Path, finder: Finder, schema: Schema, asked: Asked, *, force: bool = False
) -> Suggested:
    """Suggest terms for the values of `path`, a list or an output folder, into the SSSOM file `out`.

    Raises UsageError for input that cannot be read, and where `out` is there already and not `force`.
    """
    if out.exists() and not force:
        raise UsageError(
            f"{out.name} is there already, and may hold what somebody reviewed; --force replaces it."
        )
    if out.name.removesuffix(SUFFIX) in ("", out.name):
        raise UsageError(f"{out.name} does not end in {SUFFIX}.")
    if asked.slot is not None:
        coded_slot(schema, asked.slot)
    values = unmapped_values(path, schema, asked.slot)
    found = suggestions_for(values, finder, schema, asked)
    making = Making(
        schema.prefixes,
        {pack.about.name: pack.about.version for pack in finder.index.packs},
        version("omicz-meta"),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        with_guard,
    )
    write_whole(out, offers_text((offer for offer in found.offers if offer.suggestions), making))
    return found.counted()


@dataclass(frozen=True, slots=True)
class Found:
    """Offers for the values that may stand in a file, and how many may not."""

    offers: tuple[Offer, ...]
    masked: int
    too_long: int

    def counted(self) -> Suggested:
        """The numbers of it."""
        some = [offer for offer in self.offers if offer.suggestions]
        return Suggested(
            values=len(self.offers) + self.masked + self.too_long,
            suggested=len(some),
            exact=sum(offer.suggestions[0].method in ("code", "exact") for offer in some),
            rows=sum(len(offer.suggestions) for offer in some),
            nothing_near=len(self.offers) - len(some),
            masked=self.masked,
            too_long=self.too_long,
        )


def suggestions_for(values: Sequence[Unmapped], finder: Finder, schema: Schema, asked: Asked) -> Found:
    """Terms for each value that may be shown as it stands; a value that the gate changes would match no cell."""
    search = _Search(finder, schema, asked)
    short = [one for one in values if not _too_long(one.value)]
    named = finder.exact([one.value for one in short])
    offers = []
    for one, exact in zip(short, named, strict=True):
        if may_stand(one.value, known=bool(exact)):
            found = search.terms(one, exact)[: asked.limit]
            offers.append(Offer(one.value, found, one.count, one.column, one.slot, one.code_map))
    return Found(tuple(offers), len(short) - len(offers), len(values) - len(short))


def _too_long(value: str) -> bool:
    return len(value) > LONGEST or (len(value) == CUT_AT and value.endswith(CUT))


def may_stand(value: str, *, known: bool = False) -> bool:
    """Whether a value may stand in a file as it is: the gate shows it, and no spreadsheet takes it for a formula.

    What is `known` as the name of a public term is not masked for having two capital letters.

    >>> may_stand("záchvat"), may_stand("Jan Novák"), may_stand("Alport Syndrome", known=True)
    (True, False, True)
    """
    shape_only = len(value) > SHORTEST_SHAPE and shape(value) == value
    return (
        not shape_only
        and GATE.show(value, known={value} if known else ()) == value
        and with_guard(value) == value
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks among what the slot of a value takes, or in the code system that stands beside it."""

    finder: Finder
    schema: Schema
    asked: Asked
    known: dict[tuple[str, str], Allowed | None] = field(default_factory=dict)

    def terms(self, one: Unmapped, exact: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
        """Those that have the value as their name, as far as they are allowed; else those that are near it."""
        allowed = self._of(one)
        if exact and allowed is not None:
            [exact] = self.finder.exact([one.value], allowed=allowed)
        return exact or self.finder.find(one.value, self.asked.limit, allowed=allowed)

    def _of(self, one: Unmapped) -> Allowed | None:
        """What is allowed for a value, found out once for each slot and system."""
        place = (one.slot, one.system)
        if place not in self.known:
            slot = self._slot(one.slot)
            pattern = _prefix_pattern(one.system, self.finder) or (slot.pattern if slot else None)
            branches = self.asked.branches or (slot.vocabularies if slot else ())
            self.known[place] = self.finder.allowed(self.asked.languages, pattern, branches)
        return self.known[place]

    def _slot(self, name: str) -> Slot | None:
        record_class, _, slot = name.partition(".")
        body = self.schema.classes.get(record_class)
        return body.slots.get(slot) if body else None


def coded_slot(schema: Schema, name: str) -> Slot:
    """The slot that `Class.slot` names; raises UsageError where there is none, or none that holds codes."""
    record_class, _, slot = name.partition(".")
    slots = schema.class_named(record_class).slots
    if slot not in slots or slots[slot].kind is not Kind.CURIE:
        coded = ", ".join(other.name for other in slots.values() if other.kind is Kind.CURIE)
        raise UsageError(f"{record_class} has no slot {slot!r} that holds codes; it has: {coded or 'none'}.")
    return slots[slot]


def _prefix_pattern(system: str, finder: Finder) -> str | None:
    """The codes of a system by any of its names; None for a name that nobody knows."""
    named = CODE_SYSTEMS.get(system.upper())
    prefix = named.prefix if named else shipped_systems().get(system)
    if prefix is None and system in finder.prefixes:
        prefix = system
    return None if prefix is None else f"^{re.escape(prefix)}:"
