"""Records in the national form, in a file of their own: read without a mapping, judged like those of a submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from omicz_meta.engine.accounts import TableAccount, ledger
from omicz_meta.engine.finish import slot_columns
from omicz_meta.engine.harmonise import Run, Staged, harmonise
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.merge import has_duplicates, merge_class
from omicz_meta.engine.objects import ObjectReader
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.plan import Plan
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.staging import MERGING, READING, Staging
from omicz_meta.engine.table import SourceFile, Table
from omicz_meta.errors import UsageError
from omicz_meta.mapping import Mapping as Files
from omicz_meta.pipeline.gate import engine_gate
from omicz_meta.pipeline.harmonising import Harmonised, problem_rows
from omicz_meta.pipeline.identity import identity_plan
from omicz_meta.pipeline.in_place import stand
from omicz_meta.pipeline.prepare import InputError, Prepared
from omicz_meta.pipeline.recorded import RecordStage
from omicz_meta.pipeline.watching import ColumnWatch, privacy_problems
from omicz_meta.place import Place
from omicz_meta.privacy.gate import Gate
from omicz_meta.problem import Problem
from omicz_meta.result import SlotLedger
from omicz_meta.schema import ClassDefinition, Schema
from omicz_meta.schema.own import NATIONAL, used_schema
from omicz_meta.sources import UNUSABLE, open_source
from omicz_meta.sources.columns import ColumnReader
from omicz_meta.sources.files import fingerprint
from omicz_meta.sources.frames import FrameTable
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.recordblock import Reading
from omicz_meta.sources.records import RecordSet, open_records
from omicz_meta.terms.place import installed_packs
from omicz_meta.validation.judge import Judgement, record_checks
from omicz_meta.validation.rule import Scene

if TYPE_CHECKING:
    import duckdb

THREADS = 2
"""Parts of a file that are read side by side."""

TEXT_TABLES = (".csv", ".tsv", ".xlsx")
PARQUET = ".parquet"
SUFFIXES = (*TEXT_TABLES, ".json", ".ndjson", PARQUET)
NO_KEY = PseudonymKey(b"")
"""Ids in the national form are pseudonyms already: none is made, so no key is needed."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file, the class asked for (None: as the file says), and what its records are judged by."""

    path: Path
    record_class: ClassDefinition | None
    use_cases: tuple[str, ...]
    min_cell: int
    schema: Schema

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return self.path.suffix.lower()

    @property
    def place(self) -> TablePlace:
        return TablePlace(self.path.stem, self.path.name)

    @property
    def show(self) -> Show:
        return engine_gate(Gate(self.min_cell), Files())


def read_records(
    path: str | Path,
    record_class: str | None = None,
    *,
    use_cases: Sequence[str] = (),
    min_cell: int = 10,
    schema: str | Path = NATIONAL,
) -> Harmonised:
    """Read a file whose columns or keys are named as the slots of a class (`Individual` or `individual`).

    A .json file may be an object of lists by class, and then needs no class. `schema` is the path of a LinkML schema
    that extends the national model, or of what it was compiled to. Bad values are problems. Raises
    InputError when the file cannot be read at all, UsageError for another kind of file or an unknown class.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "people.csv"
    >>> _ = path.write_text("subject_id;birth_date\\np1;1987\\np2;soon\\n")
    >>> read_records(path, "individual").problems["code"].to_pylist()
    ['V003']
    """
    opened = _opened(Path(path), record_class, use_cases, min_cell, schema)
    keep = TemporaryDirectory(prefix="omicz-")
    work = _from_table if opened.suffix in TEXT_TABLES else _from_records
    return work(opened, Path(keep.name), keep)


def records_to_judge(
    path: str | Path, record_class: str | None, judgement: Judgement, schema: str | Path = NATIONAL
) -> Harmonised:
    """As `read_records`, but for this judgement only: records of a Parquet file stay in it wherever they can."""
    opened = _opened(Path(path), record_class, judgement.use_cases, 10, schema)
    if opened.suffix == PARQUET:
        keep = TemporaryDirectory(prefix="omicz-")
        found = _in_place(opened, judgement, Path(keep.name), keep)
        if found is not None:
            return found
    return read_records(path, record_class, use_cases=judgement.use_cases, schema=schema)


