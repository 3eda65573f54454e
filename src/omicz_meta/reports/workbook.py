"""The report as a workbook: a summary, the findings, and the sheets that were handed in with faulty cells marked.

What may be shown of a cell is decided before it comes here. Nothing is written as a formula or a link; a fault is a
colour, a comment and a word in the column of findings, so that none of the three is needed alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.problem import Language, Severity
from omicz_meta.reports.grouping import repairs
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.message import message
from omicz_meta.reports.sheet_words import SheetWords
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.reports.where import place, who
from omicz_meta.reports.words import printable
from omicz_meta.result import Report
from omicz_meta.sources.formula import with_guard

MOST_ROWS = 50_000
"""Rows of a sheet. Of a table with more only faulty rows are shown, the first so many."""

MOST_COMMENTS = 5_000
"""Comments of a sheet; further faulty cells are coloured and named in the column of findings."""

MOST_FINDINGS = 20_000
LONGEST_COMMENT = 1_000
LONGEST_CELL = 32_000
_LONGEST_TITLE = 31
_COLOURS: dict[Severity, tuple[str, str]] = {
    "error": ("#f9d5d2", "#8c1d18"),
    "warning": ("#fbe7bf", "#6b4000"),
    "info": ("#e3e8ed", "#1b2733"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with a whole row where no column is named."""

    column: str | None
    severity: Severity
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it may be shown: its number, its cells (None: empty), what is wrong in it."""

    number: int
    cells: Sequence[str | None]
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was handed in: its columns, their names as they may be shown, and its rows.

    `faulty_only` says that rows without a fault are left out.
    """

    title: str
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    rows: Iterable[SheetRow]
    faulty_only: bool = False


def write_workbook(path: Path, report: Report, sheets: Iterable[Sheet], lang: Language = "en") -> None:
    """Write the workbook, row by row; what it holds in memory does not grow with the tables. Raises OSError.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "report.xlsx"
    >>> row = SheetRow(1, ("jaro",), (Fault("Datum", "error", "V003", "Not a date"),))
    >>> write_workbook(path, Report("s"), [Sheet("p", ("Datum",), ("Datum",), [row])])
    >>> path.read_bytes()[:2]
    b'PK'
    """
    with new_book(path) as book:
        pen = Pen(book, lang)
        titles = Titles()
        pen.table(titles.new(pen.words.summary), _summary(report, lang), (28, 70, 22, 16, 50))
        pen.table(titles.new(Labels(lang).findings), _findings(report, lang), (8, 10, 30, 60, 12, 30, 40))
        for sheet in sheets:
            pen.sheet(titles.new(sheet.title), sheet)


def new_book(path: Path) -> Any:
    """A workbook to be written row by row, as a context; text in it is never a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(str(path), options)


class Titles:
    """Names of sheets as Excel takes them: at most 31 characters, some of them not, no two alike."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def new(self, wanted: str) -> str:
        """The name, made to fit."""
        plain = (
            "".join("_" if letter in "[]:*?/\\" else letter for letter in printable(wanted)).strip("'") or "_"
        )
        for number in range(1, 10_000):
            mark = "" if number == 1 else f" ({number})"
            title = plain[: _LONGEST_TITLE - len(mark)] + mark
            if title.casefold() not in self.taken:
                break
        self.taken.add(title.casefold())
        return title


Line = tuple[str, tuple[str | int | None, ...]]
"""Kind of a line (`head`, `text`, `title`, or a severity) and its cells."""


def _summary(report: Report, lang: Language) -> Iterator[Line]:
    words, own = Labels(lang), SheetWords(lang)
    yield "title", (f"{words.title}: {report.submission}",)
    yield "text", (sentence(verdict(report), lang),)
    yield "text", (own.masked.format(rows=MOST_ROWS, comments=MOST_COMMENTS),)
    yield "text", ()
    yield "head", (words.repairs, words.finding, words.where, words.settles, words.repair)
    for repair in repairs(report)[:100]:
        finding = repair.finding
        yield (
            finding.severity,
            (who(finding, lang), message(finding, lang), place(finding, lang), repair.settles, repair.line),
        )
    yield "text", ()
    yield "head", (words.source, words.read, words.used, words.quarantined, words.out_of_scope)
    for name, part in report.ledger.sources.items():
        yield "text", (name, part.rows_read, part.rows_used, part.rows_quarantined, part.rows_out_of_scope)
    if len(report.findings) > MOST_FINDINGS:
        yield "text", (f"{words.further} {len(report.findings) - MOST_FINDINGS}",)


