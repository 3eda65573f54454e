"""A whole run in plain Python, one row at a time: what `engine.harmonise` must agree with. Slow, short and obvious.

Records are those before merging (`engine.oracle_finish` goes on from here), and nothing is screened for identifiers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from omicz_meta.engine.accounts import NO_ITEM, NOT_JOINED, UNREAD
from omicz_meta.engine.functions import Value
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.noted import is_problem
from omicz_meta.engine.oracle import Answer, Row, cell_read, elements, evaluate
from omicz_meta.engine.plan import (
    ClassPlan,
    CodeMap,
    Collect,
    Column,
    Expression,
    Join,
    Plan,
    SlotPlan,
    columns_of,
    expressions_of,
)
from omicz_meta.identifiers import keyed_pseudonym
from omicz_meta.result import SlotLedger


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read: its number, and its cells; an unreadable one is UNREADABLE and the code of the reason."""

    row: int
    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its readable rows, and the numbers of those that could not be read."""

    lines: Sequence[Line]
    rejected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one row, or one item of it, would be as a record. `left_out` is the filter that keeps it out,
    `asked` the joins whose keys are all there."""

    plan: ClassPlan
    row: int
    answers: Mapping[str, Answer]
    found: Mapping[str, int | None]
    asked: frozenset[str] = frozenset()
    left_out: str | None = None

    @property
    def id(self) -> Value:
        """The key of the record."""
        return self.answers[self.plan.key].value

    @property
    def complete(self) -> bool:
        """Whether key and individual are there."""
        return all(
            self.answers[name].value is not None for name in _needed(self.plan) if name in self.answers
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a row of a table, or of the table as a whole."""

    code: str
    row: int | None
    column: str | None
    slot: str | None
    record_class: str
    record_id: Value
    rule: str
    table: str


@dataclass(slots=True)
class Reckoned:
    """What came of a run: made records with their rows by class, problems, fates of rows by table, slots."""

    made: dict[str, list[Candidate]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    used: dict[str, set[int]] = field(default_factory=dict)
    quarantined: dict[str, set[int]] = field(default_factory=dict)
    out_of_scope: dict[str, Counter[str]] = field(default_factory=dict)
    slots: dict[str, SlotLedger] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reckoner:
    """A plan with all that it needs to be followed by hand."""

    plan: Plan
    sheets: Mapping[str, Sheet]
    codes: Mapping[str, CodeMap]
    key: PseudonymKey

    def run(self) -> Reckoned:
        """Follow every row of every table through every rule."""
        done = Reckoned()
        candidates = {
            name: [self._of_line(name, line) for line in s.lines] for name, s in self.sheets.items()
        }
        for of_table in candidates.values():
            for of_line in of_table:
                there = [one for one in of_line if one.left_out is None]
                done.findings += self._told(there)
                for one in there:
                    _count(done.slots, one)
                    done.made.setdefault(one.plan.target, []).extend([one] if one.complete else [])
        done.findings += self._of_joins(
            [one for table in candidates.values() for line in table for one in line]
        )
        joined = set(_joined(one for table in candidates.values() for line in table for one in line))
        for name, of_table in candidates.items():
            self._fates(done, name, of_table, {row for table, row in joined if table == name})
        return done

    def _of_line(self, table: str, line: Line) -> list[Candidate]:
        plans = (part for part in self.plan.classes if part.table == table)
        return [candidate for part in plans for candidate in self._candidates(part, line)]

    def _candidates(self, part: ClassPlan, line: Line) -> Iterator[Candidate]:
        row = Row(_read(None, line), self.codes)
        found: dict[str, int | None] = {}
        asked_of = set[str]()
        for join in part.joins:
            if all(evaluate(left, row).value is not None for left, _ in join.keys):
                asked_of.add(join.name)
            hit = self._find(join, row)
            found[join.name] = hit.row if hit else None
            row = replace(row, cells={**row.cells, **(_read(join.name, hit) if hit else {})})
        for number, asked in _items(part, row):
            kept = (entry.text for entry in part.filters if evaluate(entry.keep, asked).value is not True)
            answers = {slot.slot.name: self._answer(slot, asked) for slot in part.slots}
            if part.derived_key is not None:
                answers[part.key] = Answer(self._derived(part, part.derived_key, line.row, number, asked))
            yield Candidate(part, line.row, answers, found, frozenset(asked_of), next(kept, None))

    def _find(self, join: Join, row: Row) -> Line | None:
        wanted = [evaluate(left, row).value for left, _ in join.keys]
        for line in self.sheets[join.table].lines:
            if None not in wanted and wanted == self._keys(join, line):
                return line
        return None

    def _keys(self, join: Join, line: Line) -> list[Value]:
        """What a row of a joined table can be found by."""
        there = Row(_read(join.name, line), self.codes)
        return [evaluate(right, there).value for _, right in join.keys]

    def _of_joins(self, candidates: list[Candidate]) -> Iterator[Finding]:
        """Joined rows that are passed over although they say something else, and joins that never find anything."""
        for part in self.plan.classes:
            mine = [one for one in candidates if one.plan is part and one.left_out is None]
            for join in part.joins:
                rule = f"{part.rule}: {join.name}"
                left, right = (one.name if isinstance(one, Column) else None for one in join.keys[0])
                for row in self._passed_over(part, join):
                    yield Finding("M021", row, right, None, part.target, None, rule, join.table)
                asked = any(one.complete and join.name in one.asked for one in mine)
                if asked and all(one.found[join.name] is None for one in mine):
                    yield Finding("M022", None, left, None, part.target, None, rule, part.table)

    def _passed_over(self, part: ClassPlan, join: Join) -> Iterator[int]:
        first: dict[tuple[Value, ...], list[Answer]] = {}
        read = [cell for cell in columns_of(expressions_of(part)) if cell.table == join.name]
        for line in self.sheets[join.table].lines:
            keys = tuple(self._keys(join, line))
            there = Row(_read(join.name, line), self.codes)
            says = [replace(evaluate(cell, there), source=None) for cell in read]
            if None not in keys and first.setdefault(keys, says) != says:
                yield line.row

    def _answer(self, slot: SlotPlan, row: Row) -> Answer:
        answer = evaluate(slot.value, row)
        value = answer.value
        if slot.pseudonym is not None and value is not None:
            value = self._pseudonyms(slot.pseudonym, value)
        if slot.slot.multivalued and value is not None and not isinstance(value, list):
            value = [value]
        return replace(answer, value=value)

    def _pseudonyms(self, record_class: str, value: Value) -> Value:
        if isinstance(value, list):
            return [self._pseudonyms(record_class, one) for one in value]
        return keyed_pseudonym(self.key.secret, self.key.domain(record_class), str(value))

    def _derived(
        self, part: ClassPlan, key: tuple[Expression, ...], number: int, item: int, row: Row
    ) -> Value:
        pieces: list[Value] = [part.table, *(evaluate(one, row).value for one in key)]
        pieces += [] if key else [part.rule, number]
        pieces += [item] if part.unnest else []
        return None if None in pieces else self._pseudonyms(part.target, "\x1f".join(map(str, pieces)))

    def _told(self, candidates: list[Candidate]) -> Iterator[Finding]:
        """Problems of one row: each fault of a cell once, under the first slot that met it, untouched slots first."""
        known: set[tuple[str, str | None, str | None]] = set()
        for part in self.plan.classes:
            mine = [one for one in candidates if one.plan is part]
            tables = {join.name: join.table for join in part.joins}
            for slot in sorted(part.slots, key=lambda slot: slot.made != "passed"):
                for note, cell in sorted({_noted(one, slot) for one in mine} - {NOTHING}, key=str):
                    table = tables[cell.table] if cell and cell.table else None
                    column = cell.name if cell else next(iter(slot.columns), None)
                    seen = (note, table, column)
                    elsewhere = table is not None and self._read_by_its_own(table, column)
                    if is_problem(note) and not note.startswith("R") and not elsewhere and seen not in known:
                        known.add(seen)
                        named = f"{cell.table}.{column}" if cell and cell.table else column
                        at = [one for one in mine if _noted(one, slot) == (note, cell)]
                        yield from (_finding(note, one, named, slot) for one in at)
            yield from _withheld(part, mine, known)
            yield from _not_found(part, mine)

    def _read_by_its_own(self, table: str, column: str | None) -> bool:
        """Whether rules over a table read this column of it, and so tell of its faults."""
        return any(
            cell.table is None and cell.name == column
            for part in self.plan.classes
            if part.table == table
            for cell in _cells(part)
        )

    def _fates(self, done: Reckoned, name: str, lines: list[list[Candidate]], joined: set[int]) -> None:
        meant = {one.row for line in lines for one in line if one.left_out is None}
        made = {one.row for line in lines for one in line if one.left_out is None and one.complete}
        done.used[name] = made | joined
        done.quarantined[name] = set(self.sheets[name].rejected) | (meant - made - joined)
        reasons = done.out_of_scope[name] = Counter[str]()
        for at, line in zip(self.sheets[name].lines, lines, strict=True):
            if at.row not in meant | joined:
                reasons[self._reason(name, line)] += 1

    def _reason(self, name: str, line: list[Candidate]) -> str:
        plans = [part for part in self.plan.classes if part.table == name]
        by = {one.left_out for one in line}
        for text in (entry.text for part in plans for entry in part.filters):
            if text in by:
                return f"filter {text}"
        looked_up = any(join.table == name for part in self.plan.classes for join in part.joins)
        return NOT_JOINED if looked_up else NO_ITEM if plans else UNREAD


def _read(join: str | None, line: Line) -> dict[tuple[str | None, str], str | None]:
    return {(join, name): text for name, text in line.cells.items()}


NOTHING: tuple[str, Column | None] = ("", None)


def _noted(one: Candidate, slot: SlotPlan) -> tuple[str, Column | None]:
    answer = one.answers[slot.slot.name]
    return (answer.note, answer.source) if answer.note else NOTHING


def _finding(code: str, one: Candidate, column: str | None, slot: SlotPlan | None) -> Finding:
    name, rule = (slot.slot.name, slot.rule) if slot else (None, one.plan.rule)
    return Finding(code, one.row, column, name, one.plan.target, one.id, rule, one.plan.table)


def _needed(plan: ClassPlan) -> tuple[str, ...]:
    return tuple(dict.fromkeys((plan.key, plan.person or plan.key)))


def _withheld(
    part: ClassPlan, mine: list[Candidate], known: set[tuple[str, str | None, str | None]]
) -> Iterator[Finding]:
    """Rows without a record, by the first thing that is missing; of one row, one thing."""
    slots = {slot.slot.name: slot for slot in part.slots}
    rest = list(mine)
    for name in _needed(part):
        missing = [one for one in rest if name in one.answers and one.answers[name].value is None]
        rest = [one for one in rest if one not in missing]
        slot = slots.get(name)
        if missing and ("X004", None, None) not in known:
            known.add(("X004", None, None))
            column = next(iter(slot.columns), None) if slot else None
            yield from (_finding("X004", one, column, slot) for one in missing)


def _not_found(part: ClassPlan, mine: list[Candidate]) -> Iterator[Finding]:
    for join in part.joins:
        left = next((side.name for side, _ in join.keys if isinstance(side, Column)), None)
        for one in mine:
            if not join.optional and one.complete and join.name in one.asked and one.found[join.name] is None:
                yield _finding("X005", one, left, None)


def _items(part: ClassPlan, row: Row) -> Iterator[tuple[int, Row]]:
    if part.unnest is None:
        yield 0, row
        return
    yield from enumerate(taken_apart(part.unnest.items, row), 1)


def taken_apart(items: Expression, row: Row) -> list[Row]:
    """The row once for each item; a cell with a problem gives an item without a value, or nobody would hear of it."""
    if not isinstance(items, Collect):
        return elements(items, row)
    source = cell_read(items, row)
    names = items.names or (None,) * len(items.items)
    named = zip(items.items, names, strict=True)
    answers = [(evaluate(item, row), cell_read(item, row), name) for item, name in named]
    return [
        replace(row, item=answer, item_from=cell or source, variable=name)
        for answer, cell, name in answers
        if answer.value is not None or (answer.note and is_problem(answer.note))
    ]


def _cells(part: ClassPlan) -> Iterator[Column]:
    return iter(columns_of(expressions_of(part)))


def _joined(candidates: Iterable[Candidate]) -> Iterator[tuple[str, int]]:
    """Table and row of all that was looked up for a record."""
    for one in candidates:
        for join in one.plan.joins if one.left_out is None else ():
            row = one.found[join.name]
            if row is not None:
                yield join.table, row


def _count(slots: dict[str, SlotLedger], one: Candidate) -> None:
    for slot in one.plan.slots:
        answer = one.answers[slot.slot.name]
        name = f"{one.plan.target}.{slot.slot.name}"
        slots[name] = slots.get(name, SlotLedger()) + SlotLedger(evaluated=1, **{_outcome(slot, answer): 1})
    if one.plan.derived_key is not None:
        name = f"{one.plan.target}.{one.plan.key}"
        outcome = "absent" if one.id is None else "computed"
        slots[name] = slots.get(name, SlotLedger()) + SlotLedger(evaluated=1, **{outcome: 1})


def _outcome(slot: SlotPlan, answer: Answer) -> str:
    if answer.note and is_problem(answer.note):
        return "unmapped" if answer.note.startswith("T") else "invalid"
    return "absent" if answer.value is None else slot.made
