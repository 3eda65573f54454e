"""Recognises text that was damaged before it was exported: no encoding we choose can repair it."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.problem import Problem
from omicz_meta.sources.place import TablePlace

LETTERS = "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĽĺŕôä"
QUESTION_IN_WORD = r"^[^/=]*\pL\?\p{Ll}"
"""A question mark where a letter was; addresses (with / or =) may hold one rightly."""


def garbled() -> tuple[str, ...]:
    """What Czech letters in UTF-8 look like when they were read as a one-byte encoding.

    >>> "Ĺ™" in garbled() and "Ã¡" in garbled()
    True
    """
    wrong = (
        letter.encode().decode(read_as, "replace") for letter in LETTERS for read_as in ("cp1250", "cp1252")
    )
    return tuple(sorted({text for text in wrong if "\ufffd" not in text}))


def damaged_columns(batch: pa.RecordBatch, columns: tuple[str, ...], place: TablePlace) -> list[Problem]:
    """R018 for each column of the batch whose name or cells are damaged; `count` is the number of such cells."""
    broken = "|".join(("\ufffd", *map(re.escape, garbled())))
    found = []
    for name in columns:
        cells = pc.sum(pc.match_substring_regex(batch.column(name), broken)).as_py() or 0
        questions = pc.sum(pc.match_substring_regex(batch.column(name), QUESTION_IN_WORD)).as_py() or 0
        count = cells + (questions if questions > 1 else 0)
        if count or re.search(broken, name):
            found.append(Problem("R018", place.at(column=name), count=max(count, 1)))
    return found


def decimal_mark(batch: pa.RecordBatch, columns: tuple[str, ...]) -> str | None:
    """The decimal mark that most numbers with decimals are written with; None where there are none.

    >>> decimal_mark(pa.record_batch({"a": ["1,5", "12,25", "x"]}), ("a",))
    ','
    """
    marks = {
        mark: sum(
            pc.sum(pc.match_substring_regex(batch.column(name), pattern)).as_py() or 0 for name in columns
        )
        for mark, pattern in ((",", r"^\s*[+-]?\d+,\d+\s*$"), (".", r"^\s*[+-]?\d+\.\d+\s*$"))
    }
    best = max(marks, key=lambda mark: marks[mark])
    return best if marks[best] else None
