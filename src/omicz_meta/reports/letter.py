"""The letter to whoever keeps a source: what to repair there, without a value of any person.

It holds row numbers, names of columns, shapes of values, and words of our own. A value itself stands in it only inside
a ready line, and only where at least `min_cell` rows have it. It may be e-mailed, so two letters side by side tell of
nobody who came or left: rows are counted in steps of `min_cell`, those out of scope (of persons who withdrew, too) are
not counted at all, and of persons or an earlier submission nothing is said.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from omicz_meta.privacy.gate import mask_path
from omicz_meta.privacy.shape import shape
from omicz_meta.problem import Language, Severity, code_text
from omicz_meta.profile.headers import looks_headless, shown_name
from omicz_meta.reports.charts import Head, table
from omicz_meta.reports.grouping import Group, groups
from omicz_meta.reports.html import LANGUAGES, languages, page
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.letter_words import LetterWords
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import bind, counted, number, percent, plural, printable
from omicz_meta.result import Finding, Report, SourceLedger

MOST_ITEMS = 12
"""Repairs on the page, so that it stays one."""

MOST_SHAPES = 3
MOST_ROWS = 6
MOST_LINES = 10
ABOUT_DATA = "RTVXP"
"""Families of what a source can be wrong in; a mapping or description is not the hospital's to repair."""

_NAMED_SHARES = 3


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One thing to repair: a code in a column, how often, in which rows, of which shapes (most frequent first)."""

    code: str
    severity: Severity
    column: str | None
    count: int
    rows: tuple[int, ...]
    shapes: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says; `items` are ranked by how much one repair settles."""

    submission: str
    source: str
    account: SourceLedger
    items: tuple[LetterItem, ...]
    min_cell: int

    @property
    def findings(self) -> int:
        """Occurrences of all items together."""
        return sum(item.count for item in self.items)


def letter_of(report: Report, source: str) -> Letter:
    """What whoever keeps a source has to repair: errors and warnings about its data.

    >>> found = Finding("V003", "error", 2, source="p", column="Datum", value="jaro 87", rows=(3, 9))
    >>> letter_of(Report("s", findings=(found,)), "p").items[0].shapes
    ('aaaa 99',)
    """
    mine = [group for group in groups(report) if group.first.source == source and _is_theirs(group.first)]
    names = tuple(group.first.column or "" for group in mine if group.first.column)
    headless = looks_headless(names)
    items = (_item(group, headless, report.min_cell) for group in mine)
    account = report.ledger.sources.get(source, SourceLedger(0, 0, 0, 0))
    ranked = sorted(
        items, key=lambda item: (item.severity != "error", -item.count, item.code, item.column or "")
    )
    return Letter(report.submission, mask_path(source), account, tuple(ranked), report.min_cell)


def _is_theirs(finding: Finding) -> bool:
    return finding.severity != "info" and finding.code[0] in ABOUT_DATA


def _item(group: Group, headless: bool, min_cell: int) -> LetterItem:
    whole = group.whole
    shapes = dict.fromkeys(shape(finding.value) for finding in group.values if finding.value)
    lines = (finding.repair for finding in group.findings if finding.repair and finding.count >= min_cell)
    column = None if whole.column is None else shown_name(whole.column, headless)
    return LetterItem(
        whole.code,
        whole.severity,
        column,
        group.count,
        whole.rows,
        tuple(shapes),
        tuple(dict.fromkeys(lines)),
    )


def render_letter_html(letter: Letter, lang: Language = "cs") -> str:
    """The letter as one page to print or send, in both languages with `lang` first."""
    titles = (
        el("span", LetterWords(each).title.format(source=letter.source), lang=each, data_lang=each)
        for each in LANGUAGES
    )
    header = el("header", el("h1", titles), languages(lang), class_="top")
    main = el(
        "main", [_version(letter, each) for each in LANGUAGES], id="main", tabindex="-1", class_="letter"
    )
    return page(f"{letter.submission} · {letter.source}", lang, header, main)


def render_letter_text(letter: Letter, lang: Language = "en", width: int = 80) -> str:
    """The letter for the terminal."""
    words = LetterWords(lang)
    parts = [words.title.format(source=letter.source), "", *_wrapped(_opening(letter, lang), width)]
    for at, item in enumerate(letter.items[:MOST_ITEMS], 1):
        parts += [
            "",
            *_wrapped(f"{at}. {_headline(item, lang)}", width, "   "),
            *_wrapped(_facts(item, lang), width, "   ", "   "),
        ]
        parts += [
            *_wrapped(_todo(item, lang), width, "   ", "   "),
            *(f"   {printable(line)}" for line in item.lines[:MOST_SHAPES]),
        ]
    parts += ["", *(line for text in _closing(letter, words, lang) for line in _wrapped(text, width))]
    return "\n".join(parts) + "\n"


