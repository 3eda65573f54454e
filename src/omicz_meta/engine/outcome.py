"""What a class plan made of one block: records, lineage, problems, and counts that must add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.forms import FAILED, LINEAGE, PROBLEMS
from omicz_meta.engine.kernel import UNREADABLE_CELL
from omicz_meta.engine.names import ASKED, FOUND, SKIP, VALUE
from omicz_meta.engine.noted import Noted, is_problem, notes_of
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.plan import ClassPlan, Column, Recode, SlotPlan, walk
from omicz_meta.engine.table import LINE, ROW, Origin
from omicz_meta.problem import code_text
from omicz_meta.result import SlotLedger
from omicz_meta.schema import Schema, Slot

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Show = Callable[[str, str, Slot | None], str]
"""The masking gate as the engine sees it: value, column, slot -> what may be shown."""


NEVER_SHOWN = frozenset({"V021"})
"""Problems of values that are not shown in any form: what is nearly a birth number still names a person."""


UNKNOWN_SYSTEM = "T013"


def told(code: str, cell: str, known: frozenset[str] = frozenset()) -> str:
    """What of a cell is told with a code: of unknown code systems their names, whatever codes stand behind them.

    >>> told("T013", "http://example.org/local|A1"), told("T002", "http://loinc.org|1-1")
    ('http://example.org/local', 'http://loinc.org|1-1')
    >>> told("T013", "http://loinc.org|1-1\\nurn:local|A1", frozenset({"http://loinc.org"}))
    'urn:local'
    """
    if code != UNKNOWN_SYSTEM:
        return cell
    systems = dict.fromkeys(line.partition("|")[0] for line in cell.splitlines())
    return " ".join([name for name in systems if name not in known] or systems)


def systems_known(slot: SlotPlan | None) -> frozenset[str]:
    """The code systems that the rule of a slot knows by name."""
    parts = (part for part in walk(slot.value) if isinstance(part, Recode)) if slot else ()
    return frozenset(name for part in parts if part.code == UNKNOWN_SYSTEM for name, _ in part.pairs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Records of one class from one block, and everything that became of its rows.

    `found` are rows of joined tables by join, `asked` the joins for whose keys a record had values.
    """

    target: str
    records: pa.Table
    lineage: pa.Table
    problems: pa.Table
    failed: pa.Table
    counts: Mapping[str, SlotLedger]
    made_rows: Rows
    candidate_rows: Rows
    left_out: Mapping[str, Rows] = field(default_factory=dict)
    found: Mapping[str, Rows] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


Fault = tuple[str, str | None, str | None]
"""A problem code, the joined table (None is the own one) and the column."""


@dataclass(frozen=True, slots=True)
class Told:
    """Which faults were reported already: of this block's cells, and of columns that rules of their own table read."""

    columns: frozenset[tuple[str, str]] = frozenset()
    joins: Mapping[str, str] = field(default_factory=dict)
    cells: dict[Fault, Rows] = field(default_factory=dict)

    def first_time(self, code: str, at: Rows, rows: Rows) -> Rows:
        """Those positions whose row was not told of with this code yet; they are remembered."""
        return self.new((code, None, None), at, rows)

    def new(self, fault: Fault, at: Rows, rows: Rows) -> Rows:
        """Those positions whose row was not told of with this fault yet; they are remembered."""
        known = self.cells.get(fault, np.zeros(0, "int64"))
        first: Rows = at[~np.isin(rows[at], known)]
        self.cells[fault] = np.concatenate([known, rows[first]])
        return first

    def fault_of(self, noted: Noted) -> Fault:
        """What is wrong, and in which cell: of this table or of a joined one."""
        return noted.note, self.joins[noted.join] if noted.join else None, noted.column

    def elsewhere(self, noted: Noted) -> bool:
        """Whether a fault of a joined cell is reported where that cell stands."""
        return noted.join is not None and (self.joins[noted.join], noted.column) in self.columns


