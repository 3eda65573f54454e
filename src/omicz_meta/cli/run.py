"""`omicz-meta run`: everything, to the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from omicz_meta.cli.given import Given
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
from omicz_meta.engine.arrow_setup import give_memory_back, keep_pandas_out
from omicz_meta.engine.session import Resources
from omicz_meta.pipeline.run import Opening, RunOptions, Writing, run_submission
from omicz_meta.reports import nothing_to_do
from omicz_meta.result import FailOn


@click.command("run")
@click.argument("submission", type=Given())
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
    submission: Path, out: Path, lang: str | None, fail_on: FailOn, no_color: bool, **given: Any
) -> None:
    """Harmonise, judge and describe SUBMISSION (a folder or archive) into a folder.

    The folder is complete or untouched: it is written beside and exchanged for the old one. A pseudonym key is
    needed; submission.yaml says where it is. With --mapping, SUBMISSION is a single source (a file, folder, archive)
    and its key is in OMICZ_PSEUDONYM_KEY. Where the folder is what would be written, nothing is done.
    """
    give_memory_back()
    options = _options(given)
    if not options.functions:
        keep_pandas_out()
    with progress(f"Running {submission.name}"):
        result = run_submission(submission, out, options)
    if result.unchanged_since is not None:
        click.echo(nothing_to_do(result.unchanged_since, result.report, language(lang)))
        raise click.exceptions.Exit(result.report.exit_code(fail_on))
    hint = f"open {out / 'report.html'}"
    deliver(
        rendered(result.report, "text", language(lang), colour=colourful(no_color), next_command=hint), None
    )
    raise click.exceptions.Exit(result.report.exit_code(fail_on))


def _options(given: Mapping[str, Any]) -> RunOptions:
    """How to run, as the command line has it."""
    publish = given["publish"]
    cluster = cluster_of(given["engine"], given["master"], given["staging"], publish)
    return RunOptions(
        Opening(given["mapping"], given["unpack_limit"], given["strict"]),
        Writing(given["quarantine"], publish, given["force"], given["incremental"]),
        Resources(processes=given["processes"], cluster=cluster),
        given["functions"] or (),
    )
