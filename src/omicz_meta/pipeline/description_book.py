"""Writes an empty workbook for a description: every slot that people may fill, what it is, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.catalogue.beyond import HOURS, described_by
from omicz_meta.catalogue.codelists import code_lists
from omicz_meta.catalogue.computed import COMPUTED_SLOTS
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.pipeline.description_sheet import BOOK, LISTS
from omicz_meta.pipeline.output import disk_message
from omicz_meta.problem import Language
from omicz_meta.schema import load_schema
from omicz_meta.schema.model import ClassDefinition, Kind, Schema, Slot


class BookWords(Words):
    """The words of the workbook that the model does not say."""

    sheet = Bilingual("Popis", "Description")
    heads = Bilingual(
        ("položka", "cs", "en", "hodnota", "název", "povinnost", "co sem patří"),
        ("slot", "cs", "en", "value", "title", "requirement", "what belongs here"),
    )
    requirement = by_key(
        {
            "M": ("povinné", "mandatory"),
            "C": ("podmíněně povinné", "conditional"),
            "R": ("doporučené", "recommended"),
            "O": ("volitelné", "optional"),
        }
    )


_COLOURS = {"M": "#dbe9f8", "C": "#eef4fb", "R": "#ffffff", "O": "#ffffff"}
_ORDER = "MCRO"
_WIDTHS = (34, 44, 44, 30, 30, 18, 80)
_LEFT_OUT = ("id", "runs", "analyses", "cohorts", "studies", "source_datasets")
"""Keys are made, and records of other classes are not written by hand."""
_NUMBERED = (
    "distributions",
    "sample_distributions",
    "analytics_distributions",
    "generated_by",
    "contact_points",
)
_DEPTH = 2
_MOST_CODES = 250


class Line(NamedTuple):
    """A line of the workbook: the path of a slot, the slot, its requirement, and the codes that it takes."""

    path: str
    slot: Slot
    requirement: str
    codes: tuple[str, ...] = ()


def description_book(path: Path, lang: Language) -> Path:
    """Write the workbook in a language.

    Raises UsageError for another ending, EnvironmentFault when the disk refuses.
    """
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    if path.suffix != BOOK:
        raise UsageError(f"{path.name}: a workbook ends in {BOOK}.")
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            _fill(book, lang)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise EnvironmentFault(disk_message(OSError(str(fault)), path.name)) from fault
    return path


def _fill(book: Any, lang: Language) -> None:
    words = BookWords(lang)
    page = book.add_worksheet(words.sheet)
    lists = book.add_worksheet(LISTS)
    head = book.add_format({"bold": True, "bg_color": "#0b5cad", "font_color": "#ffffff"})
    colours = {
        name: book.add_format({"bg_color": colour, "text_wrap": True, "valign": "top"})
        for name, colour in _COLOURS.items()
    }
    page.write_row(0, 0, words.heads, head)
    page.freeze_panes(1, 1)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    for number, line in enumerate(template_lines(load_schema()), start=1):
        about = (line.slot.title, line.slot.definition)
        told = (about[0].get(lang, ""), words.requirement[line.requirement], about[1].get(lang, ""))
        page.write_row(number, 0, (line.path, "", "", "", *told), colours[line.requirement])
        if line.codes:
            lists.write_column(0, number, line.codes)
            letters = _letters(number)
            source = f"={LISTS}!${letters}$1:${letters}${len(line.codes)}"
            # several values stand in one cell, so other texts are not refused
            page.data_validation(
                number, 3, number, 3, {"validate": "list", "source": source, "error_type": "warning"}
            )
    lists.hide()


def _letters(column: int) -> str:
    head, last = divmod(column, 26)
    return (chr(64 + head) if head else "") + chr(65 + last)


def template_lines(schema: Schema) -> tuple[Line, ...]:
    """What the workbook asks for, the mandatory first.

    >>> from omicz_meta.schema import load_schema
    >>> [line.path for line in template_lines(load_schema())][:3]
    ['identifier', 'title', 'description']
    """
    known = described_by(schema)
    found = list(_lines(known.classes["Dataset"], known, "", 0))
    return tuple(sorted(found, key=lambda line: _ORDER.index(line.requirement)))


def _lines(
    definition: ClassDefinition, schema: Schema, before: str, depth: int, within: str = ""
) -> Iterator[Line]:
    for slot in definition.slots.values():
        if slot.name == definition.key or slot.name in (*_LEFT_OUT, *COMPUTED_SLOTS):
            continue
        own = slot.required_in(()) if not within else max(slot.required_in(()), within, key=_ORDER.index)
        inner = schema.classes.get(slot.target) or schema.objects.get(slot.target)
        if slot.kind in (Kind.OBJECT, Kind.REFERENCE) and slot.target != "LangString" and inner:
            number = ".1" if slot.name in _NUMBERED or slot.multivalued else ""
            if depth < _DEPTH or slot.target == HOURS:
                yield from _lines(inner, schema, f"{before}{slot.name}{number}.", depth + 1, own)
        else:
            yield Line(before + slot.name, slot, own, _codes(slot, definition.name, schema))


def _codes(slot: Slot, owner: str, schema: Schema) -> tuple[str, ...]:
    if slot.kind is Kind.ENUM:
        return tuple(schema.enums[slot.target].names)[:_MOST_CODES]
    known = code_lists().for_slot(owner, slot.name)
    return tuple(known.codes)[:_MOST_CODES] if known else ()
