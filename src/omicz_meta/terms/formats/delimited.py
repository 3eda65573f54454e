"""Rows of delimited text with a header, each with the line it begins on; shared by all readers of tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from omicz_meta.problem import Problem
from omicz_meta.terms.formats.broken import broken
from omicz_meta.terms.given import Given

_MARKS = ("\t", ";", ",", "|")
_LONGEST = 50
"""Lines that a cell may go over."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column; cells are without the white space around them."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def columns(given: Given) -> tuple[str, ...]:
    """The names in the first line; one name or none means that the file is no table."""
    line = given.head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace").strip("\r")
    return tuple(name.strip() for name in next(csv.reader([line], delimiter=_mark(line)), ()))


def rows(given: Given, faults: list[Problem]) -> Iterator[Row]:
    """The rows below the header. One that has more or fewer cells is added to the faults and passed over."""
    names, mark = columns(given), _mark(given.text.partition("\n")[0])
    for line, record in _records(given):
        cells = _cells(record, mark)
        if len(cells) == len(names):
            yield Row(line, dict(zip(names, map(str.strip, cells), strict=True)))
        elif record.strip():
            faults.append(broken(given.name, line))


def _cells(record: str, mark: str) -> list[str]:
    if '"' not in record:
        return record.split(mark)
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=mark), [])
    except csv.Error:
        return []


def _records(given: Given) -> Iterator[tuple[int, str]]:
    """Lines below the first; a cell in quotation marks may go over a few, but a stray mark costs one line only."""
    texts = given.text.split("\n")
    at = 1
    while at < len(texts):
        last = next((n for n in range(at, min(at + _LONGEST, len(texts))) if _closed(texts[at : n + 1])), at)
        yield at + 1, "\n".join(texts[at : last + 1]).removesuffix("\r")
        at = last + 1


def _closed(part: list[str]) -> bool:
    return sum(text.count('"') for text in part) % 2 == 0


def _mark(line: str) -> str:
    return max(_MARKS, key=line.count)
