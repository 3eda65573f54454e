"""Reads a row of a submission once more and follows how its values came about, for `why --submission`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.lookup import join_columns
from omicz_meta.engine.oracle import Row, elements, evaluate
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.partition import cells_of
from omicz_meta.engine.plan import ClassPlan, Expression, Item, Join, SlotPlan, Variable, columns_of, walk
from omicz_meta.engine.sharing import place_of
from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.engine.trace import Step, trace, written
from omicz_meta.errors import UsageError
from omicz_meta.mapping import mapping_files
from omicz_meta.mapping.own_functions import Functions, own_functions
from omicz_meta.pipeline.finished import Finished
from omicz_meta.pipeline.gate import engine_gate, shown_value
from omicz_meta.pipeline.prepare import Prepared, prepare_submission, submission_key
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.pipeline.unit_lines import Lines, own_lines, unit_line
from omicz_meta.privacy.gate import Gate
from omicz_meta.privacy.shape import shape
from omicz_meta.schema import Kind
from omicz_meta.submission import opened, up_to

Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Again:
    """What a run was made from: the submission, the user's functions, and what an archive may unpack to, in GiB."""

    submission: Path
    functions: Functions = ()
    unpack_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """One step on the way to a value: what was computed, the result as it may be shown, or why there is none.

    `where` is the line of the value mapping, code map or table of units that said what a value becomes.
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
    line: int | None


@dataclass(frozen=True, slots=True)
class Retraced:
    """How one slot was filled from one row: the rows that joins added, and the steps."""

    joined: tuple[JoinedRow, ...]
    steps: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of a table with its cells."""

    row: int
    line: int | None
    cells: Cells


@dataclass(frozen=True, slots=True)
class Retracer:
    """A submission that is unchanged since the run, ready to be asked about its rows."""

    prepared: Prepared
    gate: Gate
    show: Show
    units: Lines

    def follow(
        self, class_rule: str, slot: str, place: tuple[str, int], record_id: str
    ) -> tuple[Retraced, ...]:
        """How `slot` of a record was filled from a row, by its file and number.

        One answer for each element where a row gives several; of the rows that a view makes of one resource, those
        that may have given the record.
        """
        part = next((one for one in self.prepared.plan.classes if one.rule == class_rule), None)
        plan = next((one for one in part.slots if one.slot.name == slot), None) if part else None
        if part is None or plan is None:
            return ()
        return tuple(
            Retraced(joined, tuple(self._followed(part, plan, each)))
            for found in _at(self.prepared.tables[part.table], place)
            if self._may_give(part, found, record_id)
            for joined, row in [self._with_joined(part, plan, found)]
            for each in ([row] if part.unnest is None else elements(part.unnest.items, row))
        )

    def _may_give(self, part: ClassPlan, found: _Found, record_id: str) -> bool:
        """Whether a row gives a record of this id, as far as ids are no pseudonyms."""
        key = next((one for one in part.slots if one.slot.name == part.key), None)
        if key is None or key.pseudonym is not None or part.unnest is not None:
            return True
        _, row = self._with_joined(part, key, found)
        value = evaluate(key.value, row).value
        return value is None or str(value) == record_id

    def _with_joined(
        self, part: ClassPlan, plan: SlotPlan, found: _Found
    ) -> tuple[tuple[JoinedRow, ...], Row]:
        """The rows that joins add to a row, as far as the slot needs them, and the row with their cells."""
        joined = list[JoinedRow]()
        cells: dict[tuple[str | None, str], str | None] = {(None, k): text for k, text in found.cells.items()}
        row = self._as_row(cells)
        for join in _joins(part, plan):
            match = self._joined(join, part, row)
            if match is not None:
                other = self.prepared.tables[join.table]
                joined.append(JoinedRow(join.table, *place_of(other, match.row), match.line))
                cells |= {(join.name, name): text for name, text in match.cells.items()}
                row = self._as_row(cells)
        return tuple(joined), row

    def _as_row(self, cells: Mapping[tuple[str | None, str], str | None]) -> Row:
        return Row(cells, self.prepared.mapping.codes, functions=self.prepared.functions.by_name)

    def _joined(self, join: Join, part: ClassPlan, row: Row) -> _Found | None:
        wanted = [evaluate(left, row).value for left, _ in join.keys]
        if None in wanted:
            return None
        names = [column.name for column in join_columns(part, join)]
        for found in _rows(self.prepared.tables[join.table], names):
            cells = {(table, name): text for name, text in found.cells.items() for table in (None, join.name)}
            other = self._as_row(cells)
            if [evaluate(right, other).value for _, right in join.keys] == wanted:
                return found
        return None

    def _followed(self, part: ClassPlan, plan: SlotPlan, row: Row) -> Iterator[Followed]:
        for step in trace(plan.value, row):
            where = step.where or unit_line(step, self.units)
            yield Followed(written(step.node), self._shown(step, part, plan), step.answer.note, where)

    def _shown(self, step: Step, part: ClassPlan, plan: SlotPlan) -> str | None:
        """The result of a step through the gate, as strictly as for any of the cells it comes from."""
        if plan.pseudonym is not None:
            return shown_value(step.answer.value, shape)
        if plan.slot.name == part.key or plan.slot.kind is Kind.REFERENCE:
            return shown_value(step.answer.value, self.gate.show)
        columns = _columns(step.node, part, plan)

        def strictest(text: str) -> str:
            shown = (self.show(text, column, plan.slot) for column in columns)
            return next((masked for masked in shown if masked != text), text)

        return shown_value(step.answer.value, strictest)


