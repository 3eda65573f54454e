"""`omicz-meta mapping`: draft a mapping from tables; check one against schema and source before any row is read."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from pathlib import Path

import click

from omicz_meta.cli.drafted import told
from omicz_meta.cli.given import Given
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import (
    functions_option,
    lang_option,
    language,
    min_cell_option,
    problem_lines,
    schema_option,
)
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.errors import UsageError
from omicz_meta.mapping import check_mapping, load_mapping, own_functions
from omicz_meta.mapping.outdated import obsolete_targets
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.privacy.gate import mask_path
from omicz_meta.problem import Problem
from omicz_meta.schema.own import NATIONAL, used_schema
from omicz_meta.sources import open_entry, open_source
from omicz_meta.submission import MANIFEST, opened
from omicz_meta.terms.place import installed_packs


@click.group("mapping")
def command() -> None:
    """Work on mappings."""


@command.command("check")
@click.argument("mapping")
@click.argument("path", type=Given(), required=False)
@schema_option
@functions_option
@lang_option
def check(
    mapping: str, path: Path | None, schema: Path | None, functions: Path | None, lang: str | None
) -> None:
    """Report every fault of MAPPING with file, line and column.

    MAPPING is a folder, the name of a shipped mapping, or a submission (a folder with submission.yaml). With PATH,
    a file or folder, columns are checked against what is there.
    """
    own = own_functions(functions or ()).by_name
    if (Path(mapping) / MANIFEST).is_file():
        problems = _of_submission(Path(mapping), schema, own)
    else:
        problems = _of_mapping(mapping, path, schema or NATIONAL, own)
    for line in problem_lines(problems, language(lang)):
        click.echo(line)
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(_verdict(errors), err=True)
    raise click.exceptions.Exit(int(errors > 0))


@command.command("draft")
@click.argument("path", type=Given())
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), required=True, help="Folder of the mapping."
)
@click.option(
    "--class", "only", multiple=True, metavar="CLASS", help="Only this class; may be given several times."
)
@click.option("--force", is_flag=True, help="Replace files that a person wrote or changed.")
@schema_option
@min_cell_option
@lang_option
def draft(
    path: Path,
    out: Path,
    only: tuple[str, ...],
    force: bool,
    schema: Path | None,
    min_cell: int,
    lang: str | None,
) -> None:
    """Propose a mapping for PATH, a file, a folder or a submission.

    Writes source files, a transform file, code maps to fill, and draft.json with all guesses. Every guess has its
    score and reason; those that are not sure are commented out. What looks like a direct identifier is never mapped.
    """
    from omicz_meta.drafting import draft_mapping, write_draft  # noqa: PLC0415 - only this command needs it
    from omicz_meta.profile import open_path, profile_tables  # noqa: PLC0415

    spoken, packs = language(lang), installed_packs()
    with progress(f"Looking at {mask_path(path.name)}"), open_path(path) as found:
        by = found.schema(schema)
        wanted = tuple(by.class_named(name).name for name in only)
        profiled = profile_tables(found.tables, by, min_cell=min_cell, skipped=found.skipped, packs=packs)
        drafted = draft_mapping(profiled, found.name, by, spoken, only=wanted)
    files = write_draft(drafted, out, force=force)
    for line in told(drafted, files, out, spoken):
        click.echo(line)


def _verdict(errors: int) -> str:
    if not errors:
        return "The mapping is sound."
    return "1 fault." if errors == 1 else f"{errors} faults."


def _of_mapping(
    mapping: str, path: Path | None, named: str | Path, own: Lookup[str, PythonFunction]
) -> tuple[Problem, ...]:
    schema, packs = used_schema(named).schema, installed_packs()
    read = load_mapping(mapping, base=Path.cwd(), schema=schema, packs=packs)
    outdated = tuple(obsolete_targets(read.codes, read.codes, packs))
    if path is None:
        return (*check_mapping(read, schema, functions=own), *outdated)
    dialects = {name: spec.dialect for name, spec in read.sources.items()}
    files = sorted(path.glob("*.[ct]sv")) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"{path.name} holds no CSV or TSV file.")
    tables = {}
    for file in files:
        source = open_source(file, dialects=dialects)
        if source.unusable:
            raise InputError("The input cannot be read.", source.unusable)
        tables.update({table.name: table.columns for table in source.tables})
    return (*check_mapping(read, schema, tables, functions=own), *outdated)


def _of_submission(folder: Path, named: Path | None, own: Lookup[str, PythonFunction]) -> tuple[Problem, ...]:
    packs = installed_packs()
    with opened(folder) as root:
        submission = checked_submission(root)
        schema = (used_schema(named) if named else used_schema(submission.schema, root)).schema
        names = dict.fromkeys(
            (*submission.mapping, *(n for entry in submission.sources for n in entry.mapping))
        )
        read = load_mapping(list(names), base=root, schema=schema, packs=packs)
        dialects = {name: spec.dialect for name, spec in read.sources.items()}
        tables = {}
        for entry in submission.sources:
            source = open_entry(entry, root, dialects=dialects)
            if source.unusable:
                raise InputError("The input cannot be read.", source.unusable)
            tables.update({table.name: table.columns for table in source.tables})
        outdated = tuple(obsolete_targets(read.codes, read.codes, packs))
        found = check_mapping(read, schema, tables, use_cases=submission.use_cases, functions=own)
        return (*found, *outdated)
