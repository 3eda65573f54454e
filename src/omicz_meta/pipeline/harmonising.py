"""Harmonise and judge: two arrows. Tables and plan become records in a folder; records become a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.answered import answered
from omicz_meta.engine.checks import Court, Judged
from omicz_meta.engine.finish import Finished, finish, slot_columns
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.harmonise import Run, Staged, harmonise
from omicz_meta.engine.merge import sort_problems
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.remembered import NOTHING, Memory
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.sharing import files_of
from omicz_meta.engine.shifting import shift_dates
from omicz_meta.engine.staging import (
    JUDGING,
    MERGING,
    READING,
    STAGED_PROBLEMS,
    StagedClass,
    with_step,
)
from omicz_meta.engine.standing import InPlace, Standing
from omicz_meta.engine.summary import Summary
from omicz_meta.pipeline.gate import engine_gate
from omicz_meta.pipeline.prepare import Prepared, check_unchanged
from omicz_meta.pipeline.rowhash import RowHashes
from omicz_meta.pipeline.vocabularies import Used, used_packs
from omicz_meta.pipeline.watching import ColumnWatch, Identifying, privacy_problems
from omicz_meta.privacy.gate import Gate
from omicz_meta.problem import Problem
from omicz_meta.records import Records, RecordTable
from omicz_meta.result import Ledger
from omicz_meta.validation.judge import Judgement, judge
from omicz_meta.validation.rule import AnyRule, Offer


@dataclass(frozen=True, slots=True)
class Harmonised:
    """Records in a folder, what was found while making them, and where every row went.

    `alone` says that these are records of some classes without the rest of their submission. Classes `in_place` are
    only there to be judged: their records stand in the file they came in, and no copy of them is kept.
    """

    prepared: Prepared = field(repr=False)
    folder: Path
    staged: Staged = field(repr=False)
    noted: tuple[Problem, ...] = field(repr=False)
    values: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict, repr=False)
    keep: TemporaryDirectory[str] | None = field(default=None, repr=False)
    alone: bool = False
    gone: pa.Table | None = field(default=None, repr=False)
    in_place: Mapping[str, InPlace] = field(default_factory=dict, repr=False)
    resources: Resources = field(default_factory=Resources, repr=False)

    @property
    def classes(self) -> Mapping[str, Standing]:
        """Where the records of each class stand."""
        return {**self.staged.classes, **self.in_place}

    @property
    def copied(self) -> Mapping[str, StagedClass]:
        """The records that stand in files of ours: all of a class, or those apart from the file that they came in."""
        return {**self.staged.classes, **{name: part.apart for name, part in self.in_place.items()}}

    @property
    def ledger(self) -> Ledger:
        """Rows per source and outcomes per slot."""
        return self.staged.ledger

    @property
    def records(self) -> Records:
        """The harmonised records by class."""
        schema = self.prepared.schema
        forms = {name: record_schema(definition, schema) for name, definition in schema.classes.items()}
        tables = {
            name: RecordTable(schema.classes[name], forms[name], part.records, keep=self.keep)
            for name, part in self.staged.classes.items()
            if part.rows
        }
        return Records(schema, tables, forms)

    @property
    def problems(self) -> pa.Table:
        """What was found while reading and mapping, one row per occurrence; values have passed the masking gate."""
        found = pq.read_table(self.staged.staging.problems.path).select(PROBLEMS.names)
        if self.gone is None or not self.gone.num_rows:
            return found
        # what was found in the rows of persons who withdrew is nobody's business any more
        return found.join(self.gone, keys=["source", "file", "row"], join_type="left anti").select(
            PROBLEMS.names
        )


def harmonise_prepared(
    prepared: Prepared,
    place: Path,
    *,
    keep: TemporaryDirectory[str] | None = None,
    resources: Resources | None = None,
    memory: Memory = NOTHING,
) -> Harmonised:
    """The first arrow: run the plan over the tables, into a folder. `keep` holds a temporary one alive.

    Tables in `memory` are taken over from an earlier run (see `incremental`).
    """
    limits = resources or Resources()
    watch = ColumnWatch(prepared.plan)
    hashes = RowHashes()
    own = prepared.functions.by_name
    run = Run(prepared.schema, prepared.mapping.codes, prepared.key, _show(prepared), watch, limits, own)
    staged = harmonise(prepared.plan, hashes.tables(prepared), place, run, memory=memory)
    check_unchanged(prepared)
    identifying = tuple(watch.identifying())
    with session((place,), limits.together) as connection:
        done = finish(connection, staged, prepared.plan, run, _to_drop(identifying))
    done = _shifted(prepared, done)
    noted = (
        *prepared.problems,
        *privacy_problems(identifying, prepared.plan, prepared.tables),
        *_told(prepared, done.excluded),
    )
    staging = staged.staging
    staging.write_problems(problem_rows(noted), READING)
    for table in done.problems:
        staging.write_problems(table, MERGING)
    staging.problems.close()
    complete = hashes.complete(prepared)
    values = watch.values()
    return Harmonised(complete, place, done.staged, noted, values, keep, gone=done.gone, resources=limits)


def _shifted(prepared: Prepared, done: Finished) -> Finished:
    """The records with the dates of persons moved back, where the manifest asks for it."""
    if not prepared.shift_days:
        return done
    secret, most = prepared.key.secret, prepared.shift_days
    classes = {
        name: shift_dates(part, prepared.schema, secret, most) for name, part in done.staged.classes.items()
    }
    return replace(done, staged=replace(done.staged, classes=classes))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A judged set of records: problems.parquet with its hash, figures that can be asked for, packs that were asked.

    `judgement` is what they were judged by.
    """

    problems: Path
    rows: int
    rows_sha256: str
    summary: Summary
    judgement: Judgement
    packs: tuple[Used, ...] = ()