def _findings(report: Report, lang: Language) -> Iterator[Line]:
    words = Labels(lang)
    yield (
        "head",
        (
            words.code,
            SheetWords(lang).severity,
            words.where,
            words.finding,
            words.count,
            words.closest,
            words.repair,
        ),
    )
    for finding in report.findings[:MOST_FINDINGS]:
        yield (
            finding.severity,
            (
                finding.code,
                words.severity[finding.severity],
                place(finding, lang, shown=10),
                message(finding, lang),
                finding.count,
                ", ".join(finding.candidates),
                finding.repair,
            ),
        )


class Pen:
    """Writes into one workbook, with its formats."""

    def __init__(self, book: Any, lang: Language) -> None:
        self.book, self.words = book, SheetWords(lang)
        self.severities = Labels(lang).severity
        colours = {name: {"bg_color": back, "font_color": ink} for name, (back, ink) in _COLOURS.items()}
        marked = {name: book.add_format(colour | {"text_wrap": False}) for name, colour in colours.items()}
        self.formats = marked | {
            "text": book.add_format({}),
            "head": book.add_format({"bold": True, "bg_color": "#f4f6f8", "bottom": 1}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }

    def table(self, title: str, lines: Iterable[Line], widths: tuple[int, ...], head: int = 0) -> None:
        """Write lines below each other; the first `head` stay in sight."""
        page = self._page(title)
        page.freeze_panes(head, 0)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for number, (kind, cells) in enumerate(lines):
            for column, cell in enumerate(cells):
                # the colour of a severity marks the first cell only: whole rows of colour are hard to read
                form = self.formats[kind if kind in ("head", "title") or not column else "text"]
                self._put(page, number, column, cell, form)

    def sheet(self, title: str, sheet: Sheet) -> None:
        """Write a table that was handed in, its faults marked."""
        page = self._page(title)
        page.set_column(0, 0, 8)
        page.set_column(1, 1, 24)
        page.set_column(2, len(sheet.columns) + 1, 16)
        page.freeze_panes(1, 2)
        for column, name in enumerate((self.words.row, self.words.found, *sheet.shown)):
            self._put(page, 0, column, name, self.formats["head"])
        comments, number = MOST_COMMENTS, 0
        for number, row in zip(range(1, MOST_ROWS + 1), sheet.rows, strict=False):
            comments = self._row(page, number, row, sheet, comments)
        page.autofilter(0, 0, number, len(sheet.columns) + 1)

    def _row(self, page: Any, number: int, row: SheetRow, sheet: Sheet, comments: int) -> int:
        names = dict(zip(sheet.columns, sheet.shown, strict=True))
        by_column: dict[str | None, list[Fault]] = {}
        for fault in row.faults:
            by_column.setdefault(fault.column if fault.column in names else None, []).append(fault)
        page.write_number(number, 0, row.number)
        told = ", ".join(dict.fromkeys(_named(f, names) for f in row.faults))
        marked: list[tuple[int, str | None, list[Fault]]] = [(1, told, by_column.get(None, []))]
        marked += [
            (at, cell, by_column.get(name, []))
            for at, (name, cell) in enumerate(zip(names, row.cells, strict=True), 2)
        ]
        for column, cell, faults in marked:
            form = self.formats[_worst(faults) if faults else "text"]
            if cell not in (None, ""):
                self._put(page, number, column, cell, form)
            elif faults:
                page.write_blank(number, column, None, form)
            if faults and comments:
                page.write_comment(number, column, self._comment(faults), {"x_scale": 2, "y_scale": 1.5})
                comments -= 1
        return comments

    def _comment(self, faults: Sequence[Fault]) -> str:
        return "\n".join(f"{self.severities[f.severity]} {f.code}: {f.text}" for f in faults)[
            :LONGEST_COMMENT
        ]

    def _page(self, title: str) -> Any:
        page = self.book.add_worksheet(title)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def _put(self, page: Any, number: int, column: int, cell: str | int | None, form: Any) -> None:
        if isinstance(cell, int):
            page.write_number(number, column, cell, form)
        elif cell:
            page.write_string(number, column, with_guard(printable(cell))[:LONGEST_CELL], form)


def _named(fault: Fault, names: Mapping[str, str]) -> str:
    """The code and its column, as its name may be shown."""
    return " ".join(part for part in (fault.code, names.get(fault.column or "", fault.column)) if part)


def _worst(faults: Sequence[Fault]) -> Severity:
    order = list(_COLOURS)
    return min((fault.severity for fault in faults), key=order.index)
