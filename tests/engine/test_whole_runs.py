"""A run by the kernel is the run by hand: records, problems, quarantine and ledger, for any plan and rows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.finish import finish
from omicz_meta.engine.harmonise import Run, Staged, harmonise
from omicz_meta.engine.kernel import UNREADABLE
from omicz_meta.engine.merge import sort_problems
from omicz_meta.engine.noted import is_problem
from omicz_meta.engine.oracle_finish import Ended, Record, ended
from omicz_meta.engine.oracle_run import Candidate, Line, Reckoner
from omicz_meta.engine.oracle_run import Sheet as Lines
from omicz_meta.engine.plan import (
    ClassPlan,
    Collect,
    Column,
    Convert,
    Expression,
    Filter,
    Join,
    Plan,
    Recode,
    SlotPlan,
    Split,
    Unnest,
)
from omicz_meta.engine.runners import Runner
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.staging import MERGING
from omicz_meta.engine.table import ROW
from omicz_meta.schema import Kind, load_schema

from . import plans, registry
from .asking import plain
from .mill import CODES, KEY, Blind, Cells, Sheet, plainly
from .test_partitions import in_turn

EXAMPLES = int(os.environ.get("FUZZ", examples(25)))
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
NAMES = tuple(column.name for column in plans.COLUMNS)
PROBLEM = ("code", "row", "column", "slot", "record_class", "record_id", "rule")


@dataclass(frozen=True)
class Told:
    """What a run gave, in plain Python."""

    records: Mapping[str, list[dict[str, Any]]]
    lineage: Mapping[str, list[tuple[Any, ...]]]
    failed: Mapping[str, Counter[tuple[Any, ...]]]
    problems: Counter[tuple[Any, ...]]
    quarantined: Mapping[str, list[int]]
    sources: Mapping[str, tuple[Any, ...]]
    slots: Mapping[str, Any]


def by_kernel(plan: Plan, sheets: Sequence[Sheet], *, threads: int = 1, by: Runner | None = None) -> Told:
    """The run as it is, to the end."""
    limits = Resources(threads=threads)
    run = Run(load_schema(), CODES, KEY, plainly, Blind(), limits)
    with TemporaryDirectory() as name, session((Path(name),), limits) as connection:
        place = Path(name)
        staged = harmonise(plan, {sheet.name: sheet for sheet in sheets}, place, run, by=by)
        done = finish(connection, staged, plan, run, {})
        for found in done.problems:
            staged.staging.write_problems(found, MERGING)
        staged.staging.problems.close()
        files, problems = tuple(sheet.file for sheet in sheets), place / "problems.parquet"
        sort_problems(connection, [staged.staging.problems.path], problems, files, done.gone)
        return _told(done.staged, problems)


def _told(staged: Staged, problems: Path) -> Told:
    def rows(path: Path, *names: str) -> list[tuple[Any, ...]]:
        return [tuple(row[name] for name in names) for row in pq.read_table(path).to_pylist()]

    classes = staged.classes
    return Told(
        records={n: [plain(row) for row in pq.read_table(c.records).to_pylist()] for n, c in classes.items()},
        lineage={n: rows(c.lineage, "record_id", "source", "row", "rule") for n, c in classes.items()},
        failed={n: Counter(rows(c.failed, "record_id", "slot")) for n, c in classes.items()},
        problems=Counter((source, *found) for source, *found in rows(problems, "source", *PROBLEM)),
        quarantined={
            name: sorted(row for batch in spool.read() for row in batch.column(ROW).to_pylist())
            for name, spool in staged.spools.items()
        },
        sources={
            name: (one.rows_read, one.rows_used, one.rows_quarantined, dict(one.out_of_scope))
            for name, one in staged.ledger.sources.items()
        },
        slots={name: count for name, count in staged.ledger.slots.items() if count.evaluated},
    )


def by_hand(plan: Plan, sheets: Sequence[Sheet]) -> Told:
    """The same run by the oracle."""
    done = Reckoner(plan, {sheet.name: _lines(sheet) for sheet in sheets}, CODES, KEY).run()
    targets = dict.fromkeys(
        part.target for sheet in sheets for part in plan.classes if part.table == sheet.name and sheet.rows
    )
    end = ended(done, plan, load_schema())
    made = {name: end.made.get(name, []) for name in targets}
    every = {name: done.made.get(name, []) for name in targets}
    return Told(
        records={name: [_record(one) for one in end.records.get(name, [])] for name in targets},
        lineage={n: [(one.id, one.plan.table, one.row, one.plan.rule) for one in f] for n, f in made.items()},
        failed={
            name: Counter(pair for one in found for pair in _failed(one)) for name, found in every.items()
        },
        problems=Counter(_problems(end)) + Counter(_of_reading(sheets, end.gone)),
        quarantined={name: sorted(rows) for name, rows in done.quarantined.items()},
        sources={
            sheet.name: (
                len(sheet.rows),
                len(end.used[sheet.name]),
                len(done.quarantined[sheet.name]),
                {reason: count for reason, count in end.out_of_scope[sheet.name].items() if count},
            )
            for sheet in sheets
        },
        slots=done.slots,
    )


def _lines(sheet: Sheet) -> Lines:
    numbered = list(enumerate(sheet.rows, 1))
    read = [
        Line(
            number,
            {
                name: UNREADABLE + sheet.faults[number, name]
                if (number, name) in sheet.faults
                else row.get(name)
                for name in sheet.columns
            },
        )
        for number, row in numbered
        if row is not None
    ]
    return Lines(read, tuple(number for number, row in numbered if row is None))


def _record(one: Record) -> dict[str, Any]:
    values = {name: plain(value) for name, value in one.values.items()}
    absent = [{"slot": slot, "reason": reason} for slot, reason in one.absent.items()]
    return {**values, "absent": absent} if absent else values


def _failed(one: Candidate) -> list[tuple[Any, ...]]:
    notes = {name: answer.note for name, answer in one.answers.items() if answer.note}
    return [(one.id, name) for name, note in notes.items() if is_problem(note)]


def _problems(end: Ended) -> list[tuple[Any, ...]]:
    return [(one.table, *(getattr(one, name) for name in PROBLEM)) for one in end.findings]


def _of_reading(sheets: Sequence[Sheet], gone: Set[tuple[str, int]]) -> list[tuple[Any, ...]]:
    found = [
        (sheet.name, "R003", n, None)
        for sheet in sheets
        for n, row in enumerate(sheet.rows, 1)
        if row is None
    ]
    found += [
        (sheet.name, code, number, name)
        for sheet in sheets
        for (number, name), code in sheet.faults.items()
        if number <= len(sheet.rows) and sheet.rows[number - 1] is not None
    ]
    return [(*one, None, None, None, None) for one in found if (one[0], one[2]) not in gone]


# --- any plan -----------------------------------------------------------------------------------------------

FIELDS: Mapping[str, st.SearchStrategy[Expression]] = {
    "individual": st.sampled_from(plans.COLUMNS),
    "organism": plans.text(),
    "sprec_code": plans.text(),
    "collection_date": plans.partial_date(2),
    "tumour_content": plans.decimal(),
    "diagnoses": plans.texts_in_list(),
    "storage_conditions": plans.text(),
    "sampling_intents": plans.texts_in_list(),
}
MEASURED: Mapping[str, st.SearchStrategy[Expression]] = {
    "individual": plans.text(1),
    "value_quantity": plans.quantity(),
    "measurement_date": plans.partial_date(),
    "value_text": plans.text(),
    "assay": plans.text(1),
}
CONSENTS: Mapping[str, st.SearchStrategy[Expression]] = {
    "individual": st.sampled_from(plans.COLUMNS),
    "consent_status": st.builds(
        Recode,
        plans.text(1),
        st.sampled_from(((("A", "withdrawn"), ("B", "active")), (("-", "refused"), ("1", "unknown")))),
    ),
    "secondary_use_opt_out": plans.boolean(1),
    "form_version": plans.text(1),
}
ITEMS: Mapping[str, st.SearchStrategy[Expression]] = {
    "individual": st.sampled_from(plans.COLUMNS),
    "disease": plans.text(item=True),
    "excluded": plans.boolean(item=True),
    "diagnosis_date": plans.partial_date(item=True),
    "source_code": plans.text(1, item=True),
}
FIRST, SECOND = "první", "druhá"


@st.composite
def class_plans(draw: st.DrawFn, number: int) -> ClassPlan:
    """A rule with some slots, and by chance filters, a join, items and a key of its own."""
    target, fields = draw(
        st.sampled_from(
            (("Biosample", FIELDS), ("Measurement", MEASURED), ("Diagnosis", ITEMS), ("Consent", CONSENTS))
        )
    )
    table = draw(st.sampled_from((FIRST, FIRST, SECOND)))
    other = SECOND if table == FIRST else FIRST
    unnest = draw(_unnests()) if target == "Diagnosis" else None
    names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, min_size=1, max_size=4))
    rule = f"regel {number}"
    slots = [_slot(draw, target, name, draw(fields[name]), rule) for name in names]
    derived = draw(st.sampled_from(((), (plans.COLUMNS[3],), plans.COLUMNS[1:3], None)))
    if derived is None:
        slots.insert(0, _slot(draw, target, "id", draw(st.sampled_from(plans.COLUMNS)), rule))
    kept = draw(st.lists(plans.boolean(1), max_size=2)) if draw(st.booleans()) else []
    filters = tuple(Filter(keep, f"filter {n}") for n, keep in enumerate(kept))
    plan = ClassPlan(
        rule, target, table, tuple(slots), "id", "individual", "t:1:1", (), filters, unnest, derived
    )
    if not draw(st.booleans()):
        return plan
    keys = draw(st.lists(st.tuples(plans.text(0), plans.text(0)), min_size=1, max_size=2))
    moved = draw(st.sets(st.sampled_from(plans.COLUMNS)))
    joined = replace(plan, slots=tuple(replace(s, value=_moved(s.value, moved)) for s in plan.slots))
    pairs = tuple((left, _moved(right, set(plans.COLUMNS))) for left, right in keys)
    return replace(joined, joins=(Join("spoj", other, pairs),))


@cache
def _unnests() -> st.SearchStrategy[Unnest]:
    cells = st.sampled_from(plans.COLUMNS)
    read = st.builds(lambda cell: Convert(cell, Kind.PARTIAL_DATE, ("d.m.yyyy",)), cells)
    return st.one_of(
        st.builds(lambda cell: Unnest(Split(cell, ",")), cells),
        st.builds(
            lambda found: Unnest(Collect(tuple(found))),
            st.lists(st.one_of(cells, read), min_size=1, max_size=3),
        ),
    )


def _slot(draw: st.DrawFn, target: str, name: str, value: Expression, rule: str) -> SlotPlan:
    slot = load_schema().classes[target].slots[name]
    columns = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple))
    made = draw(st.sampled_from(("passed", "mapped", "computed")))
    return SlotPlan(slot, value, made, columns, rule, "t:1:1", "Individual" if name == "individual" else None)


def _moved(value: Any, columns: set[Column]) -> Any:
    """The expression with some of its cells read from the joined table."""
    if isinstance(value, Column):
        return replace(value, table="spoj") if value in columns else value
    if isinstance(value, tuple):
        return tuple(_moved(part, columns) for part in value)
    if isinstance(value, Expression):
        return replace(value, **{n: _moved(getattr(value, n), columns) for n in value.__dataclass_fields__})
    return value


def sheets() -> st.SearchStrategy[tuple[Sheet, Sheet]]:
    """Two tables of anything, with rows and cells that could not be read."""
    cells = st.one_of(
        plans.texts(), st.sampled_from(("A", "B", "E75.2", "E75.2,G71.0,xx", "1.2.2001", "12,5"))
    )
    row = st.one_of(*[st.fixed_dictionaries(dict.fromkeys(NAMES, cells))] * 5, st.none())
    faults = st.dictionaries(
        st.tuples(st.integers(1, 6), st.sampled_from(NAMES)), st.just("R002"), max_size=2
    )
    rows = st.lists(row, max_size=6)
    return st.tuples(
        *(st.builds(lambda r, f, n=n: Sheet(n, NAMES, r, faults=f), rows, faults) for n in (FIRST, SECOND))
    )


def any_plan() -> st.SearchStrategy[Plan]:
    """One to three rules."""
    return st.integers(1, 3).flatmap(
        lambda count: st.tuples(*(class_plans(n) for n in range(count))).map(
            lambda found: Plan(found, ("dg",), ())
        )
    )


def _same(plan: Plan, sheets: Sequence[Sheet], made: Told) -> None:
    expected = by_hand(plan, sheets)
    for name in Told.__dataclass_fields__:
        assert getattr(made, name) == getattr(expected, name), name


@SETTINGS
@given(any_plan(), sheets(), st.sampled_from((1, 2, 100)), st.sampled_from((1, 2)))
def test_any_plan(plan: Plan, sheets: tuple[Sheet, Sheet], cut: int, threads: int) -> None:
    _same(plan, sheets, by_kernel(plan, [replace(sheet, cut=cut) for sheet in sheets], threads=threads))


@SETTINGS
@given(any_plan(), sheets(), st.sampled_from((1, 4, 100)), st.sampled_from((2, 3)))
def test_any_plan_in_stretches(plan: Plan, sheets: tuple[Sheet, Sheet], cut: int, count: int) -> None:
    _same(
        plan, sheets, by_kernel(plan, [replace(sheet, cut=cut) for sheet in sheets], by=in_turn(count, 300))
    )


@SETTINGS
@given(registry.plans(), registry.sheets())
def test_plans_of_a_registry(plan: Plan, sheets: tuple[Sheet, Sheet]) -> None:
    _same(plan, sheets, by_kernel(plan, sheets))


CROWD = {
    "ID": st.sampled_from(("P1", "P1 ", "P2", "P3", "P4")),
    "Narozen": st.sampled_from(("1970", "1971", "neuvedeno", "kdysi", None)),
    "Pohlaví": st.sampled_from(("M", "Ž", "neuvedeno", None)),
    "Souhlas": st.sampled_from((*["ano"] * 12, None, "odvolán", "ne")),
    "Stav": registry.STATES,
}
OF_A_CROWD = registry.plan_of(
    registry.people(), registry.consents(), registry.diagnoses(), registry.samples()
)
"""Few persons with many rows each, some of whom withdraw: what is merged and what is left out."""


@SETTINGS
@given(
    st.lists(st.fixed_dictionaries(CROWD), min_size=6, max_size=12),
    st.lists(registry.sample(), max_size=4),
    st.booleans(),
)
def test_many_rows_of_few_persons(people: list[Cells], samples: list[Cells], once: bool) -> None:
    """The second of two rules over people fills what the first leaves empty."""
    other = registry.people(rule="again", slots=registry.people().slots[:2], one_per_row=once)
    plan = replace(OF_A_CROWD, classes=(*OF_A_CROWD.classes, other))
    crowd = Sheet(registry.PEOPLE, registry.PEOPLE_COLUMNS, people)
    both = (crowd, Sheet(registry.SAMPLES, registry.SAMPLE_COLUMNS, samples))
    _same(plan, both, by_kernel(plan, both))


ONE_SAMPLE: Cells = {"ID": "P1", "Číslo": "S1", "Typ": "krev"}
DERIVED = registry.samples(slots=registry.samples().slots[1:], derived_key=(registry.cell("Číslo"),))


@pytest.mark.parametrize(("part", "key"), [(registry.samples(), "Číslo"), (DERIVED, None)])
@pytest.mark.parametrize(
    ("again", "code"),
    [({}, "X006"), ({"Typ": None}, "X006"), ({"Typ": "DNA"}, "X001"), ({"Číslo": "S2"}, None)],
)
def test_a_sample_that_comes_again(part: ClassPlan, key: str | None, again: Cells, code: str | None) -> None:
    """It is told so whether its id is given, or derived from the key of its source."""
    sheet = Sheet(registry.SAMPLES, registry.SAMPLE_COLUMNS, [ONE_SAMPLE, {**ONE_SAMPLE, **again}])
    plan = registry.plan_of(part)
    told = by_kernel(plan, (sheet,))
    _same(plan, (sheet,), told)
    found = {"X006": ("X006", 2, key, None), "X001": ("X001", 2, "Typ", "sample_type")}
    assert [one[1:5] for one in told.problems] == ([found[code]] if code else [])
