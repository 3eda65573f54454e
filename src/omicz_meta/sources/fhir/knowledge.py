"""What FHIR says of its types of resources that reading needs: what must be there, and what tells a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.sources.fhir.keys import key_number
from omicz_meta.views.elements import CHOICE, VERSIONS, element, elements, is_resource

Keys = frozenset[int]
"""Numbers of keys in JSON, any of which will do."""


@cache
def is_type(name: str) -> bool:
    """Whether any version has resources of this type.

    >>> is_type("Patient"), is_type("HumanName"), is_type("patient")
    (True, False, False)
    """
    return any(is_resource(version, name) for version in VERSIONS)


ASSUMED: FhirVersion = "R4"
"""The version as which resources are read that do not tell theirs."""


@dataclass(frozen=True, slots=True)
class Demand:
    """An element that resources of a type must have in some versions, and the keys under which it may stand."""

    element: str
    versions: tuple[FhirVersion, ...]
    keys: Keys

    def holds(self, version: str) -> bool:
        """Whether it must be there in a version; resources that do not tell theirs are read as R4."""
        return (version or ASSUMED) in self.versions


@cache
def demands(kind: str) -> tuple[Demand, ...]:
    """The elements that a resource of this type must have. A primitive may be there by its extensions alone.

    >>> [demand.element for demand in demands("Condition") if demand.holds("R4")]
    ['subject']
    """
    return tuple(
        Demand(name, versions or VERSIONS, _keys(kind, name))
        for name, versions in _required().get(kind, {}).items()
    )


def _keys(kind: str, name: str) -> Keys:
    found = [name]
    if name.endswith(CHOICE):
        plain = name.removesuffix(CHOICE)
        known = (element(version, kind, plain) for version in VERSIONS)
        found = [one.key(type_) for one in known if one for type_ in one.types]
    return frozenset(key_number(key) for one in found for key in (one, f"_{one}"))


@cache
def _required() -> Mapping[str, Mapping[str, tuple[FhirVersion, ...]]]:
    text = (resources.files("omicz_meta.sources.fhir") / "required.tsv").read_text(encoding="utf-8")
    found: dict[str, dict[str, tuple[FhirVersion, ...]]] = {}
    for line in text.splitlines():
        kind, name, *held = line.split("\t")
        versions = tuple(version for version in VERSIONS if held and version in held[0].split())
        found.setdefault(kind, {})[name] = versions
    return found


@cache
def telling(kind: str) -> Mapping[FhirVersion, Keys]:
    """Keys at the top of a resource of this type that only one version has; R4 stands for R4B where both have them.

    >>> key_number("actualPeriod") in telling("Encounter")["R5"], key_number("period") in telling("Encounter")["R4"]
    (True, True)
    """
    have = {version: _names(version, kind) for version in VERSIONS}
    older = have["R4"] | have["R4B"]
    only: dict[FhirVersion, frozenset[str]] = {
        "R5": have["R5"] - older,
        "R4B": have["R4B"] - have["R4"] - have["R5"],
        "R4": older - have["R5"] - (have["R4B"] - have["R4"]),
    }
    return {version: frozenset(map(key_number, names)) for version, names in only.items()}


def _names(version: FhirVersion, kind: str) -> frozenset[str]:
    return frozenset(
        key for one in elements(version, kind).values() for type_ in one.types for key in (one.key(type_),)
    )


@cache
def only_in(kind: str) -> FhirVersion | None:
    """The one version that has this type of resource.

    >>> only_in("Transport"), only_in("Patient"), only_in("Media")
    ('R5', None, 'R4')
    """
    having = [version for version in VERSIONS if is_resource(version, kind)]
    return having[0] if len(having) == 1 or having == ["R4", "R4B"] else None


def released(release: str) -> FhirVersion | None:
    """The version that a release is of.

    >>> released("4.0.1"), released("4.3.0"), released("5.0.0"), released("1.0.2")
    ('R4', 'R4B', 'R5', None)
    """
    known: Mapping[str, FhirVersion] = {"4.0": "R4", "4.3": "R4B", "4.1": "R4B", "5.0": "R5", "4.6": "R5"}
    return known.get(release[:3])
