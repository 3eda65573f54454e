"""What resources carry and no view reads: listed for each type, so that nothing is dropped in silence.

Types that no view is over are counted in the ledger, and the mapping may say why; elements deep inside one that is read
are not told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.engine.view_shape import shape_of
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.fhir.keys import key_number
from omicz_meta.sources.fhir.shelf import Shelf
from omicz_meta.views.elements import VERSIONS, elements

UNTAKEN, UNTAKEN_TYPE = "R070", "R054"
ABOUT_ITSELF = frozenset({"id", "meta", "implicitRules", "language", "text"})
"""Elements that tell of the resource, or again in words what stands in the others."""

Views = Mapping[str, Mapping[FhirVersion, ViewPlan]]


Reasons = Mapping[str, tuple[tuple[str, str], ...]]


def untaken(shelf: Shelf, views: Views, reasons: Reasons) -> Iterator[Problem]:
    """R070 for each type that a view is over, with the elements at its top that no view reads and their counts.

    R054 for each type that no view is over and of which the mapping says why.
    """
    yield from _elements(shelf, views)
    taken = {plan.resource for by_version in views.values() for plan in by_version.values()}
    for kind, count in sorted(shelf.kinds.items()):
        if kind in reasons and kind not in taken:
            yield Problem(
                UNTAKEN_TYPE, Place(source=shelf.source, column=kind), count=count, detail=reasons[kind]
            )


def _elements(shelf: Shelf, views: Views) -> Iterator[Problem]:
    plans = [plan for by_version in views.values() for plan in by_version.values()]
    carried: dict[str, Counter[int]] = {}
    for one in shelf.files:
        for kind, counts in one.file.carried.items():
            carried.setdefault(kind, Counter()).update(counts)
    for kind in sorted(carried.keys() & {plan.resource for plan in plans}):
        read = _read([plan for plan in plans if plan.resource == kind])
        known = {number: key for key, number in _known(kind).items() if number not in read}
        left = {key: carried[kind][number] for number, key in known.items() if carried[kind][number]}
        named = [f"{key} ({left[key]})" for key in sorted(left)]
        if named:
            place = Place(source=shelf.source, column=kind)
            yield Problem(UNTAKEN, place, count=len(named), detail=(("elements", ", ".join(named)),))


def _read(plans: list[ViewPlan]) -> frozenset[int]:
    """The keys at the top of a resource that views read, by their numbers, which long names may share."""
    return frozenset(key_number(key) for plan in plans for key in shape_of(plan.rows, plan.where).children)


def _known(kind: str) -> dict[str, int]:
    """The keys that resources of a type may have at the top, in any version, with their numbers."""
    names = {
        element.key(choice)
        for version in VERSIONS
        for element in elements(version, kind).values()
        for choice in element.types
        if element.name not in ABOUT_ITSELF
    }
    return {name: key_number(name) for name in sorted(names)}