@contextmanager
def retracer(run: Finished, again: Again) -> Iterator[Retracer]:
    """Open the submission a run was made from. Raises UsageError when a file of it has changed since then."""
    own = own_functions(again.functions)
    if own.sha256 != run.content["versions"].get("functions"):
        raise UsageError(
            f"{run.folder.name} was made with other functions, or none; name the same file: --functions FILE.py."
        )
    with opened(again.submission, up_to(again.unpack_limit)) as root:
        submission = checked_submission(root)
        key = submission_key(submission, needed=False)
        prepared = prepare_submission(submission, realm="", key=key, functions=own)
        _check_unchanged(run, prepared)
        gate = Gate(prepared.min_cell)
        units = own_lines(mapping_files(submission.mapping_names, root))
        yield Retracer(prepared, gate, engine_gate(gate, prepared.mapping), units)


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
    """The joins whose rows the slot reads, and those that these are found by, in order."""
    items = (part.unnest.items,) if part.unnest else ()
    read = {cell.table for cell in columns_of((plan.value, *items))}
    for join in reversed(part.joins):
        if join.name in read:
            read |= {cell.table for cell in columns_of(left for left, _ in join.keys)}
    return tuple(join for join in part.joins if join.name in read)


def _columns(node: Expression, part: ClassPlan, plan: SlotPlan) -> tuple[str, ...]:
    """The columns that a part of a slot's value comes from; an element may come from any that gives elements."""
    sources = [node]
    if any(isinstance(one, Item | Variable) for one in walk(node)):
        sources += [plan.value, *((part.unnest.items,) if part.unnest else ())]
    return tuple(dict.fromkeys(cell.name for cell in columns_of(sources))) or ("",)


def _at(table: Table, place: tuple[str, int]) -> Iterator[_Found]:
    """The row of this file and number; several where a view makes several of one resource."""
    return (found for found in _rows(table, table.columns, place) if place_of(table, found.row) == place)


def _rows(table: Table, columns: Iterable[str], only: tuple[str, int] | None = None) -> Iterator[_Found]:
    """Rows of a table in order; with `only`, those of blocks that may hold the row of this file and number."""
    names = tuple(columns)
    for block in table.blocks():
        numbers = block.batch[ROW].to_pylist()
        if only is not None and not _spans(table, numbers, only[1]):
            continue
        for cells in cells_of(block).select([*names, ROW, LINE]).to_pylist():
            yield _Found(cells.pop(ROW), cells.pop(LINE), cells)


def _spans(table: Table, numbers: list[int], number: int) -> bool:
    return bool(numbers) and place_of(table, numbers[0])[1] <= number <= place_of(table, numbers[-1])[1]