@dataclass(frozen=True, slots=True)
class Seen:
    """A block as it was read, where it comes from, and how its values may be shown."""

    block: pa.Table
    origin: Origin
    show: Show
    told: Told


def _joins(plan: ClassPlan) -> Iterator[tuple[str, str]]:
    return ((join.name, join.table) for join in plan.joins)


def outcome(plan: ClassPlan, made: pa.Table, schema: Schema, seen: Seen) -> Outcome:
    """Sort the candidate records of a block into records and problems, and count."""
    skip = made[SKIP].to_numpy()
    left_out = {entry.text: _unique(made[ROW], skip == n) for n, entry in enumerate(plan.filters, 1)}
    candidates = made.filter(pa.array(skip == 0)) if plan.filters else made
    notes = [noted for slot in plan.slots for noted in notes_of(slot, candidates)]
    kept = _complete(plan, candidates)
    records = _records(plan, candidates, notes, schema)
    whole = bool(kept.all())
    return Outcome(
        target=plan.target,
        records=records if whole else records.filter(pa.array(kept)),
        lineage=_lineage(plan, candidates, kept, seen.origin),
        problems=_problems(plan, candidates, notes, kept, seen),
        failed=_failed(plan, candidates, notes, kept),
        counts=_counts(plan, candidates, notes),
        made_rows=_unique(candidates[ROW], kept),
        candidate_rows=_unique(candidates[ROW], None),
        left_out=left_out,
        found={join.name: _found(candidates, n) for n, join in enumerate(plan.joins)},
        asked=frozenset(
            join.name for n, join in enumerate(plan.joins) if (_asked(candidates, n) & kept).any()
        ),
    )


def _unique(column: pa.ChunkedArray, mask: Mask | None) -> Rows:
    rows = column.to_numpy()
    return distinct(rows if mask is None else rows[mask])


def distinct(rows: Rows) -> Rows:
    """Distinct rows in order; those of a block come in order, which is cheaper to see than to sort for."""
    if len(rows) < 2 or bool((rows[1:] > rows[:-1]).all()):
        return rows
    return np.unique(rows)


def _found(candidates: pa.Table, number: int) -> Rows:
    found: Rows = np.sort(pc.unique(candidates[f"{FOUND}{number}"]).drop_null().to_numpy())
    return found


def _complete(plan: ClassPlan, candidates: pa.Table) -> Mask:
    present: Mask = candidates[VALUE + plan.key].is_valid().to_numpy()
    if plan.person and VALUE + plan.person in candidates.column_names:
        present = present & candidates[VALUE + plan.person].is_valid().to_numpy()
    return present


def _records(plan: ClassPlan, candidates: pa.Table, notes: list[Noted], schema: Schema) -> pa.Table:
    form = record_schema(schema.classes[plan.target], schema)
    absent = _absent([noted for noted in notes if not is_problem(noted.note)], candidates, form)
    arrays = []
    for entry in form:
        if entry.name == "absent" and absent is not None:
            arrays.append(absent)
        elif VALUE + entry.name in candidates.column_names:
            arrays.append(candidates[VALUE + entry.name].cast(entry.type))
        else:
            arrays.append(pa.nulls(candidates.num_rows, entry.type))
    return pa.table(arrays, schema=form)


def _absent(flavours: list[Noted], candidates: pa.Table, form: pa.Schema) -> pa.Array | None:
    empty = [(noted, _empty_at(candidates, noted)) for noted in flavours]
    if not any(len(at) for _, at in empty):
        return None
    at = np.concatenate([where for _, where in empty])
    order = np.argsort(at, kind="stable")
    slots = np.repeat([n.plan.slot.name for n, _ in empty], [len(where) for _, where in empty])[order]
    reasons = np.repeat([n.note for n, _ in empty], [len(where) for _, where in empty])[order]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=candidates.num_rows))]).astype("int32")
    entries = pa.StructArray.from_arrays(
        [pa.array(slots, pa.string()), pa.array(reasons, pa.string())], ["slot", "reason"]
    )
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), entries)
    none = pa.array(np.bincount(at, minlength=candidates.num_rows) == 0)
    return pc.if_else(none, pa.scalar(None, lists.type), lists).cast(form.field("absent").type)