@contextmanager
def judged(
    harmonised: Harmonised,
    rules: Sequence[AnyRule],
    use_cases: tuple[str, ...],
    today: str,
    offer: Offer | None = None,
) -> Iterator[Verdicts]:
    """The second arrow: judge the records; problems of both arrows are written in one order.

    `offer` is what the dataset permits, which consents are held against.
    """
    prepared, folder = harmonised.prepared, harmonised.folder
    standing = tuple(path for part in harmonised.in_place.values() for path in part.files)
    with session((folder,), harmonised.resources.together, files=standing) as connection:
        court = Court(connection, prepared.schema, _show(prepared))
        judgement = Judgement(rules, use_cases, today, harmonised.alone, prepared.packs, offer)
        late = RowGroupWriter(folder / "staged" / "judged.parquet", STAGED_PROBLEMS)
        classes = {name: answered(part) for name, part in harmonised.classes.items()}
        cases = _cases(harmonised, classes)
        for found in judge(court, cases, judgement):
            late.write(with_step(found, JUDGING))
        late.close()
        files = tuple(dict.fromkeys(name for table in prepared.tables.values() for name in files_of(table)))
        staged = (harmonised.staged.staging.problems.path, late.path)
        rows, digest = sort_problems(connection, staged, folder / "problems.parquet", files, harmonised.gone)
        summary = Summary(connection, classes, prepared.schema)
        used = used_packs(court, cases, prepared.packs)
        yield Verdicts(folder / "problems.parquet", rows, digest, summary, judgement, used)


def _show(prepared: Prepared) -> Show:
    return engine_gate(Gate(prepared.min_cell), prepared.mapping)


def _to_drop(identifying: tuple[Identifying, ...]) -> dict[str, frozenset[str]]:
    pairs = {(target, slot.slot.name) for one in identifying for target, slot in one.leaves_in}
    return {name: frozenset(slot for target, slot in pairs if target == name) for name, _ in pairs}


def _told(prepared: Prepared, excluded: int) -> Iterator[Problem]:
    if prepared.key_id is None:
        yield Problem("P003")
    if excluded:
        yield Problem("P004", count=excluded)


def problem_rows(problems: Iterable[Problem]) -> pa.Table:
    """Problems as rows of problems.parquet; values are left out, since these findings are about columns and files."""
    return pa.Table.from_pylist([_row(problem) for problem in problems], schema=PROBLEMS)


def _row(problem: Problem) -> dict[str, str | int | None]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "source": place.source,
        "file": place.file,
        "row": place.row,
        "line": place.line,
        "column": place.column,
        "slot": place.slot,
        "record_class": place.record_class,
        "rule": problem.rule,
    }


def _cases(harmonised: Harmonised, classes: Mapping[str, Standing]) -> dict[str, Judged]:
    plan = harmonised.prepared.plan
    columns = slot_columns(plan)
    mapped: dict[str, set[str]] = {}
    for part in plan.classes:
        mapped.setdefault(part.target, {part.key}).update(slot.slot.name for slot in part.slots)
    return {
        name: Judged(
            part,
            columns[name].of_slot,
            frozenset(mapped[name]),
            columns[name].of_rule,
            # records that were staged with one id have become one
            ids_differ=name in harmonised.staged.classes,
        )
        for name, part in classes.items()
    }
