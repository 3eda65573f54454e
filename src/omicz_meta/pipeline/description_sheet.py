"""Descriptions in a workbook: one to a sheet with slots as rows, or one to a row with slots as columns.

A sheet whose first column is called `slot` (`položka`) holds one description: columns `cs`, `en` and `value`
(`hodnota`), a slot as often as it has values. Any other sheet holds a description in each row; columns are called as
slots, those of texts with a language behind (`title.cs`). A slot of a neighbour stands behind a full stop, neighbours
of one slot are numbered (`distributions.1.title`), and several values in one cell are divided by a bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.beyond import described_by
from omicz_meta.engine.table import Table
from omicz_meta.errors import UsageError
from omicz_meta.schema.model import ClassDefinition, Kind, Schema, Slot
from omicz_meta.sources import open_source

SLOT = ("slot", "položka")
VALUE = ("value", "hodnota")
BAR = "|"
BOOK = ".xlsx"
LISTS = "lists"
"""The hidden sheet with the code lists of a template."""
_TRUTH = MappingProxyType({"ano": "true", "yes": "true", "ne": "false", "no": "false"})
_LANGUAGE = re.compile(r"[a-z]{2}")
Cell = tuple[str, str, str]
"""The path of a slot, the language (nothing for a value that has none), and what stands in the cell."""


def described_sheets(file: Path, schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    """The descriptions of a workbook as plain data, each with the name of its sheet and row; a single one has none.

    Raises UsageError where it is no workbook or holds no description.
    """
    tables = (table for table in open_source(file).tables if table.name.rpartition(".")[2] != LISTS)
    found = [told for table in tables for told in _described(table, schema)]
    if not found:
        raise UsageError("The workbook holds no description.")
    yield from found if len(found) > 1 else (("", told) for _, told in found)


def _described(table: Table, schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    name = table.name.rpartition(".")[2]
    rows = [row for block in table.blocks() for row in block.batch.to_pylist()]
    head = {column.strip().lower(): column for column in table.columns}
    slot = next((head[one] for one in SLOT if one in head), None)
    if slot is not None:
        if cells := list(_from_rows(rows, slot, head)):
            yield name, plain_data(cells, schema)
        return
    for row in rows:
        if cells := list(_from_columns(row, table.columns)):
            yield f"{name}, {row['#row']}", plain_data(cells, schema)


def _from_rows(rows: Iterable[Mapping[str, Any]], slot: str, head: Mapping[str, str]) -> Iterator[Cell]:
    languages = [one for one in head if _LANGUAGE.fullmatch(one)]
    values = [head[one] for one in VALUE if one in head]
    for row in rows:
        path = str(row[slot] or "").strip()
        if path:
            yield from ((path, one, text) for one in languages if (text := _text(row[head[one]])))
            yield from ((path, "", text) for one in values if (text := _text(row[one])))


def _from_columns(row: Mapping[str, Any], columns: Iterable[str]) -> Iterator[Cell]:
    for column in columns:
        path, _, last = column.strip().rpartition(".")
        text = _text(row[column])
        if text and path and _LANGUAGE.fullmatch(last):
            yield path, last, text
        elif text:
            yield column.strip(), "", text


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def plain_data(cells: Iterable[Cell], schema: Schema) -> dict[str, Any]:
    """Cells as the data that people write in dataset.yaml; what is no slot stays, so that it is told.

    >>> from omicz_meta.schema import load_schema
    >>> cells = [("title", "cs", "Název"), ("languages", "", "CES|ENG"), ("is_structured", "", "ano")]
    >>> plain_data(cells, load_schema())
    {'title': {'cs': ['Název']}, 'languages': ['CES', 'ENG'], 'is_structured': 'true'}
    >>> plain_data([("publisher.agent_name", "en", "Node"), ("distributions.1.id", "", "a")], load_schema())
    {'publisher': {'agent_name': {'en': ['Node']}}, 'distributions': [{'id': 'a'}]}
    """
    whole: dict[str, Any] = {}
    for path, language, text in cells:
        *steps, name = path.split(".")
        place, definition = _place(whole, steps, described_by(schema))
        slot = definition.slots.get(name) if definition else None
        _put(place, name, slot, language, text)
    return {name: _listed(value) for name, value in whole.items()}


def _place(
    whole: dict[str, Any], steps: list[str], schema: Schema
) -> tuple[dict[str, Any], ClassDefinition | None]:
    """Where a slot belongs: in the description, or in a neighbour, which is made when it is first spoken of."""
    place, definition = whole, schema.classes.get("Dataset")
    for step in steps:
        place = place.setdefault(step, {})
        slot = definition.slots.get(step) if definition else None
        if slot is not None:
            definition = schema.classes.get(slot.target) or schema.objects.get(slot.target)
    return place, definition


def _put(place: dict[str, Any], name: str, slot: Slot | None, language: str, text: str) -> None:
    several = [part.strip() for part in text.split(BAR)] if slot is None or slot.multivalued else [text]
    if language:
        place.setdefault(name, {}).setdefault(language, []).extend(several if _many(slot) else [text])
        return
    values = [_truth(one) for one in several] if slot is not None and slot.kind is Kind.BOOLEAN else several
    before = place.get(name)
    together = [*(before if isinstance(before, list) else [] if before is None else [before]), *values]
    place[name] = together if len(together) > 1 else together[0]


def _many(slot: Slot | None) -> bool:
    """Whether a bar in a text divides several of them: keywords do, titles and descriptions have one a language."""
    return slot is not None and slot.name == "keywords"


def _truth(text: str) -> str:
    return _TRUTH.get(text.lower(), text)


def _listed(value: object) -> object:
    """Neighbours that are numbered as a list, in their order."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def named(file: str, sheet: str) -> str:
    """How a description in a workbook is told."""
    return f"{file} ({sheet})" if sheet else file