def _empty_at(candidates: pa.Table, noted: Noted) -> Rows:
    empty = candidates[VALUE + noted.plan.slot.name].is_null().to_numpy()
    where: Rows = noted.at[empty[noted.at]]
    return where


def _lineage(plan: ClassPlan, candidates: pa.Table, kept: Mask, origin: Origin) -> pa.Table:
    chosen = candidates.select([VALUE + plan.key, ROW, LINE]).filter(pa.array(kept))
    count = chosen.num_rows
    return pa.table(
        [
            chosen[VALUE + plan.key],
            _repeated(origin.source, count),
            _repeated(origin.file, count),
            chosen[ROW],
            chosen[LINE],
            _repeated(plan.rule, count),
        ],
        schema=LINEAGE,
    )


def _repeated(text: str | None, count: int) -> pa.Array:
    return pa.nulls(count, pa.string()) if text is None else pa.repeat(pa.scalar(text, pa.string()), count)


def _failed(plan: ClassPlan, candidates: pa.Table, notes: list[Noted], kept: Mask) -> pa.Table:
    ids = candidates[VALUE + plan.key]
    parts = [
        pa.table(
            [
                ids.take(pa.array(noted.at[kept[noted.at]])),
                _repeated(noted.plan.slot.name, int(kept[noted.at].sum())),
            ],
            schema=FAILED,
        )
        for noted in notes
        if is_problem(noted.note)
    ]
    return pa.concat_tables([FAILED.empty_table(), *parts])


def _problems(plan: ClassPlan, candidates: pa.Table, notes: list[Noted], kept: Mask, seen: Seen) -> pa.Table:
    view = _View(
        plan, candidates, seen.block, seen.origin, seen.show, replace(seen.told, joins=dict(_joins(plan)))
    )
    found = [
        view.occurrences(noted.note, at, noted.plan, noted.column, noted.join)
        for noted, at in _once(notes, candidates[ROW].to_numpy(), view.told)
    ]
    for slot, missing in _withheld(plan, candidates):
        at = view.told.first_time("X004", missing, candidates[ROW].to_numpy())
        found.append(view.occurrences("X004", at, slot, next(iter(slot.columns), None) if slot else None))
    for number, join in enumerate(plan.joins):
        if join.optional:
            continue
        unmet = candidates[f"{FOUND}{number}"].is_null().to_numpy() & _asked(candidates, number)
        missing = np.flatnonzero(unmet & kept)
        if not len(missing):
            continue
        left = next((side.name for side, _ in join.keys if isinstance(side, Column)), None)
        found.append(view.occurrences("X005", missing, None, left))
    return pa.concat_tables([PROBLEMS.empty_table(), *(part for part in found if part.num_rows)])


def _asked(candidates: pa.Table, join: int) -> Mask:
    """Candidates that have all keys of a join."""
    keys: Mask = candidates[f"{ASKED}{join}"].to_numpy()
    return keys


def _withheld(plan: ClassPlan, candidates: pa.Table) -> Iterator[tuple[SlotPlan | None, Rows]]:
    """Rows without a record, by what is missing: the key, or the individual where the key is there."""
    slots = {slot.slot.name: slot for slot in plan.slots}
    told = np.zeros(candidates.num_rows, dtype=bool)
    for name in dict.fromkeys((plan.key, plan.person or plan.key)):
        if VALUE + name in candidates.column_names:
            missing = candidates[VALUE + name].is_null().to_numpy() & ~told
            told |= missing
            if missing.any():
                yield slots.get(name), np.flatnonzero(missing)


