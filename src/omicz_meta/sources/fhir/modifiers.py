"""Modifier extensions: what may turn the meaning of an element around, so that nobody may overlook it.

https://hl7.org/fhir/R4/extensibility.html#modifierExtension. One counts for the element it stands in and for all below;
so one in an element that nothing is read of does no harm, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.engine.view_shape import shape_of

KEY = "modifierExtension"
Views = Mapping[str, Mapping[FhirVersion, ViewPlan]]


@dataclass(frozen=True, slots=True)
class Modified:
    """The element that a modifier extension stands in, its address, and whether anything is read of the element."""

    element: str
    url: str
    read: bool


@dataclass(frozen=True, slots=True)
class Modifiers:
    """The addresses that a mapping understands, and by type the keys at the top of a resource of which it reads.

    Where `read` is None nobody knows what will be read, so everything counts; of types that are not in it nothing is.
    """

    understood: frozenset[str] = frozenset()
    read: Mapping[str, frozenset[str]] | None = None

    def met(self, content: Mapping[str, Any]) -> Modified | None:
        """The first modifier extension that is not understood, before all one of an element that is read.

        >>> mine = Modifiers(frozenset({"urn:known"}), {"Patient": frozenset({"birthDate"})})
        >>> given = {"resourceType": "Patient", "contact": [{"modifierExtension": [{"url": "urn:x"}]}]}
        >>> mine.met(given)
        Modified(element='Patient.contact', url='urn:x', read=False)
        >>> mine.met({"resourceType": "Patient", "modifierExtension": [{"url": "urn:known"}]})
        """
        found = [one for one in self._all(content) if one.url not in self.understood]
        return next((one for one in found if one.read), next(iter(found), None))

    def _all(self, content: Mapping[str, Any]) -> Iterator[Modified]:
        kind = str(content.get("resourceType"))
        of_type = None if self.read is None else self.read.get(kind, frozenset())
        for element, url in _modifiers(content, kind):
            top = element.split(".")[1:2]
            yield Modified(element, url, of_type is None or bool(of_type if not top else top[0] in of_type))


def modifiers_of(understood: frozenset[str], views: Views) -> Modifiers:
    """What a mapping with these views understands and reads; without views, nobody knows what is read."""
    if not views:
        return Modifiers(understood)
    read: dict[str, frozenset[str]] = {}
    for plan in (plan for by_version in views.values() for plan in by_version.values()):
        keys = frozenset(key.removeprefix("_") for key in shape_of(plan.rows, plan.where).children)
        read[plan.resource] = read.get(plan.resource, frozenset()) | keys
    return Modifiers(understood, read)


def _modifiers(content: object, element: str) -> Iterator[tuple[str, str]]:
    """Each modifier extension at any depth: the element it stands in, without positions, and its address."""
    if isinstance(content, list):
        for one in content:
            yield from _modifiers(one, element)
    elif isinstance(content, dict):
        held = content.get(KEY)
        for one in held if isinstance(held, list) else [held] if held else []:
            yield element, str(one.get("url", "")) if isinstance(one, dict) else ""
        for key, value in content.items():
            if key != KEY:
                yield from _modifiers(value, f"{element}.{key.removeprefix('_')}")
