"""`omicz-meta run`: everything, to the output folder."""

from __future__ import annotations

from pathlib import Path

import click

from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import (
    cluster_of,
    colourful,
    deliver,
    engine_option,
    fail_on_option,
    functions_option,
    jobs_option,
    lang_option,
    language,
    mapping_option,
    master_option,
    no_color_option,
    publish_option,
    rendered,
    staging_option,
    strict_option,
    unpack_limit_option,
)
from omicz_meta.engine.alone import give_memory_back, keep_pandas_out
from omicz_meta.pipeline.run import run
from omicz_meta.reports import nothing_to_do
from omicz_meta.result import FailOn


@click.command("run")
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), required=True, help="Output folder.")
@click.option(
    "--quarantine",
    default=None,
    metavar="DIR|off",
    help="Where quarantined rows go; default: into the output.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Do everything anew, even if nothing has changed since the output was written.",
)
@click.option(
    "--incremental",
    is_flag=True,
    help="Keep in the output what came of each table, and redo only what depends on a change.",
)
@mapping_option
@functions_option
@lang_option
@fail_on_option
@jobs_option
@engine_option
@master_option
@staging_option
@publish_option
@unpack_limit_option
@strict_option
@no_color_option
def command(
    submission: Path,
    out: Path,
    quarantine: str | None,
    force: bool,
    incremental: bool,
    mapping: tuple[str, ...],
    functions: Path | None,
    lang: str | None,
    fail_on: FailOn,
    processes: int,
    engine: str,
    master: str | None,
    staging: str | None,
    publish: str | None,
    unpack_limit: int | None,
    strict: bool,
    no_color: bool,
) -> None:
    """Harmonise, judge and describe SUBMISSION (a folder or archive) into a folder.

    The folder is complete or untouched: it is written beside and exchanged for the old one. A pseudonym key is
    needed; submission.yaml says where it is. With --mapping, SUBMISSION is a single source (a file, folder, archive)
    and its key is in OMICZ_PSEUDONYM_KEY. Where the folder is what would be written, nothing is done.
    """
    give_memory_back()
    if functions is None:
        keep_pandas_out()
    with progress(f"Running {submission.name}"):
        result = run(
            submission,
            out,
            quarantine=quarantine,
            functions=functions or (),
            processes=processes,
            cluster=cluster_of(engine, master, staging, publish),
            publish=publish,
            force=force,
            incremental=incremental,
            unpack_limit=unpack_limit,
            mapping=mapping,
            strict=strict,
        )
    if result.unchanged_since is not None:
        click.echo(nothing_to_do(result.unchanged_since, result.report, language(lang)))
        raise click.exceptions.Exit(result.report.exit_code(fail_on))
    hint = f"open {out / 'report.html'}"
    deliver(
        rendered(result.report, "text", language(lang), colour=colourful(no_color), next_command=hint), None
    )
    raise click.exceptions.Exit(result.report.exit_code(fail_on))
