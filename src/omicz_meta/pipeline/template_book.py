"""Writes the workbook of an Excel template: drop-downs from value sets, comments on headers, headers protected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.pipeline.template_plan import CellWords, TemplateColumn, TemplateSheet
from omicz_meta.problem import Language
from omicz_meta.reports.labels import Labels
from omicz_meta.schema import Kind

LISTS = "lists"
"""The hidden sheet with the value sets."""

LAST_ROW = 5_000
"""So far down cells have drop-downs."""

_HEADS: dict[str, dict[str, Any]] = {
    "M": {"bg_color": "#0b5cad", "font_color": "#ffffff", "bold": True},
    "C": {"bg_color": "#9cc3e8", "font_color": "#1b2733", "bold": True},
    "R": {"bg_color": "#f4f6f8", "font_color": "#1b2733"},
    "O": {"font_color": "#1b2733"},
}


class TemplateWords(Words):
    """What is said to whoever fills the workbook in."""

    how = by_key(
        {
            Kind.PARTIAL_DATE: ("Datum: 12.3.1981, 3.1981 nebo 1981.", "Date: 12.3.1981, 3.1981 or 1981."),
            Kind.DATE: ("Datum: 12.3.1981.", "Date: 12.3.1981."),
            Kind.CURIE: (
                "Kód s předponou systému: MKN10:E84.9, ORPHA:586, HP:0001250.",
                "Code with the prefix of its system: MKN10:E84.9, ORPHA:586, HP:0001250.",
            ),
            Kind.REFERENCE: (
                "Identifikátor z listu, na který se odkazuje.",
                "Identifier from the sheet that is referred to.",
            ),
            Kind.OBJECT: ("Věk v celých letech.", "Age in whole years."),
        }
    )
    several = Bilingual("Více hodnot oddělte svislou čarou: a|b.", "Divide several values by a bar: a|b.")
    choose = Bilingual("Vyberte prosím hodnotu ze seznamu.", "Please choose a value from the list.")


def write_template(
    path: Path, sheets: tuple[TemplateSheet, ...], use_cases: tuple[str, ...], lang: Language
) -> None:
    """Write the empty workbook. Raises OSError."""
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    with xlsxwriter.Workbook(str(path)) as book:
        pages = [(sheet, book.add_worksheet(sheet.name)) for sheet in sheets]
        lists = _Lists(book, lang)
        for sheet, page in pages:
            _write_sheet(book, page, sheet, use_cases, lang, lists)
        lists.page.hide()


class _Lists:
    """The hidden sheet: a column for each value set, made when it is first asked for."""

    def __init__(self, book: Any, lang: Language) -> None:
        self.page, self.lang = book.add_worksheet(LISTS), lang
        self.known: dict[tuple[str, ...], str] = {}

    def address(self, words: tuple[str, ...], name: str) -> str:
        """The range in which the words stand, as a formula of a drop-down."""
        if words not in self.known:
            column = len(self.known)
            self.page.write_column(0, column, [name, *words])
            letter = _letter(column)
            self.known[words] = f"={LISTS}!${letter}$2:${letter}${len(words) + 1}"
        return self.known[words]


def _letter(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _write_sheet(
    book: Any, page: Any, sheet: TemplateSheet, use_cases: tuple[str, ...], lang: Language, lists: _Lists
) -> None:
    text, free = book.add_format({"num_format": "@", "locked": False}), book.add_format({"locked": False})
    for at, column in enumerate(sheet.columns):
        need = column.slot.required_in(use_cases)
        typed = column.own.kind in (Kind.STRING, Kind.REFERENCE, Kind.CURIE, Kind.URI)
        page.set_column(at, at, max(14, min(30, len(column.header) + 2)), text if typed else free)
        page.write_string(
            0, at, column.header, book.add_format(_HEADS[need] | {"text_wrap": True, "valign": "top"})
        )
        page.write_comment(0, at, _comment(column, use_cases, lang), {"x_scale": 2.5, "y_scale": 2})
        _drop_down(page, at, column, lang, lists)
    page.set_row(0, 34)
    page.freeze_panes(1, 0)
    allowed = ("format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
    page.protect("", dict.fromkeys(allowed, True))


def _drop_down(page: Any, at: int, column: TemplateColumn, lang: Language, lists: _Lists) -> None:
    if column.values is None:
        return
    nulls = tuple(CellWords(lang).reason.values()) if column.slot.absent_allowed else ()
    address = lists.address((*column.values, *nulls), column.own.target)
    # several values are written by hand, so their list only helps
    told = {"show_error": False} if column.slot.multivalued else {"error_message": TemplateWords(lang).choose}
    page.data_validation(1, at, LAST_ROW, at, {"validate": "list", "source": address, **told})


def _comment(column: TemplateColumn, use_cases: tuple[str, ...], lang: Language) -> str:
    """What the column is for: requirement, how to write it, title and definition in both languages."""
    slot, both, words = column.slot, (lang, "en" if lang == "cs" else "cs"), TemplateWords(lang)
    how = words.how.get(
        column.own.kind if column.part is None or column.part.kind is not Kind.OBJECT else slot.kind
    )
    lines = [f"{Labels(lang).requirement[slot.required_in(use_cases)]} · {slot.name}"]
    lines += [how] if how else []
    lines += [words.several] if slot.multivalued else []
    for each in (each for each in both if each in slot.title):
        told = slot.definition.get(each)
        lines.append(f"{slot.title[each]}: {told}" if told else slot.title[each])
    return "\n".join(lines)
