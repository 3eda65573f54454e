"""The kernel contract: a pure function from a plan, code maps and rows of one table to what becomes of these rows.

No file is opened and nothing is remembered between calls; DuckDB works in memory, hardened. Threads of this
process, further processes and a cluster all run this one function, so that their results are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from queue import SimpleQueue

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.accounts import add_slots, fates
from omicz_meta.engine.cells import trimmed
from omicz_meta.engine.class_kernel import ClassKernel, compile_class
from omicz_meta.engine.code_maps import bind_codes
from omicz_meta.engine.distinct import Sample, ValueMemory
from omicz_meta.engine.forms import FAILED, LINEAGE, PROBLEMS
from omicz_meta.engine.kernel import UNREADABLE, PseudonymKey, Scope
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.outcome import Outcome, Seen, Show, Told, outcome
from omicz_meta.engine.passed import JoinName, Made, Met, Passed, in_row_order, together
from omicz_meta.engine.people import Known
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.plan import ClassPlan, CodeMap, Plan, columns_of, expressions_of
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.engine.screen import Screen
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.sharing import told_of
from omicz_meta.engine.spool import quarantine_rows
from omicz_meta.engine.staging import READING, with_step
from omicz_meta.engine.table import ROW, Block, CellFault, Origin, Reader, RejectedRow, Shared
from omicz_meta.engine.watch import Watch
from omicz_meta.problem import code_text
from omicz_meta.result import SlotLedger
from omicz_meta.schema import Kind, Schema, Slot

Lookups = Mapping[str, pa.Table]
"""Rows of joined tables, as `engine.lookups` prepares them, by the name under which a class plan asks for them."""


SMALL = 65_536
"""So many rows of a joined table are handed to each query, which is planned once; a query over more, which stand in
a table of the session, is planned anew every time."""


@dataclass(frozen=True, slots=True)
class PartitionTask:
    """What to do with rows of one table. Picklable, and without the pseudonym key.

    `known` says who is meant by the ids of the table's source, as pairs of pseudonyms. `shared` are the tables,
    this one or joined ones, that share their rows. `reader` reads rows of the table that come unread.
    """

    plan: Plan
    table: str
    columns: tuple[str, ...]
    origin: Origin
    schema: Schema
    codes: Mapping[str, CodeMap]
    show: Show
    watch: Watch
    resources: Resources = field(default_factory=Resources)
    functions: Mapping[str, PythonFunction] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    shared: Mapping[str, Shared] = field(default_factory=dict)
    reader: Reader | None = None

    @property
    def plans(self) -> tuple[ClassPlan, ...]:
        """The class plans that make records from this table."""
        return tuple(part for part in self.plan.classes if part.table == self.table)

    @property
    def looked_up(self) -> bool:
        """Whether a class plan joins this table."""
        return any(join.table == self.table for part in self.plan.classes for join in part.joins)


def harmonise_partition(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, blocks: Iterator[Block], *, threads: int = 1
) -> Iterator[Passed]:
    """What becomes of the rows of each block, in the order of the blocks. Blocks are worked on `threads` at a time.

    Raises EnvironmentFault when memory runs out.
    """
    first = next(blocks, None)
    while first is not None and not (first.batch.num_rows and task.plans):
        yield _without_kernels(task, first)
        first = next(blocks, None)
    if first is None:
        return
    told = Told(_read_columns(task.plan))
    # blocks are worked on side by side already, so each query is best left to one thread
    with session((), replace(task.resources, threads=1), task.functions.values()) as connection:
        bind_codes(connection, task.codes)
        small = {name: rows for name, rows in lookups.items() if rows.num_rows <= SMALL}
        for name in lookups.keys() - small.keys():
            connection.from_arrow(lookups[name]).create(name)
        _lend(connection, small)

        desks = SimpleQueue[_Desk]()
        for _ in range(max(1, threads)):
            desks.put(_Desk(Prepared(_lend(connection.cursor(), small)), Pseudonyms(key)))

        def work(item: tuple[Block, tuple[_Ready, ...]]) -> Passed:
            desk = desks.get()
            try:
                return _pass(desk, task, told, *item)
            finally:
                desks.put(desk)

        yield from ordered_map(work, _with_kernels(connection, task, first, blocks), threads)


def _lend(connection: duckdb.DuckDBPyConnection, lookups: Lookups) -> duckdb.DuckDBPyConnection:
    for name, rows in lookups.items():
        connection.register(name, rows)
    return connection


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one thread at a time works with: queries planned once, and pseudonyms."""

    prepared: Prepared
    pseudonyms: Pseudonyms


