"""Differences between two states of a catalogue in words, and as plain data. Czech and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.catalogue.differences import Differences, Differing
from omicz_meta.problem import Language
from omicz_meta.schema.model import Schema

MOST_LETTERS = 80


class DifferingWords(Words):
    """Lines about two states of a catalogue; `{...}` are counts, names, slots and values."""

    same = Bilingual("Beze změny.", "No difference.")
    dataset = by_key(
        {
            "added": ("Přibyla datová sada: {name}", "Dataset added: {name}"),
            "removed": ("Ubyla datová sada: {name}", "Dataset removed: {name}"),
            "changed": ("Změnila se datová sada: {name}", "Dataset changed: {name}"),
        }
    )
    slot = by_key(
        {
            "came": ("{slot}: přibylo {new}", "{slot}: added {new}"),
            "gone": ("{slot}: ubylo {gone}", "{slot}: removed {gone}"),
            "both": ("{slot}: bylo {gone}, je {new}", "{slot}: was {gone}, is {new}"),
        }
    )
    beyond = Bilingual(
        "jinak jsou řečeny vlastnosti, které žádná položka nemá: {names}",
        "said otherwise, by properties that no slot holds as they stand: {names}",
    )
    sum = Bilingual(
        "Přibylo {added}, ubylo {removed}, změnilo se {changed}.",
        "{added} added, {removed} removed, {changed} changed.",
    )


def difference_lines(found: Differences, schema: Schema, lang: Language) -> Iterator[str]:
    """The differences, a line each; changed slots are indented under their dataset.

    >>> from omicz_meta.schema.model import load_schema
    >>> list(difference_lines(Differences(added=(("https://e.org/a", "A"),)), load_schema(), "en"))
    ['Dataset added: A <https://e.org/a>', '1 added, 0 removed, 0 changed.']
    """
    words = DifferingWords(lang)
    if not found:
        yield words.same
        return
    for kind, several in (("added", found.added), ("removed", found.removed)):
        yield from (words.dataset[kind].format(name=f"{title} <{iri}>".strip()) for iri, title in several)
    for one in found.changed:
        yield words.dataset["changed"].format(name=f"{one.title} <{one.iri}>".strip())
        yield from (f"  {line}" for line in _lines(one, schema, lang))
    counts = {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}
    yield words.sum.format_map(counts)


def _lines(one: Differing, schema: Schema, lang: Language) -> Iterator[str]:
    words = DifferingWords(lang)
    for change in one.changes:
        form = "both" if change.gone and change.new else "came" if change.new else "gone"
        yield words.slot[form].format(
            slot=slot_title(change.path, schema, lang), gone=_quoted(change.gone), new=_quoted(change.new)
        )
    if one.beyond:
        yield words.beyond.format(names=", ".join(one.beyond))


def slot_title(path: tuple[str, ...], schema: Schema, lang: Language) -> str:
    """The path of a slot of a dataset by titles.

    >>> from omicz_meta.schema.model import load_schema
    >>> slot_title(("publisher", "agent_name"), load_schema(), "en")
    'Publisher, Name'
    """
    definition = schema.classes.get("Dataset")
    titles = []
    for name in path:
        slot = definition.slots.get(name) if definition else None
        titles.append(slot.title.get(lang, name) if slot else name)
        target = slot.target if slot else ""
        definition = schema.classes.get(target) or schema.objects.get(target)
    return ", ".join(titles)


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(
        f'"{value if len(value) <= MOST_LETTERS else value[: MOST_LETTERS - 1] + "…"}"' for value in values
    )


def differences_json(found: Differences) -> dict[str, Any]:
    """The differences as plain data for JSON, values uncut."""
    return {
        "added": [{"dataset": iri, "title": title} for iri, title in found.added],
        "removed": [{"dataset": iri, "title": title} for iri, title in found.removed],
        "changed": [
            {
                "dataset": one.iri,
                "title": one.title,
                "slots": [
                    {"slot": ".".join(change.path), "removed": list(change.gone), "added": list(change.new)}
                    for change in one.changes
                ],
                "other_properties": list(one.beyond),
            }
            for one in found.changed
        ],
    }
