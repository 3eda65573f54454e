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
    try:
        return tuple(name.strip() for name in next(csv.reader([line], delimiter=_mark(line)), ()))
    except csv.Error:
        return ()


def rows(given: Given, faults: list[Problem]) -> Iterator[Row]:
    """The rows below the header. One that has more or fewer cells is added to the faults and passed over."""
    names, texts = columns(given), given.text.split("\n")
    mark, at = _mark(texts[0]), 1
    while at < len(texts):
        cells, used = _record(texts, at, mark)
        if len(cells) == len(names):
            yield Row(at + 1, dict(zip(names, map(str.strip, cells), strict=True)))
        elif texts[at].strip():
            faults.append(broken(given.name, at + 1))
        at += used


def _record(texts: list[str], at: int, mark: str) -> tuple[list[str], int]:
    """The cells that begin on a line, and how many lines they take; a stray quotation mark costs one line only."""
    for used in range(1, min(_LONGEST, len(texts) - at) + 1):
        record = "\n".join(texts[at : at + used]).removesuffix("\r")
        if '"' not in record:
            return record.split(mark), 1
        try:
            return next(csv.reader(io.StringIO(record, newline=""), delimiter=mark, strict=True)), used
        except csv.Error:
            continue
    return [], 1


def _mark(line: str) -> str:
    return max(_MARKS, key=line.count)
