"""Decides from the counts of a column what it holds, and which of its words may be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.reading import FALSE_WORDS, TRUE_WORDS
from omicz_meta.privacy.gate import Gate
from omicz_meta.privacy.headers import header_words
from omicz_meta.profile.codes import Recognised, recognise
from omicz_meta.profile.dates import date_counts, decades
from omicz_meta.profile.facts import ColumnProfile, Counted, ValueType
from omicz_meta.profile.forms import digits_before, number_form
from omicz_meta.profile.packs import looked_up, named
from omicz_meta.profile.vocabulary import Vocabulary, folded, known_unit

if TYPE_CHECKING:
    from omicz_meta.profile.counter import ColumnCounter

MOST_SHOWN = 12
MOST_SHAPES_SHOWN = 3
MOST_CATEGORIES = 60
_MOSTLY = 0.8
_NEARLY = 0.95
_SENTENCE = 5
"""Spaces in a cell from which on it tells a story."""

_ID_WORDS = frozenset(
    {"id", "ids", "identifikator", "identifikace", "identifier", "uuid", "cislo", "pseudonym", "key", "klic"}
)
_SENTINELS = ("999", "9999", "99999", "-1", "-9", "-99", "-999", "-9999")
_WITH_UNIT = re.compile(r"[<>≤≥]?\s*[+-]?[0-9][0-9 ]*(?:[.,][0-9]+)?\s*(?P<unit>[^\d\s.,<>].*)")
_PLAIN_WORDS = frozenset({"ano", "ne", "true", "false", "yes", "no"})
_BOOLEANS = frozenset((*TRUE_WORDS, *FALSE_WORDS))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a column holds, with its cells: for those who go on working with it inside. Not to be shown.

    `cells` are the different real cells (null tokens apart) with their counts; `complete` says that these are all.
    `nulls` are those that stand for nothing. `key`: the column tells rows apart but for a few that may be faults.
    """

    facts: ColumnProfile
    cells: Mapping[str, int]
    complete: bool
    name: str
    code: Recognised | None = None
    key: bool = False
    nulls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lost:
    """Cells of a column that the reader could not give: unreadable ones, and errors of formulas."""

    unreadable: int = 0
    formula_errors: int = 0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The column, its words, and what was found so far."""

    counter: ColumnCounter
    rows: int
    words: tuple[str, ...]
    real: Mapping[str, int]
    filled: int
    dates: Mapping[str, int]
    numbers: Mapping[str, int]
    code: Recognised | None
    kind: str | None

    @property
    def nearly(self) -> bool:
        """Whether at most one cell in twenty repeats another one."""
        return self.filled > 1 and self.counter.sketch.distinct >= _NEARLY * self.counter.filled

    @property
    def unique(self) -> bool:
        """Whether every row has a value of its own."""
        sketch, filled = self.counter.sketch, self.counter.filled
        return (
            1 < self.rows == filled
            and not sketch.repeated
            and (not sketch.exact or sketch.distinct == filled)
        )


def judged(counter: ColumnCounter, rows: int, lost: Lost, words: Vocabulary, gate: Gate, shown: str) -> Seen:
    """Judge a column of a table of so many rows; `shown` is its name as it may be shown."""
    nulls = _nulls(counter, words)
    evidence = _evidence(counter, rows, nulls, words)
    kind, fitting = _type(evidence)
    public = _public(evidence, kind, words)
    values = tuple(_enough(public, gate.min_cell))
    facts = ColumnProfile(
        name=shown,
        type=kind,
        empty=counter.blank - lost.unreadable - lost.formula_errors,
        distinct=counter.sketch.distinct,
        identifier=evidence.kind,
        filled=counter.filled,
        fitting=fitting,
        unreadable=lost.unreadable,
        formula_errors=lost.formula_errors,
        distinct_exact=counter.sketch.exact,
        unique=evidence.unique,
        decimal=_mark(evidence) if kind == "decimal" else None,
        formats=_ranked(evidence.dates) if kind == "date" else (),
        system=evidence.code.system if evidence.code and kind == "code" else None,
        listed=evidence.code.listed if evidence.code and kind == "code" else 0,
        pack=evidence.code.pack if evidence.code and kind == "code" else None,
        names=named(evidence.real, words.packs) if kind in ("text", "category") else None,
        split=evidence.code.split if evidence.code and kind == "code" else None,
        unit=words.unit_in(counter.name),
        units=tuple(_enough(_units(evidence.real), gate.min_cell)),
        null_tokens=tuple(_enough(nulls, gate.min_cell)),
        values=values[:MOST_SHOWN],
        withheld=max(0, counter.sketch.distinct - len(nulls) - len(values[:MOST_SHOWN])),
        shapes=_shapes(counter, kind, gate),
        digits=_digits(counter, gate.min_cell) if kind in ("integer", "decimal") else None,
        decades=decades(evidence.real, evidence.dates, gate.min_cell) if kind == "date" else None,
    )
    return Seen(
        facts,
        evidence.real,
        counter.complete,
        counter.name,
        evidence.code if kind == "code" else None,
        evidence.nearly,
        nulls,
    )


def _evidence(counter: ColumnCounter, rows: int, nulls: Mapping[str, int], words: Vocabulary) -> _Evidence:
    name = tuple(header_words(counter.name).split())
    real = {cell: count for cell, count in counter.cells.items() if cell not in nulls}
    verdict = counter.identifiers()
    return _Evidence(
        counter,
        rows,
        name,
        MappingProxyType(real),
        counter.filled - sum(nulls.values()),
        date_counts(counter.shapes, real, name),
        _number_counts(counter.shapes),
        looked_up(recognise(name, real, words.codes, words.prefixes), real, words.packs) if real else None,
        str(verdict.kind) if verdict.kind else None,
    )


def _nulls(counter: ColumnCounter, words: Vocabulary) -> dict[str, int]:
    """Cells that stand for nothing. A number is one only where all other numbers are much smaller or positive."""
    found = {cell: count for cell, count in counter.cells.items() if folded(cell) in words.nulls}
    numbers = [int(cell) for cell in counter.cells if re.fullmatch(r"-?[0-9]{1,9}", cell)]
    if counter.complete and len(numbers) >= 3 and len(numbers) == len(counter.cells) - len(found):
        for token in set(_SENTINELS) & set(counter.cells):
            others = [number for number in numbers if number != int(token)]
            if (int(token) < 0 <= min(others)) or (int(token) > 0 and int(token) > 5 * max(map(abs, others))):
                found[token] = counter.cells[token]
    return found


def _number_counts(shapes: Mapping[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for shape, count in shapes.items():
        form = number_form(shape)
        if form:
            found[form] += count
    return dict(found)


def _type(evidence: _Evidence) -> tuple[ValueType, int]:
    """The type, and how many of the filled cells have it."""
    filled = evidence.filled
    if not evidence.real or filled <= 0:
        return "empty", 0
    dated, numbered = sum(evidence.dates.values()), sum(evidence.numbers.values())
    if evidence.kind:
        return "identifier", filled
    if _is_boolean(evidence):
        return "boolean", filled
    if dated >= _MOSTLY * filled:
        return "date", min(dated, filled)
    if evidence.code and not (
        evidence.unique and evidence.code.by == "form" and evidence.code.system == "LOINC"
    ):
        return "code", round(evidence.code.share * filled)
    if numbered >= _MOSTLY * filled:
        return _number_type(evidence), min(numbered, filled)
    return _text_type(evidence), filled


def _is_boolean(evidence: _Evidence) -> bool:
    words = {cell.lower(): count for cell, count in evidence.real.items()}
    known = {word: count for word, count in words.items() if word in _BOOLEANS}
    if not evidence.counter.complete or not known or len(words) > len(known) + 3:
        return False
    if set(words) <= {"0", "1"}:
        return True
    return (len(known) >= 2 or bool(_PLAIN_WORDS & set(known))) and sum(known.values()) >= 0.95 * sum(
        words.values()
    )


def _number_type(evidence: _Evidence) -> ValueType:
    if evidence.numbers.get("integer", 0) < _NEARLY * sum(evidence.numbers.values()):
        return "decimal"
    named = bool(_ID_WORDS & set(evidence.words))
    return "identifier" if evidence.unique and (named or evidence.rows >= 50) else "integer"


def _text_type(evidence: _Evidence) -> ValueType:
    different = evidence.counter.sketch.distinct
    digits = sum(any(map(str.isdigit, cell)) for cell in evidence.real)
    keyed = digits >= 0.9 * len(evidence.real) and all(
        " " not in cell and len(cell) <= 64 for cell in evidence.real
    )
    if keyed and (evidence.nearly or _ID_WORDS & set(evidence.words)):
        return "identifier"
    if sum(cell.count(" ") >= _SENTENCE for cell in evidence.real) > len(evidence.real) / 2:
        return "text"
    few = different <= MOST_CATEGORIES and (different <= max(2, evidence.filled / 2) or evidence.filled < 10)
    return "category" if few and evidence.counter.complete else "text"


def _public(evidence: _Evidence, kind: ValueType, words: Vocabulary) -> dict[str, int]:
    """Cells that are words of a closed list, or codes of the system the column was found to have."""
    if kind in ("identifier", "empty", "date", "integer", "decimal"):
        return {}
    code = evidence.code if kind == "code" else None
    prefixes = frozenset({code.prefix}) if code else frozenset()
    return {
        cell: count
        for cell, count in evidence.real.items()
        if words.is_public(cell) or (code and _is_code(cell, code, words, prefixes))
    }


def _is_code(cell: str, code: Recognised, words: Vocabulary, prefixes: frozenset[str]) -> bool:
    found = recognise((code.system.lower(), "dg", "icdo"), {cell: 1}, words.codes, prefixes)
    return found is not None and found.system == code.system and found.split is None


def _enough(found: Mapping[str, int], least: int) -> Iterator[Counted]:
    ranked = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    yield from (Counted(text, count) for text, count in ranked if count >= least)


def _ranked(found: Mapping[str, int]) -> tuple[Counted, ...]:
    return tuple(_enough(found, 1))


def _mark(evidence: _Evidence) -> str:
    return max((",", "."), key=lambda mark: evidence.numbers.get(mark, 0))


def _units(real: Mapping[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for cell, count in real.items():
        match = _WITH_UNIT.fullmatch(cell)
        unit = match["unit"].strip() if match else ""
        if unit and known_unit(unit):
            found[unit] += count
    return dict(found)


def _shapes(counter: ColumnCounter, kind: ValueType, gate: Gate) -> tuple[Counted, ...]:
    """The commonest shapes; in free text a shape tells too little and is left out."""
    if kind in ("date", "text", "boolean"):
        return ()
    return tuple(_enough(counter.shapes, gate.min_cell))[:MOST_SHAPES_SHOWN]


def _digits(counter: ColumnCounter, least: int) -> tuple[int, int] | None:
    found: Counter[int] = Counter()
    for shape, count in counter.shapes.items():
        if number_form(shape):
            found[digits_before(shape)] += count
    often = [digits for digits, count in found.items() if count >= least]
    return (min(often), max(often)) if often else None
