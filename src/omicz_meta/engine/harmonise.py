"""Runs a plan over tables: blocks in, records, problems, quarantine and ledger out, in bounded memory.

Blocks are worked on by several threads and written in order, so that threads and block sizes do not show in the
outcome. The conservation law is checked before anything is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.accounts import TableAccount, ledger
from omicz_meta.engine.cells import trimmed
from omicz_meta.engine.class_kernel import ClassKernel, columns_of, compile_class, expressions, load_lookup
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.kernel import UNREADABLE, PseudonymKey, Scope
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.outcome import Origin, Outcome, Seen, Show, Told, outcome
from omicz_meta.engine.plan import ClassPlan, CodeMap, Plan
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.engine.screen import screen
from omicz_meta.engine.session import Resources
from omicz_meta.engine.spool import QuarantineSpool
from omicz_meta.engine.staging import READING, StagedClass, Staging
from omicz_meta.engine.table import ROW, Block, CellFault, RejectedRow, Table
from omicz_meta.engine.value_kernel import ValueMemory, narrow_columns
from omicz_meta.errors import OmiczError
from omicz_meta.problem import code_text
from omicz_meta.result import Ledger, SlotLedger
from omicz_meta.schema import Schema

Watch = Callable[[str, pa.Table], None]
"""Sees every block that is read (table name, cells); column statistics are made here."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run needs besides plan and tables."""

    schema: Schema
    codes: Mapping[str, CodeMap]
    key: PseudonymKey
    show: Show
    watch: Watch
    resources: Resources = field(default_factory=Resources)
    functions: Mapping[str, PythonFunction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staged:
    """What stands in the run's folder after all blocks have passed."""

    classes: Mapping[str, StagedClass]
    ledger: Ledger
    spools: Mapping[str, QuarantineSpool]
    staging: Staging


@dataclass(frozen=True, slots=True)
class _Passed:
    """One block after the kernel."""

    block: Block
    cells: pa.Table
    outcomes: tuple[Outcome, ...]


def harmonise(
    connection: duckdb.DuckDBPyConnection, plan: Plan, tables: Mapping[str, Table], folder: Path, run: Run
) -> Staged:
    """Run the plan. Raises OmiczError when the ledger does not add up, which would be a fault of ours."""
    staging = Staging(folder, run.schema)
    accounts = {name: TableAccount(table.source) for name, table in tables.items()}
    slots: dict[str, SlotLedger] = {}
    spools = {name: QuarantineSpool(folder / "staged", name, table.columns) for name, table in tables.items()}
    _load_lookups(connection, plan, tables, run)
    looked_up = {join.table for part in plan.classes for join in part.joins}
    for name, table in tables.items():
        plans = tuple(part for part in plan.classes if part.table == name)
        for passed in _pass_blocks(connection, table, plans, run, Told(_read_columns(plan))):
            run.watch(name, passed.cells)
            lost = _write(staging, accounts, slots, plans, passed, name, name in looked_up, table, run.show)
            spools[name].add(passed.block, passed.cells, lost)
    closed = ledger(accounts.values(), slots)
    if not closed.conserved:
        raise OmiczError("The ledger does not add up; nothing was published. Please report this.")
    for name, account in accounts.items():
        spools[name].close(account.quarantined())
    return Staged({name: sink.close() for name, sink in staging.classes.items()}, closed, spools, staging)


def _load_lookups(
    connection: duckdb.DuckDBPyConnection, plan: Plan, tables: Mapping[str, Table], run: Run
) -> None:
    scope = Scope(run.schema, codes=run.codes, functions=run.functions)
    for part in plan.classes:
        for number, join in enumerate(part.joins):
            cells = (_cells(block) for block in tables[join.table].blocks())
            load_lookup(connection, part, join, number, cells, scope)


def _pass_blocks(
    connection: duckdb.DuckDBPyConnection, table: Table, plans: tuple[ClassPlan, ...], run: Run, told: Told
) -> Iterator[_Passed]:
    origin = Origin(table.source, table.file)

    def work(item: tuple[Block, tuple[_Ready, ...]]) -> _Passed:
        block, kernels = item
        cells = _cells(block)
        seen = Seen(cells, origin, run.show, replace(told, cells={}))
        return _Passed(block, cells, tuple(_one(connection, kernel, seen, run) for kernel in kernels))

    yield from ordered_map(work, _with_kernels(connection, table, plans, run), run.resources.threads)


def _with_kernels(
    connection: duckdb.DuckDBPyConnection, table: Table, plans: tuple[ClassPlan, ...], run: Run
) -> Iterator[tuple[Block, tuple[_Ready, ...]]]:
    """Each block with the kernels it needs; those for unreadable cells are compiled when the first one turns up.

    Which columns have few distinct values is seen in the first block; it decides speed, never the outcome.
    """
    scope = Scope(run.schema, codes=run.codes, functions=run.functions)
    blocks = iter(table.blocks())
    first = next(blocks, None)
    if first is None:
        return
    narrow = narrow_columns(_cells(first))

    @cache
    def kernels(faulty: bool) -> tuple[_Ready, ...]:
        return tuple(
            _ready(
                compile_class(connection, part, table.columns, scope, run.key, faulty=faulty, narrow=narrow)
            )
            for part in plans
        )

    for block in chain((first,), blocks):
        yield block, kernels(bool(block.faults))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A compiled class plan, and what it has learnt about distinct values so far."""

    kernel: ClassKernel
    memory: ValueMemory | None


def _ready(kernel: ClassKernel) -> _Ready:
    return _Ready(kernel, None if kernel.values is None else ValueMemory(kernel.values))


def _one(connection: duckdb.DuckDBPyConnection, ready: _Ready, seen: Seen, run: Run) -> Outcome:
    plan = ready.kernel.plan
    with connection.cursor() as cursor:
        made = ready.kernel.run(cursor, seen.block, run.key, ready.memory)
    return outcome(plan, screen(plan, made, run.schema), run.schema, seen)


def _read_columns(plan: Plan) -> frozenset[tuple[str, str]]:
    """Table and column of every cell that a rule of its own table reads."""
    own = ((part.table, cell) for part in plan.classes for cell in columns_of(expressions(part)))
    return frozenset((table, cell.name) for table, cell in own if cell.table is None)


def _cells(block: Block) -> pa.Table:
    """The block as a table of trimmed text; an unreadable cell holds UNREADABLE and the code of the reason."""
    table = pa.Table.from_batches([block.batch])
    columns = [trimmed(column) if pa.types.is_string(column.type) else column for column in table.columns]
    table = pa.table(columns, names=table.column_names)
    for name in dict.fromkeys(fault.column for fault in block.faults):
        table = _mark(table, name, [fault for fault in block.faults if fault.column == name])
    return table


def _mark(table: pa.Table, name: str, faults: list[CellFault]) -> pa.Table:
    rows = table[ROW].to_numpy()
    mask = np.isin(rows, [fault.row for fault in faults])
    marked = pc.if_else(pa.array(mask), pa.scalar(UNREADABLE + faults[0].code), table[name])
    return table.set_column(table.column_names.index(name), name, marked)


def _write(
    staging: Staging,
    accounts: Mapping[str, TableAccount],
    slots: dict[str, SlotLedger],
    plans: tuple[ClassPlan, ...],
    passed: _Passed,
    name: str,
    looked_up: bool,
    table: Table,
    show: Show,
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    staging.write_problems(_reader_problems(passed.block, table, show), READING)
    for step, (part, made) in enumerate(zip(plans, passed.outcomes, strict=True), 1):
        staging.write(made, step)
        for slot, count in made.counts.items():
            slots[slot] = slots.get(slot, SlotLedger()) + count
        for join in part.joins:
            accounts[join.table].joined.update(made.found[join.name].tolist())
    rows = passed.cells[ROW].to_numpy()
    rejected = len(passed.block.rejected)
    return accounts[name].add(rows, rejected, passed.outcomes, read=bool(plans), looked_up=looked_up)


def _reader_problems(block: Block, table: Table, show: Show) -> pa.Table:
    rows = [_found(table, row.code, row, None, None) for row in block.rejected]
    rows += [_found(table, f.code, f, f.column, show(f.raw, f.column, None)) for f in block.faults]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: int(str(row["row"]))), schema=PROBLEMS)


def _found(
    table: Table, code: str, at: RejectedRow | CellFault, column: str | None, value: str | None
) -> dict[str, str | int | None]:
    return {
        "code": code,
        "severity": code_text(code).severity,
        "source": table.source,
        "file": table.file,
        "row": at.row,
        "line": at.line,
        "column": column,
        "value": value,
    }
