"""From a submission, or from a source and a mapping, to everything a run needs: tables, plan, key."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from omicz_meta import mapping as mappings
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.plan import ClassPlan, Column, Plan, walk
from omicz_meta.engine.table import (
    MayBeAbsent,
    Narrowing,
    SourceFile,
    Table,
)
from omicz_meta.errors import EnvironmentFault, MappingError, Refusal, UsageError
from omicz_meta.identifiers import key_id
from omicz_meta.mapping import Mapping, OwnFunctions
from omicz_meta.mapping.outdated import obsolete_targets
from omicz_meta.pipeline.compiled import Compile, compiler_of
from omicz_meta.pipeline.masked import MaskedTable, masked_name
from omicz_meta.pipeline.surroundings import surrounding_problems
from omicz_meta.place import Place
from omicz_meta.privacy.gate import mask_path
from omicz_meta.privacy.keys import no_key_named, random_key, read_key
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema
from omicz_meta.schema.own import used_schema
from omicz_meta.sources import UNUSABLE, Source, has_changed, open_entry
from omicz_meta.sources.dialect import Dialect
from omicz_meta.submission import Submission
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon

Secret = tuple[bytes, str | None]
"""A pseudonym key and its id; a random key has none."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is settled before the first row is read. `key_id` is None for a random key.

    `own_schema` is the compiled text of a schema that is not the national model.
    """

    name: str
    schema: Schema
    use_cases: tuple[str, ...]
    tables: Lookup[str, Table] = field(repr=False)
    files: tuple[tuple[str, SourceFile], ...]
    mapping: Mapping = field(repr=False)
    plan: Plan = field(repr=False)
    problems: tuple[Problem, ...]
    key: PseudonymKey
    key_id: str | None
    min_cell: int
    functions: OwnFunctions = field(default_factory=OwnFunctions)
    standards: tuple[str, ...] = ()
    packs: Lexicon = NO_PACKS
    shift_days: int = 0
    own_schema: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """In what a mapping is run, whatever the sources. A random key has no `key_id`."""

    key: PseudonymKey
    key_id: str | None
    use_cases: tuple[str, ...] = ()
    min_cell: int = 10
    functions: OwnFunctions = field(default_factory=OwnFunctions)
    packs: Lexicon = NO_PACKS


class InputError(Refusal):
    """Something that was handed in cannot be read at all; `problems` says what and where."""


def check_unchanged(prepared: Prepared) -> None:
    """Raises InputError when a source changed since its rows were read; they would be of two states (R045)."""
    changed = tuple(
        Problem("R045", Place(source=source, file=file.path))
        for source, file in prepared.files
        if has_changed(file)
    )
    if changed:
        raise InputError("The input changed while it was read.", changed)


def prepare_submission(
    submission: Submission,
    *,
    realm: str,
    key: Secret,
    functions: OwnFunctions | None = None,
    known: Lookup[Path, SourceFile] | None = None,
    anew: bool = False,
    packs: Lexicon = NO_PACKS,
) -> Prepared:
    """Open sources and mapping of a submission. Raises InputError and MappingError.

    `known` are fingerprints of source files that were taken already. What an earlier run with the same key compiled
    is taken over, but not where all is to be done `anew` (see `compiled`).
    """
    used = used_schema(submission.schema, submission.root)
    schema = used.schema
    own = functions or OwnFunctions()
    secret, secret_id = key
    compiler = compiler_of(
        submission, own, None if anew or secret_id is None else secret, packs, schema_sha256=used.sha256
    )
    mapping = compiler.mapping(schema)
    named = tuple(entry.name for entry in submission.sources)
    dialects = declared_dialects(mapping, named)
    for entry in submission.sources:
        if entry.strict:
            dialects[entry.name] = replace(dialects[entry.name], strict=True)
    sources = [
        open_entry(entry, submission.root, dialects=dialects, known=known) for entry in submission.sources
    ]
    setting = Setting(
        PseudonymKey(secret, realm),
        secret_id,
        submission.use_cases,
        submission.privacy.min_cell,
        own,
        packs,
    )
    prepared = prepare(submission.id, sources, mapping, schema, setting, compiler.plan)
    return replace(prepared, shift_days=submission.privacy.shift_dates, own_schema=used.text)


def declared_dialects(mapping: Mapping, sources: tuple[str, ...]) -> dict[str, Dialect]:
    """What a mapping declares of how sources and their tables are written, by the names of both."""
    of_sources = {name: mapping.source_of(name, sources).dialect for name in sources}
    dialects = of_sources | {name: spec.dialect for name, spec in mapping.sources.items()}
    for name in sources:
        own = mapping.of(name)
        if name in mapping.own:
            dialects |= {f"{name}.{table}": spec.dialect for table, spec in own.sources.items()}
        if own.views:
            dialects[name] = replace(
                dialects[name], views=own.views, modifiers=own.modifiers, not_taken=own.not_taken
            )
    return dialects


def prepare(
    name: str,
    sources: Sequence[Source],
    mapping: Mapping,
    schema: Schema,
    setting: Setting,
    compiling: Compile | None = None,
) -> Prepared:
    """Compile the mapping for the tables found. Raises InputError and MappingError with all their problems."""
    tables = {table.name: masked_name(table) for source in sources for table in source.tables}
    found = _usable(sources, tables)
    columns = {table.name: table.columns for table in tables.values()}
    use_cases, functions = setting.use_cases, setting.functions
    made = compiling or mappings.compile_plan
    plan, faults = made(mapping, schema, columns, use_cases=use_cases, functions=functions.by_name)
    if plan is None:
        errors = tuple(problem for problem in faults if problem.severity == "error")
        many = "1 fault" if len(errors) == 1 else f"{len(errors)} faults"
        raise MappingError(f"The mapping has {many}; no row was read.", errors)
    files = tuple(
        (source.name, replace(file, path=mask_path(file.path))) for source in sources for file in source.files
    )
    outdated = obsolete_targets(mapping.codes, plan.codes, setting.packs)
    named = surrounding_problems(sources)
    problems = (*found, *(_in_file(problem, tables) for problem in (*faults, *outdated)), *named)
    complete = with_row_keys(without_vain_joins(plan, tables), mapping)
    tables = {name: narrowed(table, plan) for name, table in tables.items()}
    standards = tuple(dict.fromkeys(one for source in sources for one in source.standards))
    return Prepared(
        name,
        schema,
        use_cases,
        tables,
        files,
        mapping,
        complete,
        problems,
        setting.key,
        setting.key_id,
        setting.min_cell,
        functions,
        standards,
        setting.packs,
    )


def _usable(sources: Sequence[Source], tables: dict[str, Table]) -> list[Problem]:
    """What was found in sources and tables. Raises InputError where that makes them unusable."""
    whole = [_without_name(problem) for source in sources for problem in source.problems]
    found = whole + [_without_name(problem) for table in tables.values() for problem in table.problems]
    failed = tuple(problem for problem in whole if problem.severity == "error")
    if unusable := failed or tuple(problem for problem in found if problem.code in UNUSABLE):
        raise InputError("The input cannot be read.", unusable)
    return found


def narrowed(table: Table, plan: Plan) -> Table:
    """The table without columns that no rule reads, where it is one that need not read them."""
    if isinstance(table, MaskedTable):
        return replace(table, table=narrowed(table.table, plan))
    if not isinstance(table, Narrowing):
        return table
    return table.only(dict(plan.columns_used).get(table.name, ()))


def _without_name(problem: Problem) -> Problem:
    file = problem.place.file
    return problem if not file else replace(problem, place=replace(problem.place, file=mask_path(file)))


def _in_file(problem: Problem, tables: Lookup[str, Table]) -> Problem:
    """A finding about a column of a table, with the file the table was read from."""
    table = tables.get(problem.place.source or "")
    if table is None or problem.place.file is not None:
        return problem
    return replace(problem, place=replace(problem.place, source=table.source, file=table.file))


def with_row_keys(plan: Plan, mapping: Mapping) -> Plan:
    """The plan, knowing in which classes every row is a record of its own: the source's key is the class's key.

    A class whose key is derived is asked only where no other class of its table has the source's key: otherwise a
    row that comes twice would be told once for each class.
    """
    given = {part.rule for part in plan.classes if part.derived_key is None and _one_per_row(part, mapping)}
    told = {part.table for part in plan.classes if part.rule in given}
    derived = {part.rule for part in plan.classes if part.table not in told and _one_per_row(part, mapping)}
    once = given | derived
    return replace(plan, classes=tuple(replace(part, one_per_row=part.rule in once) for part in plan.classes))


def without_vain_joins(plan: Plan, tables: Lookup[str, Table]) -> Plan:
    """The plan, in which nobody is told of rows that a table without rows, of which is told already, does not have."""
    empty = {name for name, table in tables.items() if isinstance(table, MayBeAbsent) and table.is_empty}
    return replace(plan, classes=tuple(_without_vain_joins(part, empty) for part in plan.classes))


def _without_vain_joins(part: ClassPlan, empty: set[str]) -> ClassPlan:
    joins = tuple(replace(join, optional=True) if join.table in empty else join for join in part.joins)
    return replace(part, joins=joins)


def _one_per_row(part: ClassPlan, mapping: Mapping) -> bool:
    spec = mapping.sources.get(part.table)
    if spec is None or not spec.key or part.unnest is not None:
        return False
    return _key_columns(part) == {node.text for node in spec.key}


def _key_columns(part: ClassPlan) -> set[str]:
    """The columns that make the key of a class."""
    if part.derived_key is not None:
        return {node.name for one in part.derived_key for node in walk(one) if isinstance(node, Column)}
    return {name for slot in part.slots if slot.slot.name == part.key for name in slot.columns}


def submission_key(submission: Submission, *, needed: bool) -> Secret:
    """The pseudonym key a submission names, else a random one. Raises EnvironmentFault when one is `needed`."""
    where = submission.privacy.pseudonym_key
    try:
        if where is None:
            raise no_key_named()
        secret = read_key(where, root=submission.root)
    except EnvironmentFault:
        if needed:
            raise
        return random_key(), None
    return secret, key_id(secret)


def realm_of(node: Lookup[str, object] | None, dataset: Lookup[str, object] | None, name: str) -> str:
    """Where pseudonyms hold: node and dataset identifier, or the submission's id without these.

    >>> realm_of({"node": "muni"}, {"identifier": "GoE_CZ_1"}, "s")
    'muni/GoE_CZ_1'
    """
    held_by = str((node or {}).get("node") or "")
    identifier = str((dataset or {}).get("identifier") or name)
    return f"{held_by}/{identifier}" if held_by else identifier


def node_file(name: str, root: Path, shipped: Path) -> Path:
    """The node file a manifest names: a path that stays in the submission, or the name of a shipped one."""
    for home, candidate in ((root, root / name), (shipped, shipped / f"{name}.yaml")):
        if candidate.is_file() and candidate.resolve().is_relative_to(home.resolve()):
            return candidate
    raise UsageError(f"There is no node file {name!r}, neither in the submission nor among those shipped.")