@dataclass(frozen=True, slots=True)
class _Ready:
    """A compiled class plan, and what was learnt about combinations of values and about texts so far."""

    kernel: ClassKernel
    memory: ValueMemory | None
    screen: Screen


def _ready(kernel: ClassKernel, schema: Schema) -> _Ready:
    memory = None if kernel.values is None else ValueMemory(kernel.values)
    return _Ready(kernel, memory, Screen(kernel.plan, schema))


def _with_kernels(
    connection: duckdb.DuckDBPyConnection, task: PartitionTask, first: Block, blocks: Iterator[Block]
) -> Iterator[tuple[Block, tuple[_Ready, ...]]]:
    """Each block with the kernels it needs; those for unreadable cells are compiled when the first one turns up.

    Where combinations of values are few is seen in the first block; it decides speed, never the outcome.
    """
    scope = Scope(task.schema, codes=task.codes, functions=task.functions)
    sample = Sample(cells_of(first))

    @cache
    def kernels(faulty: bool) -> tuple[_Ready, ...]:
        return tuple(
            _ready(compile_class(connection, part, scope, faulty=faulty, sample=sample), task.schema)
            for part in task.plans
        )

    for block in chain((first,), blocks):
        yield block, kernels(bool(block.faults or block.reasons))


def _pass(desk: _Desk, task: PartitionTask, told: Told, block: Block, kernels: tuple[_Ready, ...]) -> Passed:
    seen = _seen(task, told, block)
    return _passed(task, block, seen, tuple(_one(desk, task, ready, seen) for ready in kernels))


def _without_kernels(task: PartitionTask, block: Block) -> Passed:
    """What becomes of a block of which nothing is computed: it has no rows, or there is no rule for them."""
    outcomes = tuple(_nothing(plan, task.schema) for plan in task.plans)
    return _passed(task, block, _seen(task, Told(), block), outcomes)


def _seen(task: PartitionTask, told: Told, block: Block) -> Seen:
    return Seen(cells_of(block), task.origin, task.show, replace(told, cells={}))


def _passed(task: PartitionTask, block: Block, seen: Seen, outcomes: tuple[Outcome, ...]) -> Passed:
    cells = seen.block
    watch = task.watch.fresh()
    watch.see(task.table, cells)
    rows = cells[ROW].to_numpy()
    shares = task.table in task.shared
    went = fates(
        rows,
        len(block.rejected),
        task.plans,
        outcomes,
        looked_up=task.looked_up,
        shared=shares,
        given=block.left_out,
    )
    problems = [with_step(_reader_problems(block, task), READING)]
    problems += [with_step(made.problems, step) for step, made in enumerate(outcomes, 1)]
    slots: dict[str, SlotLedger] = {}
    for made in outcomes:
        slots = add_slots(slots, made.counts)
    passed = Passed(
        _by_class(outcomes),
        in_row_order(problems, "row"),
        quarantine_rows(block, went.lost, with_cells=not shares),
        slots,
        went,
        (watch,),
        _met(task.plans, outcomes),
    )
    return told_of(passed, task.table, task.shared) if task.shared else passed


def _nothing(plan: ClassPlan, schema: Schema) -> Outcome:
    """What a class plan makes of no rows."""
    names = [f"{plan.target}.{slot.slot.name}" for slot in plan.slots]
    names += [f"{plan.target}.{plan.key}"] if plan.derived_key is not None else []
    none = np.zeros(0, np.int64)
    return Outcome(
        target=plan.target,
        records=record_schema(schema.classes[plan.target], schema).empty_table(),
        lineage=LINEAGE.empty_table(),
        problems=PROBLEMS.empty_table(),
        failed=FAILED.empty_table(),
        counts={name: SlotLedger() for name in names},
        made_rows=none,
        candidate_rows=none,
        left_out={entry.text: none for entry in plan.filters},
        found={join.name: none for join in plan.joins},
    )


