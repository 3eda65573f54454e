"""Stages records that JSON or Parquet hold already: values read into their types, what does not fit as problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.accounts import TableAccount, fates
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.names import NOTE, SKIP, VALUE
from omicz_meta.engine.noted import note_text
from omicz_meta.engine.outcome import Outcome, Rows, Seen, Show, Told, outcome
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.plan import ClassPlan, Column
from omicz_meta.engine.screen import Screen, carries_text
from omicz_meta.engine.staging import READING, Staging
from omicz_meta.engine.table import LINE, ROW, Origin, RejectedRow
from omicz_meta.pipeline.identity import RULE, class_plan, same_slot, shown_name
from omicz_meta.problem import code_text
from omicz_meta.result import SlotLedger
from omicz_meta.schema import ClassDefinition, Kind, Schema
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.recordblock import Part, RawRecord, Reading, RecordBlock
from omicz_meta.sources.values import Misfit, ValueReader

IDENTIFYING_KINDS = (Kind.STRING, Kind.URI, Kind.REFERENCE)
"""Slots whose text is looked at for identifiers, column by column."""

Row = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A record read into physical types."""

    raw: RawRecord
    values: dict[str, object]
    misfits: dict[str, list[Misfit]]


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of one part of a file: problems of reading, the outcome, and text that may hold identifiers."""

    rows: Rows
    rejected: int
    unreadable: pa.Table
    misfits: pa.Table
    outcome: Outcome
    texts: pa.Table


@dataclass(frozen=True)
class RecordStage:
    """Stages the records of one class. `work` may run in several threads, `write` takes its results in order."""

    definition: ClassDefinition
    schema: Schema
    place: TablePlace
    show: Show
    reading: Reading

    @cached_property
    def plan(self) -> ClassPlan:
        """Every slot from the key of its name."""
        slots = tuple(same_slot(slot) for slot in self.definition.slots.values())
        return class_plan(self.definition, self.definition.snake, slots)

    @cached_property
    def _screen(self) -> Screen:
        return Screen(self.plan, self.schema)

    def work(self, part: Part) -> Passed:
        """Read a part of a file and sort what it holds."""
        block = part.read(self.reading)
        read = [self._read(record) for record in block.records]
        made, texts = self._made(read), self._texts(read)
        if block.columns is not None:
            columns = _without_lost(block, block.columns)
            made = _replaced(self._candidates(columns), made)
            texts = _replaced(self.texts(columns), texts)
        return Passed(
            made[ROW].to_numpy(),
            len(block.rejected),
            self._problems(self._rejected(block.rejected)),
            self._problems(self._misfits(read)),
            self._outcome(made, texts),
            texts,
        )

    def write(
        self, passed: Passed, staging: Staging, account: TableAccount, step: int
    ) -> Mapping[str, SlotLedger]:
        """Write what became of a part; returns its slot ledger."""
        staging.write_problems(passed.unreadable, READING)
        staging.write_problems(passed.misfits, step)
        staging.write(passed.outcome, step)
        account.add(fates(passed.rows, passed.rejected, [self.plan], [passed.outcome], looked_up=False))
        return passed.outcome.counts

    def _candidates(self, columns: pa.Table) -> pa.Table:
        """Records that came as columns, in the form in which the kernel hands on its candidates."""
        made = {ROW: columns[ROW], LINE: columns[LINE], SKIP: pa.array(np.zeros(columns.num_rows, "int64"))}
        for entry in record_schema(self.definition, self.schema):
            given = entry.name in columns.column_names
            made[VALUE + entry.name] = (
                columns[entry.name] if given else pa.nulls(columns.num_rows, entry.type)
            )
        return pa.table(made)

    def texts(self, columns: pa.Table) -> pa.Table:
        """The text of columns that may hold identifiers, beside ROW."""
        texts = [name for name in self._text_slots if name in columns.column_names]
        return columns.select([*texts, ROW])

    @cached_property
    def _text_slots(self) -> tuple[str, ...]:
        slots = self.definition.slots.values()
        return tuple(slot.name for slot in slots if slot.kind in IDENTIFYING_KINDS and not slot.multivalued)

    def _read(self, raw: RawRecord) -> _Read:
        reader, slots = ValueReader(self.schema), self.definition.slots
        given = ((name, value) for name, value in raw.content.items() if value is not None and name in slots)
        return _Read(raw, {name: reader.read(slots[name], value) for name, value in given}, reader.misfits)

    def _made(self, read: list[_Read]) -> pa.Table:
        """The records in the form in which the kernel hands on its candidates."""
        columns: dict[str, pa.Array] = {
            ROW: pa.array([one.raw.row for one in read], pa.int64()),
            LINE: pa.array([one.raw.line for one in read], pa.int64()),
            SKIP: pa.array(np.zeros(len(read), "int64")),
        }
        wrong = set[str]().union(*(one.misfits for one in read))
        filled = set[str]().union(*(one.values for one in read))
        for entry in record_schema(self.definition, self.schema):
            given = read if entry.name in filled else []
            columns[VALUE + entry.name] = _column(given, entry.name, entry.type, len(read))
            if entry.name in wrong:
                notes = [_note(one.misfits.get(entry.name)) for one in read]
                columns[NOTE + entry.name] = pa.array(notes, pa.string())
        return pa.table(columns)

    def _texts(self, read: list[_Read]) -> pa.Table:
        texts = {name: _column(read, name, pa.string(), len(read)) for name in self._text_slots}
        return pa.table({**texts, ROW: pa.array([one.raw.row for one in read], pa.int64())})

    def _outcome(self, made: pa.Table, texts: pa.Table) -> Outcome:
        """What the engine makes of candidates, with the problems that it finds by itself: no key, identifiers."""
        screened = [slot.slot.name for slot in self.plan.slots if carries_text(slot)]
        block = texts.select([ROW, *(name for name in screened if name in texts.column_names)])
        seen = Seen(block, Origin(self.place.source, self.place.file), self.show, Told())
        done = outcome(self.plan, self._screen.of(made), self.schema, seen)
        own = pc.is_in(done.problems["code"], value_set=pa.array(["X004", "P002"]))
        return replace(done, problems=done.problems.filter(own))

    def _problems(self, rows: Iterator[Row]) -> pa.Table:
        return pa.Table.from_pylist(list(rows), schema=PROBLEMS)

    def _rejected(self, rejected: tuple[RejectedRow, ...]) -> Iterator[Row]:
        for lost in rejected:
            yield self._row(lost.code, lost.row, lost.line)

    def _misfits(self, read: list[_Read]) -> Iterator[Row]:
        for one in read:
            key: Any = one.values.get(self.plan.key)
            for name in one.raw.content:
                if name not in self.definition.slots:
                    shown = shown_name(name)
                    yield self._row(
                        "M004", one.raw.row, one.raw.line, column=shown, record_id=key, value=shown
                    )
            for slot, misfits in one.misfits.items():
                for misfit in misfits:
                    yield self._row(
                        misfit.code,
                        one.raw.row,
                        one.raw.line,
                        column=shown_name(misfit.place),
                        slot=slot,
                        record_id=key,
                        value=self._shown(misfit, slot),
                    )

    def _shown(self, misfit: Misfit, slot: str) -> str | None:
        text = misfit.text
        if text is None or isinstance(misfit.value, dict | list):
            return text
        return (
            shown_name(text) if misfit.code == "M004" else self.show(text, slot, self.definition.slots[slot])
        )

    def _row(self, code: str, row: int, line: int | None, **more: str | None) -> Row:
        return {
            "code": code,
            "severity": code_text(code).severity,
            "source": self.place.source,
            "file": self.place.file,
            "row": row,
            "line": line,
            "record_class": self.definition.name,
            "rule": RULE,
            **more,
        }


def _without_lost(block: RecordBlock, columns: pa.Table) -> pa.Table:
    """The columns without the rows that are no records: rejected ones, and empty lines."""
    if len(block.certain) == int(block.certain.sum()) + len(block.records):
        return columns
    kept = block.certain | np.isin(columns[ROW].to_numpy(), [record.row for record in block.records])
    return columns.filter(pa.array(kept))


def _replaced(whole: pa.Table, careful: pa.Table) -> pa.Table:
    """The whole table with the rows of another in their places, by number.

    A column that says the same there already is left as it is, and most are: one value of a row is in doubt.
    """
    if not careful.num_rows:
        return whole
    at = np.searchsorted(whole[ROW].to_numpy(), careful[ROW].to_numpy())
    order = np.arange(whole.num_rows)
    order[at] = np.arange(whole.num_rows, whole.num_rows + len(at))
    for name, column in zip(careful.column_names, careful.columns, strict=True):
        known = name in whole.column_names
        old = whole[name] if known else pa.chunked_array([pa.nulls(whole.num_rows, column.type)])
        if old.take(pa.array(at)).equals(column):
            continue
        new = pa.chunked_array([*old.chunks, *column.chunks]).take(pa.array(order))
        whole = (
            whole.set_column(whole.column_names.index(name), name, new)
            if known
            else whole.append_column(name, new)
        )
    return whole


def _column(read: list[_Read], name: str, form: pa.DataType, count: int) -> pa.Array:
    """The values of a slot; nulls where no record gives any."""
    return pa.array([one.values.get(name) for one in read], form) if read else pa.nulls(count, form)


def _note(misfits: list[Misfit] | None) -> str | None:
    """The first thing that did not fit, for the ledger; all of them are problems of their own."""
    return note_text(misfits[0].code, Column(misfits[0].place)) if misfits else None
