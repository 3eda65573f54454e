"""Value mappings for an enum slot: cells of a column that are known spellings of its permissible values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.profile.judging import Seen
from omicz_meta.profile.vocabulary import Spelling, Vocabulary, folded, spellings_of
from omicz_meta.schema import Enum

MOST_PAIRS = 120


@dataclass(frozen=True, slots=True)
class Recoding:
    """Spellings and their targets, the `share` of cells they cover, how many `different` values these are.

    Without pairs the cells are the names of the values.
    """

    pairs: tuple[tuple[str, str], ...]
    share: float
    different: int


def recoding(enum: Enum, seen: Seen, known: Knowledge) -> Recoding:
    """How the cells of a column become values of an enum.

    Spellings that enough rows carry are written as they stand. To these come all other known spellings of the same
    style (Czech words, letters, digits), whether the column has them or not: a mapping is for tomorrow's export
    too, and tells nothing about who is in today's.
    """
    read = {cell: found for cell in seen.cells if (found := _target(cell, enum, known.words)) is not None}
    covered = sum(seen.cells[cell] for cell in read)
    share = covered / sum(seen.cells.values()) if seen.cells else 0.0
    different = len({found.value for found in read.values()})
    if all(cell == found.value for cell, found in read.items()):
        return Recoding((), share, different)
    often = {cell: found.value for cell, found in read.items() if seen.cells[cell] >= known.min_cell}
    styles = _styles(read.values())
    pairs = dict(sorted(often.items(), key=lambda pair: (enum.names.index(pair[1]), pair[0])))
    for spelling in _of_styles(styles, spellings_of(enum, known.schema)):
        text = _cased(spelling.text, read)
        if len(pairs) < MOST_PAIRS:
            pairs.setdefault(text, spelling.value)
    return Recoding(tuple(pairs.items()), share, different)


def _target(cell: str, enum: Enum, words: Vocabulary) -> Spelling | None:
    return next((s for s in words.spellings.get(folded(cell), ()) if s.enum == enum.name), None)


def _styles(found: Iterable[Spelling]) -> set[str]:
    """The styles a column is written in; one that few cells happen to have is none of them."""
    counted = Counter(spelling.style for spelling in found)
    most = max(counted.values(), default=0)
    return {style for style, count in counted.items() if 3 * count >= most}


def _of_styles(styles: set[str], spellings: Iterable[Spelling]) -> list[Spelling]:
    return [spelling for spelling in spellings if spelling.style in styles]


def _cased(text: str, known: Mapping[str, Spelling]) -> str:
    """The spelling in the case that the column is written in, where it is written in one."""
    if all(cell == cell.lower() for cell in known):
        return text.lower()
    if all(cell == cell.upper() for cell in known) and any(len(cell) > 1 for cell in known):
        return text.upper()
    return text
