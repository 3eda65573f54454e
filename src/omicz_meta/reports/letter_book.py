"""The workbook that goes with a letter: what to repair, and every place, without a value of any person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from omicz_meta.problem import Language, Severity, code_text
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.letter import Letter, cells, heads
from omicz_meta.reports.letter_words import LetterWords
from omicz_meta.reports.words import bind
from omicz_meta.reports.workbook import Line, Pen, Titles, new_book

MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class Spot:
    """One place to repair: row and line in the file, column, code, and the shape of what stands there."""

    row: int | None
    line: int | None
    column: str | None
    severity: Severity
    code: str
    shape: str | None


def write_letter_book(path: Path, letter: Letter, spots: Iterable[Spot], lang: Language = "cs") -> None:
    """Write the workbook; `spots` are taken one by one, the first 100,000. Raises OSError."""
    words = LetterWords(lang)
    with new_book(path) as book:
        pen, titles = Pen(book, lang), Titles()
        pen.table(titles.new(words.sheet), _items(letter, lang), (6, 24, 44, 10, 24, 30, 70))
        pen.table(titles.new(words.all_rows), _spots(spots, lang), (10, 12, 24, 8, 40, 26, 70), head=1)


def _items(letter: Letter, lang: Language) -> Iterator[Line]:
    words = LetterWords(lang)
    yield "head", heads(lang)
    for at, item in enumerate(letter.items, 1):
        number, column, title, _, *rest = cells(at, item, lang)
        yield item.severity, (int(number), column, title, item.count, *rest)
    lines = list(dict.fromkeys(line for item in letter.items for line in item.lines))
    if lines:
        yield "text", ()
        yield "head", ("", words.lines)
        yield from (("text", ("", line)) for line in lines)
    yield "text", ()
    for text in (words.ask, words.how_rows, words.private, words.more_rows.format(most=MOST_PLACES)):
        yield "text", ("", bind(text, lang))


def _spots(spots: Iterable[Spot], lang: Language) -> Iterator[Line]:
    words, own = Labels(lang), LetterWords(lang)
    yield (
        "head",
        (words.row[0].capitalize(), own.line, own.column, words.code, own.wrong, own.shape, own.todo),
    )
    for spot in islice(spots, MOST_PLACES):
        text = code_text(spot.code)
        told = (spot.code, text.title[lang], spot.shape, text.asked[lang])
        yield spot.severity, (spot.row, spot.line, spot.column, *told)
