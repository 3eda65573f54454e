"""The elements of FHIR: of what type each is and whether it is a list, in R4, R4B and R5.

Derived facts, compiled by `tests/views/make_elements.py` to `elements.tsv`. An owner (a resource, a data type, a part
of either such as `Patient.contact`) stands at the beginning of a line with its kind, its elements below it, indented:
name, types, `*` for a list, and the versions where it is not all of them. What every owner of a kind has is said once,
in COMMON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType

from omicz_meta.engine.resource_block import FhirVersion

VERSIONS: tuple[FhirVersion, ...] = ("R4", "R4B", "R5")
CHOICE = "[x]"

_ELEMENT = {"id": (("string",), False), "extension": (("Extension",), True)}
_RESOURCE = {
    "id": (("id",), False),
    "implicitRules": (("uri",), False),
    "language": (("code",), False),
    "meta": (("Meta",), False),
}
COMMON: Mapping[str, Mapping[str, tuple[tuple[str, ...], bool]]] = MappingProxyType(
    {
        "type": _ELEMENT,
        "part": {**_ELEMENT, "modifierExtension": (("Extension",), True)},
        "resource": _RESOURCE,
        "domain": {
            **_RESOURCE,
            "text": (("Narrative",), False),
            "contained": (("Resource",), True),
            "extension": (("Extension",), True),
            "modifierExtension": (("Extension",), True),
        },
    }
)
"""By kind of owner, the elements that all owners of the kind have: their types, and whether they are lists."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an owner. A choice element (`value[x]`) is called `value` and has several types.

    >>> element("R4", "Patient", "name")
    Element(name='name', types=('HumanName',), many=True, choice=False)
    """

    name: str
    types: tuple[str, ...]
    many: bool
    choice: bool = False

    def key(self, kind: str) -> str:
        """The key of the element in JSON, where it is of this type.

        >>> element("R4", "Observation", "value").key("Quantity")
        'valueQuantity'
        """
        return f"{self.name}{kind[0].upper()}{kind[1:]}" if self.choice else self.name


def element(version: FhirVersion, owner: str, name: str) -> Element | None:
    """The element of a resource, data type or part, or None where it has no such element."""
    return _table()[version].get(owner, {}).get(name)


def elements(version: FhirVersion, owner: str) -> Mapping[str, Element]:
    """All elements of an owner by name; empty for a primitive type.

    >>> sorted(elements("R5", "Reference"))
    ['display', 'extension', 'id', 'identifier', 'reference', 'type']
    """
    return _table()[version].get(owner, {})


def is_resource(version: FhirVersion, name: str) -> bool:
    """Whether this is a type of resource.

    >>> is_resource("R4", "Patient"), is_resource("R4", "HumanName"), is_resource("R4", "InventoryItem")
    (True, False, False)
    """
    return "implicitRules" in elements(version, name)


def nearest(version: FhirVersion, owner: str, name: str) -> tuple[str, ...]:
    """Names of elements of an owner that are like this one, the likest first.

    >>> nearest("R4", "Patient", "birthdate")
    ('birthDate',)
    """
    return tuple(get_close_matches(name, elements(version, owner), n=3))


def nearest_resource(version: FhirVersion, name: str) -> tuple[str, ...]:
    """Types of resources whose names are like this one."""
    known = [owner for owner in _table()[version] if is_resource(version, owner)]
    return tuple(get_close_matches(name, known, n=3))


@cache
def _table() -> Mapping[FhirVersion, Mapping[str, Mapping[str, Element]]]:
    made: dict[FhirVersion, dict[str, dict[str, Element]]] = {version: {} for version in VERSIONS}
    text = (resources.files("omicz_meta.views") / "elements.tsv").read_text(encoding="utf-8")
    owner = ""
    for line in text.splitlines():
        first, *facts = line.split("\t")
        if first:
            owner = first
            common = {name: Element(name, *known) for name, known in COMMON[facts[0]].items()}
            for version in _versions(facts, 1):
                made[version][owner] = dict(common)
            continue
        one = _element(facts)
        for version in _versions(facts, 3):
            made[version][owner][one.name] = one
    return made


def _element(facts: list[str]) -> Element:
    name, types, *rest = facts
    return Element(
        name.removesuffix(CHOICE), tuple(types.split("|")), rest[:1] == ["*"], name.endswith(CHOICE)
    )


def _versions(facts: list[str], at: int) -> tuple[FhirVersion, ...]:
    named = facts[at].split() if len(facts) > at else []
    return tuple(version for version in VERSIONS if not named or version in named)