def _met(plans: tuple[ClassPlan, ...], outcomes: tuple[Outcome, ...]) -> dict[JoinName, Met]:
    """For every join, whether a record had keys to ask it by, and whether it found a row."""
    return {
        (part.rule, join.name): (join.name in made.asked, bool(len(made.found[join.name])))
        for part, made in zip(plans, outcomes, strict=True)
        for join in part.joins
    }


def _one(desk: _Desk, task: PartitionTask, ready: _Ready, seen: Seen) -> Outcome:
    plan = ready.kernel.plan
    made = ready.kernel.run(desk.prepared, desk.pseudonyms, seen.block, ready.memory)
    made = task.known.renamed(plan, made)
    return outcome(plan, ready.screen.of(made), task.schema, seen)


def _by_class(outcomes: tuple[Outcome, ...]) -> dict[str, Made]:
    """Records by class; where several rules make one class, in the order of rows, whatever the size of a block."""
    found: dict[str, list[Made]] = {}
    for one in outcomes:
        found.setdefault(one.target, []).append(Made(one.records, one.lineage, one.failed))
    return {name: together(parts) for name, parts in found.items()}


def _read_columns(plan: Plan) -> frozenset[tuple[str, str]]:
    """Table and column of every cell that a rule of its own table reads."""
    own = ((part.table, cell) for part in plan.classes for cell in columns_of(expressions_of(part)))
    return frozenset((table, cell.name) for table, cell in own if cell.table is None)


def cells_of(block: Block) -> pa.Table:
    """The block as a table of trimmed text; a cell without a value for a reason holds UNREADABLE and the reason."""
    table = pa.Table.from_batches([block.batch])
    columns = [trimmed(column) if pa.types.is_string(column.type) else column for column in table.columns]
    table = pa.table(columns, names=table.column_names)
    faults: dict[tuple[str, str], list[int]] = {}
    for fault in block.faults:
        if fault.column in table.column_names:
            faults.setdefault((fault.column, fault.code), []).append(fault.row)
    for reason in block.reasons:
        faults.setdefault((reason.column, reason.flavour), []).append(reason.row)
    for (name, code), rows in faults.items():
        table = _mark(table, name, code, rows)
    return table


def _mark(table: pa.Table, name: str, code: str, rows: list[int]) -> pa.Table:
    mask = np.isin(table[ROW].to_numpy(), rows)
    marked = pc.if_else(pa.array(mask), pa.scalar(UNREADABLE + code), table[name])
    return table.set_column(table.column_names.index(name), name, marked)


OF_ADDRESSES = frozenset({"R053", "R062"})
"""Codes that are told with the address of an extension, which is no text that people write."""

_ADDRESS = Slot("url", Kind.URI, "uri", multivalued=False, requirement="O")


def _reader_problems(block: Block, task: PartitionTask) -> pa.Table:
    def shown(code: str, value: str | None, column: str | None) -> str | None:
        return task.show(value, column or "", _ADDRESS if code in OF_ADDRESSES else None) if value else None

    rows = [
        _found(task.origin, r.code, r, r.column, shown(r.code, r.value, r.column)) for r in block.rejected
    ]
    rows += [_found(task.origin, f.code, f, f.column, shown(f.code, f.raw, f.column)) for f in block.faults]
    return pa.Table.from_pylist(rows, schema=PROBLEMS)


def _found(
    origin: Origin, code: str, at: RejectedRow | CellFault, column: str | None, value: str | None
) -> dict[str, str | int | None]:
    return {
        "code": code,
        "severity": code_text(code).severity,
        "source": origin.source,
        "file": origin.file,
        "row": at.row,
        "line": at.line,
        "column": column,
        "value": value,
    }