def _once(notes: list[Noted], rows: Rows, told: Told) -> list[tuple[Noted, Rows]]:
    """Each fault of a cell once, under the first slot that met it; what the reader reported is not said again."""
    chosen = []
    for noted in sorted(notes, key=lambda n: n.plan.made != "passed"):
        if is_problem(noted.note) and not noted.note.startswith("R") and not told.elsewhere(noted):
            chosen.append((noted, told.new(told.fault_of(noted), noted.at, rows)))
    return chosen


@dataclass(frozen=True, slots=True)
class _View:
    """What is needed to say where a finding is and what stood there."""

    plan: ClassPlan
    candidates: pa.Table
    block: pa.Table
    origin: Origin
    show: Show
    told: Told

    def occurrences(
        self, code: str, at: Rows, slot: SlotPlan | None, column: str | None, join: str | None = None
    ) -> pa.Table:
        chosen = self.candidates.select([ROW, LINE, VALUE + self.plan.key]).take(pa.array(at))
        count = len(at)
        named = f"{join}.{column}" if join else column
        return pa.table(
            [
                _repeated(code, count),
                _repeated(code_text(code).severity, count),
                _repeated(self.origin.source, count),
                _repeated(self.origin.file, count),
                chosen[ROW],
                chosen[LINE],
                _repeated(named, count),
                _repeated(slot.slot.name if slot else None, count),
                _repeated(self.plan.target, count),
                chosen[VALUE + self.plan.key],
                self._shown(code, chosen[ROW], None if join or code in NEVER_SHOWN else column, slot),
                _repeated(slot.rule if slot else self.plan.rule, count),
            ],
            schema=PROBLEMS,
        )

    def _shown(self, code: str, rows: pa.ChunkedArray, column: str | None, slot: SlotPlan | None) -> pa.Array:
        if column is None or column not in self.block.column_names:
            return pa.nulls(len(rows), pa.string())
        positions = np.searchsorted(self.block[ROW].to_numpy(), rows.to_numpy())
        raw = self.block[column].take(pa.array(positions)).combine_chunks().dictionary_encode()
        used = slot.slot if slot else None
        known = systems_known(slot) if code == UNKNOWN_SYSTEM else frozenset[str]()
        texts = [
            None
            if text is None or re.fullmatch(UNREADABLE_CELL, text)
            else self.show(told(code, text, known), column, used)
            for text in raw.dictionary.to_pylist()
        ]
        return pa.array(texts, pa.string()).take(raw.indices)


def _counts(plan: ClassPlan, candidates: pa.Table, notes: list[Noted]) -> dict[str, SlotLedger]:
    counts = {f"{plan.target}.{slot.slot.name}": _count(slot, candidates, notes) for slot in plan.slots}
    if plan.derived_key is not None:
        total = candidates.num_rows
        lost = candidates[VALUE + plan.key].null_count
        counts[f"{plan.target}.{plan.key}"] = SlotLedger(evaluated=total, computed=total - lost, absent=lost)
    return counts


def _count(slot: SlotPlan, candidates: pa.Table, notes: list[Noted]) -> SlotLedger:
    total = candidates.num_rows
    mine = [noted for noted in notes if noted.plan is slot and is_problem(noted.note)]
    unmapped = sum(len(noted.at) for noted in mine if noted.note.startswith("T"))
    invalid = sum(len(noted.at) for noted in mine if not noted.note.startswith("T"))
    valid = candidates[VALUE + slot.slot.name].is_valid().to_numpy()
    for noted in mine:
        valid[noted.at] = False
    made = int(valid.sum())
    outcomes = {slot.made: made}
    return SlotLedger(
        evaluated=total,
        unmapped=unmapped,
        invalid=invalid,
        absent=total - made - unmapped - invalid,
        **outcomes,
    )
