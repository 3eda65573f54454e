"""What profiles that are JSON documents share: values of slots as JSON, keys without values left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from omicz_meta.catalogue.description import Code, Entity, Text
from omicz_meta.catalogue.forms import NO_LANGUAGE
from omicz_meta.catalogue.rdf import Iri


def texts(entity: Entity, slot: str) -> dict[str, str]:
    """The text of a slot by language; of several in one language the first.

    >>> texts(Entity("Agent", {"agent_name": (Text("Uzel", "cs"), Text("Node", "en"))}), "agent_name")
    {'cs': 'Uzel', 'en': 'Node'}
    """
    found: dict[str, str] = {}
    for item in entity.all(slot):
        if isinstance(item, Text) and item.language != NO_LANGUAGE:
            found.setdefault(item.language, item.value)
    return found


def several_texts(entity: Entity, slot: str) -> dict[str, list[str]]:
    """All texts of a slot by language."""
    found: dict[str, list[str]] = {}
    for item in entity.all(slot):
        if isinstance(item, Text) and item.language != NO_LANGUAGE:
            found.setdefault(item.language, []).append(item.value)
    return found


def iris(entity: Entity, slot: str) -> list[str]:
    """The addresses of a slot, whether they are written or what codes mean."""
    found = (
        item.value if isinstance(item, Iri) else item.iri if isinstance(item, Code) else None
        for item in entity.all(slot)
    )
    return [iri for iri in found if iri]


def filled(values: Mapping[str, object]) -> dict[str, object]:
    """The keys that have a value; 0 and false are values.

    >>> filled({"a": 0, "b": None, "c": [], "d": False, "e": {}})
    {'a': 0, 'd': False}
    """
    return {key: value for key, value in values.items() if value is not None and value not in ("", [], {})}


def written(document: Mapping[str, object]) -> Iterator[str]:
    """Yield a document as text."""
    yield json.dumps(document, ensure_ascii=False, indent=2) + "\n"
