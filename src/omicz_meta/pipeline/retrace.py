"""Reads a row of a submission once more and follows how its values came about, for `why --submission`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.lookup import join_columns
from omicz_meta.engine.oracle import Answer, Row, evaluate
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.plan import ClassPlan, Column, Join, SlotPlan, walk
from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.engine.trace import Step, trace, written
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import Finished
from omicz_meta.pipeline.gate import engine_gate, shown_value
from omicz_meta.pipeline.prepare import Prepared, prepare_submission, submission_key
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.privacy.gate import Gate
from omicz_meta.privacy.shape import shape
from omicz_meta.schema import Kind
from omicz_meta.submission import opened

Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Followed:
    """One step on the way to a value: what was computed, the result as it may be shown, or why there is none.

    `where` is the line of the value mapping or code map that said what a value becomes.
    """

    step: str
    shown: str | None
    note: str | None
    where: str | None


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """The row of another table that a join found."""

    table: str
    file: str
    row: int
    line: int


@dataclass(frozen=True, slots=True)
class Retraced:
    """How one slot was filled from one row: the rows that joins added, and the steps."""

    joined: tuple[JoinedRow, ...]
    steps: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of a table with its cells."""

    row: int
    line: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Retracer:
    """A submission that is unchanged since the run, ready to be asked about its rows."""

    prepared: Prepared
    gate: Gate
    show: Show

    def follow(self, class_rule: str, slot: str, file: str, number: int) -> tuple[Retraced, ...]:
        """How `slot` was filled from row `number` of `file`; one answer for each element where a row gives several."""
        part = next(plan for plan in self.prepared.plan.classes if plan.rule == class_rule)
        plan = next((one for one in part.slots if one.slot.name == slot), None)
        table = self.prepared.tables[part.table]
        found = _row(table, number) if table.file == file else None
        if plan is None or found is None:
            return ()
        cells: dict[tuple[str | None, str], str | None] = {(None, k): v for k, v in found.cells.items()}
        joined = []
        for join in _joins(part, plan):
            match = self._joined(join, part, Row(cells, self.prepared.mapping.codes))
            if match is not None:
                other = self.prepared.tables[join.table]
                joined.append(JoinedRow(join.table, other.file, match.row, match.line))
                cells |= {(join.name, name): text for name, text in match.cells.items()}
        row = Row(cells, self.prepared.mapping.codes)
        return tuple(
            Retraced(tuple(joined), tuple(self._followed(plan, plan.slot.name == part.key, each)))
            for each in _items(part, row)
        )

    def _joined(self, join: Join, part: ClassPlan, row: Row) -> _Found | None:
        wanted = [evaluate(left, row).value for left, _ in join.keys]
        if None in wanted:
            return None
        names = [column.name for column in join_columns(part, join)]
        for found in _rows(self.prepared.tables[join.table], names):
            cells = {(table, name): text for name, text in found.cells.items() for table in (None, join.name)}
            other = Row(cells, row.codes)
            if [evaluate(right, other).value for _, right in join.keys] == wanted:
                return found
        return None

    def _followed(self, plan: SlotPlan, key: bool, row: Row) -> Iterator[Followed]:
        for step in trace(plan.value, row):
            yield Followed(written(step.node), self._shown(step, plan, key), step.answer.note, step.where)

    def _shown(self, step: Step, plan: SlotPlan, key: bool) -> str | None:
        """The result of a step through the gate, as a cell of the first column it comes from."""
        column = next((part.name for part in walk(step.node) if isinstance(part, Column)), "")
        if plan.pseudonym is not None:
            return shown_value(step.answer.value, shape)
        if key or plan.slot.kind is Kind.REFERENCE:
            return shown_value(step.answer.value, self.gate.show)
        return shown_value(step.answer.value, lambda text: self.show(text, column, plan.slot))


@contextmanager
def retracer(run: Finished, path: Path) -> Iterator[Retracer]:
    """Open the submission a run was made from. Raises UsageError when a file of it has changed since then."""
    with opened(path) as root:
        submission = checked_submission(root)
        key = submission_key(submission, needed=False)
        prepared = prepare_submission(submission, realm="", key=key)
        _check_unchanged(run, prepared)
        gate = Gate(prepared.min_cell)
        yield Retracer(prepared, gate, engine_gate(gate, prepared.mapping))


def _check_unchanged(run: Finished, prepared: Prepared) -> None:
    then = {
        (name, file["path"]): file["sha256"]
        for name, source in run.content["sources"].items()
        for file in source["files"]
    }
    for name, file in prepared.files:
        if then.get((name, file.path)) != file.sha256:
            raise UsageError(
                f"{file.path} is not the file that {run.folder.name} was made from; run the submission again."
            )


def _joins(part: ClassPlan, plan: SlotPlan) -> tuple[Join, ...]:
    read = {node.table for node in walk(plan.value) if isinstance(node, Column)}
    return tuple(join for join in part.joins if join.name in read)


def _items(part: ClassPlan, row: Row) -> Iterator[Row]:
    """The row, or one for each element of a row that gives several records."""
    if part.unnest is None:
        yield row
        return
    elements = evaluate(part.unnest.items, row).value
    for element in elements if isinstance(elements, list) else ():
        yield Row(row.cells, row.codes, Answer(element))


def _row(table: Table, number: int) -> _Found | None:
    return next((found for found in _rows(table, table.columns, number) if found.row == number), None)


def _rows(table: Table, columns: Iterable[str], only: int | None = None) -> Iterator[_Found]:
    """Rows of a table in order; with `only`, those of the block that holds it."""
    names = tuple(columns)
    for block in table.blocks():
        batch = block.batch.select([*names, ROW, LINE])
        numbers = batch[ROW].to_pylist()
        if only is not None and (not numbers or not numbers[0] <= only <= numbers[-1]):
            continue
        for cells in batch.to_pylist():
            yield _Found(cells.pop(ROW), cells.pop(LINE), cells)
