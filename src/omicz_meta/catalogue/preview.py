"""What a consumer keeps of a description, slot by slot: what its profile writes, and what its reader makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from omicz_meta.catalogue.consumers import Consumer, Reason, Values, Verdict
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.differences import DERIVED, canonical
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.healthdcat import SERVICES
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.series import SERIES
from omicz_meta.catalogue.statements import stated
from omicz_meta.problem import Language, Problem

_ORDER: tuple[Verdict, ...] = ("kept", "changed", "lost")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a slot, by its path from the dataset, and why."""

    path: Path
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a consumer makes of a description. `refused` says why the profile it reads would not be written at all."""

    iri: str
    consumer: Consumer
    fates: tuple[Fate, ...]
    refused: tuple[Problem, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many slots of the dataset itself share a fate; one whose parts are changed is changed."""
        worst: dict[str, Verdict] = {}
        for fate in self.fates:
            before = worst.get(fate.path[0], "kept")
            own = fate.verdict if len(fate.path) == 1 or fate.verdict == "kept" else "changed"
            worst[fate.path[0]] = _worst(before, own)
        return sum(one == verdict for one in worst.values())


def preview(description: Description, consumer: Consumer) -> Preview:
    """Write a description as the consumer is served, and say of every filled slot what is left of it.

    >>> from omicz_meta.catalogue.consumers import consumer
    >>> from omicz_meta.schema.model import load_schema
    >>> dataset = Entity("Dataset", {"min_typical_age": (0,), "is_structured": (False,)})
    >>> seen = preview(Description(dataset, load_schema(), "https://example.org/"), consumer("ckan"))
    >>> [(fate.path, fate.verdict) for fate in seen.fates]
    [(('is_structured',), 'lost'), (('min_typical_age',), 'changed')]
    """
    profile = PROFILES[consumer.profile]
    found = published(stated(profile.triples(description)), "", description.schema, profile)
    back = dict(_paths((found[0].description.dataset,), ())) if found else {}
    order = (*description.schema.classes["Dataset"].slots, SERVICES, SERIES)
    told = _fates(dict(_paths((description.dataset,), ())), back, consumer)
    fates = sorted(told, key=lambda fate: order.index(fate.path[0]))
    return Preview(description.iri.value, consumer, tuple(fates), refusals(profile, description))


def _paths(entities: tuple[Entity, ...], path: Path) -> Iterator[tuple[Path, tuple[Values, ...]]]:
    """Every filled slot of entities and their neighbours, with its values entity by entity."""
    for slot in dict.fromkeys(chain.from_iterable(entity.slots for entity in entities)):
        if slot not in DERIVED:
            several = tuple(entity.all(slot) for entity in entities if entity.filled(slot))
            yield (*path, slot), several
            inner = tuple(part for values in several for part in values if isinstance(part, Entity))
            yield from _paths(inner, (*path, slot))


def _fates(
    slots: dict[Path, tuple[Values, ...]], back: dict[Path, tuple[Values, ...]], consumer: Consumer
) -> Iterator[Fate]:
    settled: set[Path] = set()
    for path, several in slots.items():
        if any(path[:length] in settled for length in range(1, len(path))):
            continue
        written = _written(several, back.get(path, ()), consumer)
        lost = any(one.verdict == "lost" for one in written)
        told = written if lost else (*written, *consumer.reasons_for(".".join(path), several))
        verdict = _worst(*(one.verdict for one in told))
        # what is lost needs no word on what else would have happened to it
        reasons = tuple(one for one in told if verdict != "lost" or one.verdict == "lost")
        if verdict == "lost" or any(one.covers for one in reasons):
            settled.add(path)
        yield Fate(path, verdict, reasons)


def _worst(*verdicts: Verdict) -> Verdict:
    return _ORDER[max((_ORDER.index(one) for one in verdicts), default=0)]


def _written(several: tuple[Values, ...], back: tuple[Values, ...], consumer: Consumer) -> tuple[Reason, ...]:
    """What the profile itself does to a slot: what was written is read back and compared."""
    plain, read = _plain(several), _plain(back)
    if not back:
        return (_reason("lost", "no_place", consumer),)
    if not plain - read:
        return ()
    form = "otherwise" if read - plain else "in_part"
    return (_reason("changed", form, consumer),)


def _plain(several: tuple[Values, ...]) -> Counter[str]:
    """The values as text; neighbours by their number alone, since their own slots are looked at."""
    return Counter(
        one.kind if isinstance(one, Entity) else canonical(one) for values in several for one in values
    )


def _reason(verdict: Verdict, form: str, consumer: Consumer) -> Reason:
    return Reason(verdict, MappingProxyType(_WORDS[form]), f"docs/reference/profiles.md#{consumer.profile}")


_WORDS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "no_place": {
            "cs": "Profil, který se předává, pro to nemá místo.",
            "en": "The profile that is handed over has no place for it.",
        },
        "in_part": {
            "cs": "Profil, který se předává, zapíše jen část hodnot.",
            "en": "The profile that is handed over takes only some of the values.",
        },
        "otherwise": {
            "cs": "Profil, který se předává, to zapíše jinak.",
            "en": "The profile that is handed over writes it in another way.",
        },
    }
)
