"""Where each item of the standards that the model renders stands in it, or why it stands nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.listing import requirements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omicz_meta.schema.model import Schema

HEADER = ("standard", "item", "slots", "reason")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a standard: the slots that hold it (`Class.slot`), and what is to be known about that.

    Without slots `reason` says why the model has none for it.
    """

    standard: str
    name: str
    slots: tuple[str, ...]
    reason: str


@cache
def coverage() -> tuple[Item, ...]:
    """Every item of every standard, in the order of `schemas/coverage.tsv`.

    >>> [item.slots for item in coverage() if item.name == "2.1 Date of birth"]
    [('Individual.birth_date',)]
    """
    _, *lines = (schemas_folder() / "coverage.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines)
    return tuple(
        Item(standard, name, tuple(slots.split()), reason) for standard, name, slots, reason in cells
    )


def standards() -> tuple[str, ...]:
    """The standards that have items here.

    >>> standards()[:4]
    ('1+MG v1', 'GDI dataset metadata', 'DIGOVO', 'ERN/JRC common data elements')
    """
    return tuple(dict.fromkeys(item.standard for item in coverage()))


def covered(standard: str | None = None) -> tuple[Item, ...]:
    """The items of one standard, or of all; raises UsageError for a standard that is not known."""
    if standard not in (None, *standards()):
        raise UsageError(f"There is no standard {standard!r} here; known: {'; '.join(standards())}.")
    return tuple(item for item in coverage() if standard in (None, item.standard))


def demands(slot: str, schema: Schema) -> str:
    """What the model asks of `Class.slot`, and in brackets what use cases ask beyond it.

    >>> from omicz_meta.schema import load_schema
    >>> demands("Individual.vital_status", load_schema())
    'R (cancer M, rare_disease M)'
    """
    owner, _, name = slot.partition(".")
    return requirements({**schema.classes, **schema.objects}[owner].slots[name])


def matrix_text(items: Iterable[Item], schema: Schema) -> str:
    """The matrix for a terminal: a line for each item and slot, below a line of counts for each standard."""
    return "\n".join(_text_lines(tuple(items), schema))


def _text_lines(items: tuple[Item, ...], schema: Schema) -> Iterator[str]:
    for standard in dict.fromkeys(item.standard for item in items):
        own = tuple(item for item in items if item.standard == standard)
        yield _counted(standard, own)
        for item in own:
            told = [f"{slot}  {demands(slot, schema)}" for slot in item.slots]
            first, *more = [*told, *([f"({item.reason})"] if item.reason else [])]
            yield f"  {item.name:<58} {first}"
            yield from (f"  {'':<58} {line}" for line in more)


def _counted(standard: str, items: Sequence[Item]) -> str:
    """Heading of a standard.

    >>> _counted("x", [Item("x", "a", ("A.b",), ""), Item("x", "c", (), "never collected")])
    'x: 2 items, 1 in the model, 1 left out'
    """
    held = sum(bool(item.slots) for item in items)
    return f"{standard}: {len(items)} items, {held} in the model, {len(items) - held} left out"


def matrix_rows(items: Iterable[Item], schema: Schema) -> list[dict[str, Any]]:
    """The matrix for programs: standard, item, slots with what is asked of each, and the reason."""
    return [
        {
            "standard": item.standard,
            "item": item.name,
            "slots": {slot: demands(slot, schema) for slot in item.slots},
            "reason": item.reason or None,
        }
        for item in items
    ]


def coverage_page(schema: Schema) -> str:
    """The page docs/reference/coverage.md."""
    return "\n".join([_INTRODUCTION, *(_section(standard, schema) for standard in standards())])


_INTRODUCTION = """# Which items of which standards the model holds

Every item of the standards that the national model renders, the slots that hold it, what is asked of these
slots, and where the model differs on purpose, how. An item without slots has the reason. M mandatory (or a
reason in `absent`), C conditional, R recommended, O optional; in brackets what a use case asks beyond it.

This page is generated from `schemas/coverage.tsv`; `omicz-meta schema coverage` prints the same.
"""


def _section(standard: str, schema: Schema) -> str:
    items = covered(standard)
    head = [f"## {_counted(standard, items)}\n", "| item | slots | note |", "|---|---|---|"]
    return "\n".join([*head, *(_line(item, schema) for item in items)]) + "\n"


def _line(item: Item, schema: Schema) -> str:
    slots = "<br>".join(f"`{slot}` {demands(slot, schema)}" for slot in item.slots)
    return f"| {item.name} | {slots or '**none**'} | {item.reason} |"
