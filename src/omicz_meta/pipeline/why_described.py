"""Answers where a value of the description comes from: people's words, the node file, the records, or the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from omicz_meta.catalogue.assemble import FROM_NODE, NODE_KEYS
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Code, Description, Entity, Item, Text
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.describing import Written, describe_submission
from omicz_meta.pipeline.finished import Finished
from omicz_meta.pipeline.gate import shown_value
from omicz_meta.pipeline.redescribing import computed_again
from omicz_meta.privacy.shape import visible

Origin = Literal["dataset.yaml", "node", "records", "rules", "withheld"]
"""Who says a value of the description; `rules` fill what follows from the rest, `withheld` is the small-cell policy."""

DATASET = ("Dataset", "dataset")


def described_values(
    run: Finished, identifier: str, slot: str | None
) -> Iterator[tuple[str, str | None, tuple[Origin, ...]]]:
    """Name, value and origins of each filled slot of the run's description, or of the one that was asked for.

    Raises UsageError when the run has no description, or another one, or the class no such slot.
    """
    kept = run.content.get("description") or {}
    written = Written(kept.get("dataset"), kept.get("node"))
    computed = computed_again(run)
    description, _ = describe_submission(written, computed, run.schema)
    if description is None or identifier not in (description.id, (written.dataset or {}).get("identifier")):
        there = f"its dataset is {description.id}" if description else "its submission names no dataset"
        raise UsageError(f"{run.folder.name} describes no dataset with this identifier; {there}.")
    for name in _wanted(run, slot):
        values = description.dataset.all(name)
        origins = tuple(_origins(name, written, computed, description))
        if values or slot is not None or origins:
            yield name, _shown(values), origins


def _wanted(run: Finished, slot: str | None) -> tuple[str, ...]:
    known = tuple(run.schema.classes["Dataset"].slots)
    if slot is not None and slot not in known:
        raise UsageError(f"Dataset has no slot {slot!r}; its slots: {', '.join(known)}.")
    return known if slot is None else (slot,)


def _origins(slot: str, written: Written, computed: Computed, description: Description) -> Iterator[Origin]:
    people, node = (written.dataset or {}).get(slot), (written.node or {}).get(slot)
    counted = slot in computed.slots()
    if slot in computed.withheld:
        yield "withheld"
    if counted:
        yield "records"
    elif people not in (None, FROM_NODE):
        yield "dataset.yaml"
    elif node is not None and slot not in NODE_KEYS:
        yield "node"
    if not counted and people is None and node is None and description.dataset.filled(slot):
        yield "rules"


def _shown(values: tuple[Item | Entity, ...]) -> str | None:
    """The values as text. What is said of a dataset is published, so nothing is masked."""
    plain = [_plain(value) for value in values]
    return shown_value(plain[0] if len(plain) == 1 else plain or None, visible)


def _plain(value: Item | Entity) -> Any:
    match value:
        case Entity():
            slots = {name: [_plain(part) for part in parts] for name, parts in value.slots.items()}
            return {name: parts[0] if len(parts) == 1 else parts for name, parts in slots.items() if parts}
        case Text(text, language):
            return {language: text}
        case Code(name):
            return name
        case Iri(iri):
            return iri
    return value
