"""Runs a plan over tables: blocks in, records, problems, quarantine and ledger out, in bounded memory.

What becomes of rows is decided in `engine.partition`, by threads or processes (`engine.runners`); here it is written
down in order and counted, so that neither shows in the outcome. The conservation law is checked before anything is
handed on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from omicz_meta.engine.accounts import Account, SharedAccount, TableAccount, add_slots, ledger
from omicz_meta.engine.identities import learn_people
from omicz_meta.engine.kernel import PseudonymKey, Scope
from omicz_meta.engine.lookup import never_met
from omicz_meta.engine.lookups import LookupFile, write_lookups
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.partition import PartitionTask
from omicz_meta.engine.passed import JoinName, Met, with_joins
from omicz_meta.engine.people import Known, People
from omicz_meta.engine.plan import ClassPlan, CodeMap, Join, Plan
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.engine.remembered import NOTHING, Memory, Runner, passed_over, remembering
from omicz_meta.engine.runners import runner
from omicz_meta.engine.session import Resources
from omicz_meta.engine.sharing import shared_by, space_of
from omicz_meta.engine.spool import QuarantineSpool
from omicz_meta.engine.staging import READING, StagedClass, Staging
from omicz_meta.engine.stretch import parts
from omicz_meta.engine.table import Origin, Piece, Piecewise, Table
from omicz_meta.engine.watch import Watch
from omicz_meta.errors import OmiczError
from omicz_meta.result import Ledger, SlotLedger
from omicz_meta.schema import Schema


@dataclass(frozen=True, slots=True)
class Run:
    """What a run needs besides plan and tables. `watch` has seen all rows when the run is over."""

    schema: Schema
    codes: Mapping[str, CodeMap]
    key: PseudonymKey
    show: Show
    watch: Watch
    resources: Resources = field(default_factory=Resources)
    functions: Mapping[str, PythonFunction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staged:
    """What stands in the run's folder after all blocks have passed.

    `merged` counts persons known by several ids or in several sources; None where no source declares an identity.
    """

    classes: Mapping[str, StagedClass]
    ledger: Ledger
    spools: Mapping[str, QuarantineSpool]
    staging: Staging
    merged: int | None = None


def harmonise(
    plan: Plan,
    tables: Mapping[str, Table],
    folder: Path,
    run: Run,
    *,
    by: Runner | None = None,
    memory: Memory = NOTHING,
) -> Staged:
    """Run the plan; `by` is who works on the rows, by default what `run.resources` say.

    Tables of which `memory` holds what came of them are not read.

    Raises EnvironmentFault when memory, disk or a process gives out, and OmiczError when the ledger does not add up,
    which would be a fault of ours.
    """
    staging = Staging(folder, run.schema)
    accounts = _accounts(plan, tables)
    slots: dict[str, SlotLedger] = {}
    met: Mapping[JoinName, Met] = {}
    place = folder / "staged"
    spools = {name: QuarantineSpool(place, name, table.columns) for name, table in tables.items()}
    scope = Scope(run.schema, codes=run.codes, functions=run.functions)
    lookups = write_lookups(_computed(plan, memory), tables, place, scope, run.resources)
    people = _people(plan, tables, lookups, staging, scope, run)
    with nullcontext(by) if by else _runner(run, place) as work:
        for name, table in tables.items():
            joined = tuple(one for one in lookups if name in one.surplus)
            task = _task(plan, table, run, people, tables)
            for passed in remembering(work, memory, task, joined, parts(_pieces(table))):
                staging.write_passed(passed)
                spools[name].add(passed.quarantine)
                slots = add_slots(slots, passed.slots)
                accounts[name].add(passed.fates, counts=space_of(table) == name)
                for other, rows in passed.fates.joined.items():
                    accounts[other].look_up(rows)
                for watch in passed.seen:
                    run.watch.add(watch)
                met = with_joins(met, passed.met)
    _told_at_the_end(plan, tables, lookups, met, staging, memory)
    closed = ledger({id(account): account for account in accounts.values()}.values(), slots)
    if not closed.conserved:
        raise OmiczError("The ledger does not add up; nothing was published. Please report this.")
    for name, account in accounts.items():
        spools[name].close(account.quarantined())
    classes = {name: sink.close() for name, sink in staging.classes.items()}
    return Staged(classes, closed, spools, staging, None if people is None else people.merged)


def _runner(run: Run, place: Path) -> AbstractContextManager[Runner]:
    """Who works on the rows, as the resources say."""
    cluster = run.resources.cluster
    if cluster is None:
        return runner(run.resources, run.key, place)
    # loaded where there is a cluster
    from omicz_meta.engine.spark import spark_runner  # noqa: PLC0415

    return spark_runner(cluster, run.key, place)


def _told_at_the_end(
    plan: Plan,
    tables: Mapping[str, Table],
    lookups: tuple[LookupFile, ...],
    met: Mapping[JoinName, Met],
    staging: Staging,
    memory: Memory,
) -> None:
    """What is only known when all rows have passed: rows of looked-up tables that served nobody, joins in vain."""
    for name in tables:
        staging.write_problems(passed_over(name, lookups, memory), READING)
    for one in lookups:
        one.path.unlink()
    for part, join in _in_vain(plan, met):
        staging.write_problems(never_met(part, join, _origin(tables[part.table])), READING)


def _accounts(plan: Plan, tables: Mapping[str, Table]) -> dict[str, Account]:
    """An account for each table; tables that share their rows have one together."""
    spaces = {
        shared.space: SharedAccount(table.source, shared.rows)
        for table in tables.values()
        if (shared := shared_by(table))
    }
    joined = {join.table for part in plan.classes for join in part.joins}
    return {
        name: spaces.get(space_of(table)) or TableAccount(table.source, name in joined)
        for name, table in tables.items()
    }


def _computed(plan: Plan, memory: Memory) -> Plan:
    """The plan without the class plans of tables that are taken over."""
    return replace(plan, classes=tuple(part for part in plan.classes if part.table not in memory.held))


def _people(
    plan: Plan,
    tables: Mapping[str, Table],
    lookups: tuple[LookupFile, ...],
    staging: Staging,
    scope: Scope,
    run: Run,
) -> People | None:
    """Who is who, where a source declares it."""
    if not plan.identities:
        return None
    people, found = learn_people(plan, tables, lookups, scope, run.key, run.resources)
    staging.write_problems(found, READING)
    return people


def _in_vain(plan: Plan, met: Mapping[JoinName, Met]) -> Iterator[tuple[ClassPlan, Join]]:
    """Joins that at least one record asked and that never found a row."""
    for part in plan.classes:
        needed = (join for join in part.joins if not join.optional)
        yield from ((part, join) for join in needed if met.get((part.rule, join.name)) == (True, False))


def _pieces(table: Table) -> Iterator[Piece]:
    """The rows of a table, unread where that can be left to those who work on them."""
    return table.pieces() if isinstance(table, Piecewise) else table.blocks()


def _origin(table: Table) -> Origin:
    return Origin(table.source, table.file)


def _task(
    plan: Plan, table: Table, run: Run, people: People | None, tables: Mapping[str, Table]
) -> PartitionTask:
    joined = {join.table for part in plan.classes if part.table == table.name for join in part.joins}
    shares = {name: shared_by(tables[name]) for name in (table.name, *joined)}
    return PartitionTask(
        plan,
        table.name,
        table.columns,
        _origin(table),
        run.schema,
        run.codes,
        run.show,
        run.watch.fresh(),
        run.resources,
        dict(run.functions),
        Known() if people is None else people.of(table.source),
        {name: shared for name, shared in shares.items() if shared},
        table.reader if isinstance(table, Piecewise) else None,
    )