def _opened(
    path: Path, record_class: str | None, use_cases: Sequence[str], min_cell: int, named: str | Path
) -> _Opened:
    schema = used_schema(named).schema
    definition = schema.class_named(record_class) if record_class else None
    opened = _Opened(path, definition, tuple(use_cases), min_cell, schema)
    if opened.suffix not in SUFFIXES:
        raise UsageError(f"{path.name}: records are read from {' '.join(SUFFIXES)}.")
    return opened


def _from_table(opened: _Opened, folder: Path, keep: TemporaryDirectory[str]) -> Harmonised:
    definition = _wanted(opened)
    table = _open_table(opened)
    _refuse(table.problems)
    part, problems = identity_plan(definition, table, opened.schema)
    plan = Plan((part,), (), ((table.name, tuple(n for slot in part.slots for n in slot.columns)),))
    prepared = _prepared(opened, {table.name: table}, plan, (*table.problems, *problems))
    watch = ColumnWatch(plan)
    staged = harmonise(plan, prepared.tables, folder, Run(opened.schema, {}, NO_KEY, opened.show, watch))
    with session((folder,)) as connection:
        return _finished(connection, prepared, staged, watch, folder, keep)


def _open_table(opened: _Opened) -> Table:
    """The table of a text file, or the first one of a workbook."""
    source = open_source(opened.path.absolute(), name=opened.place.source)
    _refuse(source.problems)
    return source.tables[0]


def _from_records(opened: _Opened, folder: Path, keep: TemporaryDirectory[str]) -> Harmonised:
    names = frozenset(name for known in opened.schema.classes.values() for name in (known.name, known.snake))
    found = open_records(opened.path, opened.place, names)
    _refuse(found.problems)
    staging = Staging(folder, opened.schema, lasting=False)
    wanted = tuple(_chosen(found.sets, opened))
    with session((folder,), Resources(threads=1)) as connection:
        stages = [(_stage(connection, known, opened), part) for known, part in wanted]
        plan = Plan(tuple(stage.plan for stage, _ in stages), (), ())
        watch = ColumnWatch(plan)
        staged, empty = _staged(stages, staging, watch)
    tables = {part.table: _standing_for(opened.place, part.table) for part in plan.classes}
    prepared = _prepared(opened, tables, plan, (*found.problems, *empty))
    with session((folder,)) as connection:
        return _finished(connection, prepared, staged, watch, folder, keep)


def _in_place(
    opened: _Opened, judgement: Judgement, folder: Path, keep: TemporaryDirectory[str]
) -> Harmonised | None:
    """Records that stay where they are; None where they cannot."""
    found = open_records(opened.path, opened.place, frozenset())
    _refuse(found.problems)
    # by another name: the kernel takes some characters of a path for patterns
    link = folder / f"given{PARQUET}"
    link.symlink_to(opened.path.absolute())
    with session((folder,), files=(link.resolve(),)) as connection:
        definition = _wanted(opened)
        stage = _stage(connection, definition, opened)
        scene = Scene(opened.schema, definition, judgement.use_cases, judgement.today)
        stood = stand(connection, link, stage, folder, record_checks(scene, judgement.rules))
        if stood is None:
            return None
        tables = {stage.plan.table: _standing_for(opened.place, stage.plan.table)}
        prepared = _prepared(opened, tables, Plan((stage.plan,), (), ()), found.problems)
        done = _finished(connection, prepared, stood.staged, stood.watch, folder, keep)
    records = {name: stood.beside(part) for name, part in done.staged.classes.items()}
    return replace(done, staged=replace(done.staged, classes={}), in_place=records)


def _stage(
    connection: duckdb.DuckDBPyConnection, definition: ClassDefinition, opened: _Opened
) -> RecordStage:
    reading = Reading(
        ColumnReader(opened.schema, definition), ObjectReader(connection, definition, opened.schema)
    )
    return RecordStage(definition, opened.schema, opened.place, opened.show, reading)