def heads(lang: Language) -> tuple[str, ...]:
    """What stands above the columns of the list of repairs."""
    words = LetterWords(lang)
    return (words.number, words.column, words.wrong, words.often, words.rows, words.shape, words.todo)


def cells(at: int, item: LetterItem, lang: Language) -> tuple[str, ...]:
    """An item as a line of the list of repairs."""
    words = LetterWords(lang)
    column = item.column or (words.whole_row if item.rows else words.whole_column)
    title = (
        f"{bind(code_text(item.code).title[lang], lang)} ({Labels(lang).severity[item.severity]} {item.code})"
    )
    return (
        str(at),
        column,
        title,
        number(item.count, lang),
        _rows(item, lang),
        _shapes(item),
        _todo(item, lang),
    )


def _version(letter: Letter, lang: Language) -> Element:
    words = LetterWords(lang)
    items = letter.items[:MOST_ITEMS]
    columns = tuple(Head(name, numeric=name in (words.often,)) for name in heads(lang))
    rows = [cells(at, item, lang) for at, item in enumerate(items, 1)]
    listed = [table(words.title.format(source=letter.source), columns, rows, visible=False)] if items else []
    closing = [el("p", text) for text in _closing(letter, words, lang)]
    opening = el("p", _opening(letter, lang))
    return el("div", opening, listed, _ready(letter, words), closing, lang=lang, data_lang=lang)


def _ready(letter: Letter, words: LetterWords) -> list[Node]:
    lines = list(dict.fromkeys(line for item in letter.items for line in item.lines))[:MOST_LINES]
    if not lines:
        return []
    lead = words.lines_lead.format(min_cell=letter.min_cell)
    return [el("h2", words.lines), el("p", lead), el("pre", el("code", "\n".join(lines)), tabindex="0")]


def _opening(letter: Letter, lang: Language) -> str:
    words, account = LetterWords(lang), letter.account
    checked = words.checked.format(
        submission=letter.submission,
        source=letter.source,
        read=_read(account.rows_read, letter.min_cell, lang),
        quarantined=counted(account.rows_quarantined, words.waiting, lang),
    )
    if not letter.items:
        return bind(f"{checked} {words.nothing}", lang)
    told = counted(letter.findings, words.findings, lang)
    share = words.share.format(count=told, parts=_share(letter, words, lang))
    return bind(f"{checked} {share} {words.private}", lang)


def _read(rows: int, min_cell: int, lang: Language) -> str:
    """How many rows came, in steps: in a table of persons a row more is a person more.

    >>> _read(127, 10, "en"), _read(3, 10, "cs")
    ('at least 120 rows', 'méně než 10 řádků')
    """
    words, steps = LetterWords(lang), rows // min_cell * min_cell
    return (words.at_least if steps else words.fewer).format(rows=number(steps or min_cell, lang))


def _share(letter: Letter, words: LetterWords, lang: Language) -> str:
    many = min(_NAMED_SHARES, len(letter.items))
    settled = sum(item.count for item in letter.items[:many])
    return plural(many, words.shares, lang).format(many=many, share=percent(settled, letter.findings))


def _closing(letter: Letter, words: LetterWords, lang: Language) -> Iterator[str]:
    if rest := letter.items[MOST_ITEMS:]:
        yield words.further.format(count=number(len(rest), lang))
    if letter.items:
        yield bind(words.ask, lang)
        yield bind(words.how_rows, lang)


def _headline(item: LetterItem, lang: Language) -> str:
    _, column, title, *_ = cells(0, item, lang)
    return f"{column}: {title}"


def _facts(item: LetterItem, lang: Language) -> str:
    words = LetterWords(lang)
    named = (
        (words.often, number(item.count, lang)),
        (words.rows, _rows(item, lang)),
        (words.shape, _shapes(item)),
    )
    return "; ".join(f"{name.lower()}: {text}" for name, text in named if text)


def _todo(item: LetterItem, lang: Language) -> str:
    return bind(code_text(item.code).asked[lang], lang)


def _rows(item: LetterItem, lang: Language) -> str:
    first = ", ".join(number(row, lang) for row in item.rows[:MOST_ROWS])
    return f"{first} …" if item.count > len(item.rows[:MOST_ROWS]) and first else first


def _shapes(item: LetterItem) -> str:
    more = " …" if len(item.shapes) > MOST_SHAPES else ""
    return ", ".join(item.shapes[:MOST_SHAPES]) + more


def _wrapped(text: str, width: int, indent: str = "", first: str = "") -> list[str]:
    return (
        textwrap.wrap(printable(text), width, initial_indent=first, subsequent_indent=indent) if text else []
    )