def _standing_for(place: TablePlace, name: str) -> Table:
    """A table of no rows: the records were no text, but findings name the file they come from."""
    return FrameTable(name, place.source, place.file, pa.table({}))


def _staged(
    stages: Sequence[tuple[RecordStage, RecordSet]], staging: Staging, watch: ColumnWatch
) -> tuple[Staged, tuple[Problem, ...]]:
    accounts, slots, empty = list[TableAccount](), dict[str, SlotLedger](), list[Problem]()
    for step, (stage, part) in enumerate(stages, 1):
        account = TableAccount(stage.place.source)
        for passed in ordered_map(stage.work, part.parts(), THREADS):
            watch.see(stage.plan.table, passed.texts)
            for name, count in stage.write(passed, staging, account, step).items():
                slots[name] = slots.get(name, SlotLedger()) + count
        accounts.append(account)
        if not account.rows_read:
            place = Place(stage.place.source, stage.place.file, record_class=stage.definition.name)
            empty.append(Problem("R010", place))
    closed = {name: sink.close() for name, sink in staging.classes.items()}
    return Staged(closed, ledger(accounts, slots), {}, staging), tuple(empty)


def _chosen(sets: tuple[RecordSet, ...], opened: _Opened) -> Iterator[tuple[ClassDefinition, RecordSet]]:
    """The sets to judge with their classes: that of the class asked for, or all that a file names."""
    if any(part.record_class is None for part in sets):
        definition = _wanted(opened)
        yield from ((definition, part) for part in sets)
        return
    known = [(opened.schema.class_named(part.record_class or ""), part) for part in sets]
    wanted = [pair for pair in known if opened.record_class in (None, pair[0])]
    if not wanted:
        named = ", ".join(definition.name for definition, _ in known)
        raise UsageError(f"{opened.path.name} has no records of the class asked for, only of: {named}.")
    yield from wanted


def _wanted(opened: _Opened) -> ClassDefinition:
    if opened.record_class is None:
        raise UsageError(
            f"{opened.path.name} does not say what its records are; name their class: --class Individual"
        )
    return opened.record_class


def _refuse(problems: tuple[Problem, ...]) -> None:
    """Stop for a file that cannot be read at all."""
    fatal = tuple(
        p for p in problems if p.code in UNUSABLE or (p.severity == "error" and p.code in ("R015", "R019"))
    )
    if fatal:
        raise InputError("The input cannot be read.", fatal)


def _prepared(
    opened: _Opened, tables: Mapping[str, Table], plan: Plan, problems: tuple[Problem, ...]
) -> Prepared:
    files: tuple[tuple[str, SourceFile], ...] = (
        (opened.path.stem, fingerprint(opened.path, opened.path.name)),
    )
    return Prepared(
        name=opened.path.name,
        schema=opened.schema,
        use_cases=opened.use_cases,
        tables=tables,
        files=files,
        mapping=Files(),
        plan=plan,
        problems=problems,
        key=NO_KEY,
        key_id="none needed",
        min_cell=opened.min_cell,
        packs=installed_packs(),
    )


def _finished(
    connection: duckdb.DuckDBPyConnection,
    prepared: Prepared,
    staged: Staged,
    watch: ColumnWatch,
    folder: Path,
    keep: TemporaryDirectory[str],
) -> Harmonised:
    """Records with one id become one; identifiers are told. Nothing leaves, so nobody is excluded or emptied."""
    columns = slot_columns(prepared.plan)
    classes = dict(staged.classes)
    show = engine_gate(Gate(prepared.min_cell), prepared.mapping)
    for name, part in staged.classes.items():
        if has_duplicates(connection, part, prepared.schema.classes[name].key or "id"):
            classes[name], found = merge_class(connection, part, prepared.schema, columns[name], show)
            staged.staging.write_problems(found, MERGING)
    noted = (
        *prepared.problems,
        *privacy_problems(tuple(watch.identifying()), prepared.plan, prepared.tables),
    )
    staged.staging.write_problems(problem_rows(noted), READING)
    staged.staging.problems.close()
    done = replace(staged, classes=classes)
    return Harmonised(prepared, folder, done, noted, {}, keep, alone=True)
